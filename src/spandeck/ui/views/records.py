"""A resource's list with the record under the cursor beside it; one pane at a time where narrow.

It knows no vendor: what is listed, how rows look and where they lead is the resource's data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from spandeck.model import record as flat
from spandeck.model.page import BadRow, Freshness
from spandeck.model.query import Filter, Query, parse
from spandeck.model.resource import Record, Resource
from spandeck.paint.recordhead import State
from spandeck.ui.commands import Command
from spandeck.ui.screens.raw import RawScreen
from spandeck.ui.views import parent
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.listkeys import bindings
from spandeck.ui.views.recordkeys import CHOOSING, READING, WALKING
from spandeck.ui.views.recordshare import copies
from spandeck.ui.views.recordtable import RecordTable
from spandeck.ui.widgets.filterline import FilterLine
from spandeck.ui.widgets.outline import Outline
from spandeck.ui.widgets.page import Page
from spandeck.ui.widgets.rows import Rows
from spandeck.ui.widgets.sentence import Sentence

NARROW = 84
"""Below this width the list and the record do not stand side by side."""


class RecordsView(RecordTable):
    """The records of one resource."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("records", "record"),
        *READING,
        *WALKING,
        *CHOOSING,
    ]
    DEFAULT_CSS = """
    RecordsView { layout: horizontal; }
    RecordsView > .table { width: 3fr; }
    RecordsView > RecordPane { width: 2fr; border-left: solid $surface; }
    RecordsView Sentence.note { color: $status-warn; display: none; }
    RecordsView Sentence.facts { display: none; }
    RecordsView.-empty > RecordPane { display: none; }
    RecordsView.-narrow > RecordPane { display: none; border-left: none; }
    RecordsView.-narrow.-reading > RecordPane { display: block; }
    RecordsView.-narrow.-reading > .table { display: none; }
    """

    @dataclass
    class Compared(Message):
        """Two records are to be looked at side by side."""

        desk: Desk
        resource: Resource
        base: Record
        other: Record

    def __init__(self, desk: Desk, resource: Resource, query: Query | None = None) -> None:
        """`query` comes with the list, as from a relation, and is not taken off."""
        self.prepare(desk, resource)
        self.ids = {}
        super().__init__(desk.profile)
        self.conditions = self.given = query or parent.lately(desk, resource)

    def compose(self) -> ComposeResult:
        """The list with what must be said of it, and the record."""
        with Vertical(classes="table"):
            yield Sentence(classes="note")
            yield Sentence(classes="facts")
            yield Sentence(classes="trouble")
            yield Rows(self.row_source())
            yield Page()
            yield FilterLine(self.filters)
        yield self.pane

    def on_mount(self) -> None:
        """Say what must be said of the resource."""
        note = self.query_one("Sentence.note", Sentence)
        note.said, note.display = Content(self.resource.note), bool(self.resource.note)

    def on_resize(self) -> None:
        """Side by side only where there is room."""
        self.set_class(self.size.width < NARROW, "-narrow")

    def on_descendant_focus(self) -> None:
        """Where it is narrow, what has the focus is what is shown."""
        self.set_class(self.pane.outline.has_focus, "-reading")
        self.refresh_bindings()

    # Keys

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Follow the record's first relation; read it where there is none."""
        event.stop()
        row = self.here
        if isinstance(row, BadRow):
            self.app.push_screen(RawScreen(row))
        elif row is not None and not self.follow_first(row):
            self.enter_pane(self.pane.outline)

    @on(Outline.Chosen)
    def chosen_inside(self, event: Outline.Chosen) -> None:
        """Follow the first relation from inside the record, too."""
        event.stop()
        if self.pane.record is not None and not self.follow_first(self.pane.record):
            self.pane.outline.action_turn()

    def panes(self) -> Sequence[Widget]:
        """The list, or why there is none; the record."""
        return (self.query_one(Page) if self.has_class("-empty") else self.rows, self.pane.outline)

    def enter_pane(self, pane: Widget) -> None:
        """Show a pane; all of the record is wanted where it is read."""
        self.set_class(pane is self.pane.outline, "-reading")
        super().enter_pane(pane)
        if pane is self.pane.outline:
            self.pointed()

    @property
    def deep(self) -> bool:
        """In the record, or searching it."""
        return self.pane.outline.has_focus or bool(self.pane.outline.needle)

    def back(self) -> bool:
        """End the search, then leave the record."""
        if self.pane.end_search():
            return True
        if self.pane.outline.has_focus:
            self.enter_pane(self.panes()[0])
            return True
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something."""
        match action:
            case "follow":
                return self.askable and self.listed.chronological
            case "compare" | "walk" | "seek" | "search" if self.here is None:
                return False
            case "filter" if not self.filters:
                return False
            case "clear" if self.pane.outline.has_focus or self.pane.outline.needle:
                return False
            case "seek":
                return self.has_kind("duration" if "slow" in parameters else "status")
            case "parent":
                return bool(parent.missing(self.resource, self.query_now()))
            case "match":
                return bool(self.pane.found)
        return super().check_action(action, parameters)

    def has_kind(self, kind: str) -> bool:
        """Whether some column is of a kind."""
        return any(each.kind == kind for each in self.resource.columns)

    def action_walk(self, by: int) -> None:
        """The next record, staying where one is."""
        self.rows.stepped(self.rows.cursor + by)

    def action_compare(self) -> None:
        """The first press chooses the base, the second one what it is compared with."""
        row = self.here
        if not isinstance(row, Record):
            return
        if self.base is None or self.base.id == row.id:
            self.base = None if self.base else row
        else:
            self.post_message(self.Compared(self.desk, self.resource, self.base, row))
            self.base = None
        self.told()

    def narrowed(self, known: Filter, identity: str) -> None:
        """What the list belongs to was chosen, or a part of it."""
        if known in parent.missing(self.resource, self.query_now()):
            text = f'{self.query_now().text} {known.name}="{identity}"'
            self.given = self.conditions = parse(text, self.filters)

    def complete(self) -> None:
        """Everything is named: ask."""
        self.filter(self.given)
        self.enter_pane(self.rows)

    def action_facts(self) -> None:
        """All that the answer said beside its rows, once the line it was asked on is closed."""
        self.call_after_refresh(self.read_facts)

    def read_facts(self) -> None:
        """Show what the answer said beside its rows in the place of the record."""
        said = Record("", dict(self.listed.facts))
        self.enter_pane(self.pane.outline)
        self.workers.cancel_group(self, "item")
        self.pane.show(self.resource, said, (), State(), self.manner)

    def renewed(self) -> None:
        """Ask again past the cache."""
        self.renew(Freshness.RELOAD)

    # Answers for the frame

    @property
    def subject(self) -> tuple[Resource | None, Record | None]:
        """The resource and the record under the cursor."""
        row = self.pane.record if self.pane.outline.has_focus else self.here
        if not isinstance(row, Record):
            return self.resource, None
        return self.resource, row if self.resource.key else Record("", row.raw)

    def copies(self) -> Sequence[tuple[str, str]]:
        """The record under the cursor; inside it, the value there first."""
        inside = self.pane.outline.has_focus
        row = self.pane.record if inside else self.here
        path, value = (self.pane.path, self.pane.value) if inside else ("", None)
        given = self.listed.query.conditions
        return copies(self.source.vendor, self.resource, row, path, value, given)

    def records(self) -> Sequence[Mapping[str, Any]]:
        """The marked rows, or all that are held."""
        held = ((index, self.listed.row(index)) for index in range(len(self.listed)))
        rows, marked = self.rows, self.rows.marks.keys
        return [
            flat.of_bad(row) if isinstance(row, BadRow) else row.raw
            for index, row in held
            if row is not None and (not marked or rows.source.key(index) in marked)
        ]

    def commands(self) -> Sequence[Command]:
        """What the keys do, by name."""
        _, record = self.subject
        facts = Command("facts", "All that was said beside the rows", lambda _: self.action_facts())
        own = [facts] if self.listed.facts else []
        return (*super().commands(), *own, *self.record_commands(record))
