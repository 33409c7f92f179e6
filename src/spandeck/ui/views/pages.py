"""The rows of a list in memory: many stretches, few of them held, no id shown twice.

It decides and remembers; whoever asks the vendor is elsewhere.
"""

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from math import isnan
from typing import Generic, TypeVar

from spandeck.model.page import BadRow, Page
from spandeck.ui.views.leaf import UNKNOWN_NS, Leaf, Start, identity
from spandeck.ui.views.lens import Lens

T = TypeVar("T")

RESIDENT = 100
"""Stretches held at once: ten thousand rows or some 30 MB."""
FRUITLESS = 100
"""So many pages in a row without anything new are no list any more, whatever their cursors say."""
HEAD_MOST = 5_000
"""Rows that followed ones may pile up to before the oldest are let go."""


class Pages(Generic[T]):
    """Leaves from newest to oldest; the first one grows where new rows arrive."""

    def __init__(self, lens: Lens[T], resident: int = RESIDENT, head_most: int = HEAD_MOST) -> None:
        """`resident` and `head_most` bound the memory."""
        self.lens = lens
        self.resident = resident
        self.head_most = head_most
        self.leaves: list[Leaf[T]] = []
        self.next: Start | None = Start()
        """Where the next page begins; None once the end was read."""
        self.seen: set[int] = set()
        self.asked: set[str] = set()
        self.fruitless = 0
        """Pages since the last one that held something new."""
        self.doubts: tuple[str, ...] = ()
        """Why the end that was reached may not be the end."""
        self.ends: list[int] = []

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def counted(self) -> None:
        """Count the rows anew after a leaf changed its length."""
        self.ends = list(accumulate(map(len, self.leaves)))

    def locate(self, index: int) -> tuple[Leaf[T], int]:
        """The leaf of a row and the row's place in it; raises IndexError outside the list."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        number = bisect_right(self.ends, index)
        return self.leaves[number], index - (self.ends[number - 1] if number else 0)

    def row(self, index: int) -> T | BadRow | None:
        """One row; None while it is not held."""
        leaf, place = self.locate(index)
        return leaf.rows[place] if leaf.rows is not None else None

    def between(self, first: int, last: int) -> list[Leaf[T]]:
        """The leaves that the rows from `first` to before `last` belong to."""
        low, high = max(0, first), min(last, len(self))
        if low >= high:
            return []
        return self.leaves[bisect_right(self.ends, low) : bisect_right(self.ends, high - 1) + 1]

    def index(self, known: int) -> int | None:
        """Where the row of this identity is now."""
        for number, leaf in enumerate(self.leaves):
            if known in leaf.ids:
                return leaf.ids.index(known) + (self.ends[number - 1] if number else 0)
        return None

    def append(self, page: Page[T], kept: Sequence[T | BadRow]) -> None:
        """The page at `next` arrived; `kept` are those of its rows that are to be shown."""
        if self.next is None:
            return
        new = any(identity(self.lens, row) not in self.seen for row in page.items)
        self.fruitless = 0 if new else self.fruitless + 1
        leaf = Leaf(self.lens, self.next, page.answered_ns, page.cached)
        leaf.fill(self.unseen(kept))
        if leaf.ids or not self.leaves:
            self.leaves.append(leaf)
            self.counted()
        self.next = self.following(page.cursor, self.next.until_ns)

    def following(self, cursor: str | None, until_ns: int | None) -> Start | None:
        """Where the page after the last begins, unless the vendor leads in a circle.

        A list that started again may repeat all that came before.
        """
        if cursor is None:
            return None
        if cursor in self.asked:
            self.doubts = ("the vendor repeated a cursor; there may be more",)
            return None
        if self.fruitless >= FRUITLESS + len(self.leaves):
            said = f"{self.fruitless} pages in a row held nothing new; there may be more"
            self.doubts = (said,)
            return None
        self.asked.add(cursor)
        return Start(cursor, until_ns)

    def refill(
        self, leaf: Leaf[T], rows: Sequence[T | BadRow], answered_ns: int, cached: bool
    ) -> None:
        """A leaf that was let go, or is old, arrived again."""
        self.seen.difference_update(leaf.ids)
        leaf.fill(self.unseen(rows))
        leaf.answered_ns, leaf.cached = answered_ns, cached
        self.counted()

    def unseen(self, rows: Iterable[T | BadRow]) -> Iterator[T | BadRow]:
        """The rows that are shown nowhere yet; from now on they are."""
        for row in rows:
            known = identity(self.lens, row)
            if known not in self.seen:
                self.seen.add(known)
                yield row

    def merge(self, rows: Sequence[T | BadRow], answered_ns: int) -> int:
        """Put new rows where their start belongs and renew the known ones; returns how many new.

        A new row that belongs to a leaf which was let go comes with that leaf.
        """
        fresh = 0
        for row in rows:
            known = identity(self.lens, row)
            if known in self.seen:
                self.renew(known, row)
            elif (leaf := self.home(row)) is not None:
                leaf.insert(leaf.place(self.begun(row)), row)
                self.seen.add(known)
                fresh += 1
        if self.leaves:
            self.leaves[0].answered_ns, self.leaves[0].cached = answered_ns, False
        self.counted()
        self.trim()
        return fresh

    def renew(self, known: int, row: T | BadRow) -> None:
        """A newer version of a row that is already shown."""
        for leaf in self.leaves:
            if known in leaf.ids:
                leaf.renew(leaf.ids.index(known), row)
                return

    def home(self, row: T | BadRow) -> Leaf[T] | None:
        """The held leaf a new row belongs to."""
        for leaf in self.leaves:
            last = leaf is self.leaves[-1] and self.next is None
            if last or not leaf.ids or self.begun(row) >= leaf.started_ns[-1]:
                return leaf if leaf.rows is not None else None
        return None

    def trim(self) -> None:
        """Let the oldest rows go when too many have arrived; they can be fetched by their time."""
        if not self.leaves or len(self.leaves[0]) <= self.head_most:
            return
        head = self.leaves[0]
        head.cut(self.head_most * 4 // 5)
        self.leaves = [head]
        self.seen = set(head.ids)
        self.asked.clear()
        oldest = min((each for each in head.started_ns if each != UNKNOWN_NS), default=None)
        self.next = Start(until_ns=oldest)
        self.counted()

    def evict(self, first: int, last: int) -> None:
        """Let go of the rows farthest from those on screen; the first leaf is always held."""
        low, high = (
            bisect_right(self.ends, max(0, first)),
            bisect_right(self.ends, max(0, last - 1)),
        )
        held = [
            (max(low - number, number - high), number)
            for number, leaf in enumerate(self.leaves)
            if number and leaf.rows is not None
        ]
        for distance, number in sorted(held)[self.resident :]:
            if distance > 0:
                self.leaves[number].rows = None

    def durations(self, most: int) -> list[float]:
        """The known durations of the newest rows, in milliseconds, about `most` of them."""
        known: list[float] = []
        for leaf in self.leaves:
            known += [each for each in leaf.duration_ms if not isnan(each)]
            if len(known) >= most:
                break
        return known

    def find(self, index: int, by: int, hits: Callable[[Leaf[T]], Sequence[int]]) -> int | None:
        """The next row after `index`, in the direction of `by`, among the `hits` of each leaf."""
        numbers = range(len(self.leaves)) if by > 0 else range(len(self.leaves) - 1, -1, -1)
        for number in numbers:
            start, end = (self.ends[number - 1] if number else 0), self.ends[number]
            if (end <= index) if by > 0 else (start > index):
                continue
            places = [start + each for each in hits(self.leaves[number])]
            beyond = [each for each in places if (each - index) * by > 0]
            if beyond:
                return min(beyond) if by > 0 else max(beyond)
        return None

    def begun(self, row: T | BadRow) -> int:
        """When a row started; one that does not say counts as new, so that it is seen."""
        known = None if isinstance(row, BadRow) else self.lens.started_ns(row)
        return sys.maxsize if known is None else known
