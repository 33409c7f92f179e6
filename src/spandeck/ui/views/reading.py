"""A view that keeps a list filled: first what the cache holds, then what is true now.

It asks, waits and follows; how the list looks and what keys do is its subclass's business.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from textual import on, work
from textual.timer import Timer

from spandeck.model.errors import Limited, NotCached, SourceError
from spandeck.model.page import Freshness, Priority
from spandeck.model.query import Query
from spandeck.ui.profile import Profile
from spandeck.ui.views.follow import Follow
from spandeck.ui.views.leaf import Start
from spandeck.ui.views.listing import Listing
from spandeck.ui.views.view import View
from spandeck.ui.views.want import Found, Want
from spandeck.ui.widgets.rows import Rows

T = TypeVar("T")
READ_ON = 10
"""Pages that are read on for one look, when few rows match."""
SECOND_NS = 1_000_000_000
STEPS = 72
"""Parts of a relative range; its beginning moves by whole ones, so that the cache can answer."""


class ListReader(View, Generic[T]):
    """Holds the list; a subclass makes it, shows it in `shown` and says how it stands in `told`."""

    def __init__(self, profile: Profile) -> None:
        """`profile` says what time it is; the subclass can make its list before this."""
        super().__init__(profile)
        self.clock = profile.clock
        self.conditions = Query()
        self.given = Query()
        """The conditions and the range that came with the list, and are not taken off."""
        self.off = False
        """Whether the conditions are kept but not asked."""
        self.listed = self.listing(Query())
        self.asking = False
        self.trouble: SourceError | None = None
        self.follow = Follow()
        self.window = (0, 0)
        self.patience = READ_ON
        self.filling: Want[T] | None = None
        self.shy = False
        """Whether asking ahead failed, so that only what is on screen is asked for."""
        self.poller: Timer | None = None

    def listing(self, query: Query) -> Listing[T]:
        """A list of what meets a query, with nothing read yet."""
        raise NotImplementedError

    @property
    def askable(self) -> bool:
        """Whether the question is complete: some lists need to be told what they belong to."""
        return True

    def shown(self, change: Callable[[], object]) -> None:
        """Change the list and show it, the cursor staying on its row."""
        raise NotImplementedError

    def told(self) -> None:
        """Say anew how the list stands."""
        raise NotImplementedError

    def query_now(self) -> Query:
        """What is to be asked: the conditions unless they are off, over the range of time."""
        asked = self.given if self.off else self.conditions
        if self.given.since_ns is not None:
            return asked.within(self.given.since_ns, self.given.until_ns)
        if self.range_s is None:
            return asked
        step = max(60, int(self.range_s / STEPS)) * SECOND_NS
        since = self.clock() - int(self.range_s) * SECOND_NS
        return asked.within(since // step * step, asked.until_ns)

    def on_mount(self) -> None:
        """Ask at once."""
        self.begin()

    def watch_range_s(self) -> None:
        """Another range of time is another question."""
        if self.is_mounted:
            self.begin()

    @work(exclusive=True, group="load")
    async def begin(self) -> None:
        """Ask a new question; the old rows stay, dimmed, until there is an answer."""
        if not self.askable:
            self.asking, self.trouble = False, None
            self.shown(lambda: self.turn(self.listing(self.query_now())))
            return
        self.asking, self.trouble = True, None
        self.told()
        listed = self.listing(self.query_now())
        listed.sort(self.listed.order, descending=self.listed.descending)
        first: Want[T] = Want(Priority.INTERACTIVE, Start())
        try:
            try:
                await listed.load(first, Freshness.CACHED)
                self.shown(lambda: self.turn(listed))
            except NotCached:
                await listed.load(first)
                self.asking = False
                self.shown(lambda: self.turn(listed))
            else:
                await self.catch_up(Freshness.FRESH)
        except SourceError as error:
            self.fail(error)
        finally:
            self.asking = False
        self.told()

    def turn(self, listed: Listing[T]) -> None:
        """Turn to another list."""
        self.listed = listed
        self.patience = READ_ON

    @work(exclusive=True, group="load")
    async def renew(self, freshness: Freshness) -> None:
        """Ask the same question again."""
        if not self.askable:
            return
        self.asking, self.trouble = True, None
        self.told()
        try:
            await self.catch_up(freshness)
        except SourceError as error:
            self.fail(error)
        finally:
            self.asking = False
        self.told()

    async def catch_up(self, freshness: Freshness) -> None:
        """Bring the newest rows and those on screen up to date."""
        if not self.listed.pages.leaves:
            await self.listed.load(Want(Priority.INTERACTIVE, Start()))
            self.shown(lambda: None)
            return
        found = await self.listed.poll(Priority.INTERACTIVE, freshness)
        visible = self.listed.pages.between(*self.window)
        self.asking = False
        self.shown(lambda: self.listed.take(found))
        for leaf in visible:
            if leaf in self.listed.pages.leaves[1:]:
                await self.get(Want(Priority.INTERACTIVE, leaf.start, leaf), freshness)

    async def get(self, want: Want[T], freshness: Freshness = Freshness.FRESH) -> None:
        """Ask for one page and show it."""
        listed = self.listed
        page = await listed.fetch(want, freshness)
        self.shy = False
        if listed is self.listed:
            self.shown(lambda: listed.put(want, page))
            listed.pages.evict(*self.window)

    @on(Rows.Near)
    def look(self, event: Rows.Near) -> None:
        """Other rows are on screen."""
        event.stop()
        self.window = (event.first, event.last)
        if event.by_hand:
            self.patience = READ_ON
        self.feed()

    def feed(self) -> None:
        """Ask for what is missing, unless it is being asked for."""
        want = self.listed.wanted(*self.window) if self.askable else None
        if want is None or self.asking or self.trouble is not None:
            return
        if want.priority is Priority.PREFETCH and self.shy:
            return
        if self.filling is None or want.priority < self.filling.priority:
            self.filling = want
            self.fill()

    @work(exclusive=True, group="fill")
    async def fill(self) -> None:
        """Ask for what is missing on screen and a little beyond, page by page."""
        try:
            while self.patience > 0 and (want := self.listed.wanted(*self.window)) is not None:
                self.filling = want
                self.patience -= 1
                await self.get(want)
        except SourceError as error:
            self.shy = self.filling is not None and self.filling.priority is Priority.PREFETCH
            if not self.shy:
                self.fail(error)
        self.filling = None
        self.told()

    def fail(self, error: SourceError) -> None:
        """Say what happened; the rows stay. A spent budget returns by itself."""
        self.trouble = error
        self.told()
        if isinstance(error, Limited):
            self.set_timer(error.wait_s + 0.5, self.recover)

    def recover(self) -> None:
        """The budget should be back."""
        if isinstance(self.trouble, Limited):
            self.renew(Freshness.FRESH)

    def followed(self, follow: Follow) -> None:
        """Follow in another way from now on."""
        released = self.follow.paused and not follow.paused
        self.follow = follow
        if released:
            self.shown(lambda: self.listed.release(self.clock()))
        self.schedule()
        self.told()
        self.refresh_bindings()

    def schedule(self) -> None:
        """Set the alarm for the next poll, if there is to be one."""
        if self.poller is not None:
            self.poller.stop()
        self.poller = self.set_timer(self.follow.interval_s, self.due) if self.follow.on else None

    def due(self) -> None:
        """Poll, or wait on while nobody can see it."""
        if self.seen:
            self.poll()
        else:
            self.schedule()

    @work(exclusive=True, group="follow")
    async def poll(self) -> None:
        """Ask once what is new, behind everybody who waits for an answer."""
        listed = self.listed
        try:
            found = await listed.poll()
        except SourceError as error:
            wait = error.wait_s if isinstance(error, Limited) else 0.0
            self.follow = self.follow.refused(wait)
        else:
            if listed is self.listed:
                self.arrived(found)
        self.schedule()
        self.told()

    def arrived(self, found: Found[T]) -> None:
        """Show what a poll found, or keep it back while the reader pauses."""
        if self.follow.paused:
            new = max(self.listed.hold(found), len(found.rows) if found.gap else 0)
            self.follow = self.follow.polled(new, behind=found.gap)
        else:
            self.follow = self.follow.polled(0)
            self.shown(lambda: self.listed.take(found))
