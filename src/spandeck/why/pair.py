"""Two traces to be compared, read whole; beside one alone, a passing one is found."""

from dataclasses import dataclass

from spandeck.model.evidence import Suspect
from spandeck.model.page import Ask
from spandeck.model.source import TraceSource
from spandeck.model.trace import Trace, TraceSummary
from spandeck.why.case import opened, whole
from spandeck.why.passing import passing, run


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, read whole."""

    source: TraceSource
    trace: Trace
    summary: TraceSummary | None
    trace_id: str
    at: int | None = None
    """The span that one came from, or in which its failure began."""

    @property
    def title(self) -> str:
        """What it is called where there is little room: its vendor, and how its id begins."""
        return f"{self.source.title} {self.trace_id[:8]}"


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a trace."""

    side: Side | None
    said: str
    """Why this one, or that there is none and where was looked."""


async def side(source: TraceSource, named: Suspect, ask: Ask) -> Side:
    """A trace, asked for where it is not at hand; raises `SourceError`."""
    trace, summary = await whole(source, named, ask)
    at = trace.positions.get(named.span_id or "")
    suspect = Suspect(named.vendor, named.trace_id, named.span_id, trace, summary)
    case = await opened(source, suspect, ask) if trace.failures[-1] else None
    return Side(source, trace, summary, named.trace_id, case.at if case else at)


async def beside(one: Side, ask: Ask) -> Beside:
    """The nearest passing trace that does what this one did when it failed."""
    if not one.trace.spans:
        return Beside(None, "This trace has no spans, so nothing can be compared with it.")
    found = await passing(one.source, run(one.trace, one.summary, one.at), ask)
    if found.trace is None:
        return Beside(None, found.said)
    named = Suspect(one.source.vendor, found.trace.trace_id, summary=found.trace)
    return Beside(await side(one.source, named, ask), found.said)
