"""The Limits tab: how our own request budget stands."""

from textual.app import ComposeResult

from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.widgets.page import Page, page


class LimitsScreen(FrameScreen):
    """The last tab."""

    def body(self) -> ComposeResult:
        """For now a page."""
        yield Page(page("Limits"))
