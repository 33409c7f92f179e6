"""How an objective is kept: hours judged, the budget of bad hours, its burning, two accounts of it.

The contract names no target, so one is assumed (99 % of the hours) and can be configured. Hours
that do not qualify count neither way, as in the vendor's compliance: the budget is a share of
those that do. Days are UTC days, as the vendor's are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from spandeck.model.upstream import HOUR_NS, Between, LatencyHour, Objective

TARGET_PCT = 99.0
"""The share of qualifying hours that should be met, in percent, unless configured otherwise."""
QUALIFYING = 20
"""Fewer requests in an hour say nothing (contracts/apidepth.md §13)."""
BURN_HOURS = (1, 6, 72)
"""Over how many full hours the burning is measured: an hour, six, three days."""
DAY_HOURS = 24

Verdict = Literal["met", "breached", "few", "untimed", "silent", "outside"]
"""`few`: under 20 requests; `untimed`: none of them had a valid latency, or the objective's
percentile is one that nobody knows; `silent`: no request at all; `outside`: not in the window."""
JUDGED = ("met", "breached")


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour, judged."""

    hour_ns: int
    verdict: Verdict
    value_ms: float | None = None
    """The objective's own percentile."""
    requests: int = 0
    errors: int = 0

    @property
    def between(self) -> Between:
        """The hour as a range."""
        return Between(self.hour_ns, self.hour_ns + HOUR_NS)


@dataclass(frozen=True, slots=True)
class Tally:
    """What hours come to."""

    hours: int
    """Qualifying ones."""
    breaching: int
    longest_breach: int
    """Hours on end; one that does not qualify ends it."""

    @property
    def compliance_pct(self) -> float | None:
        """To two decimals, as the vendor says it; None where no hour qualified."""
        if not self.hours:
            return None
        return round((self.hours - self.breaching) / self.hours * 100, 2)


@dataclass(frozen=True, slots=True)
class ErrorBudget:
    """How many hours may be bad, and how many were."""

    target_pct: float
    hours: int
    """Qualifying hours of the window."""
    spent: int
    """Those that breached."""

    @property
    def allowed(self) -> float:
        """Hours that may be bad."""
        return self.hours * (100 - self.target_pct) / 100

    @property
    def left(self) -> float:
        """Hours that may yet be bad; below zero when too many were."""
        return self.allowed - self.spent

    @property
    def share(self) -> float | None:
        """How much of the budget is left, 1 for all of it; None where no hour qualified."""
        return self.left / self.allowed if self.allowed else None


@dataclass(frozen=True, slots=True)
class Burn:
    """How fast the budget was spent lately."""

    window_hours: int
    hours: int
    """Qualifying hours among them."""
    breaching: int
    rate: float | None
    """1 spends exactly the budget over the window; None where no hour qualified."""


def window(days: int, now_ns: int) -> Between:
    """The last so many times 24 full hours; the current one is left out."""
    until = now_ns // HOUR_NS * HOUR_NS
    return Between(until - days * DAY_HOURS * HOUR_NS, until)


def judged(hour: LatencyHour, objective: Objective) -> Cell:
    """An hour against the objective's own percentile and threshold; equal is met."""
    value = hour.at(objective.metric)
    if hour.total_count < QUALIFYING:
        verdict: Verdict = "few"
    elif value is None:
        verdict = "untimed"
    else:
        verdict = "breached" if value > objective.threshold_ms else "met"
    return Cell(hour.hour_ns, verdict, value, hour.total_count, hour.error_count)


def cells(hours: Iterable[LatencyHour], objective: Objective, between: Between) -> tuple[Cell, ...]:
    """Every hour of a range, oldest first, those without a request too."""
    known = {each.hour_ns: each for each in hours}
    wanted = range(between.since_ns, between.until_ns, HOUR_NS)
    return tuple(
        judged(known[at], objective) if at in known else Cell(at, "silent") for at in wanted
    )


def grid(found: Sequence[Cell]) -> tuple[tuple[date, tuple[Cell, ...]], ...]:
    """Consecutive hours as UTC days of 24, oldest first; hours beyond the ends are `outside`."""
    by_day: dict[date, list[Cell]] = {}
    for each in found:
        by_day.setdefault(day_of(each.hour_ns), []).append(each)
    return tuple((day, filled(day, mine)) for day, mine in by_day.items())


def filled(day: date, mine: Sequence[Cell]) -> tuple[Cell, ...]:
    """All 24 hours of a day of which some are known."""
    known = {each.hour_ns: each for each in mine}
    start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 10**9
    hours = range(start, start + DAY_HOURS * HOUR_NS, HOUR_NS)
    return tuple(known.get(at) or Cell(at, "outside") for at in hours)


def day_of(at_ns: int) -> date:
    """The UTC day of a moment."""
    return datetime.fromtimestamp(at_ns // 10**9, UTC).date()


def dates(between: Between) -> tuple[date, ...]:
    """Every UTC day of which some is in a range."""
    first, last = day_of(between.since_ns), day_of(between.until_ns - 1)
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def tally(found: Sequence[Cell]) -> Tally:
    """What consecutive hours come to."""
    longest = run = 0
    for each in found:
        run = run + 1 if each.verdict == "breached" else 0
        longest = max(longest, run)
    qualifying = [each for each in found if each.verdict in JUDGED]
    return Tally(len(qualifying), sum(each.verdict == "breached" for each in found), longest)


def by_day(found: Sequence[Cell]) -> Mapping[str, Tally]:
    """The same for every day with a qualifying hour, by its date."""
    tallies = {day.isoformat(): tally(mine) for day, mine in grid(found)}
    return {day: each for day, each in tallies.items() if each.hours}


def budget(objective: Objective, target_pct: float = TARGET_PCT) -> ErrorBudget:
    """By the vendor's own count; the target is above 0 and below 100."""
    return ErrorBudget(target_pct, objective.hours, objective.breaching)


def burn(found: Sequence[Cell], window_hours: int, target_pct: float = TARGET_PCT) -> Burn:
    """How fast the last hours of a window spent its budget."""
    told = tally(found[-window_hours:])
    if not told.hours:
        return Burn(window_hours, 0, 0, None)
    rate = told.breaching / told.hours / (1 - target_pct / 100)
    return Burn(window_hours, told.hours, told.breaching, rate)


def lasts_hours(left: ErrorBudget, burning: Burn) -> float | None:
    """In how many hours the rest is spent at this pace; None where nothing burns or is left."""
    if not burning.breaching or left.left <= 0:
        return None
    return left.left * burning.hours / burning.breaching
