"""Risicare's JSON as it is sent (contract §0, §1, §3): lenient, so that new fields never break it.

Unknown fields are kept, unknown enum words are plain text, null and missing are the same. Only
what would be shown wrongly is refused: an empty id, a time or a number that is none.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = EPOCH + timedelta(days=106_000)
"""In the year 2260: nanoseconds up to here fit 64 bits."""


def nanoseconds(text: Any) -> int | None:
    """ISO 8601 as UTC nanoseconds, exact to the microsecond; no offset means UTC."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise ValueError("a time is text in ISO 8601")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("not a time in ISO 8601") from None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    if not EPOCH <= aware <= LATEST:
        raise ValueError("a time before 1970 or after 2260")
    since = aware - EPOCH
    return ((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds) * 1000


Instant = Annotated[int | None, BeforeValidator(nanoseconds)]
Id = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0, lt=2**63)]
Milliseconds = Annotated[float, Field(allow_inf_nan=False, gt=-1e15, lt=1e15)]
Dollars = Annotated[float, Field(allow_inf_nan=False, gt=-1e12, lt=1e12)]


class Row(BaseModel):
    """Anything Risicare sends."""

    model_config = ConfigDict(frozen=True, extra="allow")


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
