"""A request before it is sent: looked at whole, its secrets covered, and copied as a command."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from spandeck.model.source import Draft
from spandeck.paint.draft import body, line, paragraphs
from spandeck.paint.units import size
from spandeck.ui.clipboard import copied
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.widgets.document import Document


def copies(draft: Draft, command: str) -> Sequence[tuple[str, str]]:
    """What can be copied of a request: (label, text)."""
    whole = f"{line(draft)}\n\n{body(draft)}".strip()
    return (("command", command), ("request", whole))


class DraftScreen(ModalScreen[None]):
    """Nothing to do here but read, copy and leave."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy…", id="draft.copy", tooltip="Copy the command or the request"),
        Binding("escape,q,enter", "leave", "Back", id="draft.leave", tooltip="Back to the form"),
    ]
    DEFAULT_CSS = """
    DraftScreen { align: center middle; background: $background 60%; }
    DraftScreen > Vertical {
        width: 90%; max-width: 110; height: 80%; background: $surface; padding: 1 2;
        border: round $accent; border-title-color: $accent; border-subtitle-color: $muted;
    }
    """

    def __init__(
        self, draft: Draft, command: str, profile: Profile, beside: Sequence[str] = ()
    ) -> None:
        """`command` does the same from a shell; `profile` says where copies go.

        `beside` are sentences about the request, such as how many like it follow.
        """
        super().__init__()
        self.draft, self.command, self.profile = draft, command, profile
        self.beside = beside

    def compose(self) -> ComposeResult:
        """A box with the text in it."""
        with Vertical() as box:
            box.border_title = Content("as it would be sent")
            box.border_subtitle = Content("y copy   esc back")
            yield Document()

    def on_mount(self) -> None:
        """Show the request."""
        document = self.query_one(Document)
        document.show(tuple(paragraphs(self.draft, self.command, self.beside)))
        document.focus()

    def action_copy(self) -> None:
        """Choose what to copy."""
        choices = [
            Choice(text, label, size(len(text.encode())))
            for label, text in copies(self.draft, self.command)
        ]
        self.app.push_screen(Chooser("Copy", choices), self.copy)

    def copy(self, text: str | None) -> None:
        """Copy what was chosen."""
        if text is not None:
            tell(self, copied(self.app, text, self.profile))

    def action_leave(self) -> None:
        """Back to the form."""
        self.dismiss()
