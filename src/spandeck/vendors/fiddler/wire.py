"""Fiddler's JSON as it is sent (contract §1.2, §5.24), read leniently."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from spandeck.vendors.wire import Count, Id, Milliseconds, Row, nanoseconds


def stated(text: Any) -> int:
    """A time that must be there, as UTC nanoseconds."""
    found = nanoseconds(text)
    if found is None:
        raise ValueError("a time is missing")
    return found


Start = Annotated[int, BeforeValidator(stated)]


class SpanRow(Row):
    """Span (contract §5.24). A start is needed: lists are ordered by it."""

    span_id: Id
    trace_id: Id
    name: str | None = None
    status_code: str | None = None
    status_message: str | None = None
    start_time: Start
    duration: Milliseconds | None = None
    parent_span_id: str | None = None
    session_id: str | None = None
    span_type: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    input: str | None = None
    output: str | None = None
    span_attributes: dict[str, Any] | None = None
    evaluators: Any = None
    """What evaluators say of it, in a list of objects; `semantics` reads it."""


class PageFacts(Row):
    """Where a list stands (contract §1.3); its rows are taken out and read one by one."""

    page_size: Count | None = None
    total: Count | None = None
    page_count: Count | None = None
    page_index: Count | None = None
    offset: Count | None = None


class Paginated(Row):
    """A page of a list."""

    data: PageFacts


class Issue(Row):
    """One of the things that are wrong."""

    reason: str | None = None
    message: str | None = None


class ErrorFact(Row):
    """What went wrong, in the vendor's words."""

    code: int | None = None
    message: str | None = None
    errors: tuple[Issue, ...] | None = None


class ErrorBody(Row):
    """The body of every answer that is no success (contract §1.2)."""

    error: ErrorFact
