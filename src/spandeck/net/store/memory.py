"""Tickets and buckets of one process, in memory: for tests, for demos, and as the last resort."""

import os
from bisect import bisect_left, insort
from uuid import uuid4

from spandeck.net.admission import SLACK, Frees, spent, wait
from spandeck.net.bucket import ADAPTIVE, Bucket, fresh, shared
from spandeck.net.clock import Clock
from spandeck.net.headers import News
from spandeck.net.learning import learn
from spandeck.net.meter import Tally
from spandeck.net.store import Claim, Standing, Ticket


class MemoryStore:
    """The protocol `Store`, with the process's own clock as its time."""

    def __init__(self, clock: Clock, portion: float = 1.0) -> None:
        """`portion` is the part of every window this process may use."""
        self.clock = clock
        self.portion = portion
        self.buckets: dict[str, Bucket] = {}
        self.frees: dict[str, list[float]] = {}
        self.held: dict[str, tuple[float, float]] = {}
        """Per ticket in flight: when it was granted, and until when it counts as in flight."""

    async def reserve(self, claim: Claim) -> Ticket | float:
        """A ticket, or seconds to wait."""
        now = self.clock.monotonic()
        bucket = shared(self.bucket(claim), self.portion)
        seconds = wait(bucket, Frees(self.frees[claim.bucket]), claim.priority, now)
        if seconds:
            return seconds
        ticket = Ticket(uuid4().hex, claim.bucket)
        self.keep(ticket, claim)
        return ticket

    def keep(self, ticket: Ticket, claim: Claim) -> None:
        """Count a ticket as taken now, whoever granted it."""
        now = self.clock.monotonic()
        bucket, frees = self.bucket(claim), self.frees[claim.bucket]
        del frees[: bisect_left(frees, now - bucket.longest_s - SLACK)]
        self.held[ticket.id] = (now, now + claim.hold_s)
        insort(frees, now + claim.hold_s)

    def bucket(self, claim: Claim) -> Bucket:
        """The claimed bucket, begun anew when its defaults are not what they were."""
        known = self.buckets.get(claim.bucket)
        if known is None or known.defaults != (claim.defaults or (ADAPTIVE,)):
            known = self.buckets[claim.bucket] = fresh(claim.defaults)
            self.frees.setdefault(claim.bucket, [])
        return known

    def settle(self, ticket: Ticket, later_s: float = 0.0, news: News | None = None) -> None:
        """The ticket is free in `later_s` seconds; learn from its answer."""
        now = self.clock.monotonic()
        granted, held_until = self.held.pop(ticket.id)
        frees = self.frees[ticket.bucket]
        place = bisect_left(frees, held_until)
        if place < len(frees) and frees[place] == held_until:
            del frees[place]
        insort(frees, now + later_s)
        if news is not None:
            bucket = self.buckets[ticket.bucket]
            self.buckets[ticket.bucket] = learn(bucket, news, granted, now)

    def tell(self, bucket: str, tally: Tally) -> None:
        """There are no others."""

    def standings(self, prefix: str) -> tuple[Standing, ...]:
        """How the buckets stand whose names begin so."""
        now = self.clock.monotonic()
        return tuple(
            standing(name, shared(bucket, self.portion), Frees(self.frees[name]), now)
            for name, bucket in self.buckets.items()
            if name.startswith(prefix)
        )

    def close(self) -> None:
        """Nothing to let go of."""


def standing(name: str, bucket: Bucket, frees: Frees, now: float) -> Standing:
    """How one bucket of this process stands."""
    starts = [now - each.seconds - SLACK for each in bucket.windows]
    used = tuple(frees.count(since) for since in starts)
    free_s = tuple(
        min(now, frees.nth(since, 0)) - since if count else 0.0
        for since, count in zip(starts, used, strict=True)
    )
    return Standing(name, bucket, now, used, free_s, spent(bucket, frees), {os.getpid(): max(used)})
