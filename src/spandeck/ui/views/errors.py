"""What fails, as it happens: a live list of one vendor or of all.

Newest stands on top, so the top is where one follows: going down keeps new ones back, `g` lets
them in. What is read and when is `errorreading`'s business; what a row says is `paint.errorrow`'s.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from spandeck.model import record
from spandeck.model.group import Target
from spandeck.model.occurrence import Occurrence
from spandeck.model.query import parse
from spandeck.model.source import TraceSource
from spandeck.paint.budget import Told
from spandeck.paint.errorhead import fallen, feeds, rate
from spandeck.paint.failure import Retold
from spandeck.paint.glyphs import plain
from spandeck.paint.tracerow import Manner
from spandeck.tail.where import FILTERS
from spandeck.ui.charset import PLAIN
from spandeck.ui.commands import Command
from spandeck.ui.profile import Profile
from spandeck.ui.tones import DOT, told
from spandeck.ui.views import errorsaid as said
from spandeck.ui.views.errorkeys import KEYS
from spandeck.ui.views.errorrows import ErrorRows
from spandeck.ui.views.errorseeking import ErrorSeeker
from spandeck.ui.views.errorshare import copies
from spandeck.ui.views.errorwalk import ErrorWalk
from spandeck.ui.views.follow import Follow
from spandeck.ui.widgets.completion import example
from spandeck.ui.widgets.filterline import FilterLine
from spandeck.ui.widgets.line import Line
from spandeck.ui.widgets.liverows import LiveRows
from spandeck.ui.widgets.page import Page, page
from spandeck.ui.widgets.rows import Rows
from spandeck.ui.widgets.searchline import SearchLine

Traces = Callable[[], Mapping[str, TraceSource]]
LOW = 16
"""Height of the view below which the feeds have no line of their own."""
BARS = 20
"""Cells for the last ten minutes."""


class ErrorsView(ErrorSeeker):
    """Failures of one vendor, or of all, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    DEFAULT_CSS = """
    ErrorsView { layout: vertical; }
    ErrorsView Line.feeds { color: $muted; }
    ErrorsView.-low Line.feeds { display: none; }
    ErrorsView Page { display: none; }
    ErrorsView.-empty Page { display: block; }
    ErrorsView.-empty Rows { display: none; }
    """

    relative = False
    """Whether times are told as ages."""

    @dataclass
    class Chosen(Message):
        """A failure was opened; `walk` leads to the traces beside it."""

        retold: Retold
        walk: ErrorWalk

    @dataclass
    class LateWanted(Message):
        """What came late or changed is wanted."""

        vendor: str | None

    def __init__(self, profile: Profile, traces: Traces, vendor: str | None = None) -> None:
        """`traces` gives the vendors that hold traces; without a `vendor` it is about all."""
        super().__init__(profile, vendor)
        self.traces = traces

    def compose(self) -> ComposeResult:
        """How they come, the rows or why there are none, the search and the filter."""
        yield Line(classes="rate")
        yield Line(classes="feeds")
        yield LiveRows(self.row_source())
        yield Page()
        yield SearchLine("what failed, where, messages, ids")
        yield FilterLine(FILTERS)

    def row_source(self) -> ErrorRows:
        """The failures as rows."""
        board = self.triage.board if self.triage else None
        manner = Manner(self.zone, self.clock(), self.relative)
        return ErrorRows(self.listed, board, manner, mixed=self.vendor is None)

    def shown(self, change: Callable[[], object]) -> None:
        """Change the list and show it; at the top the cursor stays with the newest."""
        rows, entry = self.rows, self.here
        at_top = rows.cursor == 0
        change()
        rows.source = self.row_source()
        self.seen_board = self.triage.board.version if self.triage else 0
        rows.changed(0 if at_top or entry is None else self.listed.index(entry))
        self.told()

    def told(self) -> None:
        """Say anew how the list stands, and how its feeds do."""
        now_ns, standings = self.clock(), self.standings
        self.status = said.status(self.listed, self.follow, self.obeyed, self.sought)
        ring = self.listed.ring
        above = rate(standings, self.listed.tempo.last(now_ns), BARS)
        self.say(".rate", (*above, *fallen(ring.dropped, ring.cap)))
        self.say(".feeds", feeds(standings))
        self.set_class(not len(self.listed), "-empty")
        if not len(self.listed):
            self.query_one(Page).said = (
                said.empty(standings, self.obeyed, now_ns, self.zone)
                if self.triage
                else page("Errors", "Connecting…")
            )

    def say(self, line: str, parts: Sequence[Told]) -> None:
        """Say something on one of the lines above, in ASCII where there is nothing else."""
        if self.app.has_class(PLAIN):
            parts = [(plain(text), tone) for text, tone in parts]
        self.query_one(line, Line).left = told(parts, DOT)

    def watch_zone(self) -> None:
        """Times of another zone."""
        if self.is_mounted:
            self.shown(lambda: None)

    def on_resize(self, event: events.Resize) -> None:
        """Give up a line where there are few."""
        self.set_class(event.size.height < LOW, "-low")

    @property
    def at_ns(self) -> int | None:
        """When the failure under the cursor happened."""
        return self.here[0] if self.here else None

    def panes(self) -> Sequence[Widget]:
        """The list, or why there is none."""
        return (self.query_one(Page) if self.has_class("-empty") else self.rows,)

    @on(Rows.Moved)
    def moved(self, event: Rows.Moved) -> None:
        """Going down keeps new rows back; the top lets them in."""
        event.stop()
        if self.follow.on and not self.follow.paused and event.index > 0:
            self.followed(self.follow.held())

    @on(LiveRows.Topped)
    def top(self, event: LiveRows.Topped) -> None:
        """At the top all has been seen, and what was kept back is let in."""
        event.stop()
        self.listed.look()
        if self.follow.on:
            self.followed(Follow(on=True))
        else:
            self.shown(lambda: None)
        self.rows.go(0)

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Open a failure where it happened."""
        event.stop()
        if self.here is not None:
            walk = ErrorWalk(self.listed.shown, self.stand)
            self.post_message(self.Chosen(self.listed.retold(self.here), walk))

    def stand(self, occurrence: Occurrence) -> None:
        """The reader went on to another failure: the cursor comes along, and the list is held."""
        at = self.listed.place(occurrence)
        if at is not None:
            self.rows.stepped(at)

    # What is selected

    def target(self) -> Target | None:
        """The span that failed under the cursor, else its trace, else its group."""
        told = self.item.occurrence if self.is_mounted and self.item else None
        if told is None or told.of.trace_id is None:
            key = self.group_key()
            return Target("group", key) if key else None
        if told.of.span_id is None:
            return Target("trace", told.of.trace_id, told.vendor)
        return Target("span", f"{told.of.trace_id}/{told.of.span_id}", told.vendor)

    def group_key(self) -> str | None:
        """The group of the failure under the cursor."""
        if self.triage is None or not self.is_mounted or self.item is None:
            return None
        return self.triage.board.key(self.item.occurrence)

    def group_keys(self) -> Sequence[str]:
        """The groups of the marked rows, or of the one under the cursor."""
        if self.triage is None or not self.is_mounted or not self.rows.marks.keys:
            return super().group_keys()
        marked, board = self.rows.marks.keys, self.triage.board
        told = (item.occurrence for *_, item, name in self.listed.shown if name in marked)
        return tuple(dict.fromkeys(map(board.key, told)))

    def acted(self) -> None:
        """What is thought of the groups is told in their rows."""
        self.shown(lambda: None)

    def link(self) -> str | None:
        """The trace in the vendor's own web interface."""
        told = self.item.occurrence if self.item else None
        source = self.traces().get(told.vendor) if told else None
        if told is None or told.of.trace_id is None or source is None:
            return None
        return source.web_link(told.of.trace_id)

    def copies(self) -> Sequence[tuple[str, str]]:
        """The failure under the cursor."""
        return copies(self.item, self.link())

    def records(self) -> Sequence[Mapping[str, Any]]:
        """The marked rows, or all that are shown."""
        rows, marked = self.rows, self.rows.marks.keys
        return [
            record.of_item(self.listed.entry(index)[2])
            for index in range(len(self.listed))
            if not marked or rows.source.key(index) in marked
        ]

    # Keys

    def action_follow(self) -> None:
        """Follow live from the top, go on after a pause, or stop."""
        self.followed(self.follow.switched())
        if self.follow.on:
            self.rows.go(0)

    def action_pause(self) -> None:
        """Keep new rows back, or let them in."""
        self.followed(self.follow.switched() if self.follow.paused else self.follow.held())

    def action_clear(self) -> None:
        """Marks off; when there are none, the search; then the filter, which `!` brings back."""
        if self.rows.marks.keys:
            self.rows.unmark()
        elif self.sought:
            self.sought = ""
            self.told()
            self.refresh_bindings()
        else:
            self.action_unfilter()

    def action_ages(self) -> None:
        """Tell times as ages, or as times."""
        self.relative = not self.relative
        self.shown(lambda: None)

    def action_refresh(self) -> None:
        """Ask the vendors now, whatever the pace is."""
        if self.triage is not None:
            self.triage.tail.poll(self.vendor)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something."""
        match action:
            case "pause":
                return self.follow.on
            case "clear":
                return bool(self.rows.marks.keys or self.sought or self.obeyed.conditions)
            case _:
                return super().check_action(action, parameters)

    def late(self, argument: str) -> None:
        """List what came late or was told otherwise."""
        self.post_message(self.LateWanted(self.vendor))

    def commands(self) -> Sequence[Command]:
        """What the keys do, by name."""

        def filtered(text: str) -> None:
            self.narrow(parse(text, FILTERS))

        return (
            Command("filter", "Show only failures that …", filtered, example(FILTERS)),
            Command("follow", "Follow live, or stop", lambda _: self.action_follow()),
            Command("pause", "Keep new rows back", lambda _: self.action_pause()),
            Command("refresh", "Ask the vendors now", lambda _: self.action_refresh()),
            Command("late", "What came late or was told otherwise", self.late),
        )
