"""The nearest trace that passed where another failed: the same agent, doing the same call.

Bounded: four lists of one page at most, and four traces read to see whether they make the call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spandeck import semantics
from spandeck.model.errors import Missing, period
from spandeck.model.gathering import gathered
from spandeck.model.page import Ask
from spandeck.model.query import Condition, Query
from spandeck.model.source import PLAIN, TraceSource
from spandeck.model.trace import OK, Span, Trace, TraceSummary
from spandeck.semantics.facts import LLM, TOOL, Meaning

SECOND_NS = 1_000_000_000
BEFORE_NS = 24 * 3_600 * SECOND_NS
"""How far back a list looks: it begins with what is nearest."""
AFTER_NS = 600 * SECOND_NS
"""How far ahead, where a list begins with what is farthest."""
PAGE = 30
AGENTS = 3
"""Agents whose passing traces are asked for."""
LARGE = 2_000
"""A trace of more spans is not read for its call alone."""
NAMES = {"agent": ("agent_name",), "status": (), "tool": ()}
"""Filters that vendors have, with the other names they go by."""
READ = 4
"""Traces that are read for the call."""


@dataclass(frozen=True, slots=True)
class Run:
    """A trace, as far as another is to resemble it."""

    trace_id: str
    started_ns: int
    name: str = ""
    agent: str | None = None
    tool: str | None = None
    """What was running when it failed."""
    model: str | None = None
    """What was being asked when it failed."""

    @property
    def call(self) -> str:
        """What a trace must do to resemble it; empty where nothing is known."""
        return f"runs {self.tool}" if self.tool else f"asks {self.model}" if self.model else ""


@dataclass(frozen=True, slots=True)
class Passing:
    """What was found, and how."""

    trace: TraceSummary | None
    said: str
    """One sentence: why this one, or that there is none and where was looked."""


def run(trace: Trace, summary: TraceSummary | None, at: int | None) -> Run:
    """What is known of a trace that failed at a position; None where no span did."""
    first = trace.spans[0]
    top = trace.spans[trace.roots[0]]
    line = above(trace, at) if at is not None else []
    said = [semantics.read(trace.spans[each]) for each in line]
    call = next((each for each in said if each.kind in (TOOL, LLM)), None)
    agent = summary.agent_name if summary else None
    return Run(
        first.trace_id,
        (summary.started_ns if summary else None) or trace.started_ns or 0,
        (summary.name if summary else "") or top.name,
        agent or next((each.agent_name for each in said if each.agent_name), None),
        tool_of(call),
        call.label if call is not None and call.kind == LLM else None,
    )


def tool_of(said: Meaning | None) -> str | None:
    """The tool that a span runs."""
    return said.tool.name or said.label if said is not None and said.tool is not None else None


def above(trace: Trace, at: int) -> list[int]:
    """A span and those above it, the nearest first."""
    found = []
    while at >= 0:
        found.append(at)
        at = trace.parent[at]
    return found


async def passing(source: TraceSource, like: Run, ask: Ask = PLAIN) -> Passing:
    """The nearest trace that passed and does the same; raises `SourceError`."""
    names = known(source)
    by_tool = like.tool is not None and "tool" in names
    wanted = {"agent": like.agent, "tool": like.tool}
    narrowed = [
        Condition(names[name], "=", value)
        for name, value in wanted.items()
        if value and name in names
    ]
    passed = [Condition(names["status"], "=", OK)] if "status" in names else []
    rows = await listed(source, [*narrowed, *passed], like, ask)
    if not rows and passed:  # some leave the status of what passed unset
        rows = await listed(source, narrowed, like, ask)
    if not rows:
        return Passing(None, none(source, like, by_tool=by_tool))
    if by_tool or not like.call:
        return Passing(rows[0], chosen(rows[0], like, like.call if by_tool else ""))
    near = [each for each in rows if (each.span_count or 0) <= LARGE][:READ]
    held = await gathered(makes(source, each, like, ask) for each in near)
    for row, made in zip(near, held, strict=True):
        if made:
            return Passing(row, chosen(row, like, like.call))
    unlike = f"It is unlike in one thing: none of the {len(near)} nearest {like.call}."
    return Passing(rows[0], f"{chosen(rows[0], like, '')} {unlike}")


def known(source: TraceSource) -> Mapping[str, str]:
    """What a vendor's list can be narrowed by, under whichever name."""
    found: dict[str, str] = {}
    for name, others in NAMES.items():
        for each in source.filters:
            if each.at_vendor and {each.name, *each.aliases} & {name, *others}:
                found[name] = each.name
    return found


async def listed(
    source: TraceSource, conditions: Sequence[Condition], like: Run, ask: Ask
) -> list[TraceSummary]:
    """What passed around a run, the likest and then the nearest first."""
    query, began = Query(tuple(conditions)), like.started_ns
    ranges = ((began - BEFORE_NS, began), (began, began + AFTER_NS))
    pages = await gathered(
        source.traces(query.within(*each), limit=PAGE, ask=ask) for each in ranges
    )
    found = {
        row.trace_id: row
        for page in pages
        for row in page.items
        if isinstance(row, TraceSummary) and not row.failed and row.trace_id != like.trace_id
    }
    return sorted(found.values(), key=lambda row: (row.name != like.name, apart(row, like)))


def apart(row: TraceSummary, like: Run) -> int:
    """How long lies between their beginnings, in nanoseconds."""
    return abs((row.started_ns or 0) - like.started_ns)


async def makes(source: TraceSource, row: TraceSummary, like: Run, ask: Ask) -> bool:
    """Whether a trace makes the call."""
    try:
        async for batch in source.spans(row.trace_id, ask=ask):
            if any(resembles(span, like) for span in batch.spans):
                return True
    except Missing:
        return False  # gone since it was listed
    return False


def resembles(span: Span, like: Run) -> bool:
    """Whether a span makes the call."""
    seen = semantics.glance(span)
    if like.tool is not None:
        return seen.kind == TOOL and like.tool in (seen.label, span.name)
    return seen.kind == LLM and seen.label == like.model


def chosen(row: TraceSummary, like: Run, call: str) -> str:
    """Why this one."""
    whose = ""
    if row.agent_name and row.agent_name == like.agent:
        whose = f" of {row.agent_name}"
    elif row.name and row.name == like.name:
        whose = f" called {row.name}"
    seconds = apart(row, like) / SECOND_NS
    when = "earlier" if (row.started_ns or 0) <= like.started_ns else "later"
    doing = f" that {call}" if call else ""
    return f"The nearest passing trace{whose}{doing}: {period(seconds)} {when}."


def none(source: TraceSource, like: Run, *, by_tool: bool) -> str:
    """That there is none, and where was looked."""
    whose = f" of {like.agent or like.name}" if like.agent or like.name else ""
    doing = f" that {like.call}" if by_tool else ""
    looked = f"{source.title} was asked for those of the day before and of the hour after"
    return f"No trace{whose}{doing} passed: {looked}, {PAGE} each."


async def peers(
    source: TraceSource, failing: Sequence[TraceSummary], ask: Ask = PLAIN
) -> tuple[TraceSummary, ...]:
    """Traces of the same agents that passed in the same time, a page for each of a few agents."""
    times = [each.started_ns for each in failing if each.started_ns is not None]
    if not times:
        return ()
    names, until = known(source), max(times) + AFTER_NS
    agents = dict.fromkeys(each.agent_name for each in failing if each.agent_name)
    asked = [[Condition(names["agent"], "=", each)] for each in agents if "agent" in names]
    status = [Condition(names["status"], "=", OK)] if "status" in names else []
    queries = [Query((*each, *status)) for each in asked[:AGENTS] or [[]]]
    pages = await gathered(
        source.traces(each.within(min(times) - AFTER_NS, until), limit=PAGE, ask=ask)
        for each in queries
    )
    mine = {each.trace_id for each in failing}
    return tuple(
        row
        for page in pages
        for row in page.items
        if isinstance(row, TraceSummary) and not row.failed and row.trace_id not in mine
    )
