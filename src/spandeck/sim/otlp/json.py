"""OTLP in JSON: hex ids, 64-bit numbers as text or number, enums as numbers or names."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import from_json, to_json

from spandeck.sim.otlp import Export, Malformed, Sent

SPAN_KINDS = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
STATUS_CODES = ("UNSET", "OK", "ERROR")


def numbered(names: tuple[str, ...], prefix: str) -> BeforeValidator:
    """Reads an enum, which may be written as its name."""
    numbers = {prefix + name: number for number, name in enumerate(names)}
    return BeforeValidator(lambda found: numbers.get(found, found))


Hex32 = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{32}$")]
Hex16 = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{16}$")]
Nanoseconds = Annotated[int, Field(ge=0, lt=2**63)]


class Wire(BaseModel):
    """Anything in an export; unknown fields are ignored, as OTLP asks."""

    model_config = ConfigDict(alias_generator=to_camel, frozen=True)


class AnyValue(Wire):
    """A value, of which one field is set."""

    string_value: str | None = None
    bool_value: bool | None = None
    int_value: int | None = None
    double_value: float | None = None
    bytes_value: str | None = None
    array_value: "Values | None" = None
    kvlist_value: "Pairs | None" = None

    def plain(self) -> Any:
        """The value itself."""
        if self.array_value is not None:
            return [each.plain() for each in self.array_value.values]
        if self.kvlist_value is not None:
            return plain(self.kvlist_value.values)
        scalars = (self.string_value, self.bool_value, self.int_value, self.double_value)
        return next((each for each in (*scalars, self.bytes_value) if each is not None), None)


class Pair(Wire):
    """An attribute."""

    key: str
    value: AnyValue | None = None


class Values(Wire):
    """An array."""

    values: tuple[AnyValue, ...] = ()


class Pairs(Wire):
    """A map."""

    values: tuple[Pair, ...] = ()


class Event(Wire):
    """An event of a span."""

    name: str = ""
    time_unix_nano: Nanoseconds = 0
    attributes: tuple[Pair, ...] = ()


class Status(Wire):
    """How a span ended."""

    code: Annotated[int, numbered(STATUS_CODES, "STATUS_CODE_")] = 0
    message: str = ""


class Span(Wire):
    """A span."""

    trace_id: Hex32
    span_id: Hex16
    parent_span_id: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{16})?$")] = ""
    name: str = ""
    kind: Annotated[int, numbered(SPAN_KINDS, "SPAN_KIND_")] = 0
    start_time_unix_nano: Nanoseconds = 0
    end_time_unix_nano: Nanoseconds = 0
    status: Status = Status()
    attributes: tuple[Pair, ...] = ()
    events: tuple[Event, ...] = ()


class Scope(Wire):
    """The spans of one instrumentation; each is read by itself, so that one cannot spoil all."""

    spans: tuple[dict[str, Any], ...] = ()


class Resource(Wire):
    """The program that sent them."""

    attributes: tuple[Pair, ...] = ()


class Group(Wire):
    """The spans of one program."""

    resource: Resource = Resource()
    scope_spans: tuple[Scope, ...] = ()


class Request(Wire):
    """ExportTraceServiceRequest."""

    resource_spans: tuple[Group, ...] = ()


def read(body: bytes) -> Export:
    """The spans of an export; raise `Malformed`."""
    try:
        request = Request.model_validate(from_json(body))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(each) for each in first["loc"])
        raise Malformed(f"{where or 'the body'}: {first['msg']}") from error
    except ValueError as error:
        raise Malformed(f"not JSON: {error}") from error
    spans: list[Sent] = []
    rejected = 0
    for group in request.resource_spans:
        resource = plain(group.resource.attributes)
        for scope in group.scope_spans:
            for span in scope.spans:
                try:
                    spans.append(sent(Span.model_validate(span), resource))
                except ValidationError:
                    rejected += 1
    return Export(tuple(spans), rejected)


def answer(rejected: int) -> bytes:
    """The export's answer: empty unless spans were rejected."""
    words = "a trace id has 32 hex digits, a span id 16"
    return to_json(
        {"partialSuccess": {"rejectedSpans": str(rejected), "errorMessage": words}}
        if rejected
        else {}
    )


def sent(span: Span, resource: dict[str, Any]) -> Sent:
    """One span in the plain form."""
    return Sent(
        resource,
        span.trace_id.lower(),
        span.span_id.lower(),
        span.parent_span_id.lower(),
        span.name,
        span.kind,
        span.start_time_unix_nano,
        span.end_time_unix_nano,
        span.status.code,
        span.status.message,
        plain(span.attributes),
        tuple((each.name, each.time_unix_nano, plain(each.attributes)) for each in span.events),
    )


def plain(pairs: tuple[Pair, ...]) -> dict[str, Any]:
    """Attributes as a mapping."""
    return {pair.key: pair.value.plain() if pair.value else None for pair in pairs}
