"""Risicare's rows in our words, one function a kind; pure, and the only place that knows both."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from json import dumps
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from spandeck.model.page import BadRow
from spandeck.model.session import Session
from spandeck.model.trace import ERROR, OK, UNSET, Event, Span, TraceSummary
from spandeck.vendors.complaint import why
from spandeck.vendors.risicare.wire import EventRow, SessionRow, SpanRow, TraceRow

T = TypeVar("T")

NO_ATTRIBUTES: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """What a list holds."""

    name: str
    """Its last part of the path."""
    read: Callable[[Mapping[str, Any]], T]
    """Reads a row; raises `ValidationError`."""
    identity: Callable[[T], str]

    def rows(self, data: Iterable[Any]) -> tuple[tuple[T | BadRow, ...], tuple[str, ...]]:
        """Every row read, or kept as it came with the reason: a bad one never hides the page.

        An id that came before is left out; the notes say how often that happened.
        """
        made: list[T | BadRow] = []
        seen: set[str] = set()
        repeated = 0
        for raw in data:
            if isinstance(raw, BadRow):
                made.append(raw)
                continue
            try:
                row = self.read(raw)
            except ValidationError as error:
                made.append(BadRow(dumps(raw, ensure_ascii=False), why(error)))
                continue
            if self.identity(row) in seen:
                repeated += 1
            else:
                seen.add(self.identity(row))
                made.append(row)
        return tuple(made), (f"rows that came twice: {repeated}",) if repeated else ()


def summary(raw: Mapping[str, Any]) -> TraceSummary:
    """A row of a list of traces; raise `ValidationError`."""
    row = TraceRow.model_validate(raw)
    return TraceSummary(
        trace_id=row.trace_id,
        name=row.name or "",
        status=row.status or implied_status(row.has_error),
        started_ns=row.start_time,
        duration_ms=elapsed_ms(row),
        span_count=row.span_count,
        error_count=row.error_count,
        error_code=row.error_code,
        agent_name=row.agent_name,
        session_id=row.session_id,
        environment=row.environment,
        tokens=row.total_tokens,
        cost_usd=row.total_cost_usd,
        raw=raw,
    )


def session(raw: Mapping[str, Any]) -> Session:
    """A session, with its traces where they are sent along; raise `ValidationError`."""
    row = SessionRow.model_validate(raw)
    found, _ = TRACES.rows(row.traces or ())
    return Session(
        session_id=row.session_id,
        user_id=row.user_id,
        started_ns=row.start_time,
        duration_ms=elapsed_ms(row),
        trace_count=row.trace_count,
        error_count=row.error_count,
        tokens=row.total_tokens,
        cost_usd=row.total_cost_usd,
        traces=tuple(each for each in found if isinstance(each, TraceSummary)),
        raw=raw,
    )


TRACES = Kind("traces", summary, lambda found: found.trace_id)
SESSIONS = Kind("sessions", session, lambda found: found.session_id)


def span(raw: Mapping[str, Any], trace_id: str, parent_id: str | None) -> Span:
    """A span of a trace; raise `ValidationError`.

    Its own `parent_span_id` counts before the nesting it stands in.
    """
    row = SpanRow.model_validate(raw)
    ended = row.end_time
    if ended is None and row.start_time is not None and row.duration_ms is not None:
        ended = row.start_time + round(row.duration_ms * 1_000_000)
    return Span(
        row.trace_id or trace_id,
        row.span_id,
        row.parent_span_id or parent_id,
        row.name or "",
        row.kind or "",
        row.start_time,
        ended,
        row.status or UNSET,
        row.status_message,
        row.attributes or NO_ATTRIBUTES,
        tuple([event(each) for each in row.events]) if row.events else (),
        row.model_extra or NO_ATTRIBUTES,
    )


def event(row: EventRow) -> Event:
    """An event of a span."""
    return Event(row.name or "", row.timestamp, row.attributes or NO_ATTRIBUTES)


def parts(body: Any) -> dict[str, str]:
    """What a health answer says of its dependencies, however it nests them."""
    found: dict[str, str] = {}
    for name, said in body.items() if isinstance(body, dict) else ():
        if isinstance(said, dict):
            found |= {name: str(said["status"])} if "status" in said else parts(said)
        elif isinstance(said, str | bool):
            found[name] = said if isinstance(said, str) else "ok" if said else "down"
    return found


def implied_status(has_error: bool | None) -> str:
    """The status of a trace that only says whether it failed."""
    return UNSET if has_error is None else ERROR if has_error else OK


def elapsed_ms(row: TraceRow | SessionRow) -> float | None:
    """How long it took: as the vendor says, otherwise from its two times."""
    if row.duration_ms is not None or row.start_time is None or row.end_time is None:
        return row.duration_ms
    return (row.end_time - row.start_time) / 1e6
