"""When each trace of the world starts, and whose session it belongs to: both invertible.

Trace `i` starts in the i-th interval since 1970, somewhere inside it, so indexes and start times
are in the same order and either gives the other in constant time. Sessions are runs of up to
four traces of one user, interleaved with the sessions of others.
"""

from dataclasses import dataclass

from spandeck.sim.clock import SECOND
from spandeck.sim.world.chance import key, mix

VISITS = 4
"""How many traces two consecutive sessions of one lane share out between them."""
PAUSE_S = 45
"""About how long a user thinks between two traces of a session."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much history there is and how fast new traces arrive."""

    traces: int
    """How many there are when the world opens."""
    interval_ns: int
    """One trace starts in each; a multiple of a microsecond, the finest time on the wire."""

    @property
    def lanes(self) -> int:
        """How many sessions go on at the same time."""
        return max(1, PAUSE_S * SECOND // self.interval_ns)


SCALES = {
    "tiny": Scale(600, 7_200_000_000),  # an hour and a bit, for tests that read all of it
    "small": Scale(5_000, 7_200_000_000),  # ten hours
    "medium": Scale(200_000, 1_800_000_000),  # four days
    "large": Scale(10_000_000, 250_000_000),  # four weeks
}


class Timeline:
    """The pure arithmetic between trace indexes, start times and session numbers."""

    def __init__(self, seed: int, scale: Scale) -> None:
        """The same seed and scale give the same times and sessions, for ever."""
        self.interval_ns = scale.interval_ns
        self.lanes = scale.lanes
        self.jitter_key = key(seed, "jitter")
        self.split_key = key(seed, "split")

    def started_ns(self, index: int) -> int:
        """When a trace starts: strictly increasing with the index."""
        jitter = mix(self.jitter_key ^ index) % (self.interval_ns // 1000) * 1000
        return index * self.interval_ns + jitter

    def last_before(self, at_ns: int) -> int:
        """The index of the last trace that starts at or before this time."""
        index = at_ns // self.interval_ns
        return index if self.started_ns(index) <= at_ns else index - 1

    def split(self, group: int) -> int:
        """After how many of a group's four traces the first session ends and the next begins."""
        return 1 + mix(self.split_key ^ group) % VISITS

    def session(self, index: int) -> int:
        """The number of the session that a trace belongs to."""
        block, place = divmod(index, VISITS * self.lanes)
        visit, lane = divmod(place, self.lanes)
        group = block * self.lanes + lane
        return group * 2 + (visit >= self.split(group))

    def members(self, session: int) -> range:
        """The indexes of a session's traces, oldest first; empty for a number without session."""
        group, second = divmod(session, 2)
        block, lane = divmod(group, self.lanes)
        first = block * VISITS * self.lanes + lane
        split, visits = first + self.split(group) * self.lanes, first + VISITS * self.lanes
        return range(split, visits, self.lanes) if second else range(first, split, self.lanes)
