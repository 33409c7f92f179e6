"""Risicare's JSON as it is sent (contract §0, §1, §3): lenient, so that new fields never break it.

Its rows are read one by one: what `vendors.wire` refuses costs that row alone.
"""

from typing import Any

from spandeck.vendors.wire import Count, Dollars, Id, Instant, Milliseconds, Row


class TraceRow(Row):
    """TraceSummary (contract §1)."""

    trace_id: Id
    name: str | None = None
    session_id: str | None = None
    agent_name: str | None = None
    environment: str | None = None
    status: str | None = None
    has_error: bool | None = None
    error_code: str | None = None
    start_time: Instant = None
    end_time: Instant = None
    duration_ms: Milliseconds | None = None
    span_count: Count | None = None
    error_count: Count | None = None
    total_tokens: Count | None = None
    total_cost_usd: Dollars | None = None


class EventRow(Row):
    """An event of a span."""

    name: str | None = None
    timestamp: Instant = None
    attributes: dict[str, Any] | None = None


class SpanRow(Row):
    """Span (contract §1) without `children`, which are told from the nesting."""

    span_id: Id
    trace_id: str | None = None
    parent_span_id: str | None = None
    name: str | None = None
    kind: str | None = None
    start_time: Instant = None
    end_time: Instant = None
    duration_ms: Milliseconds | None = None
    status: str | None = None
    status_message: str | None = None
    attributes: dict[str, Any] | None = None
    events: tuple[EventRow, ...] | None = None


class SessionRow(Row):
    """Session (contract §3); `traces` only in its detail, read one by one."""

    session_id: Id
    user_id: str | None = None
    start_time: Instant = None
    end_time: Instant = None
    duration_ms: Milliseconds | None = None
    trace_count: Count | None = None
    error_count: Count | None = None
    total_tokens: Count | None = None
    total_cost_usd: Dollars | None = None
    traces: list[Any] | None = None


class Pagination(Row):
    """Where a list goes on (contract §0.1)."""

    cursor: str | None = None
    has_more: bool | None = None


class Envelope(Row):
    """A page of a list; its rows are taken out and read one by one: a bad one hides no other."""

    data: list[Any]
    pagination: Pagination | None = None


class ErrorFact(Row):
    """What went wrong, in the vendor's words."""

    code: str | None = None
    message: str | None = None
    details: dict[str, Any] | None = None


class ErrorBody(Row):
    """The body of every answer that is no success (contract §0.2)."""

    error: ErrorFact


class AlertRow(Row):
    """Alert rule (contract §11)."""

    id: Id
    name: str | None = None
    metric: str | None = None
    operator: str | None = None
    threshold: float | None = None
    window_minutes: float | None = None
    severity: str | None = None
    last_triggered_at: Instant = None
