"""The Deck: what is connected, how fresh it is and what budget is left, and where to press."""

from textual.app import ComposeResult

from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.widgets.page import Page, page


class DeckScreen(FrameScreen):
    """The first tab."""

    def body(self) -> ComposeResult:
        """For now a line a vendor."""
        yield Page(page("Deck"))
