"""Why a span failed: told from its exception events, its status, its attributes and its text.

Frameworks disagree on where they put it: in an event, in an event twice, in the status message
(with or without the type, as a repr, with the whole traceback), in `error.type` alone.
"""

import re
from collections.abc import Mapping
from typing import Any

from spandeck.model.trace import Span
from spandeck.semantics.attributes import Attributes, literal, real, table, text, whole
from spandeck.semantics.facts import Failure

TRACEBACK = "Traceback (most recent call last):"
TYPED = re.compile(r"([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Timeout|Warning))(: |\()")
STATUSES = (
    re.compile(r"\b[Ee]rror code: ?([45]\d\d)\b"),
    re.compile(r"\b(?:HTTP|http)(?:/\d(?:\.\d)?)?(?: status| error)?(?: code)?[ :=]+([45]\d\d)\b"),
    re.compile(r"\bstatus(?:_|[ -])?code['\"]?[ :=]+([45]\d\d)\b", re.IGNORECASE),
    re.compile(r"\b(?:Client|Server) error '([45]\d\d) "),
    re.compile(r"\b([45]\d\d) (?:Too Many Requests|Bad Request|Unauthorized|Forbidden|Not Found)"),
    re.compile(r"\b(5\d\d) (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time)"),
)
THROTTLED = re.compile(r"rate_?limit|TooManyRequests|Throttling", re.IGNORECASE)
CODE = re.compile(r"""['"]code['"]: ?['"]([\w.-]{2,60})['"]""")
TYPE = re.compile(r"""['"]type['"]: ?['"]([a-z_]+_error)['"]""")
WORD = re.compile(r"[a-z]+(?:_[a-z]+)*_error")
CLASSES = {
    "BadRequestError": 400,
    "AuthenticationError": 401,
    "PermissionDeniedError": 403,
    "NotFoundError": 404,
    "UnprocessableEntityError": 422,
    "RateLimitError": 429,
}
"""What the OpenAI and Anthropic clients, and LiteLLM after them, call a status."""
CLIENTS = ("openai.", "anthropic.", "litellm.")
WAITS = (
    re.compile(r"(?:try again|retry|retry after|retrying) in ((?:\d+(?:\.\d+)?(?:ms|h|m|s) ?)+)"),
    re.compile(r"retry[-_ ]?after(?:['\"]?\s*[:=]\s*['\"]?|\s+)(\d+(?:\.\d+)?(?:ms|s)?)", re.I),
    re.compile(r"retryDelay['\"]?: ?['\"](\d+(?:\.\d+)?s)"),
)
SPELL = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)?")
SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "": 1.0}
SEARCHED = 6_000
"""Characters at either end that are searched: a message may be 160 kB of traceback."""


def of(span: Span, attributes: Attributes) -> Failure | None:
    """Why a span failed; None for one that neither failed nor recorded an exception."""
    event = exception(span)
    named = text(attributes, "error.type", "exception.type")
    if not span.failed and not event and named is None:
        return None
    type_, message, stack = split(span.status_message or "")
    type_ = text(event, "exception.type") or type_ or named
    message = text(event, "exception.message") or message or text(attributes, "error.message")
    stack = text(event, "exception.stacktrace") or stack
    if message in (type_, named):
        message = None
    inner = table_in(message)  # openai-agents: `Error running tool: {'tool_name': …, 'error': …}`
    if isinstance(inner.get("error"), str):
        message = inner["error"]
    haystack = " ".join(searched(each) for each in (message, span.status_message, stack) if each)
    code = provider_code(message or "", table_in(message)) or coded(named)
    return Failure(
        type=type_,
        message=message,
        stack=stack,
        http_status=http_status(attributes, haystack) or implied(type_ or "", code or ""),
        provider_code=code,
        retry_after_s=retry_after_s(attributes, haystack),
    )


def short(found: Failure) -> str | None:
    """A failure in one word: its exception's type, the provider's own word, or the status."""
    status = f"HTTP {found.http_status}" if found.http_status else None
    return found.type or found.provider_code or status


def exception(span: Span) -> Attributes:
    """The exception event that says most; some instrumentations record the same one twice."""
    found: Attributes = {}
    for event in span.events:
        if event.name == "exception" and len(event.attributes) > len(found):
            found = event.attributes
    return found


def split(status: str) -> tuple[str | None, str | None, str | None]:
    """The type, message and stack in a status message, as far as it has them."""
    at = status.find(TRACEBACK)
    stack = status[at:].rstrip() if at >= 0 else None
    said = (status[:at] if at >= 0 else status).strip()
    typed = TYPED.match(said)
    if typed is None:
        return None, said or None, stack
    rest = said[typed.end() :]
    if typed[2] == "(":
        quoted = literal(rest[:-1]) if rest.endswith(")") else None
        rest = quoted if isinstance(quoted, str) else rest.removesuffix(")").strip("'\"")
    return typed[1], rest or None, stack


def table_in(message: str | None) -> Mapping[str, Any]:
    """The object that a message ends with, as JSON or as Python's repr."""
    at = message.find("{") if message else -1
    if message is None or at < 0 or len(message) > SEARCHED:
        return {}
    rest = message[at:].strip()
    found = table(rest) or literal(rest)
    return found if isinstance(found, dict) else {}


def searched(text: str) -> str:
    """The ends of a text, which is where messages and causes are."""
    return text if len(text) <= 2 * SEARCHED else f"{text[:SEARCHED]}\n{text[-SEARCHED:]}"


def provider_code(message: str, body: Mapping[str, Any]) -> str | None:
    """The provider's own word for an error, out of the body of its answer."""
    held = body.get("error")
    error = held if isinstance(held, Mapping) else body
    for key in ("code", "type", "status"):
        word = error.get(key)
        if isinstance(word, str) and word and (key != "type" or WORD.fullmatch(word)):
            return word
    for pattern in (CODE, TYPE):
        found = pattern.search(message[:SEARCHED])
        if found:
            return found[1]
    return None


def coded(named: str | None) -> str | None:
    """`error.type` where it is the provider's word (`rate_limit_error`) and no class name."""
    word = named if named and WORD.fullmatch(named) else None
    return None if word is None or word.startswith("client_") else word


def http_status(attributes: Attributes, haystack: str) -> int | None:
    """The status that made it fail; a 2xx on a span that failed later is not the reason."""
    stated = whole(attributes, "http.response.status_code", "http.status_code", "error.status_code")
    if stated is not None and 400 <= stated <= 599:
        return stated
    for pattern in STATUSES:
        found = pattern.search(haystack)
        if found:
            return int(found[1])
    return None


def implied(type_: str, code: str) -> int | None:
    """The status that an exception's class or a provider's word stands for."""
    if THROTTLED.search(type_) or THROTTLED.search(code):
        return 429
    return CLASSES.get(type_.rpartition(".")[2]) if type_.startswith(CLIENTS) else None


def retry_after_s(attributes: Attributes, haystack: str) -> float | None:
    """How long the provider asked to wait, from its header or its words."""
    for key in ("http.response.header.retry-after", "http.response.header.retry_after"):
        value = attributes.get(key)
        stated = real(value[0] if isinstance(value, list) and value else value)
        if stated is not None:
            return stated
    for pattern in WAITS:
        found = pattern.search(haystack)
        if found:
            return sum(float(n) * SECONDS[unit] for n, unit in SPELL.findall(found[1]))
    return None
