"""How often a feed is asked: as usual, less often while it is quiet, short of budget or failing.

Decisions only; each event makes a new pace.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from spandeck.model.errors import Limited, Refused, SourceError
from spandeck.model.limits import Reading, Room

PATIENT = 12
"""Polls in a row without anything new before a feed counts as quiet."""
QUIETER = 1.25
"""By how much the interval of a quiet feed grows with each further poll."""
QUIETEST = 3.0
"""A quiet feed is asked at least once in so many usual intervals."""
SLOWEST_S = 300.0
"""Where nothing else says when, this is the longest interval; a refused key is tried so often."""
SHARE = 0.5
"""The part of a window that the limiter leaves to a tail (limiter.md, "Who goes first")."""
WINDOWS: Mapping[float, str] = {1: "second", 60: "minute", 3600: "hour", 86400: "day"}
NO_ANSWER, REFUSED, QUIET = "no answer", "refused", "quiet"


@dataclass(frozen=True, slots=True)
class Pace:
    """The interval that is kept, and why it is not the usual one."""

    usual_s: float
    every_s: float
    why: str = ""
    idle: int = 0
    """Polls in a row that told nothing new."""
    failures: int = 0
    """Polls in a row that were not answered."""

    @classmethod
    def usual(cls, every_s: float) -> "Pace":
        """The pace at the start."""
        return cls(every_s, every_s)

    def answered(self, told: int, need: tuple[float, str] = (0.0, "")) -> "Pace":
        """A poll was answered; `need` is the interval that the budget allows, and which budget."""
        idle = 0 if told else self.idle + 1
        slower = min(QUIETEST, QUIETER ** max(0, idle - PATIENT))
        every_s, why = self.usual_s * slower, QUIET if slower > 1 else ""
        if need[0] > every_s:
            every_s, why = need
        return Pace(self.usual_s, every_s, why, idle)

    def failed(self, error: SourceError) -> "Pace":
        """A poll got no usable answer: ask less often, or when it is said to be worth it."""
        failures = self.failures + 1
        doubled_s = min(SLOWEST_S, self.usual_s * 2**failures)
        match error:
            case Limited():
                every_s, why = max(self.usual_s, error.wait_s), "budget"
            case Refused():
                every_s, why = max(self.usual_s, SLOWEST_S), REFUSED
            case _:
                every_s, why = doubled_s, NO_ANSWER
        return replace(self, every_s=every_s, why=why, failures=failures)


def spent(readings: Iterable[Reading], pane: str) -> Counter[str]:
    """The requests that a pane has sent so far, by the category of the budget that paid."""
    return Counter({each.category: each.panes.get(pane, 0) for each in readings})


def afforded(
    readings: Iterable[Reading], pane: str, requests: Mapping[str, int]
) -> tuple[float, str]:
    """The shortest interval that the budgets which a pane draws on allow, and the one that binds.

    `requests` is what one poll cost, as `spent` counts. Panes of one tail, told by what stands
    before the dot, share what a budget leaves to them.
    """
    kin = pane.partition(".")[0] + "."
    found = [(0.0, "")]
    for reading in readings:
        cost = requests.get(reading.category, 0)
        if not cost or reading.remaining is None:
            continue
        sharing = sum(each.startswith(kin) for each in reading.panes)
        found += [
            (spread_s(room, cost * sharing), f"{span(room.window.seconds)} budget")
            for room in reading.rooms
        ]
    return max(found)


def spread_s(room: Room, requests: float) -> float:
    """The interval that spreads what a window leaves to a tail until its reset."""
    left = room.remaining - room.window.limit * (1 - SHARE)
    reset_s = room.reset_s or room.window.seconds
    return reset_s if left <= requests else reset_s * requests / left


def span(seconds: float) -> str:
    """The length of a window as a word."""
    return WINDOWS.get(seconds, f"{seconds:g} s")
