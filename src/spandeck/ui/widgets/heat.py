"""A grid of days or hours with a cursor; a step of it repaints two cells and nothing else.

What cells say and how they look is `paint.heatmap`'s; what they stand for, its owner's.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from spandeck.paint.glyphs import Charset, Sheet
from spandeck.paint.heatmap import OUTSIDE, Grid, changed, header, line
from spandeck.paint.viewport import scrolled
from spandeck.ui.charset import PLAIN
from spandeck.ui.key import key
from spandeck.ui.widgets.roles import Roles

Place = tuple[int, int]
"""A row and a column."""
EMPTY = Grid((), (), ())
MISSED = "heat-4"
WHEEL = 3


class Heat(Widget, can_focus=True):
    """The cells of a grid, as many rows as there is room for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "enter", "choose", "Open", "heat.open", "A day's hours, or an hour's traces", show=True
        ),
        key("h,left", "move(0, -1)", "Left", "heat.left", "The cell to the left"),
        key("l,right", "move(0, 1)", "Right", "heat.right", "The cell to the right"),
        key("k,up", "move(-1, 0)", "Up", "heat.up", "The cell above"),
        key("j,down", "move(1, 0)", "Down", "heat.down", "The cell below"),
        key("g,home", "end(0)", "First", "heat.first", "The first cell"),
        key("G,end", "end(-1)", "Last", "heat.last", "The last cell"),
        key("ctrl+d,pagedown", "page(1)", "Page down", "heat.page_down", "A page down"),
        key("ctrl+u,pageup", "page(-1)", "Page up", "heat.page_up", "A page up"),
        key(
            "e", "seek(1)", "Next missed", "heat.missed", "The next cell that was missed", show=True
        ),
        key("E", "seek(-1)", "Missed before", "heat.missed_before", "The missed cell before"),
    ]
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"heat--{role}"
        for role in (
            *("muted", "text", "cursor", "thin", "none"),
            *("heat-0", "heat-1", "heat-2", "heat-3", "heat-4"),
        )
    }
    DEFAULT_CSS = """
    Heat { height: 1fr; width: 1fr; }
    Heat.-stale { text-style: dim; }
    Heat > .heat--muted, Heat > .heat--thin, Heat > .heat--none { color: $muted; }
    Heat > .heat--cursor { background: $surface; color: $accent; text-style: bold; }
    Heat:focus > .heat--cursor { background: $accent; color: $background; text-style: bold; }
    Heat:nocolor > .heat--cursor, Heat:ansi > .heat--cursor {
        background: $background; color: $foreground; text-style: reverse;
    }
    Heat > .heat--heat-0 { background: $heat-0; color: $heat-0-text; }
    Heat > .heat--heat-1 { background: $heat-1; color: $heat-1-text; }
    Heat > .heat--heat-2 { background: $heat-2; color: $heat-2-text; }
    Heat > .heat--heat-3 { background: $heat-3; color: $heat-3-text; }
    Heat > .heat--heat-4 { background: $heat-4; color: $heat-4-text; text-style: bold; }
    """

    @dataclass
    class Moved(Message):
        """The cursor came to this cell by the reader's hand."""

        heat: "Heat"
        place: Place

        def can_replace(self, message: Message) -> bool:
            """Only the last place matters, of each grid."""
            return isinstance(message, Heat.Moved) and message.heat is self.heat

    @dataclass
    class Chosen(Message):
        """The cell was opened."""

        heat: "Heat"
        place: Place

    def __init__(self, runs: Literal["across", "down"]) -> None:
        """`runs` is the way that time takes: hours go on in the next row, days in a column."""
        super().__init__()
        self.runs = runs
        self.grid = EMPTY
        self.cursor: Place | None = None
        self.top = 0
        self.known: list[Place] = []
        """Every cell that stands for something, in the order of time."""
        self.roles = Roles(self, "heat", self.COMPONENT_CLASSES)

    @property
    def sheet(self) -> Sheet:
        """What it is painted on."""
        charset: Charset = "ascii" if self.app.has_class(PLAIN) else "unicode"
        return Sheet(self.size.width, self.size.height, charset)

    @property
    def page(self) -> int:
        """How many rows are on screen."""
        return max(1, self.size.height - 1)

    def show(self, grid: Grid, cursor: Place | None) -> None:
        """Show another grid; the same one costs nothing."""
        if grid != self.grid:
            self.grid = grid
            rows, columns = range(len(grid.rows)), range(len(grid.columns))
            places = (
                [(row, column) for row in rows for column in columns]
                if self.runs == "across"
                else [(row, column) for column in columns for row in rows]
            )
            self.known = [each for each in places if grid.at(each) != OUTSIDE]
            self.refresh()
        self.point(cursor)

    def point(self, place: Place | None) -> None:
        """Put the cursor on a cell, or take it away."""
        before, self.cursor = self.cursor, place
        top = scrolled(self.top, place[0], self.page, len(self.grid.rows)) if place else self.top
        if top != self.top:
            self.top = top
            self.refresh()
            return
        for x, y, width in changed(self.grid, before, place, self.top):
            if 0 < y < self.size.height:
                self.refresh(Region(x, y, width, 1))

    def render_line(self, y: int) -> Strip:
        """The labels of the columns, or one row; reads only."""
        row = self.top + y - 1
        if y == 0:
            painted = header(self.grid, self.sheet)
        else:
            painted = (
                line(self.grid, row, self.sheet, self.cursor) if row < len(self.grid.rows) else ()
            )
        return self.roles.strip(painted, self.roles.base, self.size.width)

    def notify_style_update(self) -> None:
        """The theme changed: look the styles up again."""
        super().notify_style_update()
        self.roles.forget()

    def on_resize(self) -> None:
        """More or less room: the cursor stays on screen."""
        row = self.cursor[0] if self.cursor else 0
        self.top = scrolled(self.top, row, self.page, len(self.grid.rows))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Go to the cell; a second click opens it."""
        column, row = (event.x - self.grid.label) // self.grid.wide, self.top + event.y - 1
        place = row, column
        if event.y < 1 or event.x < self.grid.label or place not in self.known:
            return
        if place == self.cursor:
            self.action_choose()
        else:
            self.stepped(place)

    def on_mouse_scroll_down(self) -> None:
        """Some rows on."""
        self.action_move(WHEEL, 0)

    def on_mouse_scroll_up(self) -> None:
        """Some rows back."""
        self.action_move(-WHEEL, 0)

    def stepped(self, place: Place) -> None:
        """The reader moved the cursor."""
        if place != self.cursor:
            self.point(place)
            self.post_message(self.Moved(self, place))

    def action_move(self, down: int, across: int) -> None:
        """To a cell beside; along time beyond the end of a row, or a column, into the next."""
        if not self.known:
            return
        if self.cursor not in self.known:
            self.stepped(self.known[-1])
            return
        row, column = self.cursor
        along, aside = (across, down) if self.runs == "across" else (down, across)
        if along:
            at = self.known.index(self.cursor) + along
            self.stepped(self.known[max(0, min(at, len(self.known) - 1))])
            return
        place = (row + aside, column) if self.runs == "across" else (row, column + aside)
        self.stepped(min(self.known, key=lambda each: distance(each, place, self.runs)))

    def action_end(self, at: int) -> None:
        """The first cell, or the last."""
        if self.known:
            self.stepped(self.known[at])

    def action_page(self, by: int) -> None:
        """As many rows on as are on screen."""
        self.action_move(by * self.page, 0)

    def action_seek(self, by: int) -> None:
        """To the next missed cell in this direction, if there is one."""
        at = self.known.index(self.cursor) if self.cursor in self.known else -1
        later = self.known[at + 1 :] if by > 0 else self.known[: max(0, at)][::-1]
        found = (each for each in later if (cell := self.grid.at(each)) and cell.role == MISSED)
        place = next(found, None)
        if place is not None:
            self.stepped(place)

    def action_choose(self) -> None:
        """Open the cell under the cursor."""
        if self.cursor in self.known:
            self.post_message(self.Chosen(self, self.cursor))


def distance(place: Place, wanted: Place, runs: str) -> tuple[int, int]:
    """How far a cell is from one that may not exist: first in the direction that was gone."""
    rows, columns = abs(place[0] - wanted[0]), abs(place[1] - wanted[1])
    return (rows, columns) if runs == "across" else (columns, rows)
