"""Which rows of a span tree are visible, by arithmetic on flat pre-order arrays.

A collapsed subtree costs one jump and an open tree is a range, so 50 000 spans unfold at once.
It knows no widgets and never looks into a span.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Container, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SLICE = 4096
"""Spans dealt with between two pauses."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A tree as it is shown: all spans, or the kept ones with their children promoted."""

    order: Sequence[int]
    """Which span stands at each position: ascending indices into the trace's pre-order."""
    depth: Sequence[int]
    parent: Sequence[int]
    """The position of the parent, or -1."""
    end: Sequence[int]
    """The position after the last descendant."""
    hidden: Mapping[int, int] = field(default_factory=dict)
    """How many spans were left out directly beneath a position."""


def everything(depth: Sequence[int], parent: Sequence[int], end: Sequence[int]) -> Choice:
    """The choice of every span."""
    return Choice(range(len(depth)), depth, parent, end)


def only(
    kept: Sequence[bool],
    parent: Sequence[int],
    end: Sequence[int],
    uncounted: Container[int] = (),
) -> Generator[None, None, Choice]:
    """The choice of the kept spans, in slices; roots are always kept.

    What is left out gives its children to its nearest kept ancestor, which tells how many are
    hidden beneath it, the `uncounted` ones not among them.
    """
    order, depth, above = array("i"), array("i"), array("i")
    anchor, before = array("i"), array("i")
    hidden: dict[int, int] = {}
    for span, (keep, mother) in enumerate(zip(kept, parent, strict=True)):
        before.append(len(order))
        place = anchor[mother] if mother >= 0 else -1
        if keep or mother < 0:
            anchor.append(len(order))
            order.append(span)
            depth.append(depth[place] + 1 if place >= 0 else 0)
            above.append(place)
        else:
            anchor.append(place)
            if span not in uncounted:
                hidden[place] = hidden.get(place, 0) + 1
        if span % SLICE == 0:
            yield
    before.append(len(order))
    yield
    return Choice(order, depth, above, array("i", (before[end[span]] for span in order)), hidden)


def rows(choice: Choice, folded: Iterable[int]) -> Sequence[int]:
    """The visible positions when the subtrees at `folded` positions are collapsed."""
    shut = sorted(folded)
    if not shut:
        return range(len(choice.order))
    found, start = array("i"), 0
    for place in shut:
        if place >= start:
            found.extend(range(start, place + 1))
            start = choice.end[place]
    found.extend(range(start, len(choice.order)))
    return found


class Folds:
    """A choice of spans with its folds: rows on one side, spans of the trace on the other."""

    def __init__(self, choice: Choice, parent: Sequence[int]) -> None:
        """`parent` is the whole trace's, to find the nearest shown ancestor of any span."""
        self.choice = choice
        self.parent = parent
        self.folded: set[int] = set()
        """Collapsed spans, by their index in the trace; kept when the choice changes."""
        self.rows: Sequence[int] = range(len(choice.order))

    def __len__(self) -> int:
        return len(self.rows)

    def choose(self, choice: Choice) -> None:
        """Show another choice of spans, folds kept."""
        self.choice = choice
        self.settle()

    def settle(self) -> None:
        """Find the visible rows anew, after folds or the choice changed."""
        places = (self.place(span) for span in self.folded)
        self.rows = rows(self.choice, (place for place in places if place is not None))

    def place(self, span: int) -> int | None:
        """The position of a span in the choice; None when it is left out."""
        place = bisect_left(self.choice.order, span)
        shown = place < len(self.choice.order) and self.choice.order[place] == span
        return place if shown else None

    def span(self, row: int) -> int:
        """The span shown in a row."""
        return self.choice.order[self.rows[row]]

    def row(self, span: int) -> int:
        """The row of a span, or of its nearest visible ancestor."""
        place = self.place(span)
        while place is None:
            span = self.parent[span]
            place = self.place(span)
        return bisect_right(self.rows, place) - 1

    def has_children(self, row: int) -> bool:
        """Whether anything shown lies beneath the row's span."""
        place = self.rows[row]
        return self.choice.end[place] > place + 1

    def is_folded(self, row: int) -> bool:
        """Whether the row hides children."""
        return self.span(row) in self.folded and self.has_children(row)

    def parent_row(self, row: int) -> int | None:
        """The row of the parent; None for a root."""
        place = self.choice.parent[self.rows[row]]
        return None if place < 0 else bisect_left(self.rows, place)

    def fold(self, row: int, shut: bool) -> None:
        """Collapse or open the subtree of a row."""
        (self.folded.add if shut else self.folded.discard)(self.span(row))
        self.settle()

    def fold_all(self, shut: bool) -> None:
        """Collapse everything below the roots, each child of a root to one row, or open all."""
        self.folded.clear()
        choice, shown = self.choice, array("i")
        if not shut:
            self.rows = range(len(choice.order))
            return
        place = 0
        while place < len(choice.order):
            shown.append(place)
            if choice.depth[place] > 0 and choice.end[place] > place + 1:
                self.folded.add(choice.order[place])
                place = choice.end[place]
            else:
                place += 1
        self.rows = shown

    def reveal(self, span: int) -> bool:
        """Open whatever hides a span; False when the choice itself leaves it out."""
        place = self.place(span)
        if place is None:
            return False
        above = self.choice.parent[place]
        opened = False
        while above >= 0:
            if self.choice.order[above] in self.folded:
                self.folded.discard(self.choice.order[above])
                opened = True
            above = self.choice.parent[above]
        if opened:
            self.settle()
        return True

    def more_below(self, place: int) -> bool:
        """Whether a later sibling follows the span at a position."""
        above = self.choice.parent[place]
        stop = self.choice.end[above] if above >= 0 else len(self.choice.order)
        return self.choice.end[place] < stop
