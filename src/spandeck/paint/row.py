"""One row of a list as pieces of text of an exact width: which columns fit, and what they say.

Widths are terminal cells, so wide and combining characters keep the columns aligned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

Kind = Literal["mark", "time", "text", "number", "duration"]
Tone = Literal["plain", "muted", "error", "warn", "ok", "accent", "bar"]
Piece = tuple[str, Tone]
"""Some text and what it means; a widget turns the meaning into a style."""

GAP = 2
"""Cells between two columns."""
BAR = 5
"""Cells of the tiny bar beside a duration."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of a list is called and how much room it needs."""

    name: str
    title: str
    kind: Kind
    width: int
    """The least width worth showing, in cells, the tiny bar of a duration included."""
    most: int = 0
    """How wide it may grow where there is room; 0 keeps `width`."""
    rank: int = 0
    """What is dropped first when room is short: the highest rank."""

    @property
    def widest(self) -> int:
        """The width it has when room does not matter."""
        return max(self.width, self.most)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column of one row says."""

    text: str
    tone: Tone = "plain"
    share: float | None = None
    """How much of the tiny bar is filled, 0 to 1; only for a duration."""
    spills: bool = False
    """Whether it takes the room of all columns after it, which then say nothing."""
    pieces: tuple[Piece, ...] = ()
    """The text in tones of its own, exactly as wide as the column; instead of `text`."""


class RowSource(Protocol):
    """Whatever holds rows; every method must answer at once, from memory."""

    columns: Sequence[Column]

    @property
    def order(self) -> str:
        """The column the rows are sorted by; empty for the order they came in."""
        ...

    @property
    def descending(self) -> bool:
        """Which way they are sorted."""
        ...

    def __len__(self) -> int:
        """How many rows there are now."""
        ...

    def key(self, index: int) -> str:
        """What stays the same for a row while its index changes."""
        ...

    def cells(self, index: int, columns: Sequence[Column]) -> Sequence[Cell]:
        """What a row says in these columns."""
        ...


def fit(columns: Sequence[Column], width: int) -> tuple[Column, ...]:
    """The columns that fit into `width` cells, in their order, grown into the spare room."""
    kept = list(columns)
    while len(kept) > 1 and total(kept) > width:
        kept.remove(max(reversed(kept), key=lambda each: each.rank))
    spare = max(0, width - total(kept))
    for of_time in (False, True):  # a time only gains digits where there is room
        growing = sorted((c for c in kept if room(c) and (c.kind == "time") is of_time), key=room)
        for number, each in enumerate(growing):
            extra = min(room(each), spare // (len(growing) - number))
            kept[kept.index(each)] = replace(each, width=each.width + extra)
            spare -= extra
    return tuple(kept)


def widest(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Every column at the width it likes best; the reader scrolls sideways."""
    return tuple(replace(each, width=each.widest) for each in columns)


def room(column: Column) -> int:
    """How many cells a column could still grow by."""
    return column.widest - column.width


def total(columns: Sequence[Column]) -> int:
    """The width of these columns side by side."""
    return sum(each.width for each in columns) + GAP * max(0, len(columns) - 1)


def titles(columns: Sequence[Column], order: str = "", descending: bool = True) -> list[Piece]:
    """The header line; `order` names the column the rows are sorted by."""
    pieces: list[Piece] = []
    for each in columns:
        sign = ("▼" if descending else "▲") if each.name == order else ""
        tone: Tone = "accent" if sign else "muted"
        text = sign + each.title if each.kind in ("number", "duration") else each.title + sign
        spread(pieces, aligned(each, Cell(text, tone)))
    return pieces


def line(columns: Sequence[Column], cells: Sequence[Cell]) -> list[Piece]:
    """One row: each cell cut or padded to its column, with a gap between columns."""
    pieces: list[Piece] = []
    for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        if cell.spills:
            spread(pieces, [(cut(cell.text, total(columns[place:])), cell.tone)])
            break
        spread(pieces, aligned(column, cell))
    return pieces


def spread(pieces: list[Piece], more: list[Piece]) -> None:
    """Append one column's pieces, after a gap if it is not the first."""
    if pieces:
        pieces.append((" " * GAP, "plain"))
    pieces += more


def aligned(column: Column, cell: Cell) -> list[Piece]:
    """One cell at exactly its column's width."""
    if cell.pieces:
        return list(cell.pieces)
    if column.kind == "duration":
        text = rightwards(cell.text, column.width - BAR - 1)
        return [(text + " ", cell.tone), (bar(cell.share or 0.0, BAR), "bar")]
    if column.kind == "number":
        return [(rightwards(cell.text, column.width), cell.tone)]
    return [(cut(cell.text, column.width), cell.tone)]


def compact(segments: Iterable[Segment]) -> list[Segment]:
    """The same cells in as few segments as can be: each one costs a terminal some forty bytes.

    A blank takes the style of its neighbour where the two look alike without a letter.
    """
    found: list[Segment] = []
    for each in segments:
        before = found[-1] if found else None
        if not each.text:
            continue
        if before is None or not blends(before, each):
            found.append(each)
        elif before.text.isspace() and not each.text.isspace():
            found[-1] = Segment(before.text + each.text, each.style)
        else:
            found[-1] = Segment(before.text + each.text, before.style)
    return found


def blends(before: Segment, after: Segment) -> bool:
    """Whether one style can paint both."""
    if before.style == after.style:
        return True
    if not (before.text.isspace() or after.text.isspace()):
        return False
    one, other = before.style or Style.null(), after.style or Style.null()
    return one.bgcolor == other.bgcolor and not any(
        each.underline or each.strike or each.reverse for each in (one, other)
    )


def cut(text: str, width: int) -> str:
    """Text at exactly `width` cells; what is cut off is owned up to by an ellipsis."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…" if width > 1 else "…"[:width]


def rightwards(text: str, width: int) -> str:
    """Text against the right edge of `width` cells."""
    return " " * (width - cell_len(text)) + text if cell_len(text) <= width else cut(text, width)


def bar(share: float, width: int) -> str:
    """A thin bar in halves of a cell; anything above nothing shows at least one half."""
    halves = round(min(1.0, max(0.0, share)) * width * 2)
    full, half = divmod(max(1, halves) if share > 0 else 0, 2)
    return ("━" * full + "╸" * half).ljust(width)
