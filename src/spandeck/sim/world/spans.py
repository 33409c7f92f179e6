"""The world's spans as one list, newest first: for vendors that know no list of traces.

The list is walked without text: a step is written out only when somebody reads its span. Traces
outside the range are never planned, and a range reaches back over `MOST_TRACES` at the most: what
lies further is neither listed nor counted, so that lists and counts always agree.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count as counter
from typing import NamedTuple

from spandeck.sim.span import Span
from spandeck.sim.world import World
from spandeck.sim.world.outline import LONGEST_MS, Outline
from spandeck.sim.world.plan import Step
from spandeck.sim.world.render import Dialect

MOST_TRACES = 20_000
"""All that the small world holds in two days, and about a second's work at the first count."""
LONGEST_NS = LONGEST_MS * 1_000_000
BLOCK = 256
HELD = 128
"""How many written traces are held: those that lists pass through together, or again soon."""
MOST_TOTALS = 4096

Keep = Callable[[Outline], bool]
"""Whether the spans of a trace are asked for at all."""


class SpanPlace(NamedTuple):
    """A place in a list ordered newest first, ties by ids: just after this span."""

    started_ns: int
    trace_id: str
    span_id: str

    def before(self, other: "SpanPlace") -> bool:
        """Whether the other span comes after the place."""
        return order(self) < order(other)


def order(place: SpanPlace) -> tuple[int, str, str]:
    """The key that sorts places: newest first, ties by ids."""
    return -place.started_ns, place.trace_id, place.span_id


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A span before anything of it is written: where it stands, and the step it will tell of."""

    place: SpanPlace
    outline: Outline
    steps: Sequence[Step]
    position: int
    """Of its step among the steps."""

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.steps[self.position]


class Spans:
    """The spans of a world; remembers how many each block of traces has."""

    def __init__(self, world: World, dialect: Dialect | None = None) -> None:
        """One for each vendor that lists spans; spans are written in this dialect, if given."""
        self.world, self.dialect = world, dialect
        self.totals: dict[tuple[int, Keep | None], int] = {}
        """How many spans a block of traces has, by the block and which of them are kept."""
        self.texts = lru_cache(maxsize=HELD)(self.wrote)

    def glimpses(
        self,
        since_ns: int,
        until_ns: int,
        keep: Keep | None = None,
        hidden: Container[int] = (),
        only: Sequence[int] | None = None,
    ) -> Iterator[Glimpse]:
        """The spans that start in the range (its end excluded), newest first.

        `keep` chooses traces by their outline, `hidden` are indexes of traces left out, `only`
        are the rising indexes of the traces to look at, where these are known.
        """
        waiting: list[tuple[tuple[int, str, str], int, Glimpse]] = []
        arrival = counter()  # so that glimpses themselves are never compared
        for index in reversed(self.reach(since_ns, until_ns) if only is None else only):
            horizon = self.world.timeline.started_ns(index) + LONGEST_NS
            while waiting and -waiting[0][0][0] > horizon:  # nothing newer can come any more
                yield heappop(waiting)[2]
            outline = self.wanted(index, keep, hidden)
            for each in self.within(outline, since_ns, until_ns) if outline else ():
                heappush(waiting, (order(each.place), next(arrival), each))
        while waiting:
            yield heappop(waiting)[2]

    def spans(
        self,
        since_ns: int,
        until_ns: int,
        after: SpanPlace | None = None,
        keep: Keep | None = None,
        hidden: Container[int] = (),
        *,
        failed: bool = False,
    ) -> Iterator[Span]:
        """The same as written spans, or those that failed of them.

        `after` is where an earlier page ended.
        """
        end_ns = until_ns if after is None else min(until_ns, after.started_ns + 1)
        for each in self.glimpses(since_ns, end_ns, keep, hidden):
            beyond = after is None or after.before(each.place)
            if beyond and (each.step.failure or not failed):
                yield self.text(each)[each.position]

    def text(self, glimpse: Glimpse) -> Sequence[Span]:
        """All spans of the trace that a glimpse is of, written, in pre-order."""
        return self.texts(glimpse.outline)

    def wrote(self, outline: Outline) -> Sequence[Span]:
        """All spans of a trace, written, in pre-order."""
        return tuple(self.world.writer.spans(outline, self.world.plan(outline), self.dialect))

    def count(
        self,
        since_ns: int,
        until_ns: int,
        keep: Keep | None = None,
        hidden: Container[int] = (),
    ) -> int:
        """How many spans `glimpses` gives; blocks that lie wholly inside are counted once."""
        indexes = self.reach(since_ns, until_ns)
        total, index = 0, indexes.start
        while index < indexes.stop:
            block = range(index, index + BLOCK)
            whole = index % BLOCK == 0 and block.stop <= indexes.stop
            if whole and self.inside(block, since_ns, until_ns, hidden):
                total += self.block_total(index // BLOCK, keep)
                index = block.stop
                continue
            outline = self.wanted(index, keep, hidden)
            total += sum(1 for _ in self.within(outline, since_ns, until_ns)) if outline else 0
            index += 1
        return total

    def inside(self, block: range, since_ns: int, until_ns: int, hidden: Container[int]) -> bool:
        """Whether all spans of a block of traces lie in the range, and none is hidden."""
        line = self.world.timeline
        if line.started_ns(block[0]) < since_ns:
            return False
        ended = line.started_ns(block[-1]) + LONGEST_NS < until_ns
        return ended and not any(each in hidden for each in block)

    def block_total(self, block: int, keep: Keep | None) -> int:
        """How many spans the traces to keep of a block have."""
        if (block, keep) not in self.totals:
            if len(self.totals) > MOST_TOTALS:
                self.totals.clear()
            world, first = self.world, block * BLOCK
            outlines = (self.wanted(each, keep, ()) for each in range(first, first + BLOCK))
            self.totals[block, keep] = sum(len(world.plan(each)) for each in outlines if each)
        return self.totals[block, keep]

    def reach(self, since_ns: int, until_ns: int) -> range:
        """The indexes of the traces whose spans may lie in the range, oldest first."""
        line, world = self.world.timeline, self.world
        newest = min(world.newest(), line.last_before(until_ns - 1))
        oldest = max(world.oldest, line.last_before(since_ns - LONGEST_NS))
        return range(max(oldest, newest - MOST_TRACES + 1), newest + 1)

    def wanted(self, index: int, keep: Keep | None, hidden: Container[int]) -> Outline | None:
        """The outline of a trace that is asked for, or None."""
        if index in hidden:
            return None
        outline = self.world.outline(index)
        return outline if keep is None or keep(outline) else None

    def within(self, outline: Outline, since_ns: int, until_ns: int) -> Iterator[Glimpse]:
        """The spans of one trace that start in the range."""
        steps = self.world.plan(outline)
        trace_id = self.world.trace_ids.id(outline.number)
        for position, step in enumerate(steps):
            started_ns = outline.started_ns + int(step.begin)
            if since_ns <= started_ns < until_ns:
                span_id = self.world.writer.span_id(outline, position)
                place = SpanPlace(started_ns, trace_id, span_id)
                yield Glimpse(place, outline, steps, position)
