"""Whether a provider is slow for us alone or for everyone: one pure rule, told in words.

Ours and the fleet's p95 of one hour are held against each other, and each against what is usual
for it: the median of the other hours at hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from spandeck.model.upstream import FleetHour, LatencyHour

Verdict = Literal["ours alone", "everyone's", "worse for us", "theirs alone", "quicker", "alike"]
"""Who is slow: only we; all alike; all, and we more; all but us; nobody, we even less; nobody."""
APART = 1.5
"""How many times as slow makes a difference."""
NEAR = 1.25
"""Up to this an hour is as usual."""
LEAST = 3
"""Hours needed before anything is called usual."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One hour of ours against the fleet's, p95 in milliseconds."""

    hour_ns: int
    ours: float | None
    """None where no call of the hour had a latency."""
    fleet: float | None
    """None where the fleet has no such hour."""
    usual: float | None
    """Ours as it mostly is; None where too little is known."""
    fleet_usual: float | None
    customers: int = 0
    """How many the fleet's number is made of; of one, it may be ourselves."""

    @property
    def times(self) -> float | None:
        """How many times as slow as the fleet."""
        return self.ours / self.fleet if self.ours is not None and self.fleet else None

    @property
    def verdict(self) -> Verdict | None:
        """Who is slow; None where there is nothing to compare."""
        if self.times is None or self.customers == 1:
            return None
        fleet_slow = above(self.fleet, self.fleet_usual)
        if self.times >= APART:
            return "worse for us" if fleet_slow else "ours alone"
        if fleet_slow:
            return "everyone's" if above(self.ours, self.usual, NEAR) else "theirs alone"
        return "quicker" if self.times * APART <= 1 else "alike"


def above(value: float | None, usual: float | None, times: float = APART) -> bool:
    """Whether a value is so many times what is usual; nothing is, where that is unknown."""
    return value is not None and usual is not None and value >= usual * times


def standing(
    hours: Sequence[LatencyHour], fleet: Sequence[FleetHour], hour_ns: int | None = None
) -> Standing | None:
    """One hour of both, or the newest in which ours were measured; None without any hour."""
    ours = {each.hour_ns: each for each in hours}
    theirs = {each.hour_ns: each for each in fleet}
    if hour_ns is None:
        known = [at for at, each in ours.items() if each.p95 is not None]
        hour_ns = max(known or ours, default=None)
    if hour_ns is None:
        return None
    here, there = ours.get(hour_ns), theirs.get(hour_ns)
    return Standing(
        hour_ns,
        here.p95 if here else None,
        there.p95 if there else None,
        usual([each.p95 for at, each in ours.items() if at != hour_ns]),
        usual([each.p95 for at, each in theirs.items() if at != hour_ns]),
        there.contributors if there else 0,
    )


def usual(values: Sequence[float | None]) -> float | None:
    """The median of what is known; None for too little."""
    known = [each for each in values if each is not None]
    return median(known) if len(known) >= LEAST else None
