"""A failure to be explained: the span in which it began, found in its trace; it judges nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spandeck import semantics
from spandeck.model.evidence import Suspect
from spandeck.model.fact import Failed
from spandeck.model.page import Ask
from spandeck.model.source import TraceSource
from spandeck.model.trace import Span, Trace, TraceSummary, assembling
from spandeck.semantics.facts import LLM
from spandeck.semantics.occurrence import occurrence
from spandeck.semantics.origin import Family
from spandeck.semantics.provider import Upstream, upstream

SLICE = 128
"""Spans looked at before others have their turn."""


@dataclass(frozen=True, slots=True)
class Case:
    """One failure with all that its trace says of it."""

    vendor: str
    trace: Trace
    at: int
    """Where the failed span stands."""
    failed: Failed
    summary: TraceSummary | None
    """What the vendor says of the trace as a whole."""
    called: Upstream
    """The provider that was called: by the failed span, or else by the agent before it failed."""
    sole: bool = True
    """Whether all failures that began in the trace are of one type."""

    @property
    def span(self) -> Span:
        """The failed span."""
        return self.trace.spans[self.at]

    def codes(self, said: str | None = None) -> frozenset[str]:
        """The words for the way in which it failed: its own, and the vendor's for the trace.

        `said` is the vendor's word where the list told it; of several failures it may mean another.
        """
        own = {self.failed.cause.code, self.failed.cause.type}
        stated = (self.summary.error_code if self.summary else None) or said
        words = own | {stated} if self.sole or stated in own else own
        return frozenset(each for each in words if each)


async def opened(source: TraceSource, suspect: Suspect, ask: Ask) -> Case | None:
    """The failure that a suspect leads to; None where nothing in its trace failed.

    Raises `SourceError` where the trace has to be asked for and does not come.
    """
    trace, summary = await whole(source, suspect, ask)
    family = Family()
    for begin in range(0, len(trace.spans), SLICE):
        family.add(trace.spans[begin : begin + SLICE])
        await asyncio.sleep(0)
    began = family.origins()
    at = origin(trace, [trace.positions[each.span_id] for each in began], suspect.span_id)
    if at is None:
        return None
    told = failed(suspect.vendor, family, trace.spans[at], summary)
    whys = (family.failed[each.span_id].why for each in began)
    sole = len({why.type for why in whys if why}) < 2
    return Case(suspect.vendor, trace, at, told, summary, await called(trace, at), sole)


async def whole(
    source: TraceSource, suspect: Suspect, ask: Ask
) -> tuple[Trace, TraceSummary | None]:
    """A suspect's trace, asked for where it is not at hand; raises `SourceError`."""
    if suspect.trace is not None:
        return suspect.trace, suspect.summary
    spans: list[Span] = []
    summary = suspect.summary
    async for batch in source.spans(suspect.trace_id, ask=ask):
        spans += batch.spans
        summary = batch.summary or summary
    return await assembled(spans), summary


async def assembled(spans: Sequence[Span]) -> Trace:
    """The tree of a trace, others having their turn meanwhile."""
    work = assembling(spans, semantics.call)
    try:
        while True:
            next(work)
            await asyncio.sleep(0)
    except StopIteration as end:
        trace: Trace = end.value
        return trace


def origin(trace: Trace, origins: Sequence[int], span_id: str | None) -> int | None:
    """Where the failure began that is asked about; `origins` are all that did in the trace.

    A span that failed was ended by the last one beneath it; one that did not is asked about for
    the first. Where none is beneath, it is one above it, or any.
    """
    asked = trace.positions.get(span_id or "")
    tops = trace.roots if asked is None else (asked, *trace.roots)
    for top in tops:
        beneath = [each for each in origins if top <= each < trace.end[top]]
        above = [each for each in origins if each <= top < trace.end[each]]
        if beneath:
            return latest(trace, beneath) if trace.spans[top].failed else beneath[0]
        if above:
            return above[-1]
    return None


def latest(trace: Trace, found: Sequence[int]) -> int:
    """The one that ended last."""
    return max(found, key=lambda each: trace.spans[each].ended_ns or 0)


def failed(vendor: str, family: Family, span: Span, summary: TraceSummary | None) -> Failed:
    """What the failed span says, and what those above it say of where that was."""
    told = occurrence(vendor, span, family.around(span))
    spot = told.spot
    if summary is not None:
        environment = spot.environment or summary.environment
        spot = replace(spot, agent=spot.agent or summary.agent_name, environment=environment)
    meaning = semantics.read(span)
    wait_s = meaning.failure.retry_after_s if meaning.failure else None
    return Failed(meaning.kind, told.cause, spot, span.started_ns, told.at_ns, wait_s)


async def called(trace: Trace, at: int) -> Upstream:
    """Whom the failed span called; where it called nobody, whom its trace called last before."""
    own = upstream(trace.spans[at])
    if own.provider is not None:
        return own
    for number, each in enumerate(range(trace.end[at] - 1, -1, -1)):
        if semantics.glance(trace.spans[each]).kind == LLM:
            found = upstream(trace.spans[each])
            if found.provider is not None:
                return found
        if number % SLICE == 0:
            await asyncio.sleep(0)
    return own
