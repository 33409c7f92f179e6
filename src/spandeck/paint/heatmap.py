"""Grids of cells whose state is a character first and a colour second, painted line by line.

A step of the cursor changes two cells; `changed` says where they are, so that no more is painted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spandeck.paint.canvas import joined
from spandeck.paint.document import Line
from spandeck.paint.glyphs import HATCH, SHADES, Sheet, finished
from spandeck.paint.legend import Entry, filled

LEVELS = (0.5, 0.75, 0.9, 1.0)
"""Shares of a threshold up to which a value is one shade; beyond the last it is missed."""
SEVERE = 1.5
"""How many times the threshold a miss is a grave one."""
HEAT = 5
NUMBERED = 4
"""How wide a cell is that has room for a number; narrower ones are filled with their shade."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says."""

    mark: str
    """One character that says it alone."""
    role: str
    """`heat-0` to `heat-4`, `thin`, `none` or `plain`."""
    text: str = ""
    """A number beside the mark where cells are wide enough."""
    shaded: bool = False
    """Whether it is hatched: a maintenance window."""


OUTSIDE = Cell(" ", "plain")
"""Not in the range that is shown."""
UNKNOWN = Cell("?", "none")
"""No data."""
THIN = Cell("-", "thin")
"""Too little to judge by."""
ORDER = ("plain", "none", "thin", "heat-0", "heat-1", "heat-2", "heat-3", "heat-4")
"""Roles by how much somebody must know of them."""


def judged(share: float | None) -> Cell:
    """A value by its share of what is allowed: four shades up to 1, missed beyond."""
    if share is None:
        return UNKNOWN
    for level, most in enumerate(LEVELS):
        if share <= most:
            return Cell(SHADES[level + 1], f"heat-{level}")
    return Cell("x" if share <= SEVERE else "X", "heat-4")


def heat(share: float | None) -> Cell:
    """A value by its share of the highest: five shades, nothing the faintest."""
    if share is None:
        return UNKNOWN
    level = min(HEAT - 1, max(0, int(share * HEAT)))
    return Cell(SHADES[level + 1], f"heat-{level}")


def worst(cells: Sequence[Cell]) -> Cell:
    """The one of several that must not be missed."""
    return max(cells, key=lambda cell: (ORDER.index(cell.role), cell.mark == "X"))


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in rows of one length."""

    rows: tuple[str, ...]
    """The label of each row."""
    columns: tuple[str, ...]
    """The label of each column; empty where another needs the room."""
    cells: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    """What must be said of each row; empty for nothing."""
    wide: int = 2
    """Cells of the terminal that one takes; from 4 on its number is shown."""

    @property
    def label(self) -> int:
        """How much room the labels of the rows take."""
        return max((len(each) for each in self.rows), default=0) + 1

    @property
    def width(self) -> int:
        """How wide the grid is without notes."""
        return self.label + len(self.columns) * self.wide + 1

    def at(self, place: tuple[int, int]) -> Cell | None:
        """The cell of a row and a column; None outside."""
        row, column = place
        if 0 <= row < len(self.cells) and 0 <= column < len(self.columns):
            return self.cells[row][column]
        return None


def heatmap(
    grid: Grid, sheet: Sheet, cursor: tuple[int, int] | None = None, top: int = 0
) -> list[Line]:
    """The header and as many rows from `top` on as there is room for; the cursor is a cell."""
    rows = range(top, min(len(grid.rows), top + max(1, sheet.height - 1)))
    return [header(grid, sheet), *(line(grid, row, sheet, cursor) for row in rows)]


def header(grid: Grid, sheet: Sheet) -> Line:
    """The labels of the columns, each above its own, none over another."""
    text = ""
    for column, label in enumerate(grid.columns):
        place = grid.label + column * grid.wide + min(1, grid.wide - 1)
        if label and place >= len(text) + (1 if text else 0):
            text = text.ljust(place) + label
    return finished([filled(((text, "muted"),), sheet.width)], sheet)[0]


def line(grid: Grid, row: int, sheet: Sheet, cursor: tuple[int, int] | None = None) -> Line:
    """One row: its label, its cells, its note."""
    pieces: list[tuple[str, str]] = [(grid.rows[row].ljust(grid.label), "muted")]
    chosen = cursor[1] if cursor is not None and cursor[0] == row else -1
    cells, wide = grid.cells[row], grid.wide
    texts = [drawn(cell, wide) for cell in cells]
    roles = [cell.role for cell in cells]
    if 0 <= chosen < len(cells):
        texts[chosen], roles[chosen] = drawn(cells[chosen], wide, chosen=True), "cursor"
    pieces += joined(texts, roles)
    if grid.notes and grid.notes[row]:
        pieces.append((f" {grid.notes[row]}", "muted"))
    return finished([filled(pieces, sheet.width)], sheet)[0]


def drawn(cell: Cell, wide: int, *, chosen: bool = False) -> str:
    """A cell as text; the cursor is told by brackets or, where they do not fit, by an arrow."""
    lead = HATCH if cell.shaded else " "
    if wide >= NUMBERED:
        text = f"{cell.mark}{cell.text:>{wide - 2 - chosen}}"
        return f"[{text}]" if chosen else f"{lead}{text}"
    if chosen:
        return "▸"[: wide - 1] + cell.mark if wide < NUMBERED - 1 else f"[{cell.mark}]"
    if cell.mark in SHADES[2:] and not cell.shaded:
        return cell.mark * wide
    return (lead.rjust(wide - 1) if wide > 1 else "") + cell.mark


def spot(grid: Grid, place: tuple[int, int], top: int = 0) -> tuple[int, int, int]:
    """Where a cell is in the picture: x, y, width."""
    row, column = place
    return grid.label + column * grid.wide, 1 + row - top, grid.wide


def changed(
    grid: Grid, before: tuple[int, int] | None, after: tuple[int, int] | None, top: int = 0
) -> list[tuple[int, int, int]]:
    """What must be painted again when the cursor moves: x, y, width of at most two cells."""
    if before == after:
        return []
    places = [each for each in (before, after) if each is not None and grid.at(each) is not None]
    return [spot(grid, each, top) for each in places]


def turned(grid: Grid) -> Grid:
    """Columns as rows and rows as columns; the notes of rows have no place there."""
    cells = tuple(zip(*grid.cells, strict=True)) if grid.cells else ()
    return Grid(grid.columns, grid.rows, cells, wide=grid.wide)


def keys(*, judging: bool = True) -> list[Entry]:
    """What the marks mean, for a legend."""
    if not judging:
        return [
            Entry(SHADES[1:], "heat-2", "none to most"),
            Entry(UNKNOWN.mark, UNKNOWN.role, "no data"),
        ]
    return [
        *(
            Entry(SHADES[level + 1], f"heat-{level}", f"≤{most * 100:.0f} %")
            for level, most in enumerate(LEVELS)
        ),
        Entry("x", "heat-4", "missed"),
        Entry("X", "heat-4", "by half or more"),
        Entry(THIN.mark, THIN.role, "too few calls"),
        Entry(UNKNOWN.mark, UNKNOWN.role, "no data"),
    ]
