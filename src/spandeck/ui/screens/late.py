"""The failures that came late or were told otherwise: what was told before, and what they say now.

It reads them from the ring, in slices, and asks no vendor.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content

from spandeck.model import record
from spandeck.model.occurrence import Occurrence
from spandeck.paint.failure import Retold
from spandeck.paint.laterow import COLUMNS, cells
from spandeck.paint.row import Cell, Column
from spandeck.paint.tracerow import Manner
from spandeck.paint.units import exact
from spandeck.ui.profile import Profile
from spandeck.ui.screens.failure import FailureScreen
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.slices import in_slices
from spandeck.ui.tabs import TABS
from spandeck.ui.views.errorlist import retelling
from spandeck.ui.views.errorshare import copies
from spandeck.ui.widgets.page import Page, page
from spandeck.ui.widgets.rows import Rows

NONE = page(
    "Nothing came late",
    "Every failure that is kept was read in the order in which it happened, and none of them "
    "was told otherwise since.",
    "Late and changed ones appear here by themselves.",
)


class LateRows:
    """What the list widget is given; fulfils `RowSource`."""

    columns: Sequence[Column] = COLUMNS
    order = ""
    descending = True

    def __init__(self, found: Sequence[Retold], manner: Manner) -> None:
        self.found, self.manner = found, manner

    def __len__(self) -> int:
        return len(self.found)

    def key(self, index: int) -> str:
        """What tells one telling from another."""
        item = self.found[index].item
        return "/".join((*item.occurrence.key, str(item.seen_ns)))

    def cells(self, index: int, columns: Sequence[Column]) -> Sequence[Cell]:
        """What a row says."""
        return cells(self.found[index], columns, self.manner)


class LateScreen(FrameScreen):
    """Late and changed failures, the last told first."""

    DEFAULT_CSS = """
    LateScreen Page { display: none; }
    LateScreen.-empty Page { display: block; }
    LateScreen.-empty Rows { display: none; }
    """

    def __init__(self, profile: Profile, vendor: str | None) -> None:
        """Without a `vendor` it is about all of them."""
        super().__init__(profile)
        self.vendor = vendor
        self.found: Sequence[Retold] = ()
        self.read_to = -1
        """How far the ring was read."""

    def body(self) -> ComposeResult:
        """The rows, or that there are none."""
        yield Rows(self.row_source())
        yield Page(NONE)

    def on_mount(self) -> None:
        """Say where one is, and read."""
        self.crumbs = Content.assemble(
            (of(self.vendor), "bold"), (" ▸ Errors ▸ ", "$muted"), ("Late", "bold $accent")
        )
        self.query_one(Rows).focus()
        self.beat()

    def row_source(self) -> LateRows:
        """What was found as rows."""
        return LateRows(self.found, Manner(self.zone, self.profile.clock()))

    def mine(self, occurrence: Occurrence) -> bool:
        """Whether the screen is about it."""
        return self.vendor in (None, occurrence.vendor)

    def beat(self) -> None:
        """There may be more."""
        super().beat()
        if self.is_mounted and self.triage is not None and self.read_to != self.triage.ring.end:
            self.read()

    @work(exclusive=True, group="load")
    async def read(self) -> None:
        """Read the ring; the cursor stays on its row."""
        if self.triage is None:
            return
        ring, rows = self.triage.ring, self.query_one(Rows)
        self.read_to = ring.end
        found = await in_slices(retelling(ring, self.mine))
        here = rows.source.key(rows.cursor) if len(rows.source) else ""
        self.found = found
        rows.source = self.row_source()
        keys = (index for index in range(len(self.found)) if rows.source.key(index) == here)
        rows.changed(next(keys, None))
        self.set_class(not self.found, "-empty")
        changed = sum(each.item.changed for each in self.found)
        late = len(self.found) - changed
        self.status = Content(f"{exact(late)} late · {exact(changed)} changed")

    @property
    def here(self) -> Retold | None:
        """The row under the cursor."""
        cursor = self.query_one(Rows).cursor
        return self.found[cursor] if cursor < len(self.found) else None

    # Hooks of the frame

    @property
    def subject(self) -> bool:
        """A row is what copy and export act on."""
        return bool(self.found)

    def copies(self) -> Sequence[tuple[str, str]]:
        """The failure under the cursor."""
        return copies(self.here.item if self.here else None, None)

    def records(self) -> Sequence[Mapping[str, Any]]:
        """All of them, as they were told last."""
        return [record.of_item(each.item) for each in self.found]

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """All that was told of one."""
        event.stop()
        self.push(FailureScreen(self.profile, self.found[event.index]))


def of(vendor: str | None) -> str:
    """The tab that a list of this vendor's failures is in."""
    return next((tab.title for tab in TABS if tab.name == (vendor or TABS[0].name)), "")
