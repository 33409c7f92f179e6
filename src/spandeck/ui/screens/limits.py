"""The Limits tab: how our own request budget stands, per vendor and category."""

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from spandeck.paint.limits import table
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.widgets.grid import Grid
from spandeck.ui.widgets.page import Page, page

CRUMBS = Content.assemble(
    ("Limits", "bold"), ("  what the vendors allow this key, and what is used of it", "$muted")
)
UNUSED = page(
    "No request was sent yet",
    "Budgets appear here as soon as something asks a vendor. The keys 1 to 6 go to the tabs.",
)


class LimitsScreen(FrameScreen):
    """The last tab; refreshed once a second while it is visible."""

    DEFAULT_CSS = "LimitsScreen VerticalScroll { padding: 1 2; scrollbar-size-vertical: 1; }"

    def body(self) -> ComposeResult:
        """The table, or that there is nothing in it."""
        yield Page(UNUSED)
        with VerticalScroll(can_focus=True):
            yield Grid()

    def on_mount(self) -> None:
        """Say where one is."""
        self.crumbs = CRUMBS
        self.query_one(Grid).can_focus = False

    def on_resize(self, event: events.Resize) -> None:
        """Another width, other columns."""
        self.call_after_refresh(self.beat)

    def beat(self) -> None:
        """Read the budgets."""
        super().beat()
        if not self.is_mounted:
            return
        readings = self.sources.budget.readings() if self.sources is not None else ()
        self.query_one(Page).display = not readings
        self.query_one(VerticalScroll).display = bool(readings)
        now = self.profile.clock()
        lows = [self.sources.trend.lows(each, now) if self.sources else [] for each in readings]
        self.query_one(Grid).show(table(readings, self.size.width - 5, lows))
