"""A watcher of providers in memory: a real `UpstreamSource` whose answers a test sets."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from spandeck.model.errors import NotCached, SourceError
from spandeck.model.page import Ask, Freshness
from spandeck.model.source import PLAIN
from spandeck.model.upstream import (
    ALL,
    HOUR_NS,
    Between,
    BurnDown,
    CollectorStatus,
    FleetHour,
    HealthScores,
    Incident,
    LatencyHour,
    Maintenance,
    ModelUse,
    Objective,
    ObjectiveDay,
    RateLimits,
    Scope,
    Score,
    Snapshot,
    StatusDay,
    Throttled,
)

T = TypeVar("T")

NOW_NS = 1_790_000_000_000_000_000
"""When it answers: 2026-09-21 14:13:20 UTC."""
THIS_HOUR_NS = NOW_NS // HOUR_NS * HOUR_NS
DAY = 24


def hours(count: int = 48, *, slow: int = 6) -> tuple[LatencyHour, ...]:
    """So many hours up to now, the last `slow` of which are eight times as slow."""
    made = []
    for ago in range(count - 1, -1, -1):
        p50 = (180.0 + 4 * (ago % 24)) * (8 if ago < slow else 1)
        start = THIS_HOUR_NS - ago * HOUR_NS
        made.append(LatencyHour(start, p50, p50 * 2.6, p50 * 4.1, 118, 7 + ago % 3, 120))
    return tuple(made)


def fleet(count: int = 48) -> tuple[FleetHour, ...]:
    """The same hours without anything slow."""
    return tuple(FleetHour(each.hour_ns, each.p50, each.p95, 41) for each in hours(count, slow=0))


def limits(vendor: str = "openai") -> RateLimits:
    """A provider that is nearly throttled."""
    counts = tuple((THIS_HOUR_NS - ago * HOUR_NS, 42 - 3 * ago) for ago in range(9, -1, -1))
    quota = BurnDown(340, 10_000, NOW_NS + 41 * 60_000_000_000, 42.0, 8.1, "high")
    total = sum(count for _, count in counts)
    return RateLimits(vendor, total, 15.2, "/v1/chat/completions", counts, quota)


def days(count: int = 30, *, missed: tuple[int, ...] = (0, 3)) -> tuple[ObjectiveDay, ...]:
    """So many days before today, those so many days ago missed."""
    today = datetime.fromtimestamp(NOW_NS // 10**9, UTC).date()
    return tuple(
        ObjectiveDay(
            (today - timedelta(days=ago)).isoformat(), ago not in missed, 24, 4 * (ago in missed)
        )
        for ago in range(count - 1, -1, -1)
    )


def objective(name: str = "slo-1", **changed: object) -> Objective:
    """An objective that eight of 700 hours missed."""
    made: dict[str, object] = {
        "id": name,
        "vendor": "openai",
        "endpoint": None,
        "metric": "p95",
        "threshold_ms": 2000,
        "environment": "production",
        "window_days": 30,
        "compliance_pct": 98.86,
        "hours": 700,
        "breaching": 8,
        "longest_breach": 4,
        "days": days(),
    }
    return Objective(**{**made, **changed})  # type: ignore[arg-type]


SCORES = HealthScores(
    (
        Score("openai", 62, 35, 71, 3, 50, 5200, NOW_NS),
        Score("anthropic", 97, 98, 99, 91, 100, 2100, NOW_NS),
        Score("stripe", None, None, None, None, None, 0, NOW_NS),
    ),
    72,
)
MODELS = (
    ModelUse(
        "openai",
        "gpt-4o",
        "/v1/chat/completions",
        48_210,
        NOW_NS - 90 * DAY * HOUR_NS,
        NOW_NS,
        "deprecated",
        "2026-08-01",
        "2026-11-01",
        "gpt-5",
    ),
    ModelUse(
        "anthropic",
        "claude-sonnet",
        "/v1/messages",
        9000,
        NOW_NS - 40 * DAY * HOUR_NS,
        NOW_NS,
        "active",
        None,
        None,
        None,
    ),
)
STATUS = CollectorStatus(
    "operational",
    NOW_NS,
    8,
    99.95,
    99.91,
    tuple(StatusDay(each.date, 1440, 1440 if each.met else 1400, 97.22) for each in days(90)),
    (Incident(NOW_NS - 80 * HOUR_NS, NOW_NS - 79 * HOUR_NS, 40),),
)
WINDOWS = (
    Maintenance("w-1", "openai", "Key rotation", NOW_NS - 3 * HOUR_NS, NOW_NS - 2 * HOUR_NS, False),
)


@dataclass
class FakeUpstream:
    """A vendor without latency; it counts what it is asked and fails when told to."""

    vendor: str = "apidepth"
    title: str = "Apidepth"
    names: tuple[str, ...] = ("anthropic", "openai", "stripe")
    """The providers."""
    paths: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"openai": ("/v1/chat/completions", "/v1/embeddings")}
    )
    """The endpoints by provider."""
    places: tuple[str, ...] = ("production", "staging")
    """The environments."""
    measured: dict[str, tuple[LatencyHour, ...]] = field(
        default_factory=lambda: {"openai": hours(), "anthropic": hours(slow=0)}
    )
    """Latency by provider; whatever of it lies in the range is answered."""
    everyone: dict[str, tuple[FleetHour, ...]] = field(
        default_factory=lambda: {"openai": fleet(), "anthropic": fleet()}
    )
    limited: dict[str, RateLimits] = field(default_factory=lambda: {"openai": limits()})
    """By provider; others have no 429s and no quota."""
    scores: HealthScores = SCORES
    used: tuple[ModelUse, ...] = MODELS
    stands: CollectorStatus = STATUS
    windows: tuple[Maintenance, ...] = WINDOWS
    agreed: tuple[Objective, ...] = field(default_factory=lambda: (objective(),))
    bad: tuple[str, ...] = ()
    """Put on every answer."""
    fails: SourceError | None = None
    """Raised by every question while it is set."""
    holds_cache: bool = False
    """Whether `Freshness.CACHED` finds something."""
    asked: Counter[str] = field(default_factory=Counter)
    """How often each method was called, by its name."""
    asks: list[tuple[str, Ask]] = field(default_factory=list)
    """Every question with how it was asked, in order."""
    ranges: list[tuple[str, str, Between]] = field(default_factory=list)
    """Every question about a range: method, provider (or nothing) and range."""
    scopes: list[tuple[str, Scope]] = field(default_factory=list)
    """Every question about part of the calls: method, and which."""

    def answer(self, method: str, value: T, ask: Ask) -> Snapshot[T]:
        """Count a question, fail if told to, or answer."""
        self.asked[method] += 1
        self.asks.append((method, ask))
        cached = ask.freshness is Freshness.CACHED
        if cached and not self.holds_cache:
            raise NotCached(method)
        if self.fails is not None and not cached:
            raise self.fails
        return Snapshot(value, NOW_NS, cached, self.bad)

    async def providers(
        self, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[str, ...]]:
        """The providers."""
        self.scopes.append(("providers", Scope(environment=environment)))
        return self.answer("providers", self.names, ask)

    async def endpoints(
        self, provider: str, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[str, ...]]:
        """A provider's endpoints."""
        return self.answer("endpoints", self.paths.get(provider, ()), ask)

    async def environments(self, *, ask: Ask = PLAIN) -> Snapshot[tuple[str, ...]]:
        """The environments."""
        return self.answer("environments", self.places, ask)

    async def latency(
        self, provider: str, between: Between, scope: Scope = ALL, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[LatencyHour, ...]]:
        """The hours of the range."""
        self.ranges.append(("latency", provider, between))
        self.scopes.append(("latency", scope))
        found = self.measured.get(provider, ())
        return self.answer("latency", tuple(e for e in found if within(e, between)), ask)

    async def fleet(
        self, provider: str, between: Between, endpoint: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[FleetHour, ...]]:
        """Everyone's hours of the range."""
        self.ranges.append(("fleet", provider, between))
        found = self.everyone.get(provider, ())
        return self.answer("fleet", tuple(e for e in found if within(e, between)), ask)

    async def throttled(
        self, between: Between, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[Throttled, ...]]:
        """All providers' 429s."""
        self.ranges.append(("throttled", "", between))
        self.scopes.append(("throttled", Scope(environment=environment)))
        found = tuple(
            Throttled(each, known.count if known else 0, known.top_endpoint if known else None)
            for each in self.names
            for known in (self.limited.get(each),)
        )
        return self.answer("throttled", found, ask)

    async def rate_limits(
        self, provider: str, between: Between, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[RateLimits]:
        """One provider's 429s."""
        self.ranges.append(("rate_limits", provider, between))
        self.scopes.append(("rate_limits", Scope(environment=environment)))
        none = RateLimits(provider, 0, None, None, (), None)
        return self.answer("rate_limits", self.limited.get(provider, none), ask)

    async def health(self, *, ask: Ask = PLAIN) -> Snapshot[HealthScores]:
        """The scores."""
        return self.answer("health", self.scores, ask)

    async def models(self, *, ask: Ask = PLAIN) -> Snapshot[tuple[ModelUse, ...]]:
        """The models."""
        return self.answer("models", self.used, ask)

    async def status(self, *, ask: Ask = PLAIN) -> Snapshot[CollectorStatus]:
        """The collector's uptime."""
        return self.answer("status", self.stands, ask)

    async def maintenance(self, *, ask: Ask = PLAIN) -> Snapshot[tuple[Maintenance, ...]]:
        """The windows."""
        return self.answer("maintenance", self.windows, ask)

    async def objectives(
        self,
        window_days: int | None = None,
        provider: str | None = None,
        environment: str | None = None,
        *,
        ask: Ask = PLAIN,
    ) -> Snapshot[tuple[Objective, ...]]:
        """The objectives."""
        self.scopes.append(("objectives", Scope(environment=environment)))
        found = tuple(
            each
            for each in self.agreed
            if provider in (None, each.vendor) and environment in (None, each.environment)
        )
        return self.answer("objectives", found, ask)


def within(hour: LatencyHour | FleetHour, between: Between) -> bool:
    """Whether an hour is of the range, widened to whole hours."""
    return between.whole.since_ns <= hour.hour_ns < between.whole.until_ns
