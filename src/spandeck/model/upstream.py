"""How the providers beneath an AI system behave: latency, throttling, quotas, objectives, health.

Hours are UTC hours named by their start; a number that is missing is None, never 0.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)

PERCENTILES = ("p50", "p95", "p99")
"""What an objective may be about."""
HOUR_NS = 3_600_000_000_000


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[T_co]):
    """One answer with its age."""

    value: T_co
    answered_ns: int
    cached: bool = False
    bad: tuple[str, ...] = ()
    """Rows that could not be read: raw JSON, made safe."""


@dataclass(frozen=True, slots=True)
class Between:
    """A range of time, half-open, in UTC nanoseconds."""

    since_ns: int
    until_ns: int

    @property
    def before(self) -> "Between":
        """The period before, of equal length."""
        return Between(2 * self.since_ns - self.until_ns, self.since_ns)

    @property
    def whole(self) -> "Between":
        """Widened to whole hours, as sources ask for it: part of an hour would look like all."""
        return Between(self.since_ns // HOUR_NS * HOUR_NS, -(-self.until_ns // HOUR_NS) * HOUR_NS)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which calls to a provider are meant; None means all of them."""

    endpoint: str | None = None
    environment: str | None = None


ALL = Scope()


@dataclass(frozen=True, slots=True)
class LatencyHour:
    """One hour of calls to a provider, in milliseconds (contracts/apidepth.md §4)."""

    hour_ns: int
    p50: float | None
    p95: float | None
    p99: float | None
    event_count: int
    """Calls with a valid latency; None of them leaves the percentiles empty."""
    error_count: int
    total_count: int
    """All calls, those without a valid latency included."""

    def at(self, metric: str) -> float | None:
        """One percentile by its name; None for a name that nobody knows, too."""
        known = {"p50": self.p50, "p95": self.p95, "p99": self.p99}
        return known.get(metric)


@dataclass(frozen=True, slots=True)
class FleetHour:
    """One hour of everyone's calls to the provider, in milliseconds (§5)."""

    hour_ns: int
    p50: float | None
    p95: float | None
    contributors: int
    """How many customers the numbers are made of."""


@dataclass(frozen=True, slots=True)
class Throttled:
    """One provider in the table of 429s (§6, summary)."""

    vendor: str
    count: int
    top_endpoint: str | None


@dataclass(frozen=True, slots=True)
class BurnDown:
    """How fast a quota goes (§6)."""

    remaining: int
    limit: int | None
    reset_ns: int | None
    rate_per_min: float
    """Requests a minute over the last five."""
    minutes: float | None
    """Until nothing is left at this rate; None at a rate of zero."""
    risk: str | None
    """`high`, `medium` or `low`, as the vendor says it."""


@dataclass(frozen=True, slots=True)
class RateLimits:
    """One provider's 429s over a range of time (§6, detail)."""

    vendor: str
    count: int
    trend_pct: float | None
    """Against the period before, of equal length; None when that had none."""
    top_endpoint: str | None
    hours: tuple[tuple[int, int], ...]
    """Start of the hour in UTC nanoseconds and its 429s; hours without any are left out."""
    burn_down: BurnDown | None
    """None until quota headers were captured."""


@dataclass(frozen=True, slots=True)
class Score:
    """One provider's health, 0 to 100 (§8); a part is None where there is nothing to judge by."""

    vendor: str
    score: int | None
    latency: int | None
    errors: int | None
    rate: int | None
    status: int | None
    call_volume: int
    computed_ns: int | None


@dataclass(frozen=True, slots=True)
class HealthScores:
    """All providers' health."""

    scores: tuple[Score, ...]
    aggregate: int | None
    """The mean weighted by volume; None where no provider has a score."""


@dataclass(frozen=True, slots=True)
class ModelUse:
    """One model as it is used, and how long it will be there (§7)."""

    vendor: str
    model: str
    endpoint: str
    call_count: int
    first_seen_ns: int | None
    last_seen_ns: int | None
    deprecation: str
    """`active`, `deprecated` or `sunset`; an open set."""
    deprecated_on: str | None
    """A date, `YYYY-MM-DD`."""
    sunset_on: str | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class StatusDay:
    """One day of the collector's own checks (§9)."""

    date: str
    total: int
    up: int
    uptime_pct: float | None


@dataclass(frozen=True, slots=True)
class Incident:
    """Consecutive failed checks (§9)."""

    started_ns: int
    ended_ns: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CollectorStatus:
    """Whether the collector itself is well (§9)."""

    status: str
    """`operational`, `outage` or `unknown`."""
    checked_ns: int | None
    response_ms: int | None
    uptime_30d: float | None
    uptime_90d: float | None
    days: tuple[StatusDay, ...]
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class Maintenance:
    """A window during which a provider's alerts are suppressed (§11)."""

    id: str
    vendor: str
    label: str
    starts_ns: int
    ends_ns: int
    active: bool


@dataclass(frozen=True, slots=True)
class ObjectiveDay:
    """One day of an objective with at least one qualifying hour (§13)."""

    date: str
    met: bool
    hours: int
    """Qualifying hours: those with enough requests to judge by."""
    breaching: int


@dataclass(frozen=True, slots=True)
class Objective:
    """One SLO and how it was kept over a window (§12, §13)."""

    id: str
    vendor: str
    endpoint: str | None
    """None for all of the provider's endpoints together."""
    metric: str
    """One of `PERCENTILES`; an open set."""
    threshold_ms: int
    environment: str
    window_days: int
    compliance_pct: float | None
    """None where no hour qualified."""
    hours: int
    """Qualifying hours."""
    breaching: int
    longest_breach: int
    """Hours on end."""
    days: tuple[ObjectiveDay, ...]
