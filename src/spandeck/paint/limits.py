"""The table of budgets: as many columns as fit, the rest told on a line of their own below."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from spandeck.model.limits import Reading
from spandeck.paint.budget import COLUMNS, Told, row
from spandeck.paint.sentence import folded
from spandeck.paint.units import NOTHING

IMPORTANCE = (
    "vendor",
    "category",
    "left",
    "resets in",
    "429s",
    "waiting",
    "used",
    "policy",
    "retries",
    "cached",
    "sent",
    "learnt from",
    "waited",
    "panes",
    "processes",
)
"""Which columns go last when the terminal is narrow."""
WORDS = {"vendor", "category", "policy", "learnt from", "panes", "processes"}
"""Columns that are read from the left; the others are numbers."""
EMPTY = {NOTHING, "0"}
GAP = 2
Line = tuple[Told, ...]


def table(readings: Iterable[Reading], width: int) -> list[Line]:
    """A heading and the readings, each line in cells whose texts join to at most `width`."""
    rows = [dict(zip(COLUMNS, row(each), strict=True)) for each in readings]
    widths = {
        name: max([cell_len(name), *(cell_len(cells[name][0]) for cells in rows)])
        for name in COLUMNS
    }
    kept = fitting(widths, width)
    lines: list[Line] = [tuple((padded(name, name, widths[name]), "quiet") for name in kept)]
    for cells in rows:
        lines.append(tuple((padded(n, cells[n][0], widths[n]), cells[n][1]) for n in kept))
        rest = [f"{name} {cells[name][0]}" for name in COLUMNS if worth(name, kept, cells)]
        if rest:
            parts = folded(" · ".join(rest), width - 2)
            lines += [((f"  {part}", "muted"),) for part in parts]
    return lines


def worth(name: str, kept: Sequence[str], cells: dict[str, Told]) -> bool:
    """Whether a column that did not fit says something."""
    return name not in kept and cells[name][0] not in EMPTY


def fitting(widths: dict[str, int], width: int) -> list[str]:
    """The columns that fit, in their order; the most important two always do."""
    chosen: set[str] = set(IMPORTANCE[:2])
    room = width - sum(widths[name] + GAP for name in chosen)
    for name in IMPORTANCE[2:]:
        if widths[name] + GAP > room:
            break
        room -= widths[name] + GAP
        chosen.add(name)
    return [name for name in COLUMNS if name in chosen]


def padded(name: str, text: str, width: int) -> str:
    """A cell at its column's width: words from the left, numbers from the right."""
    blank = " " * (width - cell_len(text))
    return (text + blank if name in WORDS else blank + text) + " " * GAP
