"""Error groups as a queue: the list by impact, beneath it the one under the cursor to be read.

It asks nobody: the board says what there is, and where a group leads is the screen's business.
"""

from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content

from spandeck.model.group import Group
from spandeck.paint.grouphead import preview
from spandeck.paint.grouprow import COLUMNS, cell, fact
from spandeck.ui.profile import Profile
from spandeck.ui.tones import told
from spandeck.ui.views import groupsaid as said
from spandeck.ui.views.board import Board, Kind
from spandeck.ui.views.filtered import FilteredView
from spandeck.ui.views.groupfacts import FILTERS, passes
from spandeck.ui.views.standstill import Standstill
from spandeck.ui.widgets.document import Document
from spandeck.ui.widgets.filterline import FilterLine
from spandeck.ui.widgets.line import Line
from spandeck.ui.widgets.page import Page
from spandeck.ui.widgets.rows import Rows

AGES_NS = 10_000_000_000
"""How often ages are told anew while nothing else changes."""
LOW, LOWEST = 20, 10
"""Height below which the preview is a few lines, and below which there is none."""
SHOWN = ("acked",)
"""Closed groups that stay in sight, beneath the open ones: somebody is at work on them."""


class GroupQueue(FilteredView):
    """What asks for attention first; its subclass has the keys."""

    DEFAULT_CSS = """
    GroupQueue { layout: vertical; }
    GroupQueue > Page { display: none; }
    GroupQueue > Document { height: 8; border-top: solid $panel; padding: 0 1; }
    GroupQueue.-low > Document { height: 6; }
    GroupQueue.-lowest > Document { display: none; }
    GroupQueue.-empty > Page { display: block; }
    GroupQueue.-empty > Rows, GroupQueue.-empty > Document { display: none; }
    """
    GUIDED = True

    def __init__(self, profile: Profile, evidence: Callable[[], Content]) -> None:
        """`evidence` says what was asked of whom, for a list in which there is nothing."""
        super().__init__(profile)
        self.evidence = evidence
        self.closed = False
        """Whether groups that ask for nobody's attention are listed, too."""
        self.still = Standstill()
        self.previewed = ""
        """The key of the group that is read beneath."""
        self.looked: tuple[int, int] | None = None
        """Of which version, and when, the list was made."""
        self.table: Board[Group] = Board(self.kind())

    def compose(self) -> ComposeResult:
        """What there is in numbers, the list or why it is empty, the preview, the filter."""
        yield Line(classes="heading")
        yield Rows(self.table)
        yield Page()
        yield Document()
        yield FilterLine(FILTERS)

    @property
    def rows(self) -> Rows:
        """The list widget."""
        return self.query_one(Rows)

    @property
    def here(self) -> Group | None:
        """The group under the cursor."""
        at = self.rows.cursor
        return self.table.rows[at] if at < len(self.table) else None

    def kind(self) -> Kind[Group]:
        """How groups look now."""
        now, zone = self.profile.clock() // AGES_NS * AGES_NS, self.zone
        return Kind(
            COLUMNS,
            lambda each: each.fingerprint.key,
            lambda each, c: cell(each, c, now, zone),
            fact,
        )

    # What is shown

    def on_resize(self, event: events.Resize) -> None:
        """Leave the list most of the room."""
        self.set_class(event.size.height < LOW, "-low")
        self.set_class(event.size.height < LOWEST, "-lowest")

    def watch_triage(self) -> None:
        """The board is there."""
        self.renew()

    def watch_zone(self) -> None:
        """Times in another zone."""
        self.again()

    def renew(self) -> None:
        """Show what the board says now, where that differs from what is shown."""
        if self.triage is None or not self.is_mounted:
            return
        now = self.profile.clock()
        looked = self.triage.version, now // AGES_NS
        if looked == self.looked and not self.still.held:
            self.tell()
            return
        self.looked = looked
        groups = self.triage.board.groups()
        wanted = [each for each in groups if self.wants(each)]
        self.put(wanted)
        self.tell()

    def touch(self) -> None:
        """The reader is at the group under the cursor: the order is held for a while."""
        self.still.moved(self.profile.clock() / 1e9)

    def again(self) -> None:
        """The list is looked at otherwise."""
        self.looked = None
        self.renew()

    def narrowed(self) -> None:
        """Other groups are wanted."""
        self.again()

    def wants(self, group: Group) -> bool:
        """Whether it is to be listed."""
        if not (group.open or self.closed or group.state.word in SHOWN):
            return False
        return passes(group, self.obeyed.conditions)

    def put(self, groups: Sequence[Group]) -> None:
        """List these; the cursor stays on its group, and what did not change is not painted."""
        rows = self.rows
        by_key = {each.fingerprint.key: each for each in groups}
        ranked = [each.fingerprint.key for each in groups]
        order = self.still.order(ranked, self.profile.clock() / 1e9, hold=bool(rows.marks.keys))
        before, stood = self.here, [each.fingerprint.key for each in self.table.rows]
        was = {at: self.table.cells(at, rows.columns) for at in self.painted}
        self.table.kind = self.kind()
        self.table.put([by_key[each] for each in order])
        if [each.fingerprint.key for each in self.table.rows] == stood:
            rows.renew(
                at for at, cells in was.items() if self.table.cells(at, rows.columns) != cells
            )
        else:
            stays = before is not None and self.still.moved_s is not None
            rows.changed(self.table.index(before.fingerprint.key) if before and stays else None)
            if not stays:  # nobody looks at one of them yet
                rows.go(0)
        self.set_class(not groups, "-empty")
        self.read()
        if bool(stood) is not bool(groups):
            self.refresh_bindings()  # otherwise the same keys work as before

    @property
    def painted(self) -> range:
        """The rows that are on screen."""
        top = self.rows.top
        return range(top, min(top + self.rows.page, len(self.table)))

    def nothing(self) -> Content:
        """Why there is no group."""
        held = len(self.triage.board.groups()) if self.triage else 0
        if held and self.obeyed.conditions:
            return said.unmatched(self.obeyed.text, held)
        return self.evidence()

    def read(self) -> None:
        """Show the group under the cursor beneath."""
        now, here = self.profile.clock() // AGES_NS * AGES_NS, self.here
        document = self.query_one(Document)
        told = preview(here, now, self.zone) if here else []
        name = here.fingerprint.key if here else ""
        if name == self.previewed:
            document.renew(told)
        else:
            self.previewed = name
            document.show(told)

    def tell(self) -> None:
        """Say in numbers what there is, and how the list is looked at."""
        if self.triage is None:
            return
        groups = self.triage.board.groups()
        if not len(self.table):
            self.query_one(Page).said = self.nothing()
        line = self.query_one(".heading", Line)
        line.left = said.heading(groups)
        line.right = told(said.manner(len(self.rows.marks.keys), held=self.still.held))
        filtered = self.obeyed.text
        self.status = told(said.status(groups, len(self.table), filtered, closed=self.closed))

    @on(Rows.Moved)
    def moved(self, event: Rows.Moved) -> None:
        """Another group is under the cursor."""
        event.stop()
        self.touch()
        self.read()
        self.refresh_bindings()
