"""The axis of time below a picture: full hours and midnights of the reader's own clocks.

A day has the 23, 24 or 25 hours that its zone gives it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from spandeck.paint.document import Line
from spandeck.paint.glyphs import POINTER
from spandeck.paint.units import moment

SECOND_NS = 1_000_000_000
MINUTES = (1, 2, 5, 10, 15, 30)
HOURS = (1, 2, 3, 6, 12)
DAYS = (1, 2, 7, 14, 28, 56, 112, 364)
ROOM = 8
"""Cells from one label to the next, at least: the longest is `╵21 Nov`, and a gap."""
HOUR_S, DAY_S = 3600, 86_400


@dataclass(frozen=True, slots=True)
class Times:
    """A stretch of time under a picture, UTC nanoseconds, end excluded."""

    start_ns: int
    end_ns: int
    zone: tzinfo = UTC

    @property
    def length_ns(self) -> int:
        """How long it is; never zero."""
        return max(1, self.end_ns - self.start_ns)

    def column(self, at_ns: int | None, width: int) -> int | None:
        """The cell a moment falls in; None outside."""
        if at_ns is None or not self.start_ns <= at_ns < self.end_ns:
            return None
        return (at_ns - self.start_ns) * width // self.length_ns

    def cells(self, start_ns: int, end_ns: int, width: int) -> range:
        """The cells that some of a stretch falls in."""
        first = max(0, (start_ns - self.start_ns) * width // self.length_ns)
        last = min(width, -((self.start_ns - end_ns) * width // self.length_ns))
        return range(first, max(first, last))


def ticks(times: Times, width: int) -> list[tuple[int, str]]:
    """Cells and what is written there, `14:00` or `21 Nov`, none over another or the edge."""
    kept: list[tuple[int, str]] = []
    free = 0
    for at_s, label in labelled(times, times.length_ns / SECOND_NS * ROOM / max(1, width)):
        column = times.column(at_s * SECOND_NS, width)
        if column is not None and free <= column and column + len(label) + 1 <= width:
            kept.append((column, label))
            free = column + len(label) + 2
    return kept


def labelled(times: Times, least_s: float) -> Iterator[tuple[int, str]]:
    """Moments in epoch seconds at least so far apart, and their labels."""
    first, last = -(-times.start_ns // SECOND_NS), times.end_ns // SECOND_NS
    for minutes in MINUTES:
        if minutes * 60 >= least_s:
            for at in range(first // 60 * 60, last + 1, 60):
                local = datetime.fromtimestamp(at, times.zone)
                if local.minute % minutes == 0:
                    yield at, f"{local:%H:%M}"
            return
    for hours in HOURS:
        if hours * HOUR_S >= least_s:
            for at, local in full_hours(first, last, times.zone):
                if local.hour % hours == 0:
                    yield at, f"{local:%H:%M}" if local.hour else f"{local:%d %b}"
            return
    days = next((each for each in DAYS if each * DAY_S >= least_s), DAYS[-1])
    for day in dates(times):
        if (day.toordinal() - 1) % days == 0:  # weeks begin on Mondays
            yield midnight(day, times.zone), f"{day:%d %b}"


def full_hours(first: int, last: int, zone: tzinfo) -> Iterator[tuple[int, datetime]]:
    """Every full hour on the clocks of a zone, as epoch seconds and as they show it."""
    at = first // 60 * 60
    while at <= last:
        local = datetime.fromtimestamp(at, zone)
        past = local.minute * 60 + local.second
        if not past:
            yield at, local
        at += HOUR_S - past


def dates(times: Times) -> Iterator[date]:
    """Every day of the zone of which some is inside."""
    day = moment(times.start_ns, times.zone).date()
    last = moment(max(times.start_ns, times.end_ns - 1), times.zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def midnight(day: date, zone: tzinfo) -> int:
    """When a day begins in a zone, in epoch seconds."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def hours_of(day: date, zone: tzinfo) -> list[int]:
    """When each hour of a day begins, UTC nanoseconds: 24 of them, or 23 or 25 as clocks change."""
    begin, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    return [at * SECOND_NS for at in range(begin, end, HOUR_S)]


def foot(times: Times, width: int, mark: int | None = None) -> Line:
    """The axis as one line; `mark` is the cursor's cell, over which no time is written."""
    line = [" "] * width
    for column, label in ticks(times, width):
        if mark not in range(column, column + len(label) + 1):
            line[column : column + len(label) + 1] = f"╵{label}"
    if mark is None or not 0 <= mark < width:
        return (("".join(line), "muted"),)
    before, after = "".join(line[:mark]), "".join(line[mark + 1 :])
    return (before, "muted"), (POINTER, "cursor"), (after, "muted")
