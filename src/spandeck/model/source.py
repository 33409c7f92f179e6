"""What a vendor's source answers: the protocols that views and commands are written against."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from spandeck.model.action import Action, Values
from spandeck.model.address import Landmarks
from spandeck.model.catalog import Catalog
from spandeck.model.limits import Budget
from spandeck.model.occurrence import Feed
from spandeck.model.page import Ask, Page
from spandeck.model.query import Filter, Query
from spandeck.model.resource import Record, Resource
from spandeck.model.session import Session
from spandeck.model.trace import Span, TraceSummary
from spandeck.model.trend import Trend
from spandeck.model.upstream import (
    ALL,
    Between,
    CollectorStatus,
    FleetHour,
    HealthScores,
    LatencyHour,
    Maintenance,
    ModelUse,
    Objective,
    RateLimits,
    Scope,
    Snapshot,
    Throttled,
)

PLAIN = Ask()
EVERYTHING = Query()


@dataclass(frozen=True, slots=True)
class SpanBatch:
    """Some spans of a trace, as soon as they are decoded."""

    spans: tuple[Span, ...]
    answered_ns: int
    cached: bool = False
    bad: tuple[str, ...] = ()
    """Spans that could not be read: raw JSON, made safe."""
    summary: TraceSummary | None = None
    """The trace's own facts, on the batch where they were complete (usually the last)."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a vendor's service says it is well."""

    healthy: bool
    parts: Mapping[str, str]
    """Its dependencies in its own words, such as `{"clickhouse": "ok"}`."""
    answered_ns: int


class TraceSource(Protocol):
    """A vendor that holds traces. Every method raises only `SourceError`s and `NotCached`."""

    vendor: str
    title: str
    filters: tuple[Filter, ...]
    """What its list of traces can be filtered by."""

    async def traces(
        self, query: Query, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[TraceSummary]:
        """One page of traces, newest first."""
        ...

    def spans(self, trace_id: str, *, ask: Ask = PLAIN) -> AsyncIterator[SpanBatch]:
        """All spans of one trace, in batches as they are decoded; any order."""
        ...

    async def sessions(
        self, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Session]:
        """One page of sessions, newest first."""
        ...

    async def session(self, session_id: str, *, ask: Ask = PLAIN) -> Session:
        """One session with all its traces."""
        ...

    async def health(self, *, ask: Ask = PLAIN) -> Health:
        """How the vendor's service says it is."""
        ...

    def web_link(self, trace_id: str) -> str:
        """The address of this trace in the vendor's own web interface."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A request as it would be sent, to be looked at first."""

    action: Action
    method: str
    path: str
    """Below the origin, without the query."""
    params: Mapping[str, str | int | float | bool]
    body: Any = None
    """What will be JSON; None for no body."""
    veiled: Any = None
    """The body with its secrets covered, as it may be shown."""
    target: str = ""
    """The id of the record it is done to."""
    file: tuple[str, str] | None = None
    """The name of a part and the path of the file in it; the body's fields are then parts too."""
    piece: tuple[int, int] | None = None
    """Which bytes of that file: where they begin and how many they are; None for all of them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an action."""

    status: int
    record: Record | None
    """What the vendor answered, if anything; secrets included, so never to be stored."""
    answered_ns: int
    follow: str | None = None
    """The id of the record by which the result is to be followed."""


class RecordSource(Protocol):
    """A vendor's resources, by its catalog.

    Every method raises only `SourceError`s and `NotCached`, and `BadQuery` before anything is sent.
    """

    vendor: str
    title: str
    catalog: Catalog
    writes: bool
    """Whether the profile allows requests that change something."""

    async def records(
        self,
        resource: Resource,
        query: Query = EVERYTHING,
        cursor: str | None = None,
        *,
        limit: int = 100,
        ask: Ask = PLAIN,
    ) -> Page[Record]:
        """One page of a resource's list."""
        ...

    async def record(
        self, resource: Resource, identity: str, query: Query = EVERYTHING, *, ask: Ask = PLAIN
    ) -> Record:
        """One record by its id; the id is empty for a resource of which there is only one."""
        ...

    def draft(self, action: Action, values: Values, target: str = "") -> Draft:
        """The request that an action with these values would be; sends nothing."""
        ...

    async def act(self, draft: Draft, *, ask: Ask = PLAIN) -> Outcome:
        """Send it. A lost answer raises `Unreachable` saying that the outcome is unknown."""
        ...


class UpstreamSource(Protocol):
    """A vendor that watches the providers beneath; raises only `SourceError`s and `NotCached`."""

    vendor: str
    title: str

    async def providers(
        self, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[str, ...]]:
        """The providers that were called in the last days, by their slugs."""
        ...

    async def endpoints(
        self, provider: str, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[str, ...]]:
        """The normalised paths that were called at a provider."""
        ...

    async def environments(self, *, ask: Ask = PLAIN) -> Snapshot[tuple[str, ...]]:
        """What calls are told apart by, such as `production`."""
        ...

    async def latency(
        self, provider: str, between: Between, scope: Scope = ALL, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[LatencyHour, ...]]:
        """Hours with calls, oldest first."""
        ...

    async def fleet(
        self, provider: str, between: Between, endpoint: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[FleetHour, ...]]:
        """The same hours as everyone had them; environments are not told apart."""
        ...

    async def throttled(
        self, between: Between, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[Throttled, ...]]:
        """All providers' 429s over a range of time."""
        ...

    async def rate_limits(
        self, provider: str, between: Between, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[RateLimits]:
        """One provider's 429s by the hour, and what is left of its quota."""
        ...

    async def health(self, *, ask: Ask = PLAIN) -> Snapshot[HealthScores]:
        """Every provider's score."""
        ...

    async def models(self, *, ask: Ask = PLAIN) -> Snapshot[tuple[ModelUse, ...]]:
        """The models in use and how long they will be there."""
        ...

    async def status(self, *, ask: Ask = PLAIN) -> Snapshot[CollectorStatus]:
        """The vendor's own uptime."""
        ...

    async def maintenance(self, *, ask: Ask = PLAIN) -> Snapshot[tuple[Maintenance, ...]]:
        """Maintenance windows, past ones included as far as the vendor keeps them."""
        ...

    async def objectives(
        self,
        window_days: int | None = None,
        provider: str | None = None,
        environment: str | None = None,
        *,
        ask: Ask = PLAIN,
    ) -> Snapshot[tuple[Objective, ...]]:
        """Every SLO and how it was kept: over its own window unless 30, 60 or 90 days are asked."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """One vendor, connected."""

    records: RecordSource
    traces: TraceSource | None = None
    """None at a vendor that holds no traces."""
    upstream: UpstreamSource | None = None
    """None at a vendor that does not watch providers."""
    feeds: tuple[Feed, ...] = ()
    """Its lists that tell what went wrong, for the tail."""
    landmarks: Landmarks | None = None
    """By what its things are recognised in a text."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a profile is connected to, handed to the screens."""

    traces: Mapping[str, TraceSource]
    """By vendor name."""
    budget: Budget
    notices: Sequence[str] = ()
    """What went wrong while opening them, such as a cache that could not be used."""
    records: Mapping[str, RecordSource] = field(default_factory=dict)
    """By vendor name."""
    upstream: Mapping[str, UpstreamSource] = field(default_factory=dict)
    """By vendor name."""
    trend: Trend = field(default_factory=Trend)
    """How the budgets stood lately, as far as a screen looked."""
    feeds: tuple[Feed, ...] = ()
    """What tells of failures, of all vendors."""
    landmarks: tuple[Landmarks, ...] = ()
    """By what things are recognised in a text, of all vendors."""
