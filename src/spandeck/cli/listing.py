"""Follows a list page by page, up to a limit or to its end; holds no more than a page of it."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Generic, TypeVar

from spandeck.model.page import BadRow, Page

T = TypeVar("T")
Fetch = Callable[[str | None, int], Awaitable[Page[T]]]
"""One page: where it starts, and how many rows at most."""

PAGE = 100
"""The most rows a vendor usually gives at once."""
RECENT = 10_000
"""How many ids are remembered: pages overlap where they meet, never across the whole list."""
FRUITLESS = 100
"""So many pages in a row without anything new are no list any more, whatever their cursors say."""


class Listing(Generic[T]):
    """Rows of a list; afterwards it can say how many there were and whether there are more."""

    def __init__(
        self,
        fetch: Fetch[T],
        identity: Callable[[T], str],
        limit: int | None,
        wanted: Callable[[T], bool] | None = None,
        place: Callable[[T], int | None] = lambda row: None,
        remember: int = RECENT,
        largest: int = PAGE,
    ) -> None:
        """`limit` is None for all there are; `wanted` leaves rows out on our side.

        Rows whose `identity` is empty are told apart by nothing, and so are never repetitions.
        `largest` is the most rows that the vendor gives at once.

        `place` is what the list is sorted by, largest first; after a list had to start again,
        whatever stands before the place that was reached has been given out already.
        """
        self.fetch, self.identity, self.limit, self.wanted = fetch, identity, limit, wanted
        self.place = place
        self.largest = largest
        self.shown = 0
        """Rows given out, unreadable ones included."""
        self.more = False
        """Whether the vendor has more than was asked for."""
        self.notes: list[str] = []
        """What the pages said about themselves."""
        self.facts: dict[str, Any] = {}
        """What they said beside their rows."""
        self.fruitful = 0
        """Pages that held something new."""
        self.fruitless = 0
        """Pages since the last of those."""
        self.reached: int | None = None
        self.again = False
        self.recent: deque[str] = deque(maxlen=remember)
        self.known: set[str] = set()

    async def pages(self) -> AsyncIterator[list[T | BadRow]]:
        """The rows, as the pages come; raises whatever `fetch` raises."""
        cursor: str | None = None
        while True:
            page = await self.fetch(cursor, self.room())
            self.notes += [note for note in page.notes if note not in self.notes]
            self.facts |= page.rest
            self.again = self.again or bool(page.notes and cursor)
            fresh = [row for row in page.items if self.fresh(row)]
            rows = [row for row in fresh if self.passes(row)]
            left = len(rows) if self.limit is None else self.limit - self.shown
            self.shown += min(left, len(rows))
            yield rows[:left]
            ended = page.cursor is None or page.cursor == cursor
            if len(rows) > left or (self.shown == self.limit and not ended):
                self.more = True
            if ended or self.shown == self.limit or self.circles(fruitful=bool(fresh)):
                return
            cursor = page.cursor

    def circles(self, *, fruitful: bool) -> bool:
        """Whether the list has no end; one that started again may repeat all that came before."""
        self.fruitful += fruitful
        self.fruitless = 0 if fruitful else self.fruitless + 1
        if self.fruitless < FRUITLESS + self.fruitful * self.again:
            return False
        self.notes.append(f"{self.fruitless} pages in a row held nothing new, so no more was read")
        self.more = True
        return True

    def room(self) -> int:
        """How many rows to ask for."""
        if self.limit is None or self.wanted is not None:
            return self.largest
        return min(self.largest, self.limit - self.shown)

    def passes(self, row: T | BadRow) -> bool:
        """Whether a row is wanted."""
        return isinstance(row, BadRow) or self.wanted is None or self.wanted(row)

    def fresh(self, row: T | BadRow) -> bool:
        """Whether a row did not come before."""
        if isinstance(row, BadRow):
            return True
        identity, place = self.identity(row), self.place(row)
        if not identity:
            return True
        passed = self.again and place is not None and place > (self.reached or place)
        if passed or identity in self.known:
            return False
        self.reached = place
        if len(self.recent) == self.recent.maxlen:
            self.known.discard(self.recent[0])
        self.recent.append(identity)
        self.known.add(identity)
        return True
