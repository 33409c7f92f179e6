"""Days and hours laid out as grids: weeks by weekdays, days by hours, a strip of days in one line.

Hours are those of the zone's clocks: a day of 23 has a hole, one of 25 a second cell at the end.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, timedelta, tzinfo

from spandeck.model import slo
from spandeck.model.upstream import ObjectiveDay
from spandeck.paint.axis import HOUR_S, SECOND_NS, hours_of, midnight
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.heatmap import OUTSIDE, THIN, UNKNOWN, Cell, Grid, judged, worst
from spandeck.paint.legend import filled
from spandeck.paint.units import moment

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = timedelta(days=1)


def verdict(day: ObjectiveDay | None) -> Cell:
    """A day by the vendor's own verdict; a day it leaves out had no hour that qualified."""
    if day is None:
        return THIN
    if day.met:
        return Cell("·", "heat-0")
    share = day.breaching / max(1, day.hours)
    return Cell("X" if share > 0.5 else "x", "heat-4", str(day.breaching))


def hour(judgement: slo.Cell, threshold_ms: int) -> Cell:
    """A judged hour, by how near to the threshold it came."""
    match judgement.verdict:
        case "met" | "breached":
            value = judgement.value_ms
            return judged(None if value is None else value / threshold_ms)
        case "few" | "untimed":
            return THIN
        case "silent":
            return UNKNOWN
        case "outside":
            return OUTSIDE


def between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [first + DAY * number for number in range((last - first).days + 1)]


def calendar(days: Mapping[date, Cell], first: date, last: date, wide: int = 4) -> Grid:
    """Weekdays as rows and weeks as columns, the newest at the right; weeks begin on Mondays."""
    begin = first - DAY * first.weekday()
    weeks = (last - begin).days // 7 + 1
    rows = tuple(
        tuple(
            days.get(each, UNKNOWN) if first <= each <= last else OUTSIDE
            for each in (begin + DAY * (week * 7 + weekday) for week in range(weeks))
        )
        for weekday in range(7)
    )
    starts = [begin + DAY * 7 * week for week in range(weeks)]
    labels = [
        f"{each:%d %b}" if not at or each.day <= 7 else f"{each:%d}"
        for at, each in enumerate(starts)
    ]
    return Grid(WEEKDAYS, tuple(labels), rows, wide=wide)


def day_at(place: tuple[int, int], first: date) -> date:
    """The day of a cell of a calendar: of its weekday and its week."""
    weekday, week = place
    return first - DAY * first.weekday() + DAY * (week * 7 + weekday)


def place_of(day: date, first: date) -> tuple[int, int]:
    """The cell of a day in a calendar that begins with `first`."""
    begin = first - DAY * first.weekday()
    return day.weekday(), (day - begin).days // 7


def hours(
    cells: Mapping[int, Cell], first: date, last: date, zone: tzinfo = UTC, wide: int = 2
) -> Grid:
    """Days as rows and hours as columns; `cells` by the start of their hour in UTC nanoseconds."""
    days = between(first, last)
    rows, notes = [], []
    longest = max((len(hours_of(day, zone)) for day in days), default=24)
    for day in days:
        row = [OUTSIDE] * max(24, longest)
        starts = hours_of(day, zone)
        for column, at_ns in zip(columns_of(starts, zone), starts, strict=True):
            row[column] = cells.get(whole(at_ns), UNKNOWN)
        rows.append(tuple(row))
        notes.append("" if len(starts) == 24 else f"{len(starts)} hours: clocks change")
    labels = [f"{at:02}" if at % 3 == 0 else "" for at in range(24)]
    labels += ["2×"] * (longest - 24)
    names = tuple(f"{day:%a %d %b}" for day in days)
    return Grid(names, tuple(labels), tuple(rows), tuple(notes), wide)


def columns_of(starts: Sequence[int], zone: tzinfo) -> list[int]:
    """The column of each hour of a day: that of its clock, a second time at the end."""
    taken: list[int] = []
    for at_ns in starts:
        clock = moment(at_ns, zone).hour
        taken.append(clock if clock not in taken else max(24, max(taken) + 1))
    return taken


def whole(at_ns: int) -> int:
    """The start of the UTC hour that holds a moment: zones off by half an hour share hours."""
    return at_ns // SECOND_NS // HOUR_S * HOUR_S * SECOND_NS


def hour_at(place: tuple[int, int], first: date, zone: tzinfo = UTC) -> int | None:
    """The start in UTC nanoseconds of the hour in a cell of `hours`; None where there is none."""
    row, column = place
    starts = hours_of(first + DAY * row, zone)
    found = dict(zip(columns_of(starts, zone), starts, strict=True))
    return whole(found[column]) if column in found else None


def hour_place(at_ns: int, first: date, zone: tzinfo = UTC) -> tuple[int, int]:
    """The cell of `hours` in which a moment falls."""
    day = moment(at_ns, zone).date()
    starts = hours_of(day, zone)
    number = (at_ns // SECOND_NS - midnight(day, zone)) // HOUR_S
    return (day - first).days, columns_of(starts, zone)[number]


def strip(cells: Sequence[Cell], sheet: Sheet) -> Line:
    """Days in one line, the newest at the right; where they do not fit, the worst of several."""
    every = -(-len(cells) // max(1, sheet.width))
    first = len(cells) % every if every else 0
    groups = [cells[:first]] if first else []
    groups += [cells[at : at + every] for at in range(first, len(cells), max(1, every))]
    shown = [worst(group) for group in groups]
    return finished([filled([(cell.mark, cell.role) for cell in shown], sheet.width)], sheet)[0]
