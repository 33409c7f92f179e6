"""One objective's days and hours as grids, and the way between a moment and a cell of either.

Days are the vendor's, which are UTC days; hours stand on the clocks of the reader's zone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo

from spandeck.model import slo
from spandeck.model.agreement import Agreement, agreement
from spandeck.model.upstream import (
    HOUR_NS,
    Between,
    LatencyHour,
    Maintenance,
    Objective,
    ObjectiveDay,
)
from spandeck.paint.axis import hours_of
from spandeck.paint.calendar import between as days_between
from spandeck.paint.calendar import (
    calendar,
    day_at,
    hour,
    hour_at,
    hour_place,
    hours,
    place_of,
    verdict,
    whole,
)
from spandeck.paint.heatmap import OUTSIDE, Grid
from spandeck.paint.units import moment

Place = tuple[int, int]
ROOMY, TIGHT = 7, 10
"""Weeks up to which a calendar's cells have room for a number, and for the cursor's brackets."""


@dataclass(frozen=True, slots=True)
class Grids:
    """An objective over a window, judged hour by hour."""

    objective: Objective
    cells: tuple[slo.Cell, ...]
    """Every hour of the window, oldest first."""
    windows: tuple[Maintenance, ...]
    zone: tzinfo
    calendar: Grid
    hours: Grid
    target_pct: float = slo.TARGET_PCT

    @classmethod
    def of(
        cls,
        objective: Objective,
        known: Sequence[LatencyHour],
        windows: Sequence[Maintenance],
        now_ns: int,
        zone: tzinfo = UTC,
        target_pct: float = slo.TARGET_PCT,
    ) -> "Grids":
        """Judge the hours and lay them out."""
        between = slo.window(objective.window_days, now_ns)
        cells = slo.cells(known, objective, between)
        grids = laid_days(objective, between), laid_hours(objective, cells, windows, between, zone)
        return cls(objective, cells, tuple(windows), zone, *grids, target_pct)

    @property
    def between(self) -> Between:
        """The window."""
        return Between(self.cells[0].hour_ns, self.cells[-1].hour_ns + HOUR_NS)

    @property
    def budget(self) -> slo.ErrorBudget:
        """What may be bad, and was."""
        return slo.budget(self.objective, self.target_pct)

    @property
    def burns(self) -> list[slo.Burn]:
        """How fast that went lately."""
        return [slo.burn(self.cells, each, self.target_pct) for each in slo.BURN_HOURS]

    @property
    def agreement(self) -> Agreement:
        """The hours against the vendor's days."""
        return agreement(self.objective, self.cells)

    @property
    def worst_ns(self) -> int:
        """Where to look first: the newest bad hour, or else the newest."""
        bad = [each.hour_ns for each in self.cells if each.verdict == "breached"]
        return bad[-1] if bad else self.cells[-1].hour_ns

    def cell(self, at_ns: int | None) -> slo.Cell | None:
        """The hour that holds a moment; None outside of the window."""
        if at_ns is None:
            return None
        number = (at_ns - self.cells[0].hour_ns) // HOUR_NS
        return self.cells[number] if 0 <= number < len(self.cells) else None

    def day(self, at_ns: int) -> ObjectiveDay | None:
        """The vendor's verdict on the UTC day of a moment; None where it gives none."""
        wanted = slo.day_of(at_ns).isoformat()
        return next((each for each in self.objective.days if each.date == wanted), None)

    def day_place(self, at_ns: int) -> Place:
        """The cell of the calendar that holds a moment."""
        return place_of(slo.day_of(at_ns), slo.day_of(self.between.since_ns))

    def hour_place(self, at_ns: int) -> Place:
        """The cell of the hours that holds a moment."""
        return hour_place(at_ns, self.first, self.zone)

    def hour_at(self, place: Place) -> int | None:
        """The start of the hour in a cell."""
        return hour_at(place, self.first, self.zone)

    def hour_of_day(self, place: Place, at_ns: int) -> int:
        """Where to look on the day in a cell of the calendar: its first bad hour, or this hour."""
        wanted = day_at(place, slo.day_of(self.between.since_ns))
        mine = [each for each in self.cells if slo.day_of(each.hour_ns) == wanted]
        bad = (each.hour_ns for each in mine if each.verdict == "breached")
        same = (each.hour_ns for each in mine if moment(each.hour_ns).hour == moment(at_ns).hour)
        return next(bad, next(same, mine[0].hour_ns if mine else at_ns))

    @property
    def first(self) -> date:
        """The first day of the hours, on the clocks of the zone."""
        return moment(self.between.since_ns, self.zone).date()


def laid_days(objective: Objective, between: Between) -> Grid:
    """The vendor's verdicts, weeks by weekdays."""
    known = {each.date: each for each in objective.days}
    days = slo.dates(between)
    marks = {day: verdict(known.get(day.isoformat())) for day in days}
    weeks = len(days) // 7 + 2
    return calendar(
        marks, days[0], days[-1], wide=4 if weeks <= ROOMY else 3 if weeks <= TIGHT else 2
    )


def laid_hours(
    objective: Objective,
    cells: Sequence[slo.Cell],
    windows: Sequence[Maintenance],
    between: Between,
    zone: tzinfo,
) -> Grid:
    """The hours, days by hours, those of maintenance hatched, the vendor's verdict beside."""
    marks = {each.hour_ns: hour(each, objective.threshold_ms) for each in cells}
    for at_ns, mark in marks.items():
        if maintained(at_ns, windows):
            marks[at_ns] = replace(mark, shaded=True)
    first, last = (moment(at_ns, zone).date() for at_ns in (between.since_ns, between.until_ns - 1))
    for day in days_between(first, last):
        for at_ns in hours_of(day, zone):
            marks.setdefault(whole(at_ns), OUTSIDE)
    grid = hours(marks, first, last, zone)
    return grid if zone is not UTC else replace(grid, notes=verdicts(objective, cells, between))


def maintained(hour_ns: int, windows: Sequence[Maintenance]) -> bool:
    """Whether some of an hour is maintenance."""
    return any(each.starts_ns < hour_ns + HOUR_NS and each.ends_ns > hour_ns for each in windows)


def verdicts(objective: Objective, cells: Sequence[slo.Cell], between: Between) -> tuple[str, ...]:
    """What the vendor says of each UTC day, and where the hours say something else."""
    known: Mapping[str, ObjectiveDay] = {each.date: each for each in objective.days}
    other = {each.date for each in agreement(objective, cells).differences}
    said = []
    for day in slo.dates(between):
        found = known.get(day.isoformat())
        apart = "≠ " if day.isoformat() in other else ""
        if found is None:
            said.append(f"{apart}- not judged")
        else:
            mark = "✓" if found.met else "✗"
            told = f"{found.breaching} of {found.hours}" if not found.met else f"{found.hours} h"
            said.append(f"{apart}{mark} {told}")
    return tuple(said)
