"""The table of budgets: as many columns as fit, the rest told on a line of their own below."""

from collections.abc import Sequence
from math import ceil

from rich.cells import cell_len

from spandeck.model.limits import Reading, Window
from spandeck.paint.budget import COLUMNS, Told, Tone, bound, row
from spandeck.paint.sentence import folded
from spandeck.paint.units import NOTHING, exact

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
BARS = "!▁▂▃▄▅▆▇█"
"""Nothing left, then eighths of the limit."""
Line = tuple[Told, ...]


def table(
    readings: Sequence[Reading], width: int, lows: Sequence[Sequence[int | None]] = ()
) -> list[Line]:
    """A heading and the readings, each line in cells whose texts join to at most `width`.

    `lows` are what was left of each minute by minute, for a line of its own below.
    """
    rows = [dict(zip(COLUMNS, row(each), strict=True)) for each in readings]
    widths = {
        name: max([cell_len(name), *(cell_len(cells[name][0]) for cells in rows)])
        for name in COLUMNS
    }
    kept = fitting(widths, width)
    lines: list[Line] = [tuple((padded(name, name, widths[name]), "quiet") for name in kept)]
    for place, cells in enumerate(rows):
        lines.append(tuple((padded(n, cells[n][0], widths[n]), cells[n][1]) for n in kept))
        rest = [f"{name} {cells[name][0]}" for name in COLUMNS if worth(name, kept, cells)]
        if rest:
            parts = folded(" · ".join(rest), width - 2)
            lines += [((f"  {part}", "muted"),) for part in parts]
        if place < len(lows):
            lines += trend(readings[place], lows[place], width)
    return lines


def trend(reading: Reading, lows: Sequence[int | None], width: int) -> list[Line]:
    """What was left over the last hour as bars, and the least of it; blank where nobody looked."""
    known = [each for each in lows if each is not None]
    limit = bound(reading)
    if not known or limit is None:
        return []
    least = f"  lowest {exact(min(known))} of {exact(limit.limit)}"
    label = "  left, last hour  "
    per_cell = max(1, ceil(len(lows) / max(1, width - len(label) - len(least))))
    cells = [lows[at : at + per_cell] for at in range(0, len(lows), per_cell)]
    drawn = "".join(level([each for each in cell if each is not None], limit) for cell in cells)
    tone: Tone = "error" if not min(known) else "accent"
    return [((label, "muted"), (drawn, tone), (least, "muted"))]


def level(known: Sequence[int], limit: Window) -> str:
    """One cell of the bars; the worst moment counts, and nothing left is a mark of its own."""
    if not known:
        return " "
    left = min(known) / limit.limit if limit.limit else 0.0
    return BARS[ceil(min(left, 1.0) * (len(BARS) - 1))]


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
