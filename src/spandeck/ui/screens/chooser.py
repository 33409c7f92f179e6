"""The one dialog: a short list to choose from, searchable when asked; it does nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from spandeck.ui.widgets.line import Line, joined

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One thing to choose."""

    value: T
    label: str
    aside: str = ""
    """What stands at the right: a size, a key, what it means."""
    key: str = ""
    """A letter that chooses it at once, in a list without a search."""

    def fits(self, words: Sequence[str]) -> bool:
        """Whether every word occurs in what is shown of it."""
        shown = f"{self.label} {self.aside}".lower()
        return all(word in shown for word in words)


class Chooser(ModalScreen[T | None], Generic[T]):
    """Dismissed with the chosen value, or with None."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="chooser.leave", tooltip="Choose nothing"),
        Binding("down", "move(1)", "Down", id="chooser.down", show=False, tooltip="Next"),
        Binding("up", "move(-1)", "Up", id="chooser.up", show=False, tooltip="Previous"),
    ]
    DEFAULT_CSS = """
    Chooser { align: center middle; background: $background 60%; }
    Chooser > Vertical {
        width: auto; min-width: 40; max-width: 90%; height: auto; max-height: 90%;
        background: $surface; border: round $accent; border-title-color: $accent; padding: 0 1;
    }
    Chooser OptionList {
        height: auto; max-height: 60vh; background: $surface; border: none; padding: 0;
        scrollbar-size-vertical: 1;
    }
    Chooser OptionList:focus { border: none; background-tint: $background 0%; }
    Chooser OptionList > .option-list--option-highlighted,
    Chooser OptionList:focus > .option-list--option-highlighted {
        background: $panel; color: $accent; text-style: bold;
    }
    Chooser:ansi OptionList > .option-list--option-highlighted { text-style: bold reverse; }
    Chooser Input { background: $surface; margin-bottom: 1; }
    Chooser Line { padding: 0; margin-top: 1; color: $muted; }
    """

    def __init__(self, title: str, choices: Sequence[Choice[T]], *, search: bool = False) -> None:
        """`title` is a question or a noun; with `search` letters filter instead of choosing."""
        super().__init__()
        self.heading = title
        self.choices = choices
        self.found = list(choices)
        self.search = search

    def compose(self) -> ComposeResult:
        """A box: the search, the list, a line of help."""
        with Vertical() as box:
            box.border_title = Content(self.heading)
            box.styles.width = self.breadth + 4
            if self.search:
                entry = Input(placeholder="type to search", compact=True)
                entry.cursor_blink = False
                yield entry
            yield OptionList(*self.options())
            yield Line()

    @property
    def breadth(self) -> int:
        """The cells the widest choice needs."""
        widths = (Content(c.label).cell_length + Content(c.aside).cell_length for c in self.choices)
        return max([36, len(self.heading) + 4, *(width + 4 for width in widths)])

    def options(self) -> list[Option]:
        """The choices that fit the search, as the list shows them."""
        return [
            Option(
                joined(
                    Content(choice.label),
                    Content.styled(choice.aside, "$muted"),
                    min(self.breadth, max(self.app.size.width * 9 // 10 - 4, 20)) - 2,
                )
            )
            for choice in self.found
        ]

    def on_mount(self) -> None:
        """Start where typing or moving works at once."""
        self.query_one(Line).left = Content("enter choose   esc cancel")
        self.query_one(OptionList).can_focus = not self.search
        self.query_one(OptionList).highlighted = 0 if self.found else None
        self.query_one(Input if self.search else OptionList).focus()

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Show only what fits the words typed."""
        words = event.value.lower().split()
        self.found = [choice for choice in self.choices if choice.fits(words)]
        shown = self.query_one(OptionList)
        shown.clear_options()
        shown.add_options(self.options())
        shown.highlighted = 0 if self.found else None

    @on(Input.Submitted)
    def take(self) -> None:
        """Choose what is highlighted."""
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Leave with the choice."""
        self.dismiss(self.found[event.option_index].value)

    def on_key(self, event: events.Key) -> None:
        """A choice's own letter chooses it."""
        for choice in self.choices:
            if choice.key and not self.search and event.character == choice.key:
                event.stop()
                self.dismiss(choice.value)
                return

    def action_leave(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Move the highlight, from the search too."""
        shown = self.query_one(OptionList)
        if by > 0:
            shown.action_cursor_down()
        else:
            shown.action_cursor_up()
