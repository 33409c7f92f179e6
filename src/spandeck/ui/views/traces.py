"""A vendor's traces: the list, when they began, the filter, and the keys of all three.

What is asked and when is `reading`'s business; what a row says is `paint.tracerow`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from spandeck.model import record
from spandeck.model.contrast import Sets
from spandeck.model.group import Target
from spandeck.model.page import BadRow
from spandeck.model.query import Filter, Query
from spandeck.model.source import TraceSource
from spandeck.model.trace import TraceSummary
from spandeck.paint.histogram import histogram
from spandeck.paint.tracerow import COLUMNS, Manner
from spandeck.ui.profile import Profile
from spandeck.ui.screens.raw import RawScreen
from spandeck.ui.timecursor import Pointed
from spandeck.ui.views import tracesaid as said
from spandeck.ui.views.listkeys import bindings
from spandeck.ui.views.listview import ListView
from spandeck.ui.views.tracelist import TraceList
from spandeck.ui.views.tracerows import TraceRows, slow_ms
from spandeck.ui.views.traceshare import copies
from spandeck.ui.views.want import Walk
from spandeck.ui.widgets.filterline import FilterLine
from spandeck.ui.widgets.page import Page
from spandeck.ui.widgets.rows import Rows
from spandeck.ui.widgets.sentence import Sentence
from spandeck.ui.widgets.timeline import Timeline

MOST_OTHERS = 500
"""Traces that marked ones are held against: the newest of those that were read."""
LOW, HIGH = 22, 40
"""Heights of the view below which the bars are one line, and above which they are three."""


class TracesView(ListView[TraceSummary]):
    """Traces of one vendor, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("traces", "trace")]
    DEFAULT_CSS = "TracesView.-empty > Timeline { display: none; }"

    GUIDED = True

    @dataclass
    class Chosen(Message):
        """A trace was opened; `walk` leads to its neighbours in the list."""

        summary: TraceSummary
        walk: Walk[TraceSummary]

    def __init__(self, source: TraceSource, profile: Profile) -> None:
        """`source` answers."""
        self.source = source
        super().__init__(profile)

    def compose(self) -> ComposeResult:
        """Trouble, times, rows or why there are none, and the filter."""
        yield Sentence(classes="trouble")
        yield Timeline().data_bind(TracesView.zone)
        yield Rows(self.row_source())
        yield Page()
        yield FilterLine(self.filters)

    def listing(self, query: Query) -> TraceList:
        """The traces of a query."""
        return TraceList(self.source, query, pane=f"{self.source.vendor}.traces")

    def row_source(self) -> TraceRows:
        """The traces as rows."""
        self.slow_from_ms = slow_ms(self.listed)
        manner = Manner(self.zone, self.clock(), self.relative, self.slow_from_ms)
        return TraceRows(self.listed, manner)

    @property
    def filters(self) -> Sequence[Filter]:
        """What the vendor, or we, can filter by."""
        return self.source.filters

    @property
    def sortable(self) -> Sequence[str]:
        """Every column a list of traces has."""
        return tuple(each.name for each in COLUMNS)

    def nothing(self) -> Content:
        """Why there are no traces."""
        return said.empty(self.listed, self.source.title, self.range_s)

    def redrawn(self) -> None:
        """Draw when the traces began, over what was read."""
        timeline = self.query_one(Timeline)
        span = None
        if self.listed.complete and self.range_s is not None:
            span = (self.clock() - int(self.range_s * 1e9), self.clock())
        stretches = ((leaf.started_ns, leaf.failed) for leaf in self.listed.pages.leaves)
        timeline.partial = not self.listed.complete
        timeline.drawn = histogram(stretches, timeline.columns, span)
        self.pointed()
        self.watch_locked()

    def pointed(self) -> None:
        """Point at the time of the row under the cursor."""
        self.query_one(Timeline).mark(self.at_ns)

    @property
    def at_ns(self) -> int | None:
        """When the trace under the cursor began."""
        row = self.here
        return row.started_ns if isinstance(row, TraceSummary) else None

    @on(Rows.Moved)
    def point(self, event: Rows.Moved) -> None:
        """The time cursor goes along, where it is locked."""
        if self.at_ns is not None:
            self.post_message(Pointed(self.at_ns))

    def watch_locked(self) -> None:
        """Go to the newest trace that had begun where the time cursor is locked."""
        if self.locked is None or not self.is_mounted or self.at_ns == self.locked:
            return
        until = self.locked
        found = self.listed.scan(-1, 1, lambda row: 0 < (row.started_ns or 0) <= until)
        if found is not None:
            self.rows.go(found)
            self.pointed()
            self.told()

    def panes(self) -> Sequence[Widget]:
        """The list, or why there is none."""
        return (self.query_one(Page) if self.has_class("-empty") else self.rows,)

    def on_resize(self) -> None:
        """Give the bars what room there is."""
        height = self.size.height
        self.query_one(Timeline).styles.height = 3 if height < LOW else 4 if height < HIGH else 5
        self.call_after_refresh(self.redrawn)

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Open a trace, or look at a row that could not be read."""
        event.stop()
        row = self.here
        if isinstance(row, BadRow):
            self.app.push_screen(RawScreen(row))
        elif row is not None:
            self.post_message(self.Chosen(row, self))

    def copies(self) -> Sequence[tuple[str, str]]:
        """The row under the cursor."""
        return copies(self.here, self.source.vendor, self.link() or "")

    def records(self) -> Sequence[Mapping[str, Any]]:
        """The marked rows, or all that are held."""
        held = ((index, self.listed.row(index)) for index in range(len(self.listed)))
        rows, marked = self.rows, self.rows.marks.keys
        return [
            record.of_bad(row) if isinstance(row, BadRow) else record.of_trace(row)
            for index, row in held
            if row is not None and (not marked or rows.source.key(index) in marked)
        ]

    def target(self) -> Target | None:
        """The trace under the cursor."""
        row = self.here if self.is_mounted else None
        if not isinstance(row, TraceSummary):
            return None
        return Target("trace", row.trace_id, self.source.vendor)

    def sets(self) -> Sets | None:
        """The marked traces and the others that were read."""
        marked = self.rows.marks.keys if self.is_mounted else ()
        if not marked:
            return None
        held = (self.listed.row(index) for index in range(len(self.listed)))
        rows = [each for each in held if isinstance(each, TraceSummary)]
        mine = tuple(each for each in rows if each.trace_id in marked)
        rest = tuple(each for each in rows if each.trace_id not in marked)
        return Sets(self.source.vendor, f"{len(mine)} marked", mine, rest[:MOST_OTHERS])

    def link(self) -> str | None:
        """The trace in the vendor's own web interface."""
        row = self.here
        return self.source.web_link(row.trace_id) if isinstance(row, TraceSummary) else None
