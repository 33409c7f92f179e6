"""Fiddler's spans in our words, one function a kind; pure, and the only place that knows both."""

from collections.abc import Mapping, Sequence
from typing import Any

from spandeck.model.session import Session
from spandeck.model.trace import ERROR, OK, UNSET, Span, TraceSummary
from spandeck.vendors.fiddler.wire import SpanRow

STATUSES = {OK: OK, ERROR: ERROR, UNSET: UNSET}
NANOSECONDS = 1_000_000
"""In one unit of the vendor's `duration`, which no document states: milliseconds (§5.24)."""
TYPE = "fiddler.span.type"
BESIDE = ("input", "output", "agent_id", "agent_name", "session_id", "evaluators")
"""What a span says beside its attributes, kept as it came."""


def status(word: str | None) -> str:
    """A span's status; one we do not know is shown as it stands (compared without case)."""
    return UNSET if word is None else STATUSES.get(word.lower(), word)


def ended_ns(row: SpanRow) -> int | None:
    """When a span ended: the vendor says how long it took."""
    return None if row.duration is None else row.start_time + round(row.duration * NANOSECONDS)


def span(row: SpanRow, raw: Mapping[str, Any]) -> Span:
    """A span of a trace; what evaluators say of it stands beside its attributes."""
    attributes = dict(row.span_attributes or {})
    if row.span_type:
        attributes.setdefault(TYPE, row.span_type)
    beside = {name: raw[name] for name in BESIDE if raw.get(name) not in (None, "", [])}
    return Span(
        row.trace_id,
        row.span_id,
        row.parent_span_id or None,
        row.name or "",
        row.span_type or "",
        row.start_time,
        ended_ns(row),
        status(row.status_code),
        row.status_message,
        attributes,
        extra=beside | (row.model_extra or {}),
    )


def session(identity: str, traces: Sequence[TraceSummary], user: str | None) -> Session:
    """A session from all its traces, of which there is at least one."""
    ordered = sorted(traces, key=lambda each: (-(each.started_ns or 0), each.trace_id))
    first, newest = ordered[-1], ordered[0]
    begun = first.started_ns or 0
    ends = [(t.started_ns or 0) + (t.duration_ms or 0.0) * NANOSECONDS for t in ordered]
    counted = [each.tokens for each in ordered if each.tokens is not None]
    paid = [each.cost_usd for each in ordered if each.cost_usd is not None]
    return Session(
        identity,
        user,
        first.started_ns,
        (max(ends) - begun) / NANOSECONDS,
        len(ordered),
        sum(each.failed for each in ordered),
        sum(counted) if counted else None,
        sum(paid) if paid else None,
        tuple(ordered),
        {"application": newest.raw.get("application")},
    )
