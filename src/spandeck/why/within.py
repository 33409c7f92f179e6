"""What the trace itself says of its failure: the failure, its tries, calls that go in circles."""

import asyncio
from collections import Counter
from collections.abc import Hashable
from itertools import pairwise

from spandeck import semantics
from spandeck.model.evidence import SpanAt
from spandeck.model.fact import Loop, Retries
from spandeck.model.told import Subject, Told
from spandeck.model.trace import Span, Trace
from spandeck.semantics.facts import TOOL
from spandeck.why.case import Case
from spandeck.why.question import Question

SPAN, TRACE = "span", "trace"
"""As who says so."""
SLICE = 128
"""Spans looked at before others have their turn."""


def failure(case: Case) -> Told:
    """The failure itself; it is known from the start."""
    return Told(Subject.FAILURE, SPAN, case.failed, evidence=at(case, case.span))


def questions(case: Case) -> tuple[Question, ...]:
    """What has to be looked for in the trace; nobody else is asked."""

    async def tries() -> tuple[Told, ...]:
        return (tried(case),)

    async def circles() -> tuple[Told, ...]:
        return (await looped(case),)

    return (
        Question((Subject.RETRIES,), TRACE, tries),
        Question((Subject.LOOP,), TRACE, circles),
    )


def at(case: Case, span: Span) -> SpanAt:
    """A span of the trace as evidence."""
    return SpanAt(case.vendor, span.trace_id, span.span_id)


def tried(case: Case) -> Told:
    """The tries of the call that failed."""
    chain = tries_of(case.trace, case.at)
    if len(chain) < 2:
        return Told(Subject.RETRIES, TRACE, none="tried once, as far as the trace shows")
    spans = [case.trace.spans[each] for each in chain]
    asked = [wait_asked(each) for each in spans[:-1]]
    waited = [between(one, other) for one, other in pairwise(spans)]
    early = sum(
        a is not None and w is not None and w < a for a, w in zip(asked, waited, strict=True)
    )
    fact = Retries(len(chain), early, asked[-1], waited[-1], not spans[-1].failed)
    return Told(Subject.RETRIES, TRACE, fact, evidence=at(case, spans[-1]))


def tries_of(trace: Trace, at: int) -> tuple[int, ...]:
    """The tries of the call of which one is at a position, oldest first."""
    for last, earlier in trace.retries.items():
        if at == last or at in earlier:
            return (*earlier, last)
    return (at,)


def wait_asked(span: Span) -> float | None:
    """How long the provider asked to wait after a try, in seconds."""
    found = semantics.read(span).failure
    return found.retry_after_s if found else None


def between(one: Span, other: Span) -> float | None:
    """Seconds from the end of a try to the start of the next."""
    if one.ended_ns is None or other.started_ns is None:
        return None
    return (other.started_ns - one.ended_ns) / 1e9


async def looped(case: Case) -> Told:
    """The tool call that was made most often with the same arguments."""
    counts: Counter[Hashable] = Counter()
    last: dict[Hashable, Span] = {}
    for number, span in enumerate(case.trace.spans):
        if semantics.glance(span).kind == TOOL:
            same = semantics.call(span)
            counts[same] += 1
            last[same] = span
        if number % SLICE == 0:
            await asyncio.sleep(0)
    if not counts:
        return Told(Subject.LOOP, TRACE, none="no tool was called")
    same, times = counts.most_common(1)[0]
    if times < 2:
        return Told(Subject.LOOP, TRACE, none="no tool was called twice with equal arguments")
    call = semantics.read(last[same]).tool
    fact = Loop(
        (call.name if call else None) or last[same].name, (call and call.arguments) or "", times
    )
    return Told(Subject.LOOP, TRACE, fact, evidence=at(case, last[same]))
