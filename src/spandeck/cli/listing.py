"""Follows a list page by page, up to a limit or to its end; holds no more than a page of it."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Generic, TypeVar

from spandeck.model.page import BadRow, Page

T = TypeVar("T")
Fetch = Callable[[str | None, int], Awaitable[Page[T]]]
"""One page: where it starts, and how many rows at most."""

PAGE = 100
"""The most rows any vendor gives at once."""
RECENT = 10_000
"""How many ids are remembered: pages overlap where they meet, never across the whole list."""


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
    ) -> None:
        """`limit` is None for all there are; `wanted` leaves rows out on our side.

        `place` is what the list is sorted by, largest first; after a list had to start again,
        whatever stands before the place that was reached has been given out already.
        """
        self.fetch, self.identity, self.limit, self.wanted = fetch, identity, limit, wanted
        self.place = place
        self.shown = 0
        """Rows given out, unreadable ones included."""
        self.more = False
        """Whether the vendor has more than was asked for."""
        self.notes: list[str] = []
        """What the pages said about themselves."""
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
            self.again = self.again or bool(page.notes and cursor)
            rows = [row for row in page.items if self.passes(row)]
            left = len(rows) if self.limit is None else self.limit - self.shown
            self.shown += min(left, len(rows))
            yield rows[:left]
            ended = page.cursor is None or page.cursor == cursor
            if len(rows) > left or (self.shown == self.limit and not ended):
                self.more = True
            if ended or self.shown == self.limit:
                return
            cursor = page.cursor

    def room(self) -> int:
        """How many rows to ask for."""
        if self.limit is None or self.wanted is not None:
            return PAGE
        return min(PAGE, self.limit - self.shown)

    def passes(self, row: T | BadRow) -> bool:
        """Whether a row is wanted and was not given out a moment ago."""
        if isinstance(row, BadRow):
            return True
        if self.wanted is not None and not self.wanted(row):
            return False
        identity, place = self.identity(row), self.place(row)
        passed = self.again and place is not None and place > (self.reached or place)
        if passed or identity in self.known:
            return False
        self.reached = place
        if len(self.recent) == self.recent.maxlen:
            self.known.discard(self.recent[0])
        self.recent.append(identity)
        self.known.add(identity)
        return True
