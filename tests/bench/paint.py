"""What pictures cost: against joining as many cells into strings, and against a frame.

    python -m tests.bench.paint [--short]

Paints 90 days of 24 hours for 20 objectives, a month of five latency lines, a month of 429s and
a burn-down, each on 120 by 34. Prints ratios of processor time; asserts nothing.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date

from spandeck.model.upstream import BurnDown
from spandeck.paint.axis import hours_of
from spandeck.paint.bars import Bars, bars
from spandeck.paint.burndown import burndown
from spandeck.paint.calendar import DAY, between, hours
from spandeck.paint.canvas import Stroke
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet
from spandeck.paint.heatmap import Grid, changed, heatmap, judged, line
from spandeck.paint.trend import Series, Trend, trend
from tests.measure import median_ms, repetitions

HOUR_NS = 3600 * 10**9
LAST = date(2026, 11, 21)
FIRST = LAST - DAY * 89
SINCE_NS = hours_of(FIRST, UTC)[0]
SHEET = Sheet(120, 34)
ENTIRE = Sheet(120, 91)
"""High enough for every day at once."""
OBJECTIVES = 20
MONTH = 720
FRAME_MS = 1000 / 60


def share(number: int) -> float:
    """Something that goes up and down."""
    return (number * 7919 % 997) / 700


def grid(objective: int) -> Grid:
    """One objective's hours, judged."""
    starts = (at for day in between(FIRST, LAST) for at in hours_of(day, UTC))
    cells = {at: judged(share(number + objective)) for number, at in enumerate(starts)}
    return hours(cells, FIRST, LAST)


GRIDS = [grid(objective) for objective in range(OBJECTIVES)]
STROKES: Sequence[Stroke] = ("sparse", "chain", "dotted", "dashed", "solid")
LATENCY = Trend(
    SINCE_NS,
    HOUR_NS,
    tuple(
        Series(f"line {at}", [at * 500 + share(n) * 900 for n in range(MONTH)], "p95", "o", stroke)
        for at, stroke in enumerate(STROKES)
    ),
)
COUNTS = tuple(int(share(number) * 60) for number in range(MONTH))
THROTTLED = Bars(SINCE_NS, HOUR_NS, (("429s", COUNTS),), COUNTS[::-1])
QUOTA = BurnDown(340, 1000, SINCE_NS + HOUR_NS // 3, 42, 8.1, "high")


def joined(width: int, height: int) -> list[str]:
    """The floor: as many characters, one by one, joined into lines."""
    return ["".join(each for each in "x" * width) for _ in range(height)]


def took(paint: Callable[[], object], times: int) -> float:
    """Milliseconds of processor time, at the median."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        paint()
        taken.append(time.process_time() - start)
    return median_ms(taken)


def step() -> list[Line]:
    """The cursor goes down by one: only the lines of the two cells are made again."""
    drawn = GRIDS[0]
    assert len(changed(drawn, (5, 7), (6, 7))) == 2
    return [line(drawn, row, SHEET, (6, 7)) for row in (5, 6)]


def main() -> None:
    """Print what each picture costs."""
    times = repetitions(__doc__, short=5, usual=31)
    floor = took(lambda: joined(SHEET.width, SHEET.height), times)
    entire = took(lambda: [joined(24 * 2, 90) for _ in GRIDS], times)
    all_of_them = took(lambda: [heatmap(each, ENTIRE) for each in GRIDS], times)
    print(
        f"{'20 × 90 days × 24 hours':26} {all_of_them:6.2f} ms"
        f" {all_of_them / entire:6.1f} × a join,"
        f" {all_of_them / OBJECTIVES / FRAME_MS:.2f} frames an objective"
    )
    pictures: Sequence[tuple[str, Callable[[], object]]] = (
        ("hours on one screen", lambda: heatmap(GRIDS[0], SHEET, (5, 7))),
        ("a step of the cursor", step),
        ("five lines of 30 days", lambda: trend(LATENCY, SHEET, 300)),
        ("429s of 30 days", lambda: bars(THROTTLED, SHEET, 300)),
        ("a burn-down", lambda: burndown(QUOTA, SINCE_NS, SHEET, rate=30)),
    )
    for name, paint in pictures:
        ms = took(paint, times)
        print(f"{name:26} {ms:6.2f} ms {ms / floor:6.1f} × a join, {ms / FRAME_MS:.2f} frames")


if __name__ == "__main__":
    main()
