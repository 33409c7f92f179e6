"""A list as a view: the rows, their filter, and the keys of both, whatever the rows are.

What is asked and when is `reading`'s business; what a row says is `paint`'s.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from textual import on
from textual.content import Content
from textual.widgets import Input

from spandeck.model.errors import Refused, SourceError
from spandeck.model.page import Freshness
from spandeck.model.query import Filter, Query, parse
from spandeck.paint.row import RowSource
from spandeck.ui.commands import Command
from spandeck.ui.views import listsaid as said
from spandeck.ui.views.leaf import identity
from spandeck.ui.views.listing import Listing
from spandeck.ui.views.seeking import ListSeeker
from spandeck.ui.widgets.completion import example
from spandeck.ui.widgets.filterline import FilterLine
from spandeck.ui.widgets.page import Page
from spandeck.ui.widgets.rows import Rows
from spandeck.ui.widgets.sentence import Sentence

T = TypeVar("T")
TICK_S = 1.0
"""How often the status is told anew; only what changed is painted."""
AGES_S = 10.0
"""How often the times are, while they are told as ages."""


class ListView(ListSeeker[T]):
    """Composed by its subclass of `Sentence`, `Rows`, `Page` and `FilterLine`."""

    DEFAULT_CSS = """
    ListView { layout: vertical; }
    ListView Sentence.trouble { display: none; }
    ListView.-trouble Sentence.trouble { display: block; }
    ListView Page { display: none; }
    ListView.-empty Page { display: block; }
    ListView.-empty Rows { display: none; }
    """

    entered = False
    """Whether the filter was typed and not answered yet."""
    relative = False
    """Whether times are told as ages."""

    def on_mount(self) -> None:
        """Keep the ages true."""
        self.set_interval(TICK_S, self.tick)
        self.set_interval(AGES_S, self.grow)

    def row_source(self) -> RowSource:
        """The rows as the list widget is given them."""
        raise NotImplementedError

    @property
    def filters(self) -> Sequence[Filter]:
        """What the list can be filtered by."""
        raise NotImplementedError

    def nothing(self) -> Content:
        """Why there are no rows."""
        raise NotImplementedError

    def redrawn(self) -> None:
        """The rows are others now: draw what else depends on them."""

    def turn(self, listed: Listing[T]) -> None:
        """Turn to another list: the filter was good."""
        super().turn(listed)
        self.entered = False

    def fail(self, error: SourceError) -> None:
        """Say what happened; what the vendor refused to filter by can be mended at once."""
        super().fail(error)
        if self.entered and isinstance(error, Refused) and not error.by_credentials:
            self.entered = False
            line = self.query_one(FilterLine)
            line.open(self.conditions.text)
            line.say(Content.styled(str(error), "$status-error"))

    def pointed(self) -> None:
        """The cursor is on another row: show what else depends on it."""

    def shown(self, change: Callable[[], object]) -> None:
        """Change the list and show it, the cursor staying on its row."""
        rows, row = self.rows, self.here
        at_top = rows.cursor == 0
        change()
        rows.source = self.row_source()
        lens = self.listed.lens
        found = None if row is None or at_top else self.listed.index(identity(lens, row))
        rows.changed(0 if at_top else found)
        self.redrawn()
        self.told()

    def told(self) -> None:
        """Say anew how the list stands."""
        now, cursor = self.clock(), self.rows.cursor
        self.status = said.status(self.listed, self.follow, cursor, now, asking=self.asking)
        self.rows.set_class(self.asking or self.trouble is not None, "-stale")
        empty = not len(self.listed)
        self.set_class(empty and not self.asking, "-empty")
        self.set_class(self.trouble is not None and not empty, "-trouble")
        if self.trouble is not None:
            self.query_one("Sentence.trouble", Sentence).said = said.trouble(self.trouble)
        if empty:
            trouble = self.trouble
            self.query_one(Page).said = said.failed(trouble) if trouble else self.nothing()

    def tick(self) -> None:
        """Time goes on."""
        if self.seen:
            self.told()

    def grow(self) -> None:
        """Starts that are told as ages are further back now."""
        if self.seen and self.relative:
            self.shown(lambda: None)

    def watch_zone(self) -> None:
        """Times of another zone."""
        if self.is_mounted:
            self.shown(lambda: None)

    @on(Rows.Moved)
    def moved(self, event: Rows.Moved) -> None:
        """Going down keeps new rows back; the top lets them in."""
        event.stop()
        self.asked_on = ""
        self.pointed()
        self.told()
        if self.follow.on and self.follow.paused != (event.index > 0):
            self.followed(self.follow.held() if event.index else self.follow.switched())

    def action_filter(self) -> None:
        """Edit the filter."""
        self.query_one(FilterLine).open(self.conditions.text)

    @on(FilterLine.Entered)
    def enter(self, event: FilterLine.Entered) -> None:
        """Ask with another filter."""
        event.stop()
        self.entered = True
        self.filter(event.query)
        self.leave()

    @on(FilterLine.Left)
    def leave(self) -> None:
        """Close the filter line."""
        self.query_one(FilterLine).close()
        self.screen.set_focus(self.rows)

    def filter(self, query: Query) -> None:
        """Ask with these conditions from now on."""
        self.conditions, self.off = query, False
        self.begin()
        self.refresh_bindings()

    def action_unfilter(self) -> None:
        """All filters off, or on again."""
        self.off = not self.off
        self.begin()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something."""
        match action:
            case "filter":
                return not isinstance(self.screen.focused, Input)
            case "pause":
                return self.follow.on
            case "clear":
                return (
                    bool(self.rows.marks.keys)
                    or self.query_now().conditions != self.given.conditions
                )
            case "unfilter":
                return self.conditions.conditions != self.given.conditions
            case _:
                return True

    def action_clear(self) -> None:
        """Marks off; when there are none, the filter, which `!` brings back."""
        if self.rows.marks.keys:
            self.rows.unmark()
        else:
            self.action_unfilter()

    def action_follow(self) -> None:
        """Follow live from the top, go on after a pause, or stop."""
        self.followed(self.follow.switched())
        if self.follow.on:
            self.sort("")
            self.rows.go(0)
            self.poll()

    def action_pause(self) -> None:
        """Keep new rows back, or let them in."""
        self.followed(self.follow.switched() if self.follow.paused else self.follow.held())

    def action_more(self) -> None:
        """Read on; the list itself does this while it has rows to show."""
        self.rows.near()

    def action_ages(self) -> None:
        """Tell starts as ages, or as times."""
        self.relative = not self.relative
        self.shown(lambda: None)

    def action_refresh(self) -> None:
        """Ask again, where what is known has aged."""
        self.renew(Freshness.FRESH)

    def action_reload(self) -> None:
        """Ask again past the cache."""
        self.renew(Freshness.RELOAD)

    def commands(self) -> Sequence[Command]:
        """What the keys do, by name."""

        def filtered(text: str) -> None:
            self.filter(parse(text, self.filters))

        nouns = self.listed.lens.nouns
        return (
            Command("filter", f"Show only {nouns} that …", filtered, example(self.filters)),
            Command("sort", "Sort what was read", self.sort_by, "duration", tuple(self.sortable)),
            Command("follow", "Follow live, or stop", lambda _: self.action_follow()),
            Command("refresh", "Ask again", lambda _: self.action_refresh()),
            Command("reload", "Ask again past the cache", lambda _: self.action_reload()),
        )
