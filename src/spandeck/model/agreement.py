"""Where our account of an objective's days and the vendor's differ, and why they do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from spandeck.model.slo import JUDGED, Cell, Tally, by_day, grid
from spandeck.model.upstream import PERCENTILES, Objective, ObjectiveDay, Scope

Reason = Literal["edge", "missing", "close", "unknown"]
"""`edge`: the window moved on by some hours between the two answers; `missing`: the vendor
counted hours of which no latency is given; `close`: a value is so close to the threshold that
rounding decides; `unknown`: none of these."""
ROUNDING_MS = 0.05
"""Latencies are given to a tenth of a millisecond, but judged before that."""
NOTHING = Tally(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Difference:
    """One day of which the two accounts differ."""

    date: str
    ours: Tally
    theirs: ObjectiveDay | None
    """None where the vendor names no such day."""
    reason: Reason


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the two accounts agree."""

    days: int
    """Named by either of them."""
    differences: tuple[Difference, ...]
    apart: bool = False
    """Whether the hours are of other calls than the objective's, so that nothing need agree."""
    unknown_metric: bool = False
    """Whether no hour can be judged by this objective's percentile."""

    @property
    def whole(self) -> bool:
        """Whether every day agrees."""
        return not (self.differences or self.apart or self.unknown_metric)


def scope_of(objective: Objective) -> Scope:
    """The calls that an objective is about."""
    return Scope(objective.endpoint, objective.environment)


def agreement(objective: Objective, found: Sequence[Cell], scope: Scope | None = None) -> Agreement:
    """The vendor's days against the hours of its window; `scope` is whose hours they are."""
    ours: Mapping[str, Tally] = by_day(found)
    theirs = {each.date: each for each in objective.days}
    dates = sorted({*ours, *theirs})
    apart = scope not in (None, scope_of(objective))
    unknown = objective.metric not in PERCENTILES
    if apart or unknown:
        return Agreement(len(dates), (), apart, unknown)
    hours = {day.isoformat(): mine for day, mine in grid(found)}
    differences = [
        Difference(
            each, ours.get(each, NOTHING), theirs.get(each), reason(each, objective, hours, ours)
        )
        for each in dates
        if not same(ours.get(each, NOTHING), theirs.get(each))
    ]
    return Agreement(len(dates), tuple(differences))


def same(ours: Tally, theirs: ObjectiveDay | None) -> bool:
    """Whether both say the same of a day."""
    if theirs is None:
        return ours == NOTHING
    met = not ours.breaching
    return (ours.hours, ours.breaching, met) == (theirs.hours, theirs.breaching, theirs.met)


def reason(
    date: str,
    objective: Objective,
    hours: Mapping[str, Sequence[Cell]],
    ours: Mapping[str, Tally],
) -> Reason:
    """Why a day differs: the first of the known reasons that fits; `hours` are those of days."""
    days = list(hours)
    inside = bool(days) and days[0] < date < days[-1]
    if not inside:
        return "edge"
    mine = hours.get(date, ())
    threshold = objective.threshold_ms
    if any(
        each.verdict in JUDGED
        and each.value_ms is not None
        and abs(each.value_ms - threshold) <= ROUNDING_MS
        for each in mine
    ):
        return "close"
    counted = next((each.hours for each in objective.days if each.date == date), 0)
    return "missing" if counted > ours.get(date, NOTHING).hours else "unknown"
