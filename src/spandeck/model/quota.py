"""What a day still has, and whether a bulk of requests fits into it: decided before the first.

Pure (limiter.md, "Day quotas"): who counts is the store, who sends asks here first.
"""

from dataclasses import dataclass

from spandeck.model.limits import Reading, Room

DAY = 86_400.0
"""From this length on, in seconds, a window is a quota that one does not wait for."""
BRIEF_S = 60.0
"""A block that ends so soon is waited for."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What a day's window has for the requests of one kind."""

    limit: int
    remaining: int
    """What the vendor would still take, `kept` included."""
    kept: int
    """What is kept back for safety: rollbacks, revocations, cancellations."""
    returns_s: float
    """Seconds until the first of what is used returns."""
    blocked: bool = False
    """Whether the vendor takes nothing at all until then."""

    @property
    def free(self) -> int:
        """How many requests may be sent now."""
        return 0 if self.blocked else max(0, self.remaining - self.kept)

    def admits(self, requests: int) -> bool:
        """Whether so many fit, all of them."""
        return requests <= self.free


def reserve(limit: int) -> int:
    """What is kept back of a day's quota for safety: a tenth, at least 10, at most half."""
    return min(max(10, limit // 10), limit // 2)


def quota(reading: Reading | None) -> Quota | None:
    """The day's window that has least to give; None where no window lasts a day."""
    days = [room for room in reading.rooms if room.window.seconds >= DAY] if reading else []
    if reading is None or not days:
        return None
    return min((of(room, reading.blocked_s) for room in days), key=lambda each: each.free)


def of(room: Room, blocked_s: float) -> Quota:
    """One window as a quota."""
    blocked = blocked_s > BRIEF_S
    return Quota(
        room.window.limit,
        room.remaining,
        reserve(room.window.limit),
        max(room.reset_s, blocked_s) if blocked else room.reset_s,
        blocked,
    )
