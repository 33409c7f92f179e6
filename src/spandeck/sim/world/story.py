"""The story that the world tells in every cycle of four hours, as conditions over time.

A provider begins to throttle, one agent loops, latency leaves the fleet, a fix is tried on 5 % of
the traffic, rolled back, and made right. Meanwhile another provider fails for everybody, and when
all is calm again a release breaks one agent until it is rolled back. Cycles lie at fixed times of
the day (00:00, 04:00 … UTC), so whenever one looks, the last four hours hold the whole story.
"""

from bisect import bisect_right
from dataclasses import dataclass

from spandeck.sim.clock import SECOND

CYCLE_S = 4 * 3600
MINUTE_NS = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Phase:
    """What is wrong with the troubled provider and the looping agent during one part of a cycle."""

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


@dataclass(frozen=True, slots=True)
class Outage:
    """A provider that fails, for all of its customers."""

    provider: str
    begins: int
    """In minutes from the start of the cycle."""
    ends: int
    failing: float
    """Share of the provider's traces that meet a refusal."""
    slower: float
    """Factor on the durations of everybody's calls."""
    noticed: int
    """How many minutes after its begin the provider's own status page says so."""
    closed: int
    """How many minutes after its end the page still does."""


TROUBLED = "openai"
"""The provider that throttles."""
LOOPING = "planner"
"""The agent that loops."""
TRIED, CURE = "fix-retry-2.3.1", "fix-retry-2.3.2"
"""The fix that retries before the provider's reset, and the one that helps."""
WORSE = 1.5
"""How much more often a trace with the first fix meets a 429."""

PHASES = (
    Phase(0, "calm"),
    Phase(8, "throttling begins", throttled=0.15),
    Phase(18, "an agent loops", throttled=0.30, looping=0.25),
    Phase(35, "latency leaves the fleet", throttled=0.40, looping=0.30, slower=2.6),
    Phase(75, "diagnosed", throttled=0.40, looping=0.30, slower=2.2),
    Phase(95, "fix on 5 %", 0.40, 0.30, 2.2, fix=TRIED, fixed=0.05),
    Phase(115, "rolled back", throttled=0.45, looping=0.35, slower=2.8),
    Phase(140, "fixed", throttled=0.05, slower=1.2, fix=CURE, fixed=1.0),
    Phase(165, "recovered", fix=CURE, fixed=1.0),
)
OUTAGE = Outage("anthropic", 62, 78, failing=0.8, slower=3.0, noticed=3, closed=20)
"""Within one hour of the clock, as what watches providers counts by the hour."""
ROLLOUT = ((0, 0.0), (186, 0.3), (195, 1.0), (224, 0.5), (232, 0.0))
"""The share of the released agent's traffic that is on the new version, from each minute on."""
BROKEN = 0.4
"""Share of the new version's traces that fail, and none of the old one's."""
BEGINNINGS = [each.minute for each in PHASES]
STEPS = [at for at, _ in ROLLOUT]


def minute(at_ns: int) -> int:
    """The minute of its cycle that a time is in."""
    return at_ns // MINUTE_NS % (CYCLE_S // 60)


def phase(at_ns: int) -> Phase:
    """What is going on at this time with the troubled provider and the looping agent."""
    return PHASES[bisect_right(BEGINNINGS, minute(at_ns)) - 1]


def down(provider: str, at_ns: int) -> bool:
    """Whether a provider fails for everybody at this time."""
    return provider == OUTAGE.provider and OUTAGE.begins <= minute(at_ns) < OUTAGE.ends


def admitted(provider: str, at_ns: int) -> bool:
    """Whether a provider's own status page says at this time that it fails."""
    since, until = OUTAGE.begins + OUTAGE.noticed, OUTAGE.ends + OUTAGE.closed
    return provider == OUTAGE.provider and since <= minute(at_ns) < until


def released(at_ns: int) -> float:
    """Which share of the released agent's traffic is on the new version at this time."""
    return ROLLOUT[bisect_right(STEPS, minute(at_ns)) - 1][1]
