"""A vendor's traces: the list, when they began, the filter, and the keys of all three.

What is asked and when is `reading`'s business; what a row says is `paint.tracerow`'s.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from spandeck.model import record
from spandeck.model.page import BadRow, Freshness
from spandeck.model.query import Query, parse
from spandeck.model.trace import TraceSummary
from spandeck.paint.histogram import histogram
from spandeck.paint.tracerow import Manner
from spandeck.ui.commands import Command
from spandeck.ui.screens.raw import RawScreen
from spandeck.ui.views import tracesaid as said
from spandeck.ui.views.leaf import identity
from spandeck.ui.views.listkeys import KEYS
from spandeck.ui.views.seeking import SORTABLE, TraceSeeker
from spandeck.ui.views.tracelist import Walk
from spandeck.ui.views.tracerows import TraceRows, slow_ms
from spandeck.ui.views.traceshare import copies
from spandeck.ui.widgets.filterline import FilterLine
from spandeck.ui.widgets.page import Page
from spandeck.ui.widgets.rows import Rows
from spandeck.ui.widgets.sentence import Sentence
from spandeck.ui.widgets.timeline import Timeline

TICK_S = 1.0
"""How often the status is told anew; only what changed is painted."""
AGES_S = 10.0
"""How often the starts are, while they are told as ages."""
LOW, HIGH = 22, 40
"""Heights of the view below which the bars are one line, and above which they are three."""


class TracesView(TraceSeeker):
    """Traces of one vendor, newest first."""

    NAME = "traces"
    TITLE = "Traces"
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    DEFAULT_CSS = """
    TracesView { layout: vertical; }
    TracesView > Sentence { display: none; }
    TracesView.-trouble > Sentence { display: block; }
    TracesView > Page { display: none; }
    TracesView.-empty > Page { display: block; }
    TracesView.-empty > Rows, TracesView.-empty > Timeline { display: none; }
    """

    @dataclass
    class Chosen(Message):
        """A trace was opened; `walk` leads to its neighbours in the list."""

        summary: TraceSummary
        walk: Walk

    relative = False
    """Whether starts are told as ages."""

    def compose(self) -> ComposeResult:
        """Trouble, times, rows or why there are none, and the filter."""
        yield Sentence()
        yield Timeline().data_bind(TracesView.zone)
        yield Rows(TraceRows(self.traces, self.manner))
        yield Page()
        yield FilterLine(self.source.filters)

    def on_mount(self) -> None:
        """Ask at once, and keep the ages true."""
        self.set_interval(TICK_S, self.tick)
        self.set_interval(AGES_S, self.grow)

    @property
    def manner(self) -> Manner:
        """How times and bars are shown."""
        return Manner(self.zone, self.clock(), self.relative, self.slow_from_ms)

    def shown(self, change: Callable[[], object]) -> None:
        """Change the list and show it, the cursor staying on its row."""
        rows, row = self.rows, self.here
        at_top = rows.cursor == 0
        change()
        self.slow_from_ms = slow_ms(self.traces)
        rows.source = TraceRows(self.traces, self.manner)
        found = None if row is None or at_top else self.traces.index(identity(row))
        rows.changed(0 if at_top else found)
        self.draw()
        self.told()

    def draw(self) -> None:
        """Draw when the traces began, over what was read."""
        timeline = self.query_one(Timeline)
        span = None
        if self.traces.complete and self.range_s is not None:
            span = (self.clock() - int(self.range_s * 1e9), self.clock())
        stretches = ((leaf.started_ns, leaf.failed) for leaf in self.traces.pages.leaves)
        timeline.partial = not self.traces.complete
        timeline.drawn = histogram(stretches, timeline.columns, span)
        self.point()

    def point(self) -> None:
        """Point at the time of the row under the cursor."""
        row = self.here
        at = row.started_ns if isinstance(row, TraceSummary) else None
        self.query_one(Timeline).mark(at)

    def told(self) -> None:
        """Say anew how the list stands."""
        now, cursor = self.clock(), self.rows.cursor
        self.status = said.status(self.traces, self.follow, cursor, now, asking=self.asking)
        self.rows.set_class(self.asking or self.trouble is not None, "-stale")
        empty = not len(self.traces)
        self.set_class(empty and not self.asking, "-empty")
        self.set_class(self.trouble is not None and not empty, "-trouble")
        if self.trouble is not None:
            self.query_one(Sentence).said = said.trouble(self.trouble)
        if empty:
            trouble = self.trouble
            nothing = said.empty(self.traces, self.source.title, self.range_s)
            self.query_one(Page).said = said.failed(trouble) if trouble else nothing

    def tick(self) -> None:
        """Time goes on."""
        if self.seen:
            self.told()

    def grow(self) -> None:
        """Starts that are told as ages are further back now."""
        if self.seen and self.relative:
            self.shown(lambda: None)

    def on_resize(self) -> None:
        """Give the bars what room there is."""
        height = self.size.height
        self.query_one(Timeline).styles.height = 3 if height < LOW else 4 if height < HIGH else 5
        self.call_after_refresh(self.draw)

    def watch_zone(self, zone: tzinfo) -> None:
        """Times of another zone."""
        if self.is_mounted:
            self.shown(lambda: None)

    @on(Rows.Moved)
    def moved(self, event: Rows.Moved) -> None:
        """Going down keeps new rows back; the top lets them in."""
        event.stop()
        self.asked_on = ""
        self.point()
        self.told()
        if self.follow.on and self.follow.paused != (event.index > 0):
            self.followed(self.follow.held() if event.index else self.follow.switched())

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Open a trace, or look at a row that could not be read."""
        event.stop()
        row = self.here
        if isinstance(row, BadRow):
            self.app.push_screen(RawScreen(row))
        elif row is not None:
            self.post_message(self.Chosen(row, self))

    def action_filter(self) -> None:
        """Edit the filter."""
        self.query_one(FilterLine).open(self.conditions.text)

    @on(FilterLine.Entered)
    def enter(self, event: FilterLine.Entered) -> None:
        """Ask with another filter."""
        event.stop()
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
                return bool(self.rows.marks.keys) or self.query_now().conditions != ()
            case "unfilter":
                return bool(self.conditions.conditions)
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

    def copies(self) -> Sequence[tuple[str, str]]:
        """The row under the cursor."""
        return copies(self.here, self.source.vendor, self.link() or "")

    def records(self) -> Sequence[Mapping[str, Any]]:
        """The marked rows, or all that are held."""
        held = ((index, self.traces.row(index)) for index in range(len(self.traces)))
        rows, marked = self.rows, self.rows.marks.keys
        return [
            record.of_bad(row) if isinstance(row, BadRow) else record.of_trace(row)
            for index, row in held
            if row is not None and (not marked or rows.source.key(index) in marked)
        ]

    def link(self) -> str | None:
        """The trace in the vendor's own web interface."""
        row = self.here
        return self.source.web_link(row.trace_id) if isinstance(row, TraceSummary) else None

    def commands(self) -> Sequence[Command]:
        """What the keys do, by name."""

        def filtered(text: str) -> None:
            self.filter(parse(text, self.source.filters))

        return (
            Command("filter", "Show only traces that …", filtered, "status=error duration>5s"),
            Command("sort", "Sort what was read", self.sort_by, "duration", SORTABLE),
            Command("follow", "Follow live, or stop", lambda _: self.action_follow()),
            Command("refresh", "Ask again", lambda _: self.action_refresh()),
            Command("reload", "Ask again past the cache", lambda _: self.action_reload()),
        )
