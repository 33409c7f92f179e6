"""One call to a vendor's API, and what an hour of them adds up to."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple, Protocol

HOUR_MS = 3_600_000


class Call(NamedTuple):
    """A call that has ended (a tuple: made by the ten thousand)."""

    ended_ms: int
    """Milliseconds since the epoch."""
    vendor: str
    endpoint: str
    method: str
    environment: str
    outcome: str
    """`success`, `client_error`, `server_error`, `timeout` or `unknown`."""
    status: int | None
    """None when no answer came."""
    duration_ms: int
    cold_start: bool = False
    model: str | None = None

    @property
    def timed(self) -> bool:
        """Whether its duration counts as latency: not the first of a process, not cut short."""
        return not self.cold_start and self.outcome != "timeout"

    @property
    def failed(self) -> bool:
        """Whether it ended in an error or a timeout."""
        return self.outcome in FAILED


FAILED = frozenset(("client_error", "server_error", "timeout"))
ended = itemgetter(0)
"""The key that sorts calls by their ends."""


class Tally(NamedTuple):
    """What some calls add up to."""

    total: int
    errors: int
    throttled: int
    """How many were answered with 429."""
    latencies: Sequence[int]
    """The durations that count, in milliseconds, sorted."""


class Seen(NamedTuple):
    """How often something occurred, first and last when."""

    calls: int
    first_ms: int
    last_ms: int

    def joined(self, other: "Seen | None") -> "Seen":
        """Both together."""
        if other is None:
            return self
        first, last = min(self.first_ms, other.first_ms), max(self.last_ms, other.last_ms)
        return Seen(self.calls + other.calls, first, last)


class Hour(Protocol):
    """The calls to one vendor in one hour or part of it."""

    @property
    def calls(self) -> Sequence[Call]:
        """All of them, in the order of their ends."""

    @property
    def places(self) -> frozenset[tuple[str, str]]:
        """The environments and endpoints that occur together."""

    @property
    def models(self) -> Mapping[tuple[str, str], Seen]:
        """How often and when each model was asked for at each endpoint."""

    def tally(self, environment: str | None, endpoint: str | None) -> Tally:
        """What the calls from an environment to an endpoint add up to; None stands for all."""


class Listed:
    """An hour, or part of one, whose calls are at hand."""

    def __init__(self, calls: Sequence[Call]) -> None:
        """`calls` are in the order of their ends."""
        self.calls = calls
        self.tallies: dict[tuple[str | None, str | None], Tally] = {}

    @cached_property
    def places(self) -> frozenset[tuple[str, str]]:
        """See `Hour`."""
        return frozenset((each.environment, each.endpoint) for each in self.calls)

    @cached_property
    def models(self) -> Mapping[tuple[str, str], Seen]:
        """See `Hour`."""
        found: dict[tuple[str, str], Seen] = {}
        for each in self.calls:
            if each.model:
                key, seen = (each.model, each.endpoint), Seen(1, each.ended_ms, each.ended_ms)
                found[key] = seen.joined(found.get(key))
        return found

    def tally(self, environment: str | None, endpoint: str | None) -> Tally:
        """See `Hour`."""
        found = self.tallies.get((environment, endpoint))
        if found is None:
            found = self.tallies[environment, endpoint] = tally(
                chosen(self.calls, environment, endpoint)
            )
        return found


def chosen(
    calls: Iterable[Call], environment: str | None, endpoint: str | None = None
) -> Iterable[Call]:
    """The calls from an environment to an endpoint; None stands for all."""
    return (
        each
        for each in calls
        if environment in (None, each.environment) and endpoint in (None, each.endpoint)
    )


def tally(calls: Iterable[Call]) -> Tally:
    """Add calls up."""
    total = errors = throttled = 0
    latencies: list[int] = []
    for each in calls:
        total += 1
        errors += each.failed
        throttled += each.status == 429
        if each.timed:
            latencies.append(each.duration_ms)
    latencies.sort()
    return Tally(total, errors, throttled, latencies)


def outcome(status: int | None) -> str:
    """What the vendor's own client makes of a status (contracts/apidepth.md §1)."""
    if status is None:
        return "timeout"
    return {2: "success", 4: "client_error", 5: "server_error"}.get(status // 100, "unknown")


def percentile(values: Sequence[float], share: float) -> float:
    """The percentile of sorted values, by linear interpolation between the two nearest."""
    place = (len(values) - 1) * share
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)
