"""Lines and sheets that are typed on: Textual's own, made safe against what is pasted into them.

What is typed is text and nothing else: it is never read as markup, and no terminal can obey it.
"""

from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Edit, EditResult

from spandeck.model.action import Field
from spandeck.model.safe import safe


class Entry(Input):
    """One line; `text` is what stands on it."""

    DEFAULT_CSS = """
    Entry { width: 1fr; max-width: 76; background: $surface; }
    Entry.-textual-compact { padding: 0 1; }
    Entry:focus { background: $panel; background-tint: $background 0%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "offer", "Choose…", id="field.offer", tooltip="Choose from what there is"),
    ]

    class Wanted(Message):
        """The ids that this line takes are to be chosen from."""

    def __init__(self, known: Field, text: str, suggester: Suggester | None = None) -> None:
        """`known` says whether it is a secret, and several values or one."""
        super().__init__(text, password=known.kind == "secret", suggester=suggester, compact=True)
        self.known = known
        self.cursor_blink = False
        self.select_on_focus = False

    @property
    def text(self) -> str:
        """What stands on the line."""
        return self.value

    def put(self, text: str) -> None:
        """Replace what stands on the line."""
        self.value = text
        self.cursor_position = len(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only ids can be chosen from a list."""
        return bool(self.known.of) if action == "offer" else True

    def action_offer(self) -> None:
        """Ask for the list."""
        self.post_message(self.Wanted())

    def replace(self, text: str, start: int, end: int) -> None:
        """Take text, typed or pasted, without anything that a terminal could obey."""
        super().replace(safe(text), start, end)

    def on_paste(self, event: events.Paste) -> None:
        """Take all that is pasted: several lines are several values, or words of one."""
        event.stop()
        event.prevent_default()
        between = ", " if self.known.kind == "list" else " "
        pasted = between.join(filter(None, (each.strip() for each in event.text.splitlines())))
        self.replace(pasted, *sorted(self.selection))


class Paper(TextArea):
    """Several lines of text; tab leaves it."""

    DEFAULT_CSS = "Paper .text-area--cursor-line { background: $foreground 0%; }"

    def __init__(self, text: str = "", *, soft_wrap: bool = True) -> None:
        """Long lines are broken unless they are said not to be."""
        super().__init__(text, soft_wrap=soft_wrap, compact=True)
        self.cursor_blink = False

    def edit(self, edit: Edit) -> EditResult:
        """Take text, typed or pasted, without anything that a terminal could obey."""
        return super().edit(replace(edit, text=safe(edit.text.replace("\r\n", "\n"))))


class Sheet(Paper):
    """A field of several lines."""

    DEFAULT_CSS = """
    Sheet { height: auto; min-height: 3; max-height: 10; width: 1fr; max-width: 76;
            background: $surface; padding: 0 1; scrollbar-size-vertical: 1; }
    Sheet:focus { background: $panel; }
    """

    def __init__(self, known: Field, text: str) -> None:
        """JSON is not broken into lines where it has none."""
        super().__init__(text, soft_wrap=known.kind != "json")
        self.known = known

    def put(self, text: str) -> None:
        """Replace all of it."""
        self.text = text
