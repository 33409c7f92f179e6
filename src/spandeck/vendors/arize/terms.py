"""What the list of traces can be filtered by: in Arize's words, and on spans that are here.

Arize keeps a trace when any one span meets the whole filter (contract §8.4). So what is said of
the root goes together, what is said of any span goes alone, and what cannot go along is checked
here, on the spans that came with the trace.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spandeck.model.query import Condition, Filter, Query, alike, matches
from spandeck.model.record import iso
from spandeck.model.trace import Span, TraceSummary
from spandeck.vendors.arize import syntax
from spandeck.vendors.arize.syntax import like, number

BOUNDS = (">=", "<=")
EARLIEST = "2020-01-01T00:00:00Z"
"""Before Arize kept traces: without it, the API looks back seven days."""
SPILL_NS = 3_600_000_000_000
"""How much longer than a range of starts its spans are looked for: a trace lasts on after it."""
KINDS = (
    *("LLM", "CHAIN", "RETRIEVER", "EMBEDDING", "AGENT", "TOOL", "RERANKER", "GUARDRAIL"),
    *("EVALUATOR", "PROMPT", "DECISION", "UNKNOWN"),
)


def filters(hints: Callable[[str], Sequence[str]]) -> tuple[Filter, ...]:
    """The filters; `hints` completes a filter in Arize's own words."""
    return (
        Filter("project", "text", "a project's name or id; * matches anything"),
        Filter(
            "space",
            "text",
            "a space's name or id; * matches anything",
            aliases={"environment": "="},
        ),
        Filter("status", "text", "how its root ended", choices=("error", "ok", "unset")),
        Filter("has_error", "bool", "whether any span failed"),
        Filter("duration", "duration", "how long its root took, such as 5s", operators=BOUNDS),
        Filter("name", "text", "its root's name; * matches anything"),
        Filter("session", "text", "the session's id", aliases={"session_id": "="}),
        Filter("user", "text", "the user's id", aliases={"user_id": "="}),
        Filter("agent", "text", "an agent in it", aliases={"agent_name": "="}),
        Filter("model", "text", "a model in it, such as gpt-4o"),
        Filter("tool", "text", "a tool in it"),
        Filter("kind", "text", "a kind of span in it", choices=KINDS),
        Filter("error_code", "text", "the type of what failed in it; * matches anything"),
        Filter("start", "time", "when it began, such as 2026-11-21T14:00Z", operators=BOUNDS),
        Filter(
            "where",
            "text",
            "any span, in Arize's words: where=\"attributes.llm.model_name = 'gpt-4o'\"",
            check=syntax.check,
            hints=hints,
            provider="attributes.llm.provider = '{provider}'",
            span="context.span_id = '{span}'",
        ),
        Filter("spans", "number", "how many spans", operators=BOUNDS, at_vendor=False),
        Filter("errors", "number", "how many failed spans", operators=BOUNDS, at_vendor=False),
        Filter("tokens", "number", "tokens in all", operators=BOUNDS, at_vendor=False),
        Filter("cost", "number", "US dollars in all", operators=BOUNDS, at_vendor=False),
    )


ATTRIBUTES: Mapping[str, str] = {
    "session": "session.id",
    "user": "user.id",
    "model": "llm.model_name",
    "tool": "tool.name",
    "agent": "agent.name",
}
"""Filters on an attribute that any span may have."""
STATUS: Mapping[str, str] = {
    "error": "status_code = 'ERROR'",
    "ok": "status_code = 'OK'",
    "unset": "(status_code = 'UNSET' OR status_code IS NULL)",
}
TELLING = ("session", "user", "tool", "model", "agent", "kind", "error_code", "has_error")
"""What is said of any span, the most telling first: only one of them can be asked."""
ROOT = ("status", "duration", "name")
"""What is said of the root."""
CHOOSES = ("project", "space")
"""What chooses projects rather than traces."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query as one request to every project, and what is left to be checked here."""

    body: Mapping[str, Any]
    """Without the project."""
    rows: tuple[Condition, ...] = ()
    """Checked on the row that a trace becomes."""
    spans: tuple[Callable[[Span], bool], ...] = field(default=(), compare=False)
    """Each must hold for some span of the trace."""

    def keeps(self, row: TraceSummary, spans: Sequence[Span]) -> bool:
        """Whether a trace is wanted."""
        if not all(matches(row, each) for each in self.rows):
            return False
        return all(any(map(test, spans)) for test in self.spans)


def question(query: Query) -> Question:
    """What to ask; whatever is sent is checked here again, which costs nothing."""
    since, until = bounds(query)
    body: dict[str, Any] = {"start_time": EARLIEST if since is None else iso(since - since % 1000)}
    if until is not None:
        body["end_time"] = iso(until + SPILL_NS - until % 1000)
    asked = [each for each in query.conditions if each.field not in (*CHOOSES, "start")]
    sent = expression(asked, until)
    if sent:
        body["filter"] = sent
    rows = [each for each in asked if each.field in (*ROOT, "has_error", "error_code")]
    rows += [Condition("start", ">=", since)] if since is not None else []
    rows += [Condition("start", "<=", until)] if until is not None else []
    tests = tuple(test(each) for each in asked if each.field in ATTRIBUTES or each.field == "kind")
    return Question(body, tuple(rows), tests)


def bounds(query: Query) -> tuple[int | None, int | None]:
    """The range of starts: the tighter of what the query and its conditions say."""
    since = [query.since_ns] if query.since_ns is not None else []
    until = [query.until_ns] if query.until_ns is not None else []
    for each in query.conditions:
        if each.field == "start" and isinstance(each.value, int):
            (since if each.operator == ">=" else until).append(each.value)
    return max(since, default=None), min(until, default=None)


def expression(asked: Sequence[Condition], until: int | None) -> str:
    """The one filter that is sent: in the person's own words, on any span, or on the root."""
    for each in asked:
        if each.field == "where":
            return str(each.value)
    for name in TELLING:
        for each in asked:
            if each.field == name and (said := of_any(each)):
                return said
    parts = [of_root(each) for each in asked if each.field in ROOT]
    if until is not None:
        parts.append(f"start_time <= '{iso(until - until % 1000 + 1000)}'")
    return " AND ".join(("parent_id IS NULL", *parts)) if parts else ""


def of_any(asked: Condition) -> str:
    """A condition on any span; empty where the language cannot say it."""
    match asked.field:
        case "has_error":
            return STATUS["error"] if asked.value else ""
        case "error_code":
            return STATUS["error"]
        case "kind":
            return f"span_kind {like(str(asked.value))}"
        case name:
            return f"attributes.{ATTRIBUTES[name]} {like(str(asked.value))}"


def of_root(asked: Condition) -> str:
    """A condition on the root."""
    match asked.field:
        case "status":
            return STATUS[str(asked.value)]
        case "duration":
            return f"latency_ms {asked.operator} {number(asked.value)}"
        case _:
            return f"name {like(str(asked.value))}"


def test(asked: Condition) -> Callable[[Span], bool]:
    """A condition on any span, as a check of one."""
    wanted = str(asked.value)
    if asked.field == "kind":
        return lambda span: span.kind == wanted
    key = ATTRIBUTES[asked.field]

    def held(span: Span) -> bool:
        found = span.attributes.get(key)
        return found is not None and alike(str(found), wanted)

    return held
