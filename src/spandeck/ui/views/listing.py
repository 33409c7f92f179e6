"""A list as data: pages are asked for as they are needed, from a source that answers.

It knows no widget; whoever shows it asks `wanted` what is missing and awaits `load`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from spandeck.model.page import Ask, BadRow, Freshness, Page, Priority
from spandeck.model.query import Filter, Query, compares, local
from spandeck.ui.views.leaf import Leaf, Start, identity
from spandeck.ui.views.lens import Lens
from spandeck.ui.views.order import arranged
from spandeck.ui.views.pages import Pages
from spandeck.ui.views.want import Found, Want

T = TypeVar("T")
PAGE = 100
AHEAD = 60
"""Rows beyond the screen that are fetched before they are asked for."""
OVERLAP_NS = 30_000_000_000
"""How far a poll reaches back, so that a trace that arrives late is not lost."""
POLL_PAGES = 5
STEP_PAGES = 10
"""Pages read on in search of a failed trace, before asking whether to go on."""
HELD_MOST = 2_000
"""New rows kept back while the reader pauses."""


class Listing(Generic[T]):
    """The rows of one query, in the vendor's order or sorted; a subclass asks in `ask`."""

    def __init__(
        self,
        lens: Lens[T],
        filters: Sequence[Filter],
        query: Query,
        *,
        pane: str = "",
        pages: Pages[T] | None = None,
    ) -> None:
        """Conditions that the vendor cannot answer are applied here, to each page that arrives."""
        self.lens = lens
        self.query = query
        self.local = local(query, filters)
        sent = tuple(c for c in query.conditions if c not in self.local)
        self.asked = replace(query, conditions=sent)
        self.pane = pane
        self.pages = Pages(lens) if pages is None else pages
        self.read = 0
        """Rows the vendor sent, those that the local conditions refused included."""
        self.bad = 0
        self.notes: tuple[str, ...] = ()
        self.facts: Mapping[str, Any] = {}
        """What the newest answer said beside its rows."""
        self.total: int | None = None
        """How many rows there are in all, where the vendor says."""
        self.held: dict[int, T | BadRow] = {}
        """New rows kept back while the reader pauses."""
        self.order = ""
        self.descending = True
        self.arranged: list[int] = []
        """Places in the vendor's order, while sorted."""

    def __len__(self) -> int:
        return len(self.arranged) if self.order else len(self.pages)

    @property
    def complete(self) -> bool:
        """Whether the vendor has nothing more to send."""
        return self.pages.next is None

    @property
    def full(self) -> bool:
        """Whether sorting keeps more from being read: all that may be held is held."""
        return bool(self.order) and len(self.pages.leaves) >= self.pages.resident

    def row(self, index: int) -> T | BadRow | None:
        """One row as shown; None while it is not held."""
        return self.pages.row(self.arranged[index] if self.order else index)

    def leaf(self, index: int) -> Leaf[T]:
        """The stretch a shown row belongs to."""
        return self.pages.locate(self.arranged[index] if self.order else index)[0]

    def index(self, known: int) -> int | None:
        """Where the row of this identity is shown now."""
        place = self.pages.index(known)
        if place is None or not self.order:
            return place
        return self.arranged.index(place) if place in self.arranged else None

    def wanted(self, first: int, last: int) -> Want[T] | None:
        """The most urgent page missing around the rows on screen."""
        if self.full or self.order:
            return self.following(last)
        for reach, priority in ((0, Priority.INTERACTIVE), (AHEAD, Priority.PREFETCH)):
            for leaf in self.pages.between(first - reach, last + reach):
                if leaf.rows is None:
                    return Want(priority, leaf.start, leaf)
        return self.following(last)

    def following(self, last: int) -> Want[T] | None:
        """The page after the last, when the screen is close to it."""
        if self.pages.next is None or self.full or last + AHEAD < len(self):
            return None
        urgent = Priority.INTERACTIVE if last >= len(self) else Priority.PREFETCH
        return Want(urgent, self.pages.next)

    async def load(self, want: Want[T], freshness: Freshness = Freshness.FRESH) -> None:
        """Ask for a missing page and take it in; raises `SourceError` and `NotCached`."""
        self.put(want, await self.fetch(want, freshness))

    async def fetch(self, want: Want[T], freshness: Freshness = Freshness.FRESH) -> Page[T]:
        """Ask for a missing page; the list stays as it is."""
        return await self.page(want.start, want.priority, freshness)

    def put(self, want: Want[T], page: Page[T]) -> None:
        """Take a page in, unless the list went on without it."""
        kept = self.kept(page.items)
        if want.leaf is not None:
            self.pages.refill(want.leaf, kept, page.answered_ns, page.cached)
        elif want.start == self.pages.next:
            self.pages.append(page, kept)
            self.noted(page)
        self.arrange()

    async def page(self, start: Start, priority: Priority, freshness: Freshness) -> Page[T]:
        """One page of the vendor's."""
        query = self.asked
        if start.until_ns is not None:
            query = query.within(query.since_ns, start.until_ns)
        ask = Ask(priority, freshness, pane=self.pane)
        return await self.ask(query, start.cursor, ask)

    async def ask(self, query: Query, cursor: str | None, ask: Ask) -> Page[T]:
        """Ask the source for one page."""
        raise NotImplementedError

    def noted(self, page: Page[T]) -> None:
        """Count what a new page held, and remember what it said."""
        self.read += len(page.items)
        self.bad += sum(isinstance(row, BadRow) for row in page.items)
        self.facts, self.total = page.rest, page.total
        self.notes = tuple(dict.fromkeys((*self.notes, *page.notes, *self.pages.doubts)))

    def kept(self, rows: Sequence[T | BadRow]) -> list[T | BadRow]:
        """The rows that the local conditions let through; a bad row always is."""
        return [row for row in rows if isinstance(row, BadRow) or self.fits(row)]

    def fits(self, row: T) -> bool:
        """Whether the local conditions hold for a row."""
        return all(compares(self.lens.fact(row, each.field), each) for each in self.local)

    async def poll(
        self, priority: Priority = Priority.TAIL, freshness: Freshness = Freshness.RELOAD
    ) -> Found[T]:
        """Ask what is new; the list stays as it is until `take` or `hold`."""
        pages = [await self.page(Start(), priority, freshness)]
        while not self.reached(pages[-1]) and len(pages) < POLL_PAGES:
            pages.append(await self.page(Start(pages[-1].cursor), priority, freshness))
        return Found(tuple(pages), gap=not self.reached(pages[-1]))

    def take(self, found: Found[T]) -> int:
        """Show what a poll found; returns how many rows are new.

        After a gap the list begins anew: what lies between is asked for again on the way down.
        """
        if found.gap:
            self.pages = Pages(self.lens, self.pages.resident, self.pages.head_most)
            self.held.clear()
            self.read = self.bad = 0
            for page in found.pages:
                self.pages.append(page, self.kept(page.items))
                self.noted(page)
            self.arrange()
            return len(self.pages)
        return self.taken(self.kept(found.rows), found.pages[0].answered_ns)

    def hold(self, found: Found[T]) -> int:
        """Keep back what a poll found; returns how many rows are kept back in all."""
        new = (
            row for row in self.kept(found.rows) if identity(self.lens, row) not in self.pages.seen
        )
        if not found.gap and len(self.held) < HELD_MOST:
            self.held |= {identity(self.lens, row): row for row in new}
        return len(self.held)

    def reached(self, page: Page[T]) -> bool:
        """Whether a polled page goes back far enough to have met what is already here."""
        if page.cursor is None or not len(self.pages):
            return True
        ids = (identity(self.lens, row) for row in page.items)
        met = any(each in self.pages.seen or each in self.held for each in ids)
        newest = max(self.pages.leaves[0].started_ns)
        told = [self.lens.started_ns(row) for row in page.items if not isinstance(row, BadRow)]
        starts = [each for each in told if each]
        return met and min(starts, default=0) <= newest - OVERLAP_NS

    def release(self, now_ns: int) -> int:
        """Show what was kept back; returns how many rows."""
        rows, self.held = list(self.held.values()), {}
        return self.taken(rows, now_ns)

    def taken(self, rows: Sequence[T | BadRow], answered_ns: int) -> int:
        """Put polled rows where they belong; returns how many were new."""
        known = self.pages.seen
        self.bad += sum(isinstance(r, BadRow) and identity(self.lens, r) not in known for r in rows)
        fresh = self.pages.merge(rows, answered_ns)
        self.read += fresh
        self.arrange()
        return fresh

    def sort(self, order: str, *, descending: bool = True) -> None:
        """Sort what is loaded by a column; without one, back to the vendor's order."""
        self.order, self.descending = order, descending
        self.arrange()

    def arrange(self) -> None:
        """Sort the rows that are held anew."""
        sort = bool(self.order)
        self.arranged = arranged(self.pages, self.order, descending=self.descending) if sort else []

    def failing(self, index: int, by: int) -> int | None:
        """The next failed row in this direction, among all that were read."""
        if self.order:
            return self.scan(index, by, self.lens.failed)
        return self.pages.find(
            index, by, lambda leaf: [i for i, bad in enumerate(leaf.failed) if bad]
        )

    def slower(self, index: int, by: int, than_ms: float) -> int | None:
        """The next row in this direction that took at least so long."""
        if self.order:
            return self.scan(index, by, lambda row: (self.lens.duration_ms(row) or 0) >= than_ms)
        return self.pages.find(
            index, by, lambda leaf: [i for i, ms in enumerate(leaf.duration_ms) if ms >= than_ms]
        )

    def scan(self, index: int, by: int, hit: Callable[[T], bool]) -> int | None:
        """The next row as shown that is a hit."""
        places = range(index + 1, len(self)) if by > 0 else range(index - 1, -1, -1)
        rows = ((place, self.row(place)) for place in places)
        return next(
            (i for i, row in rows if row is not None and not isinstance(row, BadRow) and hit(row)),
            None,
        )

    async def step(self, key: str, by: int, failed_only: bool = False) -> T | None:
        """Walk the list as it is shown, reading on where it ends (see `Walk`)."""
        index = self.index(hash(key))
        for _ in range(STEP_PAGES):
            if index is None:
                return None
            found = self.failing(index, by) if failed_only else self.beside(index, by)
            if found is not None:
                row = await self.fetched(found)
                if row is not None and not isinstance(row, BadRow):
                    return row
                index = found
            elif by < 0 or not await self.more():
                return None
        return None

    def beside(self, index: int, by: int) -> int | None:
        """The row `by` places away, if it was read."""
        return index + by if 0 <= index + by < len(self) else None

    async def fetched(self, index: int) -> T | BadRow | None:
        """A row, asked for again if it was let go."""
        if self.row(index) is None:
            leaf = self.leaf(index)
            await self.load(Want(Priority.INTERACTIVE, leaf.start, leaf))
        return self.row(index) if index < len(self) else None

    async def more(self) -> bool:
        """Read one page on; whether there was one."""
        if self.pages.next is None or self.full:
            return False
        await self.load(Want(Priority.INTERACTIVE, self.pages.next))
        return True
