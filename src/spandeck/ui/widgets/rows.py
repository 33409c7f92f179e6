"""The list used everywhere: it paints the visible lines of any number of rows and nothing else.

It never loads: it says which rows are on screen (`Near`) and shows what its source holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from spandeck.paint.row import Column, Piece, RowSource, compact, fit, line, titles, total, widest
from spandeck.paint.viewport import scrolled, thumb
from spandeck.ui.widgets.marks import Marks
from spandeck.ui.widgets.rowkeys import KEYS

GUTTER = 2
"""Cells left of the rows: the cursor's bar and the mark."""
KEPT_STRIPS = 512
LOOKS = ((True, True), (True, False), (False, True), (False, False))
SIDEWAYS = 8
WHEEL = 3


class Rows(Widget, can_focus=True):
    """A cursor over the rows of a source, a header, marks, and a scrollbar of one column."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"rows--{part}"
        for part in (
            *("header", "cursor", "marked", "thumb"),
            *("plain", "muted", "error", "warn", "ok", "accent", "bar"),
        )
    }
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Rows { height: 1fr; width: 1fr; }
    Rows.-stale { text-style: dim; }
    Rows > .rows--header { color: $text-muted; text-style: bold; }
    Rows > .rows--cursor { background: $surface; }
    Rows:focus > .rows--cursor { background: $primary 25%; text-style: bold; }
    Rows:nocolor > .rows--cursor, Rows:ansi > .rows--cursor {
        background: $background; color: $foreground; text-style: reverse;
    }
    Rows > .rows--marked { color: $accent; text-style: bold; }
    Rows > .rows--muted { color: $text-muted; }
    Rows > .rows--error { color: $status-error; }
    Rows > .rows--warn { color: $status-warn; }
    Rows > .rows--ok { color: $status-ok; }
    Rows > .rows--accent { color: $text-accent; }
    Rows > .rows--bar, Rows > .rows--thumb { color: $primary 70%; }
    """

    wide: reactive[bool] = reactive(default=False, init=False, bindings=True)
    """Whether every column is shown at its full width, to be scrolled sideways."""

    @dataclass
    class Chosen(Message):
        """The row was opened."""

        rows: "Rows"
        index: int

    @dataclass
    class Moved(Message):
        """The cursor came to this row by the reader's hand."""

        rows: "Rows"
        index: int

        def can_replace(self, message: Message) -> bool:
            """Only the last place matters."""
            return isinstance(message, Rows.Moved)

    @dataclass
    class Near(Message):
        """Which rows are on screen now; `last` passes the end when there is room for more."""

        rows: "Rows"
        first: int
        last: int
        by_hand: bool
        """Whether the reader moved, rather than the rows."""

        def can_replace(self, message: Message) -> bool:
            """Only the last view matters."""
            return isinstance(message, Rows.Near)

    def __init__(self, source: RowSource) -> None:
        """`source` may change later; then call `changed`."""
        super().__init__()
        self.source = source
        self.cursor = 0
        self.top = 0
        self.left = 0
        self.marks = Marks()
        self.columns: tuple[Column, ...] = ()
        self.strips: LRUCache[tuple[int, bool, bool], Strip] = LRUCache(KEPT_STRIPS)

    @property
    def page(self) -> int:
        """How many rows are on screen."""
        return max(1, self.size.height - 1)

    def changed(self, cursor: int | None = None) -> None:
        """The source's rows are others now; `cursor` is where the cursor's row went.

        That row stays where it is on screen, whatever was put above it.
        """
        if cursor is not None:
            self.top += cursor - self.cursor
            self.marks.shift(cursor - self.cursor)
            self.cursor = cursor
        self.cursor = max(0, min(self.cursor, len(self.source) - 1))
        self.top = scrolled(self.top, self.cursor, self.page, len(self.source))
        self.laid_out()
        self.near(by_hand=False)

    def go(self, index: int) -> None:
        """Put the cursor on a row and bring it on screen."""
        index = max(0, min(index, len(self.source) - 1))
        before, self.cursor = self.cursor, index
        top = scrolled(self.top, self.cursor, self.page, len(self.source))
        if top == self.top:
            for each in {before, index}:
                self.repaint(each)
            return
        self.top = top
        self.refresh()
        self.near()

    def near(self, *, by_hand: bool = True) -> None:
        """Say which rows are on screen."""
        self.post_message(self.Near(self, self.top, self.top + self.page, by_hand))

    def repaint(self, index: int) -> None:
        """Repaint one row, if it is on screen."""
        y = index - self.top + 1
        if 0 < y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def renew(self, indices: Iterable[int]) -> None:
        """These rows say something else now; no other is painted again."""
        for index in indices:
            for here, marked in LOOKS:
                self.strips.discard((index, here, marked))
            self.repaint(index)

    def laid_out(self) -> None:
        """Choose the columns for the room there is, and forget what was painted."""
        room = max(1, self.size.width - GUTTER - 1)
        self.columns = widest(self.source.columns) if self.wide else fit(self.source.columns, room)
        self.left = max(0, min(self.left, total(self.columns) - room)) if self.wide else 0
        self.strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The header, or one row; reads only."""
        if y == 0:
            style = self.get_component_rich_style("rows--header")
            pieces = titles(self.columns, self.source.order, self.source.descending)
            return self.painted(pieces, style, " " * GUTTER, style)
        index = self.top + y - 1
        blank = Strip.blank(self.size.width, self.rich_style)
        strip = self.row(index) if index < len(self.source) else blank
        if y - 1 not in thumb(self.top, self.page, len(self.source)):
            return strip
        bar = Strip([Segment("▐", self.get_component_rich_style("rows--thumb"))], 1)
        return Strip.join((strip.crop(0, self.size.width - 1), bar))

    def row(self, index: int) -> Strip:
        """One row, from the last time it was painted if nothing changed."""
        here = index == self.cursor
        marked = bool(self.marks.keys) and self.source.key(index) in self.marks.keys
        if (known := self.strips.get((index, here, marked))) is not None:
            return known
        base = self.get_component_rich_style("rows--cursor") if here else self.rich_style
        gutter = ("▌" if here else " ") + ("●" if marked else " ")
        mark = self.get_component_rich_style("rows--marked", partial=True)
        accent = base if base.reverse else base + mark
        cells = self.source.cells(index, self.columns)
        strip = self.painted(line(self.columns, cells), base, gutter, accent)
        self.strips[index, here, marked] = strip
        return strip

    def painted(self, pieces: Sequence[Piece], base: Style, gutter: str, accent: Style) -> Strip:
        """Pieces at the widget's width, scrolled sideways, with room for the scrollbar."""
        # Reversed, colours would become backgrounds: only the terminal's own two can be read.
        styles = {
            tone: base
            if base.reverse
            else base + Style(color=self.get_component_rich_style(f"rows--{tone}").color)
            for tone in {tone for _, tone in pieces}
        }
        strip = Strip([Segment(text, styles[tone]) for text, tone in pieces])
        room = max(1, self.size.width - GUTTER - 1)
        body = strip.crop_extend(self.left, self.left + room, base)
        return Strip(compact((Segment(gutter, accent), *body, Segment(" ", base))))

    def notify_style_update(self) -> None:
        """Colours changed: nothing painted before counts."""
        super().notify_style_update()
        self.strips.clear()

    def on_resize(self) -> None:
        """More or less room."""
        self.changed()

    def on_click(self, event: events.Click) -> None:
        """Go to the row; a second click opens it."""
        index = self.top + event.y - 1
        if event.y > 0 and index < len(self.source):
            again = index == self.cursor
            self.stepped(index)
            if again:
                self.action_choose()

    def on_mouse_scroll_down(self) -> None:
        """Three rows on."""
        self.action_move(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Three rows back."""
        self.action_move(-WHEEL)

    def stepped(self, index: int) -> None:
        """The reader moved the cursor."""
        before = self.cursor
        self.go(index)
        if self.cursor != before:
            self.post_message(self.Moved(self, self.cursor))
        if index >= len(self.source) - 1:
            self.near()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Sideways only where there is something beside the screen."""
        return self.wide if action == "sideways" else True

    def action_move(self, by: int) -> None:
        """Move by some rows."""
        self.stepped(self.cursor + by)

    def action_page(self, pages: float) -> None:
        """Move by pages; the cursor keeps its line on screen."""
        by = int(self.page * pages)
        self.top = max(0, min(self.top + by, len(self.source) - self.page))
        self.refresh()
        self.stepped(self.cursor + by)
        self.near()

    def action_top(self) -> None:
        """The first row."""
        self.stepped(0)

    def action_bottom(self) -> None:
        """The last row there is now."""
        self.stepped(len(self.source) - 1)

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        if len(self.source):
            self.post_message(self.Chosen(self, self.cursor))

    def action_mark(self) -> None:
        """Mark or unmark the row, and go on to the next."""
        if len(self.source):
            self.marks.toggle(self.source, self.cursor)
            self.repaint(self.cursor)
            self.action_move(1)

    def action_mark_to(self) -> None:
        """Mark everything from the row marked last to the cursor."""
        if len(self.source):
            self.marks.extend(self.source, self.cursor)
            self.refresh()

    def unmark(self) -> None:
        """Mark nothing."""
        self.marks.clear()
        self.refresh()

    def action_wide(self) -> None:
        """All columns at full width, or those that fit."""
        self.wide = not self.wide
        self.laid_out()

    def action_sideways(self, by: int) -> None:
        """Scroll sideways."""
        self.left += by * SIDEWAYS
        self.laid_out()
