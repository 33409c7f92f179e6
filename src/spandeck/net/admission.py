"""The decision: may one more request go now, and if not, when is it worth asking again.

Pure (limiter.md, "The rule that makes it exact"): a bucket, its tickets and the time go in, a
number of seconds comes out. It must not sleep, store or look at a clock.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from spandeck.model.limits import Window
from spandeck.model.page import Priority
from spandeck.model.quota import DAY, reserve
from spandeck.net.bucket import Bucket, Ceiling

SLACK = 0.005
"""A ticket counts this much longer than its window."""
GRACE = 10.0
"""How long after a time-out or a cancel a request may still reach the vendor."""
INSTANT = 0.001
"""Added to every wait, so that asking again does not meet the very same moment."""
SHARES = {
    Priority.SAFETY: 1.0,
    Priority.INTERACTIVE: 0.95,
    Priority.TAIL: 0.5,
    Priority.PREFETCH: 0.25,
}
"""Up to which part of every window each class is admitted."""


class Tickets(Protocol):
    """The tickets of one bucket, each known by when it is free.

    `free` is the moment of the answer; while in flight, the latest moment at which the request
    could still reach the vendor.
    """

    def count(self, since: float) -> int:
        """How many are free at `since` or later."""
        ...

    def nth(self, since: float, n: int) -> float:
        """When the nth of those (from 0, earliest first) is free."""
        ...


@dataclass(frozen=True, slots=True)
class Frees:
    """Tickets as a sorted list of moments."""

    frees: Sequence[float]

    def count(self, since: float) -> int:
        """How many are free at `since` or later."""
        return len(self.frees) - bisect_left(self.frees, since)

    def nth(self, since: float, n: int) -> float:
        """When the nth of those is free."""
        return self.frees[bisect_left(self.frees, since) + n]


def wait(bucket: Bucket, tickets: Tickets, priority: Priority, now: float) -> float:
    """Seconds before a request of this class is worth another try; 0 admits it now.

    A lower bound: requests in flight are taken to be answered this instant. Who waits asks
    again afterwards and never assumes.
    """
    waits = [bucket.blocked_until - now]
    for each in bucket.allowances:
        waits.append(window_wait(each.window, tickets, priority, now))
        if each.ceiling is not None and now < each.ceiling.until:
            waits.append(ceiling_wait(each.ceiling, tickets, priority, now))
    longest = max(waits)
    return longest + INSTANT if longest > 0 else 0.0


def window_wait(window: Window, tickets: Tickets, priority: Priority, now: float) -> float:
    """How long one window makes this class wait."""
    since = now - window.seconds - SLACK
    counted, most = tickets.count(since), cap(window, priority)
    if counted < most:
        return 0.0
    if most < 1:
        return window.seconds
    leaves = min(now, tickets.nth(since, counted - most))
    return leaves + window.seconds + SLACK - now


def ceiling_wait(ceiling: Ceiling, tickets: Tickets, priority: Priority, now: float) -> float:
    """How long the vendor's own count makes this class wait.

    The ticket that was answered so is itself among those counted, hence `<=`.
    """
    foreign = ceiling.limit - ceiling.remaining
    most = cap(Window(ceiling.limit, ceiling.until - ceiling.since), priority) - foreign
    spent = tickets.count(ceiling.since)
    return 0.0 if spent <= most else ceiling.until - now


def cap(window: Window, priority: Priority) -> int:
    """How many requests of a window this class may bring the total to."""
    if priority is Priority.SAFETY:
        return window.limit
    most = int(window.limit * SHARES[priority])
    if window.seconds >= DAY:
        most = min(most, window.limit - reserve(window.limit))
    return most if priority is Priority.PREFETCH else max(1, most)


def spent(bucket: Bucket, tickets: Tickets) -> tuple[int, ...]:
    """By window, the tickets counted against the vendor's own count; 0 where it gave none."""
    ceilings = (each.ceiling for each in bucket.allowances)
    return tuple(tickets.count(each.since) if each else 0 for each in ceilings)
