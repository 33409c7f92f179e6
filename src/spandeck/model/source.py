"""What a vendor's source answers: the protocols that views and commands are written against."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from spandeck.model.limits import Budget
from spandeck.model.page import Ask, Page
from spandeck.model.query import Filter, Query
from spandeck.model.session import Session
from spandeck.model.trace import Span, TraceSummary
from spandeck.model.trend import Trend

PLAIN = Ask()


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
class Sources:
    """What a profile is connected to, handed to the screens."""

    traces: Mapping[str, TraceSource]
    """By vendor name."""
    budget: Budget
    notices: Sequence[str] = ()
    """What went wrong while opening them, such as a cache that could not be used."""
    trend: Trend = field(default_factory=Trend)
    """How the budgets stood lately, as far as a screen looked."""
