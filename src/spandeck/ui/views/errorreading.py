"""A view that keeps a list of failures true: what the ring has more is let in, or held back.

It looks at the ring at most twice a second, works in slices, and asks no vendor.
"""

from collections.abc import Callable, Sequence
from functools import partial

from textual import work

from spandeck.model.occurrence import Occurrence
from spandeck.model.tail import Item, Standing
from spandeck.tail.ring import Ring
from spandeck.tail.where import passes
from spandeck.ui.profile import Profile
from spandeck.ui.slices import in_slices
from spandeck.ui.views.errorlist import Entry, ErrorList, Fits, by_key, by_span
from spandeck.ui.views.filtered import FilteredView
from spandeck.ui.views.follow import Follow
from spandeck.ui.widgets.rows import Rows

LOOK_S = 0.5
"""How often it looks whether there is more."""


class ErrorReader(FilteredView):
    """Holds the list; a subclass shows it in `shown` and says how it stands in `told`."""

    def __init__(self, profile: Profile, vendor: str | None) -> None:
        """Without a `vendor` it is about all of them."""
        super().__init__(profile)
        self.clock = profile.clock
        self.vendor = vendor
        self.naming = by_span if vendor is None else by_key
        self.listed = ErrorList(Ring(), self.mine, self.mine, self.naming)
        self.follow = Follow(on=True)
        self.wanted: Fits | None = None
        """Another filter, until it is obeyed."""
        self.busy = False
        self.away = False
        """Whether the reader was elsewhere when it looked last."""
        self.seen_board = 0
        """The version of the board that was painted."""

    def mine(self, occurrence: Occurrence) -> bool:
        """Whether the view is about it."""
        return self.vendor in (None, occurrence.vendor)

    def shown(self, change: Callable[[], object]) -> None:
        """Change the list and show it, the cursor staying on its row."""
        raise NotImplementedError

    def told(self) -> None:
        """Say anew how the list stands."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Look again and again."""
        self.begin()
        self.set_interval(LOOK_S, self.look)
        self.watch(self.app, "app_focus", self.turned, init=False)

    def turned(self, towards: bool) -> None:
        """Whoever turns to another window has looked, where the terminal tells of it."""
        if not towards:
            self.shown(self.listed.look)

    def watch_triage(self) -> None:
        """There is something to follow."""
        if self.is_mounted:
            self.begin()

    def begin(self) -> None:
        """Show what the ring holds."""
        if self.triage is not None:
            self.listed = ErrorList(self.triage.ring, self.mine, self.fits(), self.naming)
        self.shown(lambda: None)
        self.look()

    @property
    def standings(self) -> Sequence[Standing]:
        """How the feeds of this view stand."""
        found = self.triage.tail.standings if self.triage else ()
        return [each for each in found if self.vendor in (None, each.vendor)]

    def fits(self) -> Fits:
        """Which failures are shown."""
        return partial(passes, conditions=self.obeyed.conditions)

    def look(self) -> None:
        """See whether there is more; nothing is done while nobody can see it."""
        if self.triage is None:
            return
        if not self.seen:
            self.away = True
            self.listed.look()  # whoever left has looked
        elif not self.busy and (self.listed.unread or self.wanted is not None):
            self.read()
        elif self.away or self.seen_board != self.triage.board.version:
            self.away = False
            self.shown(lambda: None)
        else:
            self.told()

    @work(group="read")
    async def read(self) -> None:
        """Obey the filter that was typed last, and read what there is more."""
        self.busy = True
        listed = self.listed
        try:
            while (fits := self.wanted) is not None:
                self.wanted = None
                found = await in_slices(listed.refitting(fits))
                self.shown(partial(listed.refit, fits, found))
            read = await in_slices(listed.reading())
            if listed is self.listed:
                self.shown(partial(listed.take, read))
                if any(each.answered_ns is None for each in self.standings if not each.trouble):
                    listed.look()  # until everyone has answered once, nothing is news
        finally:
            self.busy = False

    def narrowed(self) -> None:
        """Obey the filter as it is now."""
        self.wanted = self.fits()
        self.refresh_bindings()
        self.look()

    def followed(self, follow: Follow) -> None:
        """Follow otherwise: let in what was kept back, or keep back what comes."""
        self.follow = follow
        if follow.on and not follow.paused:
            self.shown(self.listed.release)
        else:
            self.listed.hold()
            self.told()
        self.refresh_bindings()

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one(Rows)

    @property
    def here(self) -> Entry | None:
        """The row under the cursor."""
        cursor = self.rows.cursor
        return self.listed.entry(cursor) if cursor < len(self.listed) else None

    @property
    def item(self) -> Item | None:
        """The failure under the cursor."""
        found = self.here
        return found[2] if found else None
