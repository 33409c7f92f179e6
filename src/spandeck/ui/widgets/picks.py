"""Fields that are chosen rather than typed: yes or no, one of a list, several of a list.

Each holds the text that would be typed for what is chosen, as `model.form` reads it.
"""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from spandeck.model.action import Field
from spandeck.model.form import parts
from spandeck.ui.screens.chooser import Choice, Chooser

MANY = 9
"""From so many choices on, their list can be searched."""


class Pick(Widget, can_focus=True):
    """A field that is chosen; `text` is what would be typed."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Pick { height: 1; width: 1fr; max-width: 76; background: $surface; padding: 0 1; }
    Pick:focus { background: $panel; }
    """

    text: reactive[str] = reactive("", layout=True)

    class Picked(Message):
        """Something else is chosen."""

    def __init__(self, known: Field, text: str) -> None:
        """`text` is chosen at first."""
        super().__init__()
        self.known = known
        self.set_reactive(Pick.text, text)

    def put(self, text: str) -> None:
        """Choose what this text says."""
        if text != self.text:
            self.text = text
            self.post_message(self.Picked())

    @property
    def accent(self) -> str:
        """The style of what the cursor is on."""
        return "bold $accent" if self.has_focus else "bold"

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()


class Flag(Pick):
    """Yes, no, or nothing where nothing need be said."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "turn", "Yes or no", id="field.turn", tooltip="The other one"),
        Binding("left,h", "put('true')", "Yes", id="field.yes", show=False, tooltip="Yes"),
        Binding("right,l", "put('false')", "No", id="field.no", show=False, tooltip="No"),
        Binding(
            "backspace,delete",
            "put('')",
            "Neither",
            id="field.neither",
            show=False,
            tooltip="Leave it to the vendor",
        ),
    ]

    def render(self) -> Content:
        """Both words, the one that holds marked."""
        words = (("yes", "true"), ("no", "false"))
        shown = [
            Content.styled(f"● {word}   ", self.accent)
            if self.text == value
            else Content.styled(f"○ {word}   ", "$muted")
            for word, value in words
        ]
        return Content("").join(shown)

    def action_turn(self) -> None:
        """The other one."""
        self.put("false" if self.text == "true" else "true")

    def action_put(self, text: str) -> None:
        """This one; neither only where nothing need be said."""
        if text or not self.known.required:
            self.put(text)


class OneOf(Pick):
    """One of the choices, from a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,down", "list", "Choose…", id="field.list", tooltip="Show the choices"),
        Binding("right,l", "step(1)", "Next", id="field.next", show=False, tooltip="Next choice"),
        Binding(
            "left,h", "step(-1)", "Before", id="field.before", show=False, tooltip="Choice before"
        ),
        Binding(
            "backspace,delete", "clear", "None", id="field.none", show=False, tooltip="Choose none"
        ),
    ]

    def render(self) -> Content:
        """What is chosen, and that there is more."""
        shown = self.text or "choose…"
        return Content.assemble((shown, self.accent if self.text else "$muted"), ("  ▾", "$muted"))

    def action_list(self) -> None:
        """Choose from all."""
        choices = [
            Choice(each, each, "now" if each == self.text else "") for each in self.known.choices
        ]
        search = len(choices) >= MANY
        self.app.push_screen(Chooser(self.known.name, choices, search=search), self.take)

    def take(self, chosen: str | None) -> None:
        """Take what was chosen, if anything was."""
        if chosen is not None:
            self.put(chosen)

    def action_step(self, by: int) -> None:
        """The next choice, or the one before."""
        choices = self.known.choices
        at = choices.index(self.text) if self.text in choices else (-1 if by > 0 else 0)
        self.put(choices[(at + by) % len(choices)])

    def action_clear(self) -> None:
        """Choose nothing, where nothing need be."""
        if not self.known.required:
            self.put("")


class SomeOf(Pick):
    """Several of the choices, all of them shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "mark", "Mark", id="field.mark", tooltip="Choose it, or not"),
        Binding("down,j", "move(1)", "Down", id="field.down", show=False, tooltip="Next choice"),
        Binding("up,k", "move(-1)", "Up", id="field.up", show=False, tooltip="Choice before"),
    ]
    DEFAULT_CSS = "SomeOf { height: auto; }"

    at: reactive[int] = reactive(0)
    """The choice that the cursor is on."""

    @property
    def marked(self) -> list[str]:
        """What is chosen."""
        return parts(self.text)

    def render(self) -> Content:
        """A line a choice."""
        marked = self.marked
        lines = [
            Content.assemble(
                ("● " if each in marked else "○ ", "$accent" if each in marked else "$muted"),
                (each, f"reverse {self.accent}" if self.has_focus and n == self.at else ""),
            )
            for n, each in enumerate(self.known.choices)
        ]
        return Content("\n").join(lines)

    def action_move(self, by: int) -> None:
        """The next choice, or the one before."""
        self.at = max(0, min(self.at + by, len(self.known.choices) - 1))

    def action_mark(self) -> None:
        """Choose what the cursor is on, or choose it no more."""
        name, marked = self.known.choices[self.at], self.marked
        chosen = {*marked} ^ {name}
        strange = [each for each in marked if each not in self.known.choices]
        self.put(", ".join((*(each for each in self.known.choices if each in chosen), *strange)))

    def on_click(self, event: events.Click) -> None:
        """Mark what was clicked."""
        if 0 <= event.y < len(self.known.choices):
            self.at = event.y
            self.action_mark()
