"""Arize's JSON as it is sent (contract §4, §5, §8): lenient, in snake case unless stated."""

from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field

from spandeck.vendors.wire import Id, Instant, Row

Name = Annotated[str | None, BeforeValidator(lambda said: said if isinstance(said, str) else None)]
"""How something is called; anything but a text says nothing of that, and hides nothing else."""


class Pagination(Row):
    """Where a list goes on (contract §4)."""

    has_more: bool | None = Field(None, validation_alias=AliasChoices("has_more", "hasMore"))
    next_cursor: str | None = Field(
        None, validation_alias=AliasChoices("next_cursor", "nextCursor")
    )


class Envelope(Row):
    """A page of a list, without its rows; a few lists have no paging."""

    pagination: Pagination | None = None


class Problem(Row):
    """The body of an answer that is no success (RFC 9457, contract §5)."""

    title: str | None = None
    detail: str | None = None


class Context(Row):
    """Which span of which trace."""

    trace_id: Id
    span_id: Id


class EventRow(Row):
    """An event of a span."""

    name: str | None = None
    timestamp: Instant = None
    attributes: dict[str, Any] | None = None


class SpanRow(Row):
    """Span (contract §8.3), its fields in snake case."""

    context: Context
    name: str | None = None
    kind: str | None = None
    parent_id: str | None = None
    start_time: Instant = None
    end_time: Instant = None
    status_code: str | None = None
    status_message: str | None = None
    attributes: dict[str, Any] | None = None
    events: tuple[EventRow, ...] | None = None


class TraceRow(Row):
    """Trace (contract §8.4) without its spans, its fields in snake case."""

    trace_id: Id
    root_span_id: str | None = None
    start_time: Instant = None
    end_time: Instant = None
    spans_truncated: bool | None = None


class ProjectRow(Row):
    """Project (contract §8.2), its fields in snake case."""

    id: Id
    name: Name = None
    space_id: Name = None


class SpaceRow(Row):
    """Space (contract §8.1)."""

    id: Id
    name: Name = None
