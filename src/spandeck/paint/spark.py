"""A line of tiny bars: one cell a value, the highest of several where they do not fit.

A cell of nothing known stays blank and zero does not, so that the two can be told apart.
"""

from collections.abc import Sequence
from math import isfinite

from spandeck.paint.document import Line
from spandeck.paint.glyphs import CLIPPED, EIGHTHS, Sheet, finished
from spandeck.paint.legend import filled
from spandeck.paint.scale import Scale, Unit, scale, told

FLOOR = "_"
"""Zero."""
LABEL = 10
"""Cells for the end of the scale beside the bars."""


def spark(
    values: Sequence[float | None], sheet: Sheet, unit: Unit = "count", role: str = "bar"
) -> Line:
    """The bars and the end of their scale, `▁▂▅█ ≤8.2 s`; `—` when nothing is known."""
    drawn = scale(values, unit, 1)
    known = drawn.highest is not None
    label = f"≤{told(drawn.high, unit)}" if known else told(None, unit)
    room = max(1, sheet.width - LABEL)
    marks = "".join(mark(each, drawn) for each in squeezed(values, room))
    pieces = ((marks, role), (f" {label}" if marks else label, "muted"))
    return finished([filled(pieces, sheet.width)], sheet)[0]


def mark(value: float | None, drawn: Scale) -> str:
    """One bar; whatever is above nothing shows at least an eighth."""
    if value is None:
        return " "
    if drawn.clips(value):
        return CLIPPED
    if value <= 0:
        return FLOOR
    return EIGHTHS[max(1, round(drawn.share(value) * 8))]


def squeezed(values: Sequence[float | None], width: int) -> list[float | None]:
    """As many values as there are cells: of several in one cell, the highest."""
    count = min(width, len(values))
    return [
        highest(values[at * len(values) // count : (at + 1) * len(values) // count])
        for at in range(count)
    ]


def highest(values: Sequence[float | None]) -> float | None:
    """The highest of those that are known."""
    return max((each for each in values if each is not None and isfinite(each)), default=None)
