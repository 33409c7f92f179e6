"""A question about traces as questions about spans: what Fiddler filters, and what is left to us.

Pure. A filter over spans finds the traces that may match; whether one does, its whole row says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from spandeck.model.query import BadQuery, Condition, Filter, Query, allowed, find, matches
from spandeck.model.record import iso
from spandeck.model.trace import ERROR, OK, UNSET, TraceSummary
from spandeck.vendors.fiddler.filtering import Rule, both, compared, rule

BOUNDS = (">=", "<=")
BEGINNING = "2000-01-01T00:00:00Z"
END = "2200-01-01T00:00:00Z"
"""The vendor demands a range of time; without one of ours, everything is asked for."""

FILTERS = (
    Filter("status", "text", "how the root span ended", choices=(ERROR, OK, UNSET)),
    Filter("name", "text", "the root span's name; * at an end matches anything", wire="Span::name"),
    Filter(
        "duration",
        "duration",
        "how long the root span took, such as 5s",
        BOUNDS,
        wire="Span::duration",
    ),
    Filter(
        "session",
        "text",
        "the session's id",
        aliases={"session_id": "="},
        wire="Span::session_id",
    ),
    Filter(
        "agent",
        "text",
        "the root span's agent",
        aliases={"agent_name": "="},
        wire="Span::agent_name",
    ),
    Filter("application", "text", "an application's name or id", of="applications"),
    Filter("project", "text", "a project's name or id", of="projects"),
    Filter("start", "time", "when the trace began, such as 2026-11-21T14:00Z", BOUNDS),
    Filter("type", "text", "some span of it is llm, tool, chain …", wire="Span::span_type"),
    Filter(
        "model",
        "text",
        "some span of it asked this model",
        wire="SpanAttribute::gen_ai.request.model",
    ),
    Filter(
        "tool",
        "text",
        "some span of it ran this tool",
        wire="SpanAttribute::gen_ai.tool.name",
    ),
    Filter(
        "attribute",
        "text",
        'some span of it has "key=value"',
        provider="gen_ai.system={provider}",
    ),
    Filter("span", "text", "it holds the span of this id", wire="Span::span_id", span="{span}"),
    Filter("evaluator", "text", 'some span of it was judged "rule::output=value"'),
    Filter("spans", "number", "how many spans", BOUNDS, at_vendor=False),
    Filter("errors", "number", "how many failed spans", BOUNDS, at_vendor=False),
    Filter("tokens", "number", "tokens in all", BOUNDS, at_vendor=False),
)
"""What the list of traces can be filtered by; the local ones see loaded rows only."""

By = Literal["all", "roots", "some"]
"""Every span; only roots count; any span that says what is asked for."""
OF_ROOT = ("status", "name", "duration", "session", "agent")
"""What one span, the root, must fulfil all at once."""
OF_SOME = ("type", "model", "tool", "attribute", "evaluator", "span")
"""What one span, whichever, must fulfil all at once."""
SPACES = {"attribute": "SpanAttribute::", "evaluator": "Evaluator::"}
FAILED = rule("Span::status_code", "in", ["ERROR", "Error", "error"])


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every application."""

    since_ns: int | None = None
    until_ns: int | None = None
    """Included."""
    tree: Rule | None = None
    """Which spans lead to a trace that may match; None for all of them."""
    by: By = "all"
    """What the spans are that lead there."""
    rest: tuple[Condition, ...] = ()
    """What a trace's row must fulfil besides."""
    application: str = ""
    project: str = ""

    def fits(self, row: TraceSummary) -> bool:
        """Whether a trace is wanted, told by its root; one that began outside the range is not.

        A trace without a root meets no condition on it.
        """
        at = row.started_ns or 0
        if self.since_ns is not None and at < self.since_ns:
            return False
        if self.until_ns is not None and at > self.until_ns:
            return False
        if self.rest and row.raw["root_span_id"] is None:
            return False
        return all(matches(row, each) for each in self.rest)

    def body(self, application: str, tree: Rule | None) -> dict[str, Any]:
        """The range and filter of a query of one application's spans."""
        made: dict[str, Any] = {
            "application_id": application,
            "start_time": BEGINNING if self.since_ns is None else iso(self.since_ns),
            "end_time": END,
            "ordering": "-start_time",
        }
        return made | ({"filter": tree} if tree else {})


def question(query: Query) -> Question:
    """What to ask for; raise `BadQuery` for what cannot be asked."""
    roots: list[Condition] = []
    some: list[Rule] = []
    chosen: dict[str, str] = {}
    bounds = [(">=", query.since_ns), ("<=", query.until_ns)]
    for each in query.conditions:
        known, _ = find(each.field, FILTERS)
        if each.operator not in known.operators:
            raise BadQuery(f"{each} cannot be asked. Allowed: {allowed(FILTERS)}.")
        if known.name == "start":
            bounds.append((each.operator, int(each.value)))
        elif known.name in OF_ROOT:
            roots.append(each)
        elif known.name in OF_SOME:
            some.append(judged(known, each))
        elif known.at_vendor:
            chosen[known.name] = one(chosen.get(known.name), each)
    leading = some or [found for each in roots if (found := leads(each)) is not None]
    return Question(
        tightest(max, [at for sign, at in bounds if sign == ">="]),
        tightest(min, [at for sign, at in bounds if sign == "<="]),
        both(leading) if leading else None,
        "some" if some else "roots" if leading else "all",
        tuple(roots),
        **chosen,
    )


def leads(asked: Condition) -> Rule | None:
    """The spans among which the roots are that meet a condition; None where it is most of them."""
    if asked.field == "status":
        return FAILED if asked.value == ERROR else None
    if asked.operator == "<=" or not str(asked.value).strip("*"):
        return None
    if isinstance(asked.value, str) and "*" in asked.value.strip("*"):
        return None
    return compared(find(asked.field, FILTERS)[0], asked)


def judged(known: Filter, asked: Condition) -> Rule:
    """A condition on whichever span; raise `BadQuery` where it is not `key=value`."""
    if known.wire:
        return compared(known, asked)
    key, equals, value = str(asked.value).rpartition("=")
    if not (key and equals and value):
        raise BadQuery(f'{known.name} takes "key=value", not “{asked.value}”.')
    return rule(SPACES[known.name] + key, "equal", value)


def one(before: str | None, asked: Condition) -> str:
    """The only value of a condition; raise `BadQuery` for two."""
    if before is not None and before != asked.value:
        raise BadQuery(f"{asked.field} can be asked for one value at a time.")
    return str(asked.value)


def tightest(choose: Callable[[list[int]], int], bounds: Sequence[int | None]) -> int | None:
    """The bound that counts among several."""
    known = [each for each in bounds if each is not None]
    return choose(known) if known else None


def among(field: str, values: Sequence[str]) -> Rule:
    """The spans whose field has one of these values."""
    return both([rule(field, "in", list(values))])


def equals(field: str, value: str) -> Rule:
    """The spans whose field has this value."""
    return both([rule(field, "equal", value)])
