"""A dialog that only tells: pairs of a subject and what is to be said of it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from spandeck.ui.widgets.page import Page


class Report(ModalScreen[None]):
    """Closed by escape, q or enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "Close", id="report.close", tooltip="Close this"),
    ]
    DEFAULT_CSS = """
    Report { align: center middle; background: $background 60%; }
    Report > VerticalScroll {
        width: 90%; max-width: 110; height: auto; max-height: 80%; padding: 1 2;
        background: $surface; border: round $accent; border-title-color: $accent;
    }
    Report Page { height: auto; padding: 0; }
    """

    def __init__(self, title: str, pairs: Sequence[tuple[str, str]]) -> None:
        """`pairs` are shown one below the other."""
        super().__init__()
        self.heading = title
        self.pairs = pairs

    def compose(self) -> ComposeResult:
        """A box of text."""
        parts = [
            part
            for subject, said in self.pairs
            for part in ((f"{subject}\n", "$muted"), (f"  {said}\n", "$foreground"))
        ]
        with VerticalScroll() as box:
            box.border_title = Content(self.heading)
            yield Page(Content.assemble(*parts).rstrip())
