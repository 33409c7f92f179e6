"""The five forms in which spans reach the gateway, each read into our spans (contract §15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import from_json

from spandeck.sim import meaning
from spandeck.sim.clock import read_iso
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.span import Event, Span


def instant(found: object) -> int:
    """ISO 8601 as nanoseconds; must lie between 1970 and 2262."""
    if not isinstance(found, str):
        raise ValueError("a time is text in ISO 8601")
    at_ns = read_iso(found)
    if not 0 <= at_ns <= meaning.LATEST_NS:
        raise ValueError("a time lies between 1970 and 2262")
    return at_ns


def storable(text: str) -> str:
    """Text that can be kept and sent on: no half of a surrogate pair."""
    text.encode()
    return text


Text = Annotated[str, AfterValidator(storable)]
Id = Annotated[Text, Field(min_length=1, max_length=200)]
Instant = Annotated[int, BeforeValidator(instant)]


class EventIn(BaseModel):
    """An event inside a span."""

    name: Text
    timestamp: Instant
    attributes: dict[str, Any] = {}


class LooseEvent(EventIn):
    """An event that is sent apart from its span."""

    trace_id: Id
    span_id: Id


class SpanIn(BaseModel):
    """A span in the vendor's own JSON."""

    trace_id: Id
    span_id: Id
    parent_span_id: Text | None = None
    name: Text
    kind: Text | None = None
    start_time: Instant
    end_time: Instant | None = None
    status: Literal["unset", "ok", "error"] = "unset"
    status_message: Text | None = None
    attributes: dict[str, Any] = {}
    events: tuple[EventIn, ...] = ()
    session_id: Text | None = None
    agent_id: Text | None = None
    agent_name: Text | None = None
    environment: Text | None = None


class BatchIn(BaseModel):
    """Several spans; each is read by itself, so that one cannot spoil all."""

    spans: list[dict[str, Any]]


class TraceIn(BatchIn):
    """A whole trace with what holds for all of its spans."""

    trace_id: Id
    metadata: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Received:
    """What one request brought."""

    spans: Sequence[Span]
    rejected: int = 0


def complaint(error: ValidationError) -> Refusal:
    """A 400 that names the first field that is wrong."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(each) for each in first["loc"])
    return Refusal(400, f"{field or 'the body'}: {first['msg']}", field=field)


def decoded(body: bytes) -> Any:
    """The body's JSON; `Refusal` 400 when it is none."""
    try:
        return from_json(body)
    except ValueError as error:
        raise Refusal(400, f"The body is not JSON: {error}") from None


def one_span(body: bytes) -> Received:
    """POST /v1/spans."""
    try:
        return Received([own(SpanIn.model_validate(decoded(body)))])
    except ValidationError as error:
        raise complaint(error) from None


def batch(body: bytes) -> Received:
    """POST /v1/spans/batch."""
    try:
        return several(BatchIn.model_validate(decoded(body)).spans, {})
    except ValidationError as error:
        raise complaint(error) from None


def whole_trace(body: bytes) -> Received:
    """POST /v1/traces; what the metadata says holds where a span itself says nothing."""
    try:
        trace = TraceIn.model_validate(decoded(body))
    except ValidationError as error:
        raise complaint(error) from None
    names = ("session_id", "agent_id", "agent_name", "environment")
    shared = {name: trace.metadata[name] for name in names if name in trace.metadata}
    return several(trace.spans, {"trace_id": trace.trace_id, **shared})


def several(spans: Sequence[Mapping[str, Any]], shared: Mapping[str, Any]) -> Received:
    """Each span that can be read, over what is shared."""
    read: list[Span] = []
    rejected = 0
    for each in spans:
        try:
            read.append(own(SpanIn.model_validate({**shared, **each})))
        except ValidationError:
            rejected += 1
    return Received(read, rejected)


def loose_event(body: bytes) -> LooseEvent:
    """POST /v1/events."""
    try:
        return LooseEvent.model_validate(decoded(body))
    except ValidationError as error:
        raise complaint(error) from None


def own(span: SpanIn) -> Span:
    """A span from the vendor's own JSON."""
    attributes = span.attributes
    return Span(
        span.trace_id,
        span.span_id,
        span.parent_span_id or None,
        span.name,
        span.kind or meaning.kind(attributes) or "internal",
        span.start_time,
        span.end_time,
        span.status,
        span.status_message,
        attributes,
        tuple(Event(each.name, each.timestamp, each.attributes) for each in span.events),
        span.session_id or meaning.named(attributes, meaning.SESSIONS),
        meaning.named(attributes, meaning.USERS),
        span.agent_id,
        span.agent_name or meaning.named(attributes, meaning.AGENTS),
        span.environment or meaning.named(attributes, meaning.ENVIRONMENTS),
    )
