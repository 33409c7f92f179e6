"""What a vendor shows only once, on a screen of its own: copied on request, stored nowhere."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from spandeck.ui.clipboard import copied
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile
from spandeck.ui.widgets.sentence import Sentence

FORGOTTEN = "It is not stored and cannot be shown again."


class OnceScreen(ModalScreen[None]):
    """Closed by escape; a second one, while it was not copied."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", id="once.copy", tooltip="Copy it"),
        Binding("escape,q", "leave", "Close", id="once.leave", tooltip="Close it for good"),
    ]
    DEFAULT_CSS = """
    OnceScreen { align: center middle; background: $background 60%; }
    OnceScreen > Vertical {
        width: 90%; max-width: 88; height: auto; padding: 1 2;
        background: $surface; border: round $accent; border-title-color: $accent;
    }
    OnceScreen Sentence { padding: 0; }
    """

    def __init__(self, title: str, values: Sequence[tuple[str, str]], profile: Profile) -> None:
        """`values` are shown and held only as long as the screen is open."""
        super().__init__()
        self.heading, self.values, self.profile = title, values, profile
        self.safe_to_leave = False

    def compose(self) -> ComposeResult:
        """A box with the values and what becomes of them."""
        with Vertical() as box:
            box.border_title = Content(self.heading)
            said = Sentence()
            lines = [
                part
                for name, value in self.values
                for part in ((f"{name}\n", "$muted"), (f"{value}\n\n", "bold"))
            ]
            said.said = Content.assemble(
                *lines, (f"{FORGOTTEN}\n\n", "$status-warn"), ("y copy   esc close", "$muted")
            )
            yield said

    def action_copy(self) -> None:
        """Copy the values, one a line."""
        tell(self, copied(self.app, "\n".join(value for _, value in self.values), self.profile))
        self.safe_to_leave = True

    def action_leave(self) -> None:
        """Forget them, once that was meant."""
        if self.safe_to_leave:
            self.dismiss()
            return
        self.safe_to_leave = True
        tell(self, f"{FORGOTTEN} Press y to copy it, or esc again to close it.", "warning")
