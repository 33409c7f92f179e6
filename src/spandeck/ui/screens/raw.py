"""A row that could not be read, as it came: why, and all of its JSON."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from spandeck.model.page import BadRow
from spandeck.paint.document import Paragraph
from spandeck.ui.widgets.document import Document


class RawScreen(ModalScreen[None]):
    """Nothing to do here but read and leave."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "leave", "Back", id="raw.leave", tooltip="Back to the list")
    ]
    DEFAULT_CSS = """
    RawScreen { align: center middle; background: $background 60%; }
    RawScreen > Vertical {
        width: 90%; height: 80%; background: $surface; padding: 0 1;
        border: round $accent; border-title-color: $accent;
    }
    """

    def __init__(self, row: BadRow) -> None:
        """`row` is shown whole."""
        super().__init__()
        self.row = row

    def compose(self) -> ComposeResult:
        """A box with the text in it."""
        with Vertical() as box:
            box.border_title = Content("a row that could not be read")
            yield Document()

    def on_mount(self) -> None:
        """Show the reason over the JSON."""
        document = self.query_one(Document)
        document.show(
            (
                Paragraph(self.row.why, "error"),
                Paragraph(""),
                Paragraph(self.row.raw, json=True),
            )
        )
        document.focus()

    def action_leave(self) -> None:
        """Back to the list."""
        self.dismiss(None)
