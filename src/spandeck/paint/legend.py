"""What the marks of a picture mean, and the frame around it: its scale and its times."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from spandeck.paint.axis import Times, foot
from spandeck.paint.canvas import Cells
from spandeck.paint.document import Line, Piece
from spandeck.paint.glyphs import HATCH, TICK, WALL
from spandeck.paint.row import cut
from spandeck.paint.scale import Scale
from spandeck.paint.units import one_line

ROOM = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is drawn."""

    mark: str
    """As it looks in the picture."""
    role: str
    name: str
    value: str = ""

    @property
    def pieces(self) -> Line:
        """The mark and the words."""
        name = f" {one_line(self.name)}" if self.mark else one_line(self.name)
        return (self.mark, self.role), (name, "muted"), (self.value and f" {self.value}", "text")


def legend(entries: Sequence[Entry], width: int) -> list[Line]:
    """The entries side by side, on as many lines of exactly this width as they need."""
    rows: list[list[Piece]] = []
    free = 0
    for each in entries:
        pieces = each.pieces
        length = sum(cell_len(text) for text, _ in pieces)
        if rows and length + ROOM <= free:
            rows[-1] += [(" " * ROOM, "text"), *pieces]
            free -= length + ROOM
        else:
            rows.append(list(pieces))
            free = width - length
    return [filled(row, width) for row in rows]


def filled(pieces: Sequence[Piece], width: int) -> Line:
    """Pieces at exactly this width; what is cut off is owned up to."""
    kept: list[Piece] = []
    room = width
    for text, role in pieces:
        length = cell_len(text)
        if length > room:
            kept.append((cut(text, room), role))
            room = 0
            break
        kept.append((text, role))
        room -= length
    return (*kept, (" " * room, "text")) if room else tuple(kept)


def gutter(drawn: Scale) -> int:
    """How many cells the labels of a scale take, its edge included."""
    return max(len(text) for text in drawn.labels()) + 2


def framed(
    cells: Cells, drawn: Scale, times: Times, wide: int, mark: int | None = None
) -> list[Line]:
    """Cells with the scale at their left, `wide` cells, and the times below them."""
    ticks = zip(drawn.ticks(), drawn.labels(), strict=True)
    labels = {row_of(drawn, value, cells.height): text for value, text in ticks}
    lines: list[Line] = []
    for y, line in enumerate(cells.lines()):
        label = labels.get(y)
        edge = f"{label or '':>{wide - 2}} {TICK if label else WALL}"
        lines.append(((edge, "muted"), *line))
    return [*lines, ((" " * wide, "muted"), *foot(times, cells.width, mark))]


def row_of(drawn: Scale, value: float, height: int) -> int:
    """The line a value lies on, counted from the top."""
    return height - 1 - min(height - 1, int(drawn.share(value) * height))


def hatched(cells: Cells, times: Times, shaded: Sequence[tuple[int, int]]) -> None:
    """Hatch stretches of time, behind whatever is drawn."""
    for start_ns, end_ns in shaded:
        for x in times.cells(start_ns, end_ns, cells.width):
            for y in range(cells.height):
                cells.under(x, y, HATCH, "shade")
