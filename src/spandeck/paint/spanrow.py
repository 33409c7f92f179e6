"""One row of the span tree as text with roles: guides, marks, kind, name, duration, time bar.

Vendor text arrives here as it stands and leaves folded to one line and cut to its column.
"""

from dataclasses import dataclass

from rich.cells import cell_len

from spandeck.paint.document import Line, Piece, fitted
from spandeck.paint.folds import Folds
from spandeck.paint.units import one_line

NARROW = 46
"""Below this width there is no room for bars."""
DURATION = 9
NAME_MOST = 64
NAME_LEAST = 22
KIND = 12
MOST = 400
"""Characters of a name that are looked at, however long it is."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How the width of the tree is shared out."""

    name: int
    duration: int
    bar: int

    @classmethod
    def over(cls, width: int) -> "Columns":
        """The shares of a width: names first, bars as soon as they can be told apart."""
        room = width - DURATION
        if width < NARROW:
            return cls(max(room, 0), DURATION, 0)
        name = min(max(NAME_LEAST, room * 11 // 20), NAME_MOST)
        return cls(name, DURATION, room - name - 1)


@dataclass(frozen=True, slots=True)
class SpanRow:
    """What a row says; every string is one the vendor may have written."""

    guides: str
    fold: str
    """`▾` open, `▸` closed, blank for a leaf."""
    mark: str
    """`✗` failed, `!` something beneath failed, blank otherwise."""
    kind: str
    name: str
    label: str
    """Model or tool, when the name does not say it."""
    note: str
    """Retries folded, spans hidden; kept when the name has to be cut."""
    duration: str
    bar: str
    dim: bool = False
    """Whether the row steps back, being off the critical path."""


def guides(folds: Folds, row: int, width: int) -> str:
    """The lines that lead from a row to its ancestors, in at most a third of `width` cells.

    Beyond that the depth is said as a number: `⋯723 └ `.
    """
    place = folds.rows[row]
    depth = folds.choice.depth[place]
    most = max(2, width // 6)
    if depth == 0:
        return ""
    drawn = ["├ " if folds.more_below(place) else "└ "]
    if depth > most:
        return f"⋯{depth} ".ljust(most * 2 - 2) + drawn[0]
    for _ in range(depth - 1):
        place = folds.choice.parent[place]
        drawn.append("│ " if folds.more_below(place) else "  ")
    return "".join(reversed(drawn))


def painted(row: SpanRow, columns: Columns) -> Line:
    """The row as pieces that fill the columns exactly."""
    lead: list[Piece] = [
        (row.guides, "guide"),
        (f"{row.fold} ", "guide"),
        (f"{row.mark} " if row.mark else "", "error" if row.mark == "✗" else "warning"),
        (f"{one_line(row.kind[:KIND])} ", "dim" if row.dim else row.kind),
    ]
    lead = [piece for piece in lead if piece[0]]
    room = max(0, columns.name - sum(cell_len(text) for text, _ in lead))
    name_role = "dim" if row.dim else "error" if row.mark == "✗" else "name"
    body = named(row, room, name_role)
    tail: list[Piece] = [(row.duration.rjust(columns.duration), "duration")]
    if columns.bar:
        tail += [(" ", "name"), (row.bar, "dim-bar" if row.dim else f"{bar_role(row)}-bar")]
    return (*clipped(lead, columns.name), *body, *tail)


def bar_role(row: SpanRow) -> str:
    """What the colour of a bar says: the failure first, then the kind."""
    return "error" if row.mark == "✗" else row.kind


def named(row: SpanRow, room: int, role: str) -> list[Piece]:
    """Name, label and note in exactly `room` cells; the note stays, the name gives way."""
    name, label, note = (one_line(text[:MOST]) for text in (row.name, row.label, row.note))
    note = f" {note}" if note and cell_len(note) < room - 6 else ""
    left = room - cell_len(note)
    if cell_len(name) >= left:
        return [(fitted(name, left), role), (note, "note")]
    shown = f" {label}" if label and left - cell_len(name) > 3 else ""
    if cell_len(shown) > left - cell_len(name):
        shown = fitted(shown, left - cell_len(name))
    rest = left - cell_len(name) - cell_len(shown)
    return [(name, role), (shown, "label"), (note, "note"), (" " * rest, "name")]


def clipped(pieces: list[Piece], width: int) -> list[Piece]:
    """The leading pieces, cut where a very narrow column ends."""
    found, left = [], width
    for text, role in pieces:
        shown = text if cell_len(text) <= left else fitted(text, left)
        found.append((shown, role))
        left -= cell_len(shown)
    return found
