"""A few lines about what went wrong, written over the notes that are there already.

It keeps nothing itself: it is dismissed with what was written.
"""

from collections.abc import Sequence
from datetime import tzinfo
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from spandeck.model.group import Note
from spandeck.paint.units import date_clock
from spandeck.ui.key import key
from spandeck.ui.widgets.entries import Paper
from spandeck.ui.widgets.line import Line
from spandeck.ui.widgets.sentence import Sentence

SHOWN = 3
"""How many of the notes before are shown: the newest."""


class NoteScreen(ModalScreen[str | None]):
    """Dismissed with a text, or with None."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "keep", "Keep", "note.keep", "Keep the note", show=True, priority=True),
        key("ctrl+n", "line", "New line", "note.line", "Go on in a new line", priority=True),
        key("escape", "leave", "Cancel", "note.leave", "Write nothing", priority=True),
    ]
    DEFAULT_CSS = """
    NoteScreen { align: center middle; background: $background 60%; }
    NoteScreen > Vertical {
        width: 90%; max-width: 80; height: auto; max-height: 90%; padding: 0 1;
        background: $surface; border: round $accent; border-title-color: $accent;
    }
    NoteScreen Sentence { padding: 0; margin-bottom: 1; }
    NoteScreen Paper { height: auto; max-height: 10; background: $panel; padding: 0 1; }
    NoteScreen Line { padding: 0; margin-top: 1; color: $muted; }
    """

    def __init__(self, about: str, notes: Sequence[Note], zone: tzinfo) -> None:
        """`about` names what the note is about; `notes` are those before, oldest first."""
        super().__init__()
        self.about, self.notes, self.zone = about, notes, zone

    def compose(self) -> ComposeResult:
        """A box: what was noted before, the lines, a line of help."""
        with Vertical() as box:
            box.border_title = Content(f"Note on {self.about}")
            for each in self.notes[-SHOWN:]:
                at = f"{date_clock(each.at_ns, self.zone)[:16]}  {each.by}\n"
                told = Sentence()
                told.said = Content.assemble((at, "$muted"), each.text)
                yield told
            yield Paper()
            yield Line()

    def on_mount(self) -> None:
        """Typing works at once."""
        self.query_one(Line).left = Content("enter keep   ctrl+n new line   esc cancel")
        self.query_one(Paper).focus()

    def action_keep(self) -> None:
        """Leave with what was written; nothing is no note."""
        self.dismiss(self.query_one(Paper).text.strip() or None)

    def action_line(self) -> None:
        """Go on in a new line."""
        self.query_one(Paper).insert("\n")

    def action_leave(self) -> None:
        """Leave without a note."""
        self.dismiss(None)
