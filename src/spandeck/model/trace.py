"""Traces and spans as values: what every vendor's source translates into.

Times are UTC nanoseconds since the epoch. A number the vendor did not send is None, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OK, ERROR, UNSET = "ok", "error", "unset"
"""The statuses we know; any other word a vendor sends is kept as it stands."""


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """One row of a list of traces."""

    trace_id: str
    name: str
    status: str
    started_ns: int | None
    duration_ms: float | None
    span_count: int | None = None
    error_count: int | None = None
    error_code: str | None = None
    agent_name: str | None = None
    session_id: str | None = None
    environment: str | None = None
    tokens: int | None = None
    cost_usd: float | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The row as the vendor sent it, unknown fields included."""

    @property
    def failed(self) -> bool:
        """Whether the trace counts as an error: by its status, or by any error inside."""
        return self.status == ERROR or bool(self.error_count)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at one moment of a span, such as an exception."""

    name: str
    at_ns: int | None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """One operation of a trace, attributes as the instrumentation wrote them."""

    trace_id: str
    span_id: str
    parent_id: str | None
    name: str
    kind: str
    """The vendor's word for the kind; `semantics` says what the span really is."""
    started_ns: int | None
    ended_ns: int | None
    status: str
    status_message: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else the vendor sent: nothing is lost."""

    @property
    def duration_ms(self) -> float | None:
        """How long it took, in milliseconds; None while a time is missing."""
        if self.started_ns is None or self.ended_ns is None:
            return None
        return (self.ended_ns - self.started_ns) / 1e6

    @property
    def failed(self) -> bool:
        """Whether the span itself ended in error."""
        return self.status == ERROR
