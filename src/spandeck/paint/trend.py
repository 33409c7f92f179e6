"""Lines over time: several series, gaps as gaps, outliers marked, a cursor with its values.

Painted by hand: for five series of thirty days plotext takes three times and plotille twice as
long, uniplot a quarter but with numpy. plotext and uniplot bridge gaps, and none of the three has
lines told apart by more than colour, braille beside ASCII, or anything behind the lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite

from spandeck.paint.axis import Times
from spandeck.paint.canvas import Cells, Dots, Form, Stroke
from spandeck.paint.document import Line
from spandeck.paint.glyphs import CLIPPED, CURSOR, HATCH, LEVEL, Sheet, finished
from spandeck.paint.legend import Entry, filled, framed, gutter, hatched, legend, row_of
from spandeck.paint.scale import Scale, Unit, scale, told

SAMPLES: dict[Stroke, str] = {
    "solid": "──",
    "dashed": "╌╌",
    "chain": "─·",
    "dotted": "┈┈",
    "sparse": "··",
}
"""How a stroke looks in a legend."""
APART = 12
"""Cells from one mark to the next on a line that colour does not tell from others."""
LEAST = 3
"""Lines that a picture has at least."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line."""

    name: str
    values: Sequence[float | None]
    """One a step, oldest first; None where nothing is known."""
    role: str
    mark: str
    stroke: Stroke = "solid"


@dataclass(frozen=True, slots=True)
class Trend:
    """What is drawn; the first series lies behind the others."""

    since_ns: int
    step_ns: int
    series: tuple[Series, ...]
    unit: Unit = "ms"
    threshold: float | None = None
    shaded: tuple[tuple[int, int], ...] = field(default=())
    """Stretches of UTC nanoseconds, hatched behind the lines: maintenance windows."""
    shaded_name: str = "maintenance"

    @property
    def steps(self) -> int:
        """How many steps of time there are."""
        return max((len(each.values) for each in self.series), default=0)

    def times(self, sheet: Sheet) -> Times:
        """The stretch of time, each step of it as long as any other."""
        end_ns = self.since_ns + max(1, self.steps) * self.step_ns
        return Times(self.since_ns, end_ns, sheet.zone)

    def step(self, at_ns: int | None) -> int | None:
        """The step of a moment; None outside of what is drawn."""
        if at_ns is None or not 0 <= at_ns - self.since_ns < self.steps * self.step_ns:
            return None
        return (at_ns - self.since_ns) // self.step_ns


def trend(
    drawn: Trend, sheet: Sheet, cursor: int | None = None, form: Form = "braille"
) -> list[Line]:
    """The lines, their axes, and a legend with the values at the cursor's step or else the newest.

    In ASCII the form is always `mark`.
    """
    keys = entries(drawn, sheet, cursor)
    scaled = of(drawn, max(LEAST, sheet.height - 1 - len(legend(keys, sheet.width))))
    if scaled.note():
        keys.append(Entry(CLIPPED, "clip", scaled.note()))
    below = legend(keys, sheet.width)
    high = max(LEAST, sheet.height - 1 - len(below))
    wide = gutter(scaled)
    cells = Cells(sheet.width - wide, high)
    times = drawn.times(sheet)
    dots = Dots(cells.width, high, "mark" if sheet.charset == "ascii" else form)
    for each in drawn.series:
        stroke(dots, each, scaled, drawn.steps)
    if drawn.threshold is not None:
        level(cells, row_of(scaled, drawn.threshold, high))
    dots.onto(cells)
    for number, each in enumerate(drawn.series):
        if not sheet.colour and dots.form != "mark":
            marks(cells, each, scaled, drawn.steps, number)
        clips(cells, each, scaled, drawn.steps)
    column = column_of(cursor, drawn.steps, cells.width)
    if column is not None:
        pointed(cells, drawn, scaled, cursor or 0, column)
    hatched(cells, times, drawn.shaded)
    lines = framed(cells, scaled, times, wide, column)
    return finished([*(filled(line, sheet.width) for line in lines), *below], sheet)


def of(drawn: Trend, rows: int) -> Scale:
    """The scale of all series together, which reaches the threshold."""
    values = [value for each in drawn.series for value in each.values]
    reached = () if drawn.threshold is None else (drawn.threshold,)
    return scale(values, drawn.unit, rows, include=reached)


def entries(drawn: Trend, sheet: Sheet, cursor: int | None) -> list[Entry]:
    """Every series with its value, the foremost first, then threshold and maintenance."""
    found = [
        Entry(sample(each, sheet), each.role, each.name, said(drawn, each, cursor))
        for each in reversed(drawn.series)
    ]
    if drawn.threshold is not None:
        limit = told(drawn.threshold, drawn.unit)
        found.append(Entry(LEVEL * 2, "threshold", "threshold", limit))
    if drawn.shaded:
        found.append(Entry(HATCH * 2, "shade", drawn.shaded_name))
    return found


def sample(series: Series, sheet: Sheet) -> str:
    """How a line looks: its stroke, and its mark where lines carry marks."""
    if sheet.charset == "ascii":
        return series.mark * 2
    drawn = SAMPLES[series.stroke]
    return drawn if sheet.colour else drawn[0] + series.mark + drawn[1]


def said(drawn: Trend, series: Series, cursor: int | None) -> str:
    """The value at the cursor, or the newest there is."""
    if cursor is None:
        known = [each for each in series.values if each is not None]
        value = known[-1] if known else None
    else:
        value = series.values[cursor] if 0 <= cursor < len(series.values) else None
    return told(value, drawn.unit)


def place(step: int, steps: int, across: int) -> int:
    """Where the middle of a step lies, of so many dots or cells."""
    return min(across - 1, (2 * step + 1) * across // (2 * max(1, steps)))


def column_of(step: int | None, steps: int, width: int) -> int | None:
    """The cell of a step; None without one, or without room."""
    if step is None or not 0 <= step < steps or width < 1:
        return None
    return place(step, steps, width)


def height_of(drawn: Scale, value: float, down: int) -> int:
    """How many dots below the top a value lies."""
    return down - 1 - round(drawn.share(value) * (down - 1))


@dataclass(slots=True)
class Column:
    """All values of a line that fall on one column of dots, as heights."""

    x: int
    first: int
    top: int
    bottom: int
    last: int
    linked: bool
    """Whether nothing is missing between it and the column before it."""


def columns(dots: Dots, series: Series, drawn: Scale, steps: int) -> list[Column]:
    """The values as columns: a peak survives however many share a dot with it."""
    found: list[Column] = []
    linked = False
    across, down, share = dots.across, dots.down - 1, drawn.share
    for step, value in enumerate(series.values):
        if value is None or not isfinite(value):
            linked = False
            continue
        x, y = place(step, steps, across), down - round(share(value) * down)
        if found and found[-1].x == x:
            last = found[-1]
            last.top, last.bottom, last.last = min(last.top, y), max(last.bottom, y), y
        else:
            found.append(Column(x, y, y, y, y, linked))
        linked = True
    return found


def stroke(dots: Dots, series: Series, drawn: Scale, steps: int) -> None:
    """Draw one line; a value alone between gaps is a dot, whatever the stroke."""
    owner = series.mark, series.role
    made = columns(dots, series, drawn, steps)
    for at, each in enumerate(made):
        if each.top != each.bottom:
            dots.run(each.x, each.top, each.bottom, owner)
        if each.linked:
            before = made[at - 1]
            dots.line((before.x, before.last), (each.x, each.first), owner, series.stroke)
        elif at + 1 == len(made) or not made[at + 1].linked:
            dots.run(each.x, each.first, each.first, owner)


def marks(cells: Cells, series: Series, drawn: Scale, steps: int, number: int) -> None:
    """The mark of a line on some of its values, each series at columns of its own."""
    free = number * APART // 4
    for step, value in enumerate(series.values):
        if value is None or not isfinite(value) or drawn.clips(value):
            continue
        column = place(step, steps, cells.width)
        if column >= free:
            cells.put(column, row_of(drawn, value, cells.height), series.mark, series.role)
            free = column + APART


def clips(cells: Cells, series: Series, drawn: Scale, steps: int) -> None:
    """An arrow wherever a value lies above the scale."""
    for step, value in enumerate(series.values):
        if value is not None and isfinite(value) and drawn.clips(value):
            cells.put(place(step, steps, cells.width), 0, CLIPPED, series.role)


def level(cells: Cells, y: int) -> None:
    """The line of the threshold, behind everything."""
    for x in range(cells.width):
        cells.put(x, y, LEVEL, "threshold")


def pointed(cells: Cells, drawn: Trend, scaled: Scale, cursor: int, column: int) -> None:
    """The cursor's column, and each line's mark where it crosses."""
    for y in range(cells.height):
        if cells.chars[y][column] in (" ", LEVEL):
            cells.put(column, y, CURSOR, "cursor")
    for each in drawn.series:
        value = each.values[cursor] if cursor < len(each.values) else None
        if value is not None and isfinite(value) and not scaled.clips(value):
            cells.put(column, row_of(scaled, value, cells.height), each.mark, each.role)
