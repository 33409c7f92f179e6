"""Follows one feed: asks, takes in what is new, waits; must let no trouble of its own reach others.

A poll reads page after page, newest first, until a page holds only what is known. Now and then it
reads down to the horizon, where a late one may be anywhere (`Window`).
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from spandeck.model.errors import Limited, Refused, SourceError, Unreachable
from spandeck.model.limits import Budget, Reading
from spandeck.model.occurrence import Feed, Occurrence
from spandeck.model.page import Ask, BadRow, Freshness, Page, Priority
from spandeck.model.tail import Item, Standing
from spandeck.tail.mark import Mark
from spandeck.tail.pace import Pace, afforded, spent
from spandeck.tail.tally import Tally
from spandeck.tail.walk import Walk
from spandeck.tail.window import Window

PAGE = 100
PAGES = 100
"""Pages that one poll reads at most; what lies behind them is said to be skipped."""
ADVICE: Mapping[type[SourceError], str] = {
    Limited: "It is asked again then.",
    Unreachable: "It is asked again by itself.",
}
"""What to do instead of what a list would say, whose rows are cached."""
TURNS = 4
"""Turns of the loop that others have between two pages."""
BLEMISHES = 1_000
"""Unreadable rows that are remembered, so that each is counted once."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one poll of a feed brought; nothing, when there was nothing new or no answer."""

    feed: Feed
    items: tuple[Item, ...]
    """Oldest first."""
    mark: Mark
    """Where the feed goes on once these are dealt with."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a poller is given beside its feed."""

    clock: Callable[[], int]
    """UTC nanoseconds."""
    pause: Callable[[float], Awaitable[object]]
    """Waits so many seconds."""
    budget: Budget | None = None
    pane: str = "tail"
    """What the Limits screen calls whoever asks."""
    pages: int = PAGES


class Poller:
    """One feed, followed."""

    def __init__(self, feed: Feed, mark: Mark, means: Means) -> None:
        self.feed, self.means = feed, means
        self.window = Window(feed.overlap_s, mark)
        self.pace = Pace.usual(feed.every_s)
        self.tally = Tally(means.clock())
        self.ask = Ask(Priority.TAIL, Freshness.RELOAD, pane=f"{means.pane}.{feed.name}")
        self.called = asyncio.Event()
        """Set when it is to ask at once."""
        self.ending = False
        self.answered_ns: int | None = None
        self.trouble: SourceError | None = None
        self.notes: tuple[str, ...] = ()
        self.skipped = 0
        self.blemishes: dict[str, None] = {}
        self.bad = 0
        self.cost: Counter[str] | None = None
        """The requests of the last poll, by category of the budget; None before the first."""

    @property
    def standing(self) -> Standing:
        """How the feed stands now."""
        trouble, tally = self.trouble, self.tally
        return Standing(
            vendor=self.feed.vendor,
            feed=self.feed.name,
            title=self.feed.title,
            every_s=self.pace.every_s,
            usual_s=self.pace.usual_s,
            why=self.pace.why,
            answered_ns=self.answered_ns,
            newest_ns=self.window.newest_ns,
            told=tally.told,
            per_min=tally.per_min(self.means.clock()),
            lag_s=tally.lag_s,
            skipped=self.skipped,
            bad=self.bad,
            notes=self.notes,
            trouble="" if trouble is None else str(trouble),
            refused=isinstance(trouble, Refused) and trouble.by_credentials,
        )

    async def follow(self, tell: Callable[[Batch], Awaitable[None]]) -> None:
        """Tell one batch a poll, and one whenever the feed does not answer; ends when told to."""
        while True:
            last = self.ending
            await self.poll(tell)
            if last:
                return
            await self.rest()

    def call(self, *, last: bool = False) -> None:
        """Ask at once, whatever the pace says; then no more, if it is the `last` time."""
        self.ending = self.ending or last
        self.called.set()

    async def poll(self, tell: Callable[[Batch], Awaitable[None]]) -> None:
        """Ask for what is new, from the top down; where no answer comes, again from there."""
        walk = self.walk()
        paid = spent(self.readings, self.ask.pane)
        self.window.begin()
        items: list[Item] = []
        while not walk.done:
            try:
                page = await self.feed.occurrences(
                    walk.horizon_ns, walk.cursor, limit=PAGE, ask=self.ask
                )
            except SourceError as error:
                self.failed(error)
                await tell(self.batch(items))
                items = []
                if self.ending:
                    return
                await self.rest()
                if not isinstance(error, Limited | Unreachable):
                    walk = self.walk()  # this page is not to be had: begin at the top again
                continue
            items += self.read(page, walk)
            for _ in range(TURNS):  # a page from memory must not hold the loop with the next one
                await asyncio.sleep(0)
        self.finish(walk, paid)
        await tell(self.batch(items))

    def failed(self, error: SourceError) -> None:
        """A page did not come: what it means for the standing, and when to ask again."""
        if error.advice == type(error).advice:
            error.advice = ADVICE.get(type(error), error.advice)
        self.trouble, self.pace = error, self.pace.failed(error)

    def walk(self) -> Walk:
        """The way down that the next poll takes."""
        deep = self.window.due(self.means.clock())
        return Walk(self.window.horizon_ns, deep=deep, most=self.means.pages)

    def read(self, page: Page[Occurrence], walk: Walk) -> list[Item]:
        """The items of one page."""
        now_ns = self.means.clock()
        rows = [row for row in page.items if not isinstance(row, BadRow)]
        self.blemished([row for row in page.items if isinstance(row, BadRow)])
        met = [self.window.meet(row, now_ns) for row in rows]
        items = [item for item in met if item is not None]
        self.tally.add(items)
        said = self.notes if walk.pages else ()
        self.notes = tuple(dict.fromkeys((*said, *page.notes)))
        self.answered_ns, self.trouble = page.answered_ns, None
        walk.step(page.cursor, [row.at_ns for row in rows], fresh=bool(items))
        return items

    def blemished(self, rows: list[BadRow]) -> None:
        """Count the unreadable rows that were not there before."""
        for row in rows:
            self.bad += row.raw not in self.blemishes
            self.blemishes[row.raw] = None
        while len(self.blemishes) > BLEMISHES:
            del self.blemishes[next(iter(self.blemishes))]

    def finish(self, walk: Walk, paid: Counter[str]) -> None:
        """A poll reached its end: what it means for the window, and when to ask again.

        `paid` is what had been spent when it began: a page may have been many requests.
        """
        self.skipped += walk.gap
        if walk.whole or walk.short:
            self.window.swept(self.means.clock(), walk.oldest_ns if walk.short else None)
        readings, pane = self.readings, self.ask.pane
        cost = spent(readings, pane) - paid
        usual = Counter(dict.fromkeys(cost, walk.pages)) if self.cost is None else self.cost
        # The least of two: one poll that caught up with much says nothing of the next.
        self.pace = self.pace.answered(walk.fresh, afforded(readings, pane, cost & usual))
        self.cost = cost

    @property
    def readings(self) -> list[Reading]:
        """How the vendor's budgets stand; none where nobody counts."""
        found = () if self.means.budget is None else self.means.budget.readings()
        return [each for each in found if each.vendor == self.feed.vendor]

    def batch(self, items: list[Item]) -> Batch:
        """What was read, newest first, to be handed on."""
        items.reverse()  # almost in order then, which is quickly sorted
        items.sort(key=lambda item: item.occurrence.at_ns)
        return Batch(self.feed, tuple(items), self.window.mark())

    async def rest(self) -> None:
        """Wait for the next poll, or until called."""
        if self.ending:
            return
        called = asyncio.ensure_future(self.called.wait())
        rested = asyncio.ensure_future(self.means.pause(self.pace.every_s))
        try:
            await asyncio.wait((called, rested), return_when=asyncio.FIRST_COMPLETED)
        finally:
            called.cancel()
            rested.cancel()
        self.called.clear()
