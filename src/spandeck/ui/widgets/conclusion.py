"""The verdict beneath the lines that it rests on; Enter shows the rules that gave it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from spandeck.paint.document import Line
from spandeck.ui.key import key
from spandeck.ui.widgets.roles import Roles

Concluded = Callable[[int], Sequence[Line]]
"""The lines of a verdict, for a width."""


class Conclusion(Widget, can_focus=True):
    """As many lines as it always has, so that nothing above it moves."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "choose", "Rules", "verdict.rules", "The rules that gave it", show=True)
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"conclusion--{role}" for role in ("heading", "text", "muted", "accent", "error", "warning")
    }
    DEFAULT_CSS = """
    Conclusion { height: 5; width: 1fr; padding: 0 1; border-top: solid $surface; }
    Conclusion:focus { background: $primary 15%; }
    Conclusion > .conclusion--heading { text-style: bold; }
    Conclusion > .conclusion--muted { color: $muted; }
    Conclusion > .conclusion--accent { color: $accent; text-style: bold; }
    Conclusion > .conclusion--error { color: $status-error; text-style: bold; }
    Conclusion > .conclusion--warning { color: $status-warn; text-style: bold; }
    """

    @dataclass
    class Chosen(Message):
        """The rules are wanted."""

        conclusion: "Conclusion"

    def __init__(self) -> None:
        super().__init__()
        self.concluded: Concluded | None = None
        self.roles = Roles(self, "conclusion", self.COMPONENT_CLASSES)

    def show(self, concluded: Concluded) -> None:
        """Show another verdict."""
        self.concluded = concluded
        self.refresh()

    def notify_style_update(self) -> None:
        """The theme changed, or the focus: look the styles up again."""
        super().notify_style_update()
        self.roles.forget()

    def render_line(self, y: int) -> Strip:
        """One line of it; reads only."""
        width = self.content_size.width
        lines = self.concluded(width) if self.concluded else ()
        line = lines[y] if y < len(lines) else ()
        return self.roles.strip(line, self.rich_style, width)

    def on_click(self, event: events.Click) -> None:
        """A click shows the rules."""
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        """Show the rules."""
        self.post_message(self.Chosen(self))
