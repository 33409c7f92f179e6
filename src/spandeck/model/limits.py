"""What a vendor's API allows, as data (its descriptor), and what we have used of it (readings)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, Protocol

Reset = Literal["delta", "epoch_s", "epoch_ms", "date"]
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` requests in any `seconds`; a server may enforce several at once."""

    limit: int
    seconds: float
    source: str = "default"
    """Where it was learnt: `default`, `X-RateLimit`, `RateLimit`, `policy`, `adaptive`."""


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint: what it may cost, how large and how slow its answer may be."""

    method: str
    template: str
    """The path below the base URL, such as `/api/v1/traces/{trace_id}`."""
    category: str = "default"
    """Which bucket of the budget pays for it; empty for a route that costs nothing."""
    fresh_s: float = 0.0
    """How long a cached answer counts as fresh; 0 keeps it out of the cache."""
    max_bytes: int = 16 * MEGABYTE
    """The largest decoded body (design §4.6)."""
    deadline_s: float = 10.0
    """From the first byte sent to the last byte read."""
    reads: bool = True
    """Whether it only reads, and so may be retried, whatever its method."""

    def fits(self, method: str, path: str) -> bool:
        """Whether a request of this method and path is one of this route."""
        return method == self.method and pattern(self.template).fullmatch(path) is not None


@cache
def pattern(template: str) -> re.Pattern[str]:
    """A route's template as an expression; every request is matched against many."""
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template)))


@dataclass(frozen=True, slots=True)
class Descriptor:
    """How one vendor's API behaves: everything `net` must know to be polite and safe."""

    vendor: str
    routes: tuple[Route, ...]
    """First match wins; a path that fits none gets a category of its own."""
    windows: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)
    """The default budget per category; a category without one starts adaptive."""
    reset: Reset = "epoch_s"
    """How the vendor writes `X-RateLimit-Reset`."""

    def route(self, method: str, path: str) -> Route:
        """The route of a request; an unknown one is careful: its own category, no cache."""
        for each in self.routes:
            if each.fits(method, path):
                return each
        return Route(method, path, category=f"{method} {path}", reads=method in ("GET", "HEAD"))


@dataclass(frozen=True, slots=True)
class Room:
    """How one window of a bucket stands."""

    window: Window
    used: int
    """Requests of ours that are counted in it."""
    remaining: int
    """What it still admits, by our count and by the vendor's, whichever is less."""
    reset_s: float
    """Seconds until the first of what is used returns, or the vendor's window starts anew."""

    @property
    def part(self) -> float:
        """What remains, as a part of the window's limit."""
        return self.remaining / self.window.limit


@dataclass(frozen=True, slots=True)
class Reading:
    """The state of one bucket of the budget at one moment, for screens and `spandeck limits`."""

    vendor: str
    category: str
    windows: tuple[Window, ...]
    used: int
    """Requests counted in the tightest window."""
    remaining: int | None
    """What the tightest window still admits; None while nobody has stated a limit."""
    reset_s: float | None
    """Seconds until the tightest window is free again."""
    blocked_s: float = 0.0
    """Seconds until a block (429, `Remaining: 0`) ends."""
    waiting: int = 0
    """Requests queued now."""
    sent: int = 0
    throttled: int = 0
    """429s received."""
    retried: int = 0
    cached: int = 0
    """Questions answered by the cache, which cost nothing."""
    waited_s: float = 0.0
    panes: Mapping[str, int] = field(default_factory=dict)
    """Requests sent per pane, of all processes that share a store."""
    processes: Mapping[int, int] = field(default_factory=dict)
    """Live tickets per process id, when a store is shared."""
    rooms: tuple[Room, ...] = ()
    """Every window by itself, in the order of `windows`."""


class Budget(Protocol):
    """Whoever can say how the budget stands."""

    def readings(self) -> tuple[Reading, ...]:
        """One reading per (vendor, category) used so far."""
        ...

    def standing(self, vendor: str, method: str, path: str) -> Reading | None:
        """How the bucket stands that pays for a request, whether it was used yet or not.

        None for a request that costs nothing, and for a vendor that is not open.
        """
        ...
