"""A screen on which one types into fields: the keys between them, and which keys are text there."""

from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import Input, TextArea

from spandeck.ui.bindings import FORM
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.widgets.entries import Entry


class TypedScreen(FrameScreen):
    """There is always something to copy, nothing to export, and no web address."""

    BINDINGS: ClassVar[list[BindingType]] = [*FORM]

    @property
    def subject(self) -> bool:
        """What is filled in is what copying acts on."""
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something; a colon that is typed is text."""
        match action:
            case "export" | "link":
                return False
            case "command":
                return not isinstance(self.focused, Input | TextArea)
            case "onward":
                return isinstance(self.focused, Entry)
        return super().check_action(action, parameters)

    def action_onward(self) -> None:
        """Enter on a line goes on to the next field."""
        self.action_pane(1)
