"""A vendor's maintenance windows: those that are open, those to come, and those that are over."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from spandeck.model.page import Ask
from spandeck.model.resource import Record, Resource
from spandeck.model.source import UpstreamSource
from spandeck.model.upstream import Between, Maintenance, Snapshot
from spandeck.paint.maintenancerow import COLUMNS, cell, fact, told, urgent
from spandeck.ui.notice import tell
from spandeck.ui.views.answer import AnswerView, counted
from spandeck.ui.views.board import Board, Kind
from spandeck.ui.views.desk import Desk
from spandeck.ui.widgets.page import Page, page
from spandeck.ui.widgets.rows import Rows
from spandeck.ui.widgets.sentence import Sentence

PLAN = ":create-maintenance-window plans one; +2h in it means in two hours."

MINUTE_NS = 60_000_000_000


class MaintenanceView(AnswerView[tuple[Maintenance, ...]]):
    """The list of windows, and what the one under the cursor does."""

    DEFAULT_CSS = """
    MaintenanceView { layout: vertical; }
    MaintenanceView > .told { padding: 1 2; }
    """
    pane: ClassVar[str] = "maintenance"
    ranged: ClassVar[bool] = False
    filters = ()

    def __init__(self, desk: Desk, source: UpstreamSource) -> None:
        """`desk` knows how windows are planned and deleted."""
        super().__init__(source, desk.profile)
        self.desk = desk
        self.minute = 0
        """When the list was painted last: what it says of windows is true for a minute."""
        self.board = Board(self.kind())
        self.rows, self.about = Rows(self.board), Sentence(classes="told answer")
        self.rows.add_class("answer")

    def compose(self) -> ComposeResult:
        """Trouble, the list and its sentence, or why there is none."""
        yield Sentence(classes="trouble")
        yield self.rows
        yield self.about
        yield Page()

    def kind(self) -> Kind[Maintenance]:
        """How windows look now."""
        now, zone = self.clock(), self.zone
        return Kind(
            COLUMNS, lambda each: each.id, lambda each, column: cell(each, column, now, zone), fact
        )

    async def load(self, ask: Ask) -> Snapshot[tuple[Maintenance, ...]]:
        """All the windows that the vendor keeps."""
        return await self.source.maintenance(ask=ask)

    def shown(self) -> None:
        """The list, its cursor on the window it was on."""
        before, now = self.here, self.clock()
        self.minute = now // MINUTE_NS
        known = self.answer.value if self.answer else ()
        given = sorted(known, key=lambda each: urgent(each, now))
        self.board = self.rows.source = Board(self.kind(), given)
        self.rows.changed(self.board.index(before.id) if before else 0)
        self.pointed()

    def tick(self) -> None:
        """Windows open and end as time goes on."""
        minute = self.clock() // MINUTE_NS
        if self.seen and self.answer is not None and minute != self.minute:
            self.shown()
        super().tick()

    def nothing(self) -> Content:
        """Why there is no window."""
        if self.answer is None or self.answer.value:
            return Content("")
        return page(
            "No maintenance is planned",
            f"{self.source.title} keeps no window for this account: alerts about every provider "
            "are sent.",
            PLAN,
        )

    def summary(self) -> str:
        """How many there are, and how many are open."""
        known, now = self.answer.value if self.answer else (), self.clock()
        opened = sum(each.starts_ns <= now < each.ends_ns for each in known)
        return f"{counted(len(known), 'window')}, {opened} open"

    @property
    def here(self) -> Maintenance | None:
        """The window under the cursor."""
        cursor = self.rows.cursor
        return self.board.rows[cursor] if cursor < len(self.board) else None

    @property
    def at_ns(self) -> int | None:
        """When the window under the cursor begins."""
        here = self.here
        return here.starts_ns if here else None

    def pointed(self) -> None:
        """Say what the window under the cursor does."""
        here = self.here
        self.about.said = Content(f"{told(here, self.clock())} {PLAN}" if here else "")

    @on(Rows.Moved)
    def moved(self, event: Rows.Moved) -> None:
        """Another window is under the cursor."""
        event.stop()
        self.pointed()

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """The traces of the time that the window was open, so far."""
        event.stop()
        here, now = self.here, self.clock()
        if here is not None and here.starts_ns >= now:
            tell(self, "It has not begun: there are no traces of it yet.")
        elif here is not None:
            lasted = Between(here.starts_ns, min(here.ends_ns, now))
            self.post_message(self.Behind(here.vendor, None, lasted))

    # Answers for the frame

    @property
    def subject(self) -> tuple[Resource | None, Record | None]:
        """The windows, and the one under the cursor by the vendor's own names."""
        here = self.here
        facts = {"id": here.id, "vendor": here.vendor, "label": here.label} if here else {}
        resource = self.desk.opened.records.catalog.by_name.get("maintenance-windows")
        return resource, Record(here.id, facts) if here else None

    def copies(self) -> Sequence[tuple[str, str]]:
        """The window under the cursor."""
        here = self.here
        return (("label", here.label), ("id", here.id)) if here else ()

    def records(self) -> Sequence[Mapping[str, Any]]:
        """All of them."""
        return [asdict(each) for each in self.board.rows]

    def panes(self) -> Sequence[Widget]:
        """The list, or why there is none."""
        return (self.query_one(Page) if self.has_class("-empty") else self.rows,)
