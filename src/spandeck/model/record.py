"""Our values as records for export: the same names at every vendor, and all else it sent.

A name of ours wins over a field of the vendor with the same name, unless ours is unknown.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from spandeck.model.page import BadRow
from spandeck.model.session import Session
from spandeck.model.tail import Item
from spandeck.model.trace import Event, Span, TraceSummary

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TRACE = (
    "trace_id",
    "name",
    "status",
    "start_time",
    "duration_ms",
    "span_count",
    "error_count",
    "error_code",
    "agent_name",
    "session_id",
    "environment",
    "total_tokens",
    "total_cost_usd",
)
"""The fields that every vendor's traces have, in order."""
SPAN = (
    "trace_id",
    "span_id",
    "parent_span_id",
    "name",
    "kind",
    "start_time",
    "end_time",
    "duration_ms",
    "status",
    "status_message",
    "attributes",
    "events",
)
"""The fields that every vendor's spans have, in order."""
SESSION = (
    "session_id",
    "user_id",
    "start_time",
    "duration_ms",
    "trace_count",
    "error_count",
    "total_tokens",
    "total_cost_usd",
)
"""The fields that every vendor's sessions have, in order."""
CAUSE = ("code", "type", "message", "http_status")
SPOT = (
    *("agent", "version", "step", "tool"),
    *("model", "provider", "endpoint", "environment"),
)
REFERENCE = ("trace_id", "span_id", "session_id", "user_id", "project", "name")
FAILURE = (
    *("vendor", "kind", "id", "time", "read_time", "late", "changed", "fatal"),
    *(*CAUSE, *SPOT, *REFERENCE),
)
"""The fields that every failure has, whoever tells of it, in order."""


def of_trace(row: TraceSummary) -> dict[str, Any]:
    """One row of a list of traces."""
    values = (
        row.trace_id,
        row.name,
        row.status,
        iso(row.started_ns),
        row.duration_ms,
        row.span_count,
        row.error_count,
        row.error_code,
        row.agent_name,
        row.session_id,
        row.environment,
        row.tokens,
        row.cost_usd,
    )
    return merged(TRACE, values, row.raw)


def of_span(span: Span) -> dict[str, Any]:
    """One span, flat: its parent is an id."""
    values = (
        span.trace_id,
        span.span_id,
        span.parent_id,
        span.name,
        span.kind,
        iso(span.started_ns),
        iso(span.ended_ns),
        span.duration_ms,
        span.status,
        span.status_message,
        span.attributes,
        [of_event(each) for each in span.events],
    )
    return merged(SPAN, values, span.extra)


def of_event(event: Event) -> dict[str, Any]:
    """One event of a span."""
    return {
        "name": event.name,
        "timestamp": iso(event.at_ns),
        "attributes": event.attributes,
    }


def of_session(session: Session) -> dict[str, Any]:
    """One session, with its traces if it was asked for by id.

    If some of those could not be read, all stand as the vendor sent them: none is left out.
    """
    values = (
        session.session_id,
        session.user_id,
        iso(session.started_ns),
        session.duration_ms,
        session.trace_count,
        session.error_count,
        session.tokens,
        session.cost_usd,
    )
    record = merged(SESSION, values, session.raw)
    if session.traces and len(session.raw.get("traces", ())) <= len(session.traces):
        record["traces"] = [of_trace(each) for each in session.traces]
    return record


def of_item(item: Item) -> dict[str, Any]:
    """One failure that the tail told of."""
    told = item.occurrence
    values = (
        told.vendor,
        told.kind,
        told.id,
        iso(told.at_ns),
        iso(item.seen_ns),
        item.late,
        item.changed,
        told.fatal,
        *(getattr(told.cause, name) for name in CAUSE),
        *(getattr(told.spot, name) for name in SPOT),
        *(getattr(told.of, name) for name in REFERENCE),
    )
    return merged(FAILURE, values, told.raw)


def of_bad(row: BadRow) -> dict[str, Any]:
    """A row that could not be read: what the vendor sent, as text, and why."""
    return {"unreadable": row.raw, "why": row.why}


def merged(
    names: Sequence[str], values: Sequence[object], rest: Mapping[str, Any]
) -> dict[str, Any]:
    """Our fields in their order, then whatever else the vendor sent."""
    ours = {
        name: rest.get(name) if value is None else value
        for name, value in zip(names, values, strict=True)
    }
    return {**ours, **{name: value for name, value in rest.items() if name not in ours}}


def iso(at_ns: int | None) -> str | None:
    """`2026-11-21T14:31:07.250000Z`, with nine digits where the time has them."""
    if at_ns is None:
        return None
    whole, nanoseconds = divmod(at_ns, 1000)
    at = (EPOCH + timedelta(microseconds=whole)).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return f"{at}{f'{nanoseconds:03}' if nanoseconds else ''}Z"
