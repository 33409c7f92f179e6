"""The story that the world tells in every cycle of three hours, as conditions over time.

A provider begins to throttle, one agent loops, latency leaves the fleet, a fix is tried on 5 % of
the traffic, rolled back, and made right. Cycles lie at fixed times of the day (00:00, 03:00 …
UTC), so whenever one looks, the last three hours hold the whole story.
"""

from bisect import bisect_right
from dataclasses import dataclass

from spandeck.sim.clock import SECOND

CYCLE_S = 3 * 3600
MINUTE_NS = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Phase:
    """What is wrong during one part of a cycle."""

    minute: int
    """When it begins, in minutes from the start of the cycle."""
    name: str
    throttled: float = 0.0
    """Share of the troubled provider's traces that meet a 429."""
    looping: float = 0.0
    """Share of the looping agent's traces that do not find the way out."""
    slower: float = 1.0
    """Factor on the durations of the troubled provider's traces."""
    fix: str | None = None
    """The fix that is deployed, if any."""
    fixed: float = 0.0
    """Share of the traffic that the fix is on."""


TROUBLED = "openai"
"""The provider that throttles."""
LOOPING = "planner"
"""The agent that loops."""

PHASES = (
    Phase(0, "calm"),
    Phase(8, "throttling begins", throttled=0.15),
    Phase(18, "an agent loops", throttled=0.30, looping=0.25),
    Phase(35, "latency leaves the fleet", throttled=0.40, looping=0.30, slower=2.6),
    Phase(75, "diagnosed", throttled=0.40, looping=0.30, slower=2.2),
    Phase(95, "fix on 5 %", 0.40, 0.30, 2.2, fix="fix-retry-2.3.1", fixed=0.05),
    Phase(115, "rolled back", throttled=0.45, looping=0.35, slower=2.8),
    Phase(140, "fixed", throttled=0.05, slower=1.2, fix="fix-retry-2.3.2", fixed=1.0),
    Phase(165, "recovered", fix="fix-retry-2.3.2", fixed=1.0),
)
BEGINNINGS = [each.minute for each in PHASES]


def phase(at_ns: int) -> Phase:
    """What is going on at this time."""
    minute = at_ns // MINUTE_NS % (CYCLE_S // 60)
    return PHASES[bisect_right(BEGINNINGS, minute) - 1]
