"""Two span trees side by side: which span of one stands for which of the other.

Spans can only stand for each other below spans that do, in the same order, and when they do the
same step. Nothing is lost: every span of both stands in exactly one row.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from spandeck.model.trace import Span, Trace
from spandeck.model.tree import SLICE, Slices, children, finish

ABSENT = -1
"""Instead of a position: the other trace has nothing there."""
CELLS = 1 << 16
"""Pairs of siblings up to which all are weighed; of more, the nth of a step goes with the nth."""
Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Rows in pre-order; where a side is `ABSENT`, only the other trace has that span."""

    base: Trace
    other: Trace
    left: Sequence[int]
    """The position in `base` of each row."""
    right: Sequence[int]
    """The position in `other` of each row."""
    depth: Sequence[int]

    def __len__(self) -> int:
        return len(self.left)

    def spans(self, row: int) -> tuple[Span | None, Span | None]:
        """Both spans of a row; at least one is there."""
        left, right = self.left[row], self.right[row]
        return (
            None if left == ABSENT else self.base.spans[left],
            None if right == ABSENT else self.other.spans[right],
        )


def align(base: Trace, other: Trace, step: Callable[[Span], Hashable]) -> Alignment:
    """Two traces aligned; two spans do the same step when `step` says the same of both."""
    return finish(aligning(base, other, step))


def aligning(base: Trace, other: Trace, step: Callable[[Span], Hashable]) -> Slices[Alignment]:
    """`align` in slices of a few milliseconds, for a loop that must not stall."""
    steps: list[list[Hashable]] = []
    for trace in (base, other):
        said: list[Hashable] = []
        for at, span in enumerate(trace.spans):
            said.append(step(span))
            if at % SLICE == 0:
                yield
        steps.append(said)
    left, right, depth = array("i"), array("i"), array("i")
    open_rows = [iter((yield from siblings(base, other, (ABSENT, ABSENT), steps)))]
    while open_rows:
        pair = next(open_rows[-1], None)
        if pair is None:
            open_rows.pop()
            continue
        one, two = pair
        level = len(open_rows) - 1
        if two == ABSENT:
            alone(base, one, level, left, right, depth)
        elif one == ABSENT:
            alone(other, two, level, right, left, depth)
        else:
            left.append(one)
            right.append(two)
            depth.append(level)
            open_rows.append(iter((yield from siblings(base, other, pair, steps))))
        yield
    return Alignment(base, other, left, right, depth)


def alone(
    trace: Trace,
    at: int,
    level: int,
    mine: "array[int]",
    theirs: "array[int]",
    depth: "array[int]",
) -> None:
    """A subtree that only one trace has."""
    below = range(at, trace.end[at])
    mine.extend(below)
    theirs.extend([ABSENT] * len(below))
    depth.extend(trace.depth[each] - trace.depth[at] + level for each in below)


def siblings(
    base: Trace, other: Trace, above: tuple[int, int], steps: Sequence[Sequence[Hashable]]
) -> Slices[Pairs]:
    """The children of two spans that stand for each other, in rows: what is only in the base
    comes before what is only in the other.
    """
    ones = list(children(base.end, above[0]))
    twos = list(children(other.end, above[1]))
    yield
    same = yield from common([steps[0][each] for each in ones], [steps[1][each] for each in twos])
    return list(woven(ones, twos, same))


def woven(ones: Sequence[int], twos: Sequence[int], same: Pairs) -> Iterator[tuple[int, int]]:
    """Both lists in one, what they have in common beside each other."""
    begin, start = 0, 0
    for one, two in (*same, (len(ones), len(twos))):
        yield from ((each, ABSENT) for each in ones[begin:one])
        yield from ((ABSENT, each) for each in twos[start:two])
        if one < len(ones):
            yield ones[one], twos[two]
        begin, start = one + 1, two + 1


def common(ones: Sequence[Hashable], twos: Sequence[Hashable]) -> Slices[Pairs]:
    """Places of equal steps, ascending in both lists: as many as can be, unless there are many."""
    begin = 0
    while begin < min(len(ones), len(twos)) and ones[begin] == twos[begin]:
        begin += 1
    end = 0
    while end < min(len(ones), len(twos)) - begin and ones[-1 - end] == twos[-1 - end]:
        end += 1
    inner = ones[begin : len(ones) - end], twos[begin : len(twos) - end]
    exact = len(inner[0]) * len(inner[1]) <= CELLS
    middle = yield from (longest(*inner) if exact else numbered(*inner))
    head = [(each, each) for each in range(begin)]
    tail = [(len(ones) - each, len(twos) - each) for each in range(end, 0, -1)]
    return [*head, *((one + begin, two + begin) for one, two in middle), *tail]


def longest(ones: Sequence[Hashable], twos: Sequence[Hashable]) -> Slices[Pairs]:
    """The longest common subsequence."""
    best = [array("i", bytes(4 * (len(twos) + 1)))]
    for one in reversed(ones):
        below, row = best[-1], array("i", bytes(4 * (len(twos) + 1)))
        for at in range(len(twos) - 1, -1, -1):
            row[at] = below[at + 1] + 1 if one == twos[at] else max(below[at], row[at + 1])
        best.append(row)
        yield
    best.reverse()
    found: Pairs = []
    at = place = 0
    while at < len(ones) and place < len(twos):
        if ones[at] == twos[place]:
            found.append((at, place))
            at, place = at + 1, place + 1
        elif best[at + 1][place] >= best[at][place + 1]:
            at += 1
        else:
            place += 1
    return found


def numbered(ones: Sequence[Hashable], twos: Sequence[Hashable]) -> Slices[Pairs]:
    """The nth of a step beside the nth of it, as far as their order agrees."""
    places = {each: at for at, each in enumerate(counted(twos))}
    yield
    paired = [(at, places[each]) for at, each in enumerate(counted(ones)) if each in places]
    yield
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(paired):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else ABSENT)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
        if number % SLICE == 0:
            yield
    found: Pairs = []
    number = last[-1] if last else ABSENT
    while number != ABSENT:
        found.append(paired[number])
        number = before[number]
    return found[::-1]


def counted(steps: Sequence[Hashable]) -> Iterator[tuple[Hashable, int]]:
    """Every step with how often it came before."""
    seen: dict[Hashable, int] = {}
    for each in steps:
        number = seen[each] = seen.get(each, 0) + 1
        yield each, number
