"""A folding list with a cursor, painted by the line: a record's JSON, a vendor's resources.

It holds what it is given and asks nothing; above the items there may be lines that do not fold.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive, var
from textual.strip import Strip
from textual.widget import Widget

from spandeck.paint.document import ROLES, Line, marked
from spandeck.paint.outline import Item, Outlined
from spandeck.ui.widgets.foldkeys import OUTLINE
from spandeck.ui.widgets.roles import Roles

WHEEL = 3
Preface = Callable[[int], Sequence[Line]]
"""The lines above the items, for a width."""


class Outline(Widget, can_focus=True):
    """Items that fold, below a preface that does not."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [*OUTLINE]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"outline--{role}"
        for role in (
            *(*ROLES, "cursor", "thumb", "ok"),
            *("added", "removed", "added-word", "removed-word"),
        )
    }
    DEFAULT_CSS = """
    Outline { height: 1fr; width: 1fr; }
    Outline > .outline--cursor { background: $surface; }
    Outline:focus > .outline--cursor { background: $primary 25%; }
    Outline:nocolor > .outline--cursor, Outline:ansi > .outline--cursor {
        background: $background; color: $foreground; text-style: reverse;
    }
    Outline > .outline--heading { text-style: bold; }
    Outline > .outline--muted, Outline > .outline--key { color: $muted; }
    Outline > .outline--error, Outline > .outline--removed { color: $status-error; }
    Outline > .outline--warning { color: $status-warn; }
    Outline > .outline--ok, Outline > .outline--added { color: $status-ok; }
    Outline > .outline--removed-word { color: $status-error; text-style: reverse; }
    Outline > .outline--added-word { color: $status-ok; text-style: reverse; }
    Outline > .outline--accent { color: $accent; text-style: bold; }
    Outline > .outline--match { text-style: reverse; }
    Outline > .outline--user { color: $span-agent; }
    Outline > .outline--assistant { color: $span-llm; }
    Outline > .outline--thumb { color: $primary; }
    """

    needle: reactive[str] = reactive("")
    """What is searched for; every occurrence is marked."""
    wrapped: var[bool] = var(True, init=False)
    """Whether long texts are broken to the width."""

    @dataclass
    class Moved(Message):
        """The cursor came to another item by the reader's hand."""

        outline: "Outline"
        key: str

        def can_replace(self, message: Message) -> bool:
            """Only the last place matters."""
            return isinstance(message, Outline.Moved)

    @dataclass
    class Chosen(Message):
        """Enter was pressed on an item."""

        outline: "Outline"
        key: str

    def __init__(self) -> None:
        super().__init__()
        self.source: Outlined | None = None
        self.preface: Preface | None = None
        self.items: Sequence[Item] = ()
        self.heads: list[int] = []
        """The first line of each item."""
        self.lines: list[tuple[int, Line]] = []
        """Every line with its item; -1 for the preface."""
        self.cursor = 0
        self.top = 0
        self.roles = Roles(self, "outline", self.COMPONENT_CLASSES)

    @property
    def here(self) -> str | None:
        """The key of the item under the cursor."""
        return self.items[self.cursor].key if self.cursor < len(self.items) else None

    def show(
        self, source: Outlined | None, preface: Preface | None = None, *, stay: bool = False
    ) -> None:
        """Show other items from the top, or where the reader was if they are the same ones."""
        self.source, self.preface = source, preface
        if not stay:
            self.cursor = self.top = 0
        self.lay_out()

    def lay_out(self) -> None:
        """Lay out what is unfolded, the cursor staying on its item."""
        key, width = self.here, max(8, self.size.width - 2)
        self.items = self.source.items(width, wrap=self.wrapped) if self.source else ()
        self.lines = [(-1, line) for line in self.preface(width)] if self.preface else []
        self.heads = []
        for number, item in enumerate(self.items):
            self.heads.append(len(self.lines))
            self.lines += [(number, line) for line in item.lines]
        known = (n for n, item in enumerate(self.items) if item.key == key)
        self.cursor = next(known, max(0, min(self.cursor, len(self.items) - 1)))
        self.top = max(0, min(self.top, len(self.lines) - self.size.height))
        self.refresh()

    def on_resize(self) -> None:
        """Another width breaks lines elsewhere."""
        self.lay_out()

    def watch_wrapped(self) -> None:
        """Long texts broken, or not."""
        self.lay_out()

    def notify_style_update(self) -> None:
        """The theme changed: look the styles up again."""
        super().notify_style_update()
        self.roles.forget()

    def render_line(self, y: int) -> Strip:
        """One visible line; reads only."""
        at, width = self.top + y, self.size.width - 1
        number, line = self.lines[at] if at < len(self.lines) else (-1, ())
        here = number == self.cursor and number >= 0
        base = self.get_component_rich_style("outline--cursor") if here else self.roles.base
        lead = ("▌" if here and at == self.heads[number] else " ", "thumb")
        strip = self.roles.strip(marked((lead, *line), self.needle), base, width)
        bar = self.roles.scrollbar(y, self.top, self.size.height, len(self.lines))
        return Strip.join((strip, bar))

    def go(self, number: int) -> None:
        """Put the cursor on an item and bring it on screen, its first line at least."""
        if not self.items:
            return
        self.cursor = max(0, min(number, len(self.items) - 1))
        first = self.heads[self.cursor]
        if self.cursor == 0:
            first = 0  # with what stands above it
        last = self.heads[self.cursor] + len(self.items[self.cursor].lines) - 1
        if last >= self.top + self.size.height:
            self.top = last - self.size.height + 1
        self.top = min(self.top, first)
        self.refresh()
        self.post_message(self.Moved(self, self.items[self.cursor].key))

    def find(self, key: str) -> None:
        """Put the cursor on the item of this key, unfolding what hides it."""
        if self.source is None:
            return
        self.source.reveal(key)
        self.lay_out()
        places = {each.key: number for number, each in enumerate(self.items)}
        while key not in places and "." in key:
            key = key.rpartition(".")[0]  # it stands on the line of what is around it
        self.go(places.get(key, self.cursor))

    def seek(self, by: int) -> int:
        """Go to the next item (1) or the one before (-1) that holds the needle; how many do."""
        found = self.source.hits(self.needle) if self.source and self.needle else ()
        if not found:
            return 0
        places = {key: place for place, key in enumerate(found)}
        at = places.get(self.here or "")
        if at is None:
            seen = {each.key for each in self.items[self.cursor :]}
            later = (place for place, key in enumerate(found) if key in seen)
            at = next(later, 0) - (by > 0)
        self.find(found[(at + by) % len(found)])
        return len(found)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Fold only what folds."""
        return bool(self.items) if action in ("turn", "choose") else True

    def on_click(self, event: events.Click) -> None:
        """Go to the item; a second click opens it."""
        at = self.top + event.y
        if at < len(self.lines) and self.lines[at][0] >= 0:
            again = self.lines[at][0] == self.cursor
            self.go(self.lines[at][0])
            if again:
                self.action_choose()

    def on_mouse_scroll_down(self) -> None:
        """Three lines on."""
        self.scroll(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Three lines back."""
        self.scroll(-WHEEL)

    def scroll(self, by: int) -> None:
        """Scroll; the cursor stays where it is."""
        self.top = max(0, min(self.top + by, len(self.lines) - self.size.height))
        self.refresh()

    def action_move(self, by: int) -> None:
        """To the item beside this one; an item higher than the screen is read to its end first."""
        if not self.items:
            self.scroll(by)
            return
        first = self.heads[self.cursor]
        last = first + len(self.items[self.cursor].lines) - 1
        if by > 0 and last >= self.top + self.size.height:
            self.scroll(1)
        elif by < 0 and first < self.top:
            self.scroll(-1)
        else:
            self.go(self.cursor + by)

    def action_go(self, number: int) -> None:
        """To an item; -1 is the last."""
        self.go(number if number >= 0 else len(self.items) - 1)

    def action_page(self, pages: float) -> None:
        """By pages."""
        by = int(self.size.height * pages)
        self.scroll(by)
        if self.items:
            at = max(0, min(self.heads[self.cursor] + by, len(self.lines) - 1))
            self.go(max(0, self.lines[at][0]))

    def action_turn(self) -> None:
        """Fold what is open, unfold what is shut."""
        if self.items and self.items[self.cursor].open is not None:
            self.turned(unfold=not self.items[self.cursor].open)

    def action_unfold(self) -> None:
        """Unfold, or go to the first item inside."""
        if self.items and self.items[self.cursor].open is False:
            self.turned(unfold=True)
        else:
            self.action_move(1)

    def action_fold(self) -> None:
        """Fold, or go to the item around this one."""
        if not self.items:
            return
        if self.items[self.cursor].open:
            self.turned(unfold=False)
            return
        depth = self.items[self.cursor].depth
        around = (n for n in range(self.cursor, -1, -1) if self.items[n].depth < depth)
        self.go(next(around, self.cursor))

    def turned(self, *, unfold: bool) -> None:
        """Fold or unfold the item under the cursor."""
        if self.source is not None and self.here is not None:
            self.source.turn(self.here, unfold=unfold)
            self.lay_out()
            self.go(self.cursor)

    def action_all(self) -> None:
        """Unfold everything, or fold everything when nothing is shut."""
        if self.source is not None:
            self.source.turn_all(unfold=any(each.open is False for each in self.items))
            self.lay_out()
            self.go(self.cursor)

    def action_choose(self) -> None:
        """Open the item."""
        if self.here is not None:
            self.post_message(self.Chosen(self, self.here))
