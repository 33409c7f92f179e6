"""Which provider a span called, at which endpoint, for which model: by a table, told from the span.

Providers and endpoints are named as the watcher of providers (Apidepth) names them, so that what
it measured can be looked up. Nothing is guessed for a span that called nobody.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from spandeck.model.trace import Span
from spandeck.semantics import failure, kind
from spandeck.semantics.attributes import Attributes, flat, text
from spandeck.semantics.facts import EMBEDDING, LLM, RERANK


@dataclass(frozen=True, slots=True)
class Upstream:
    """Whom a span called."""

    provider: str | None = None
    """Its slug, such as `openai`."""
    endpoint: str | None = None
    """The normalised path, such as `/v1/chat/completions`."""
    model: str | None = None
    """The model without the prefix of a router: `gpt-4o` for `openai/gpt-4o`."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider and what gives it away."""

    slug: str
    names: tuple[str, ...] = ()
    """What instrumentations call it besides its slug, in lower case."""
    hosts: tuple[str, ...] = ()
    """Its hosts, `*` standing for anything."""
    models: tuple[str, ...] = ()
    """How its models' names begin."""
    endpoints: Mapping[str, str] = field(default_factory=dict)
    """Its paths by operation; `{model}` stands for the model's name."""


CHAT, COMPLETION, EMBED, RANK = "chat", "text_completion", "embeddings", "rerank"
COMPATIBLE = {
    CHAT: "/v1/chat/completions",
    COMPLETION: "/v1/completions",
    EMBED: "/v1/embeddings",
}
"""The paths of OpenAI, which others took over."""

PROVIDERS = (
    Provider(
        "azure-openai",
        ("azure", "az.ai.openai", "azure.ai.openai", "azure.ai.inference", "azure_openai"),
        ("*.openai.azure.com", "*.services.ai.azure.com", "*.inference.ai.azure.com"),
    ),
    Provider(
        "bedrock",
        ("aws", "amazon", "aws.bedrock", "aws_bedrock", "amazon-bedrock"),
        ("bedrock*.amazonaws.com",),
        ("anthropic.", "amazon.", "meta.", "us.anthropic.", "eu.anthropic.", "us.amazon."),
        {CHAT: "/model/{model}/converse"},
    ),
    Provider(
        "openai",
        (),
        ("api.openai.com",),
        ("gpt-", "chatgpt-", "o1", "o3", "o4-", "text-embedding-", "davinci-", "babbage-"),
        COMPATIBLE,
    ),
    Provider("anthropic", (), ("api.anthropic.com",), ("claude-",), {CHAT: "/v1/messages"}),
    Provider(
        "google",
        ("gcp", "gemini", "gcp.gemini", "gcp.gen_ai", "gcp.vertex_ai", "vertexai", "vertex_ai"),
        ("generativelanguage.googleapis.com", "*aiplatform.googleapis.com"),
        ("gemini-", "embedding-001", "text-bison"),
        {
            CHAT: "/v1beta/models/{model}:generateContent",
            EMBED: "/v1beta/models/{model}:embedContent",
        },
    ),
    Provider(
        "mistral",
        ("mistralai", "mistral_ai"),
        ("api.mistral.ai",),
        ("mistral-", "ministral-", "codestral-", "pixtral-", "open-mistral", "magistral-"),
        COMPATIBLE,
    ),
    Provider(
        "cohere",
        (),
        ("api.cohere.com", "api.cohere.ai"),
        ("command", "embed-english", "embed-multilingual", "rerank-"),
        {CHAT: "/v2/chat", EMBED: "/v2/embed", RANK: "/v2/rerank"},
    ),
    Provider("groq", (), ("api.groq.com",), (), {CHAT: "/openai/v1/chat/completions"}),
    Provider("deepseek", (), ("api.deepseek.com",), ("deepseek-",), {CHAT: "/chat/completions"}),
    Provider("xai", ("x_ai",), ("api.x.ai",), ("grok-",), COMPATIBLE),
    Provider("perplexity", (), ("api.perplexity.ai",), ("sonar",), {CHAT: "/chat/completions"}),
    Provider("stripe", (), ("api.stripe.com",)),
    Provider("twilio", (), ("api.twilio.com",)),
    Provider("resend", (), ("api.resend.com",)),
    Provider("github", (), ("api.github.com",)),
)
"""Those that are known; the first that fits is meant."""

NAMES = {name: each for each in PROVIDERS for name in (each.slug, *each.names)}
NAMED = (
    "gen_ai.provider.name",
    "gen_ai.system",
    "llm.provider",
    "ai.model.provider",
    "llm.system",
)
"""Where a dialect names the provider; ADK names two, and its `gen_ai` one is right."""
MODELS = (
    "gen_ai.request.model",
    "llm.model_name",
    "embedding.model_name",
    "reranker.model_name",
    "gen_ai.response.model",
    "ai.model.id",
)
"""The model that was asked for comes first: a failed call has no other, and both are one model."""
EXCEPTIONS = ("exception.type", "error.type")
ADDRESSES = ("url.full", "http.url")
HOSTS = ("server.address", "net.peer.name", "http.host")
PATHS = ("url.path", "http.target")
OPERATIONS = {
    "chat": CHAT,
    "generate_content": CHAT,
    "completion": CHAT,
    "text_completion": COMPLETION,
    "embeddings": EMBED,
    "embedding": EMBED,
    "rerank": RANK,
}
"""What instrumentations call an operation."""
MODELLED = {LLM: CHAT, EMBEDDING: EMBED, RERANK: RANK}
"""The kinds of span that call a model, and what they do unless they say."""
VARIABLE = (
    (re.compile(r"/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/|$)", re.IGNORECASE), "/:uuid"),
    (re.compile(r"/\d{4,}(?=/|$)"), "/:id"),
    (re.compile(r"/(?=[A-Za-z_-]*\d)[\w-]{24,}(?=/|$)"), "/:token"),
)
"""What stands for something else each time (contracts/apidepth.md §1)."""
LONGEST_PATH = 4_096


def upstream(span: Span, attributes: Attributes | None = None) -> Upstream:
    """Whom a span called; `attributes` are its own, flat, where they are at hand already."""
    held = flat(span.attributes) if attributes is None else attributes
    called = MODELLED.get(kind.of(held, span.kind))
    host, path = address(held)
    own = by_host(host)
    model = None if called is None else asked(held)
    found = own or (
        None if called is None else named(held) or by_model(model) or raised(span, held)
    )
    if found is None:
        return Upstream(model=model)
    operation = OPERATIONS.get(text(held, "gen_ai.operation.name", "llm.request.type") or "")
    where = endpoint(found, path, operation or called, model, own=own is not None)
    return Upstream(found.slug, where, model)


def address(attributes: Attributes) -> tuple[str, str]:
    """The host and path that a span called, as far as it says; both in their plain form."""
    parts = split(text(attributes, *ADDRESSES) or "")
    host = parts[0] or text(attributes, *HOSTS) or ""
    path = parts[1] or split(text(attributes, *PATHS) or "")[1]
    return host.lower().partition(":")[0], path


def split(address: str) -> tuple[str, str]:
    """The host and path of an address; empty for one that is none."""
    try:
        parts = urlsplit(address[:LONGEST_PATH])
    except ValueError:
        return "", ""
    return parts.netloc.rpartition("@")[2], parts.path


def by_host(host: str) -> Provider | None:
    """Whose host this is."""
    return next((p for p in PROVIDERS if any(fnmatchcase(host, each) for each in p.hosts)), None)


def named(attributes: Attributes) -> Provider | None:
    """Whom the instrumentation names: `openai`, `OpenAI`, `azure.ai.openai`, `openai.chat`."""
    for key in NAMED:
        name = (text(attributes, key) or "").lower()
        found = NAMES.get(name) or NAMES.get(name.partition(".")[0])
        if found:
            return found
    return None


def raised(span: Span, attributes: Attributes) -> Provider | None:
    """Whose client raised the exception: `openai.RateLimitError` tells, where nothing else does."""
    event = failure.exception(span)
    module, dot, _ = (text({**attributes, **event}, *EXCEPTIONS) or "").partition(".")
    return NAMES.get(module) if dot else None


def asked(attributes: Attributes) -> str | None:
    """The model that was asked for, without the router's prefix where that names a provider."""
    model = text(attributes, *MODELS)
    prefix, slash, rest = (model or "").partition("/")
    return rest if slash and rest and prefix.lower() in NAMES else model


def by_model(model: str | None) -> Provider | None:
    """Whose model this is, by the beginning of its name; a fine-tuned one says it in the middle."""
    bare = (model or "").rpartition("/")[2].removeprefix("ft:").lower()
    return next((each for each in PROVIDERS if bare.startswith(each.models)), None)


def endpoint(
    provider: Provider, path: str, operation: str | None, model: str | None, *, own: bool
) -> str | None:
    """The normalised path: a known one that the address ends with, its own, or the operation's.

    `own` says whether the address is the provider's own: what a proxy adds is nobody's endpoint.
    """
    known = [each.replace("{model}", model or "") for each in provider.endpoints.values()]
    through = [each for each in known if path.endswith(each)]
    if through:
        return max(through, key=len)
    if own and path not in ("", "/"):
        return normalised(path)
    usual = provider.endpoints.get(operation or "")
    return None if usual is None or ("{" in usual and not model) else usual.format(model=model)


def normalised(path: str) -> str:
    """A path with what differs from call to call replaced, as Apidepth's clients do it."""
    for pattern, stands in VARIABLE:
        path = pattern.sub(stands, path)
    return path
