"""Summaries, sessions and spans in Risicare's words (contracts/risicare.md §1, §3)."""

from collections.abc import Sequence
from typing import Any

from spandeck.sim.clock import iso
from spandeck.sim.search import Summary
from spandeck.sim.span import Event, Span

Record = dict[str, Any]


def trace_record(found: Summary) -> Record:
    """One TraceSummary."""
    return {
        "trace_id": found.trace_id,
        "name": found.name,
        "session_id": found.session_id,
        "agent_name": found.agent_name,
        "environment": found.environment,
        "status": "error" if found.error_count else "ok",
        "has_error": found.error_count > 0,
        "error_code": found.error_code,
        "start_time": iso(found.started_ns),
        "end_time": None if found.ended_ns is None else iso(found.ended_ns),
        "duration_ms": found.duration_ms,
        "span_count": found.span_count,
        "error_count": found.error_count,
        "total_tokens": found.tokens,
        "total_cost_usd": found.cost_usd,
    }


def session_record(session_id: str, traces: Sequence[Summary]) -> Record:
    """One Session, summed up over its traces; of the first trace comes the user."""
    ends = [each.ended_ns for each in traces if each.ended_ns is not None]
    start = min(each.started_ns for each in traces)
    costs = [each.cost_usd for each in traces if each.cost_usd is not None]
    tokens = [each.tokens for each in traces if each.tokens is not None]
    failed = sum(each.error_count > 0 for each in traces)
    return {
        "session_id": session_id,
        "user_id": traces[0].user_id,
        "start_time": iso(start),
        "end_time": iso(max(ends)) if ends else None,
        "duration_ms": (max(ends) - start) / 1e6 if ends else None,
        "trace_count": len(traces),
        "error_count": failed,
        "has_error": failed > 0,
        "total_tokens": sum(tokens) if tokens else None,
        "total_cost_usd": round(sum(costs), 6) if costs else None,
        "metadata": {},
    }


def event_record(event: Event) -> Record:
    """One event of a span."""
    return {"name": event.name, "timestamp": iso(event.at_ns), "attributes": event.attributes}


def span_record(span: Span) -> Record:
    """One Span without its children."""
    ended = span.ended_ns
    record = {
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "parent_span_id": span.parent_id,
        "name": span.name,
        "kind": span.kind,
        "start_time": iso(span.started_ns),
        "end_time": None if ended is None else iso(ended),
        "duration_ms": None if ended is None else (ended - span.started_ns) / 1e6,
        "status": span.status,
        "status_message": span.status_message,
        "attributes": span.attributes,
        "events": [event_record(each) for each in span.events],
        "session_id": span.session_id,
        "agent_id": span.agent_id,
        "agent_name": span.agent_name,
    }
    return record if span.service is None else record | {"service_name": span.service}
