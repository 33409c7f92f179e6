"""A button of one line, quiet until the focus is on it; red where it destroys."""

from textual.content import Content
from textual.widgets import Button


class Act(Button):
    """Does an action of its screen."""

    DEFAULT_CSS = """
    Act.-textual-compact { height: 1; min-width: 14; background: $panel; color: $foreground; }
    Act.-textual-compact:hover { background: $panel; text-style: underline; }
    Act.-textual-compact:focus { background: $accent; color: $background; text-style: bold; }
    Act.-destroys { color: $status-error; }
    Act.-destroys:focus { background: $status-error; color: $background; }
    Act:disabled { color: $muted; text-opacity: 60%; }
    Act.-textual-compact.-style-default:ansi:disabled { border: none !important; }
    Act:ansi:focus { text-style: bold reverse; }
    """

    def __init__(self, label: str, action: str, *, destroys: bool = False) -> None:
        """`label` is text; `action` is one of the screen's."""
        super().__init__(Content(label), action=f"screen.{action}", compact=True)
        self.set_class(destroys, "-destroys")
