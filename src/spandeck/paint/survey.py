"""What the rows of a tree and the steps through it must know of every span, gathered in slices.

A trace of 50 000 spans is surveyed while it is already on screen; nothing here waits.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from heapq import nlargest

from spandeck.model.totals import totalling
from spandeck.model.trace import Span, Trace
from spandeck.semantics.facts import CHAIN, PROMPT, SPAN, Glance

BATCH = 256
"""Spans looked at between two pauses."""
WRAPPERS = frozenset({CHAIN, PROMPT, SPAN})
"""Kinds that only say how a framework is built, unless they failed."""
SLOW_SHARE = 20
SLOW_MOST = 100


@dataclass(frozen=True, slots=True)
class Survey:
    """Facts about all spans of a trace, by their position in it."""

    glances: Sequence[Glance]
    own_ns: Sequence[int]
    """How long a span ran while none of its children did."""
    slow: Sequence[int]
    """The slow spans in order: the twentieth part with the most time of their own, at most 100."""

    tokens: Sequence[int | None]
    """What a span's subtree used, each call counted once."""
    costs: Sequence[float | None]
    """What a span's subtree cost, each call counted once."""

    def wrapper(self, at: int, span: Span) -> bool:
        """Whether a span only wraps others."""
        return self.glances[at].kind in WRAPPERS and not span.failed


def surveying(trace: Trace, glance: Callable[[Span], Glance]) -> Generator[None, None, Survey]:
    """Look at every span once."""
    glances: list[Glance] = []
    own = array("q", bytes(8 * len(trace.spans)))
    until = array("q", bytes(8 * len(trace.spans)))
    for at, span in enumerate(trace.spans):
        glances.append(glance(span))
        begin, end = span.started_ns, span.ended_ns
        if begin is not None and end is not None:
            own[at] = max(0, end - begin)
            cover(trace, at, begin, end, own, until)
        if at % BATCH == 0:
            yield
    lasting = [at for at in range(len(own)) if own[at] > 0]
    yield
    most = min(SLOW_MOST, max(3, len(lasting) // SLOW_SHARE))
    slow = sorted(nlargest(most, lasting, key=own.__getitem__))
    yield
    totals = yield from totalling(trace, glances)
    return Survey(glances, own, slow, totals.tokens, totals.cost_usd)


def cover(
    trace: Trace, at: int, begin: int, end: int, own: "array[int]", until: "array[int]"
) -> None:
    """Take a span's time from its parent's own, once where siblings overlap.

    Siblings stand in the order of their starts, so the latest end so far (`until`) is enough.
    """
    above = trace.parent[at]
    if above < 0:
        return
    mother = trace.spans[above]
    if mother.started_ns is None or mother.ended_ns is None:
        return
    begin = max(begin, mother.started_ns, until[above])
    end = min(end, mother.ended_ns)
    if end > begin:
        own[above] -= end - begin
        until[above] = end


def choosing(
    trace: Trace, survey: Survey | None, opened: Collection[int], *, key_only: bool
) -> Generator[None, None, tuple[Sequence[bool], frozenset[int]]]:
    """Which spans are shown, and which are left out as earlier tries rather than as wrappers.

    `opened` are the calls whose earlier tries are to be seen.
    """
    kept = bytearray(b"\x01") * len(trace.spans)
    if key_only and survey is not None:
        for at, span in enumerate(trace.spans):
            if survey.wrapper(at, span):
                kept[at] = 0
            if at % (BATCH * 16) == 0:
                yield
    tries: set[int] = set()
    for last, earlier in trace.retries.items():
        if last not in opened:
            for each in earlier:
                tries.update(range(each, trace.end[each]))
                kept[last] = 1
    for at in tries:
        kept[at] = 0
    yield
    return [bool(each) for each in kept], frozenset(tries)


def failed_after(trace: Trace, at: int) -> int | None:
    """The next failed span after a position; None when there is none."""
    found = bisect_right(trace.failures, trace.failures[at + 1]) - 1
    return found if found < len(trace.spans) else None


def failed_before(trace: Trace, at: int) -> int | None:
    """The last failed span before a position; None when there is none."""
    found = bisect_left(trace.failures, trace.failures[at]) - 1
    return found if found >= 0 else None


def beside(ordered: Sequence[int], at: int, by: int) -> int | None:
    """The nearest of some ascending positions after (1) or before (-1) a position."""
    place = bisect_right(ordered, at) if by > 0 else bisect_left(ordered, at) - 1
    return ordered[place] if 0 <= place < len(ordered) else None
