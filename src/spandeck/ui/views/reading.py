"""A view that keeps a list of traces filled: first what the cache holds, then what is true now.

It asks, waits and follows; how the list looks and what keys do is its subclass's business.
"""

from collections.abc import Callable

from textual import on, work
from textual.timer import Timer

from spandeck.model.errors import Limited, NotCached, SourceError
from spandeck.model.page import Freshness, Priority
from spandeck.model.query import Query
from spandeck.model.source import TraceSource
from spandeck.ui.profile import Profile
from spandeck.ui.views.follow import Follow
from spandeck.ui.views.leaf import Start
from spandeck.ui.views.tracelist import Found, TraceList, Want
from spandeck.ui.views.view import View
from spandeck.ui.widgets.rows import Rows

READ_ON = 10
"""Pages that are read on for one look, when few rows match."""
SECOND_NS = 1_000_000_000
STEPS = 72
"""Parts of a relative range; its beginning moves by whole ones, so that the cache can answer."""


class TraceReader(View):
    """Holds the list; a subclass shows it in `shown` and says what is wrong in `failed`."""

    def __init__(self, source: TraceSource, profile: Profile) -> None:
        """`source` answers; `profile` says what time it is."""
        super().__init__(source, profile)
        self.clock = profile.clock
        self.pane = f"{source.vendor}.{self.NAME}"
        self.conditions = Query()
        self.off = False
        """Whether the conditions are kept but not asked."""
        self.traces = TraceList(source, Query(), pane=self.pane)
        self.asking = False
        self.trouble: SourceError | None = None
        self.follow = Follow()
        self.window = (0, 0)
        self.patience = READ_ON
        self.filling: Want | None = None
        self.shy = False
        """Whether asking ahead failed, so that only what is on screen is asked for."""
        self.poller: Timer | None = None

    def shown(self, change: Callable[[], object]) -> None:
        """Change the list and show it, the cursor staying on its row."""
        raise NotImplementedError

    def told(self) -> None:
        """Say anew how the list stands."""
        raise NotImplementedError

    def query_now(self) -> Query:
        """What is to be asked: the conditions unless they are off, over the range of time."""
        asked = Query() if self.off else self.conditions
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
        self.asking, self.trouble = True, None
        self.told()
        traces = TraceList(self.source, self.query_now(), pane=self.pane)
        traces.sort(self.traces.order, descending=self.traces.descending)
        first = Want(Priority.INTERACTIVE, Start())
        try:
            try:
                await traces.load(first, Freshness.CACHED)
                self.shown(lambda: self.turn(traces))
            except NotCached:
                await traces.load(first)
                self.asking = False
                self.shown(lambda: self.turn(traces))
            else:
                await self.catch_up(Freshness.FRESH)
        except SourceError as error:
            self.fail(error)
        finally:
            self.asking = False
        self.told()

    def turn(self, traces: TraceList) -> None:
        """Turn to another list."""
        self.traces = traces
        self.patience = READ_ON

    @work(exclusive=True, group="load")
    async def renew(self, freshness: Freshness) -> None:
        """Ask the same question again."""
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
        if not self.traces.pages.leaves:
            await self.traces.load(Want(Priority.INTERACTIVE, Start()))
            self.shown(lambda: None)
            return
        found = await self.traces.poll(Priority.INTERACTIVE, freshness)
        visible = self.traces.pages.between(*self.window)
        self.asking = False
        self.shown(lambda: self.traces.take(found))
        for leaf in visible:
            if leaf in self.traces.pages.leaves[1:]:
                await self.get(Want(Priority.INTERACTIVE, leaf.start, leaf), freshness)

    async def get(self, want: Want, freshness: Freshness = Freshness.FRESH) -> None:
        """Ask for one page and show it."""
        traces = self.traces
        page = await traces.fetch(want, freshness)
        self.shy = False
        if traces is self.traces:
            self.shown(lambda: traces.put(want, page))
            traces.pages.evict(*self.window)

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
        want = self.traces.wanted(*self.window)
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
            while self.patience > 0 and (want := self.traces.wanted(*self.window)) is not None:
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
            self.shown(lambda: self.traces.release(self.clock()))
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

    @property
    def seen(self) -> bool:
        """Whether it is on the screen in front, or behind a dialog."""
        behind_dialog = self.app.screen.is_modal and self.screen.is_current
        return self.display and (self.screen.is_active or behind_dialog)

    @work(exclusive=True, group="follow")
    async def poll(self) -> None:
        """Ask once what is new, behind everybody who waits for an answer."""
        traces = self.traces
        try:
            found = await traces.poll()
        except SourceError as error:
            wait = error.wait_s if isinstance(error, Limited) else 0.0
            self.follow = self.follow.refused(wait)
        else:
            if traces is self.traces:
                self.arrived(found)
        self.schedule()
        self.told()

    def arrived(self, found: Found) -> None:
        """Show what a poll found, or keep it back while the reader pauses."""
        if self.follow.paused:
            new = max(self.traces.hold(found), len(found.rows) if found.gap else 0)
            self.follow = self.follow.polled(new, behind=found.gap)
        else:
            self.follow = self.follow.polled(0)
            self.shown(lambda: self.traces.take(found))
