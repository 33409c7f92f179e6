"""Where tickets and buckets live: one small protocol, so that a team's store can come later.

A store keeps and counts; `admission` and `learning` decide. It must never admit more when it is
in trouble than when it is well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from spandeck.model.limits import Window
from spandeck.model.page import Priority
from spandeck.net.bucket import Bucket
from spandeck.net.headers import News
from spandeck.net.meter import Tally


@dataclass(frozen=True, slots=True)
class Claim:
    """A wish to send one request."""

    bucket: str
    """The bucket's name: vendor, origin, fingerprint of the key, category."""
    defaults: tuple[Window, ...]
    """The windows the descriptor states for it; none makes it adaptive."""
    priority: Priority
    hold_s: float
    """How long from now the request could still reach the vendor if we never hear of it."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to send one request."""

    id: str
    bucket: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How one bucket stands, as a store counts it."""

    name: str
    bucket: Bucket
    now: float
    """The store's own time, in whose seconds the bucket is written."""
    used: tuple[int, ...]
    """Requests counted in each window."""
    free_s: tuple[float, ...]
    """Seconds until the oldest of those leaves each window."""
    spent: tuple[int, ...] = ()
    """By window: requests counted against what the vendor last said is left, that one included."""
    processes: Mapping[int, int] = field(default_factory=dict)
    """Tickets counted in the longest window, per process id."""
    others: tuple[Tally, ...] = ()
    """What other processes counted, as far as they told it within the last hour."""


class Store(Protocol):
    """Tickets and buckets of one host, one process, or later of a team."""

    async def reserve(self, claim: Claim) -> Ticket | float:
        """A ticket, or seconds to wait before asking again; taken in one transaction."""
        ...

    def settle(self, ticket: Ticket, later_s: float = 0.0, news: News | None = None) -> None:
        """The ticket is free in `later_s` seconds; `news` is what its answer said.

        Returns at once, never raises, and takes effect before any later `reserve`.
        """
        ...

    def tell(self, bucket: str, tally: Tally) -> None:
        """Let other processes know what this one counted; returns at once, never raises."""
        ...

    def standings(self, prefix: str) -> tuple[Standing, ...]:
        """How the buckets stand whose names begin so; must not wait for other processes."""
        ...

    def close(self) -> None:
        """Finish what was begun and let go of files."""
        ...
