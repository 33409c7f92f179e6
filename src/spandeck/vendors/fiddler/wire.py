"""Fiddler's JSON as it is sent (contract §1.2, §5.24), read leniently."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from spandeck.vendors.wire import Count, Id, Milliseconds, Row, nanoseconds


def stated(text: Any) -> int:
    """A time that must be there, as UTC nanoseconds."""
    found = nanoseconds(text)
    if found is None:
        raise ValueError("a time is missing")
    return found


Start = Annotated[int, BeforeValidator(stated)]


LATEST_MS = 2**63 // 1_000_000
"""Milliseconds up to here are nanoseconds of 64 bits."""


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


class RuleRow(Row):
    """An alert rule, of a model or of an application (contract §5.1, §5.15)."""

    id: Id
    name: str | None = None
    bin_size: str | None = None
    evaluation_delay: Count | None = None
    """In hours."""
    condition: str | None = None
    """`greater` or `lesser`."""


class AlertRow(Row):
    """One time that a rule struck (contract §5.1); times are milliseconds since the epoch."""

    alert_rule_id: Id
    alert_time_bucket: Annotated[int, Field(ge=0, lt=LATEST_MS)]
    alert_run_start_time: Annotated[int, Field(ge=0, lt=LATEST_MS)] | None = None
    alert_value: float | None = None
    warning_threshold: float | None = None
    critical_threshold: float | None = None
    severity: str | None = None
    message: str | None = None
    feature_name: str | None = None
