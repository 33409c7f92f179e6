"""Two records side by side: read whole, then what differs between them; it changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.content import Content

from spandeck.model.errors import SourceError
from spandeck.model.page import Ask, BadRow
from spandeck.model.query import BadQuery, Condition, Query
from spandeck.model.resource import Record, Resource
from spandeck.paint.document import Line, plain
from spandeck.paint.recorddiff import compared
from spandeck.paint.recordname import told_apart
from spandeck.paint.recordruns import side_by_side
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.parent import lately
from spandeck.ui.widgets.outline import Outline, Preface

JOINED: Mapping[tuple[str, str], tuple[str, str, str]] = {
    ("arize", "experiments"): ("experiment-runs", "experiment_id", "example_id"),
    ("fiddler", "experiments"): ("experiment-results", "experiment_id", "dataset_item_id"),
}
"""What is compared with them: another resource, its filter for their id, and what joins rows."""
RUNS_MOST = 1_000
COPIED_WIDTH = 120


class CompareScreen(FrameScreen):
    """A base and another record of the same resource."""

    def __init__(self, desk: Desk, resource: Resource, base: Record, other: Record) -> None:
        """`base` is what `other` is compared with."""
        super().__init__(desk.profile)
        self.desk, self.resource, self.pair = desk, resource, (base, other)
        self.outline = Outline()
        self.drawn: Preface | None = None

    def body(self) -> ComposeResult:
        """One text."""
        yield self.outline

    def on_mount(self) -> None:
        """Compare what is known, then all there is."""
        title, names = self.desk.opened.records.title, " ↔ ".join(told_apart(*self.pair))
        self.crumbs = Content.assemble(
            (title, "bold"), (f" ▸ {self.resource.title} ▸ ", "$muted"), (names, "bold $accent")
        )
        self.outline.focus()
        self.draw(*self.pair)
        self.read()

    @work(exclusive=True, group="load")
    async def read(self) -> None:
        """Read both records whole, and what hangs on them."""
        self.status = Content("reading both…")
        try:
            if self.resource.item is not None and self.resource.key:
                base, other = [await self.whole(each) for each in self.pair]
                self.draw(base, other)
            joined = JOINED.get((self.desk.opened.records.vendor, self.resource.name))
            if joined is not None:
                await self.join(*joined)
        except (SourceError, BadQuery) as error:
            self.status = Content.styled(str(error), "$status-error")
        else:
            self.status = Content("both read whole")

    async def whole(self, record: Record) -> Record:
        """All of a record."""
        source, query = self.desk.opened.records, lately(self.desk, self.resource)
        return await source.record(self.resource, record.id, query, ask=self.asking)

    @property
    def asking(self) -> Ask:
        """How it is asked."""
        return Ask(pane=f"{self.desk.opened.records.vendor}.compare")

    async def join(self, resource: str, wanted: str, key: str) -> None:
        """Put the rows that hang on both records side by side."""
        base, other = [await self.rows(resource, wanted, each.id) for each in self.pair]
        names = told_apart(*self.pair)
        before = self.drawn

        def drawn(width: int) -> Sequence[Line]:
            known = before(width) if before else ()
            return [*side_by_side(base, other, names, key, width), (), *known]

        self.drawn = drawn
        self.outline.show(None, drawn)

    async def rows(self, resource: str, wanted: str, identity: str) -> list[Mapping[str, Any]]:
        """The rows of one of the records."""
        source = self.desk.opened.records
        known = source.catalog.resource(resource)
        query = Query((Condition(wanted, "=", identity),))
        found: list[Mapping[str, Any]] = []
        cursor: str | None = None
        while len(found) < RUNS_MOST:
            page = await source.records(known, query, cursor, limit=known.largest, ask=self.asking)
            found += [row.raw for row in page.items if not isinstance(row, BadRow)]
            if page.cursor is None or page.cursor == cursor:
                break
            cursor = page.cursor
        return found

    def draw(self, base: Record, other: Record) -> None:
        """Show what differs."""
        self.pair = base, other

        def drawn(width: int) -> Sequence[Line]:
            return compared(base.raw, other.raw, told_apart(base, other), width)

        self.drawn = drawn
        self.outline.show(None, drawn)

    # Hooks of the frame

    @property
    def subject(self) -> bool:
        """The comparison can be copied."""
        return True

    def copies(self) -> Sequence[tuple[str, str]]:
        """What is shown, then both ids."""
        shown = plain(list(self.drawn(COPIED_WIDTH))) if self.drawn else ""
        base, other = self.pair
        return (("what is shown", shown), ("base id", base.id), ("other id", other.id))

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Both records."""
        return [each.raw for each in self.pair]
