"""A span with these attributes, for tests that say what it means."""

from typing import Any

from spandeck.model.trace import ERROR, OK, Event, Span


def span(
    attributes: dict[str, Any] | None = None,
    *events: Event,
    name: str = "work",
    kind: str = "internal",
    failed: bool = False,
    message: str | None = None,
    extra: dict[str, Any] | None = None,
) -> Span:
    """One span of one second."""
    return Span(
        trace_id="t",
        span_id="s",
        parent_id=None,
        name=name,
        kind=kind,
        started_ns=0,
        ended_ns=1_000_000_000,
        status=ERROR if failed else OK,
        status_message=message,
        attributes=attributes or {},
        events=events,
        extra=extra or {},
    )
