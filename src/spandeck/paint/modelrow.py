"""A model as a row of the table of what breaks when, and all of them on one axis of months."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from rich.cells import cell_len

from spandeck.model.upstream import ModelUse
from spandeck.paint.axis import SECOND_NS, Times, foot
from spandeck.paint.canvas import Cells
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.legend import Entry, filled, legend
from spandeck.paint.retirements import LOOKS, NO_SUCCESSOR, breaks, per_month, read, soonest
from spandeck.paint.row import Cell, Column, Tone, cut
from spandeck.paint.units import ago, count, exact, moment, one_line

TONES: dict[str, Tone] = {"sunset": "error", "deprecated": "warn", "active": "ok"}
DAY_NS = 86_400 * SECOND_NS
BACK, AHEAD = 90, 365
"""Days that the calendar shows before and after today."""
LIVES, FADES, ENDS, TODAY = "─", "░", "✗", "│"
COLUMNS = (
    Column("model", "model", "text", 16, 24, rank=0),
    Column("status", "status", "text", 12, rank=0),
    Column("breaks", "breaks", "text", 31, 36, rank=0),
    Column("month", "calls/month", "number", 12, rank=1),
    Column("successor", "go on with", "text", 14, 18, rank=2),
    Column("provider", "provider", "text", 9, 14, rank=3),
    Column("seen", "last call", "number", 9, rank=4),
    Column("endpoint", "endpoint", "text", 14, 34, rank=5),
)


def name(found: ModelUse) -> str:
    """What tells a model in use from others."""
    return f"{found.vendor} {found.model} {found.endpoint}"


def cell(found: ModelUse, column: Column, now_ns: int) -> Cell:
    """What one fact of a model says; every unknown has its own words."""
    mark, _ = LOOKS.get(found.deprecation, ("?", "warn"))
    tone = TONES.get(found.deprecation, "warn")
    match column.name:
        case "model":
            return Cell(one_line(found.model))
        case "status":
            return Cell(f"{mark} {one_line(found.deprecation)}", tone)
        case "breaks":
            dated = found.sunset_on or found.deprecated_on
            return Cell(breaks(found, today(now_ns)), tone if dated else "muted")
        case "month":
            return month(found)
        case "successor":
            if found.successor:
                return Cell(one_line(found.successor))
            return Cell("-" if found.deprecation == "active" else NO_SUCCESSOR, "muted")
        case "provider":
            return Cell(one_line(found.vendor))
        case "endpoint":
            return Cell(one_line(found.endpoint))
        case _:
            if found.last_seen_ns is None:
                return Cell("not said", "muted")
            return Cell(ago(found.last_seen_ns, now_ns))


def month(found: ModelUse) -> Cell:
    """Calls in thirty days; of a model just met, all there were."""
    pace = per_month(found)
    return Cell(f"{count(found.call_count)} in all" if pace is None else f"≈{count(pace)}")


def today(now_ns: int) -> date:
    """The day it is, in UTC as the vendor's dates are."""
    return moment(now_ns).date()


def fact(found: ModelUse, column: str) -> str | float | int | None:
    """What a column sorts by."""
    match column:
        case "model":
            return found.model
        case "status":
            return found.deprecation
        case "breaks":
            return found.sunset_on or found.deprecated_on
        case "month":
            return per_month(found)
        case "successor":
            return found.successor
        case "provider":
            return found.vendor
        case "endpoint":
            return found.endpoint
        case _:
            return found.last_seen_ns


def months(found: Sequence[ModelUse], now_ns: int, sheet: Sheet, chosen: str = "") -> list[Line]:
    """Models on an axis of months, those that break first on top; the `chosen` one stands out."""
    rows = [each for each in soonest(found) if each.sunset_on or each.deprecated_on]
    if not rows:
        said = "None of the models in use is to be retired, as far as it is known."
        return finished([filled(((said, "ok"),), sheet.width)], sheet)
    keys = [
        Entry(LIVES * 2, "ok", "answers"),
        Entry(FADES * 2, "warn", "deprecated"),
        Entry(ENDS, "error", "stops"),
        Entry(TODAY, "cursor", "today"),
    ]
    below = legend(keys, sheet.width)
    room = max(1, sheet.height - 1 - len(below))
    label = min(sheet.width // 3, max(cell_len(one_line(each.model)) for each in rows) + 1)
    times = Times(now_ns - BACK * DAY_NS, now_ns + AHEAD * DAY_NS, UTC)
    cells = Cells(sheet.width - label, min(room, len(rows)))
    for y, each in enumerate(rows[:room]):
        life(cells, y, each, times)
        cells.put(times.column(now_ns, cells.width) or 0, y, TODAY, "cursor")
    lines: list[Line] = [
        ((cut(one_line(each.model), label), "heading" if name(each) == chosen else "muted"), *drawn)
        for each, drawn in zip(rows, cells.lines(), strict=False)
    ]
    under = ((" " * label, "muted"), *foot(times, cells.width))
    return finished([*(filled(line, sheet.width) for line in (*lines, under)), *below], sheet)


def life(cells: Cells, y: int, found: ModelUse, times: Times) -> None:
    """One model's line: until it is deprecated, until it stops, and where."""
    fades, ends = place(found.deprecated_on, times, cells), place(found.sunset_on, times, cells)
    stop = cells.width if ends is None else ends
    for x in range(min(stop, cells.width)):
        faded = fades is not None and x >= fades
        cells.put(x, y, FADES if faded else LIVES, "warn" if faded else "ok")
    if ends is not None:
        cells.put(max(0, min(ends, cells.width)), y, ENDS, "error")


def place(text: str | None, times: Times, cells: Cells) -> int | None:
    """The cell of a date, or the one beyond the edge; None where it is unknown."""
    found = read(text) if text else None
    if found is None:
        return None
    at_ns = int(datetime(found.year, found.month, found.day, tzinfo=UTC).timestamp()) * SECOND_NS
    if at_ns < times.start_ns:
        return 0
    return cells.width if at_ns >= times.end_ns else times.column(at_ns, cells.width)


def card(found: ModelUse, now_ns: int, sheet: Sheet) -> list[Line]:
    """One model in words: when it breaks, how much that matters, what to do."""
    mark, role = LOOKS.get(found.deprecation, ("?", "warn"))
    pace = per_month(found)
    calls = f"{exact(found.call_count)} calls so far"
    calls += "" if pace is None else f", ≈{count(pace)} a month"
    after = found.successor
    go_on = (f"go on with {one_line(after)}", "accent") if after else (NO_SUCCESSOR, "muted")
    lines: list[Line] = [
        (
            (one_line(found.model), "heading"),
            ("   ", "text"),
            (f"{mark} {one_line(found.deprecation)}: {breaks(found, today(now_ns))}", role),
        ),
        (go_on, (f"   {calls}   {one_line(found.vendor)} {one_line(found.endpoint)}", "muted")),
    ]
    return finished([filled(line, sheet.width) for line in lines], sheet)
