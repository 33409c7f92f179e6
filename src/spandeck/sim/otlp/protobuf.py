"""OTLP in protobuf. Imported only when such a body arrives: it needs the extra `otlp`."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # has no stubs
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from spandeck.sim.otlp import Export, Malformed, Sent


def read(body: bytes) -> Export:
    """The spans of an export; raise `Malformed`."""
    try:
        request = ExportTraceServiceRequest.FromString(body)
    except DecodeError as error:
        raise Malformed(f"not an ExportTraceServiceRequest: {error}") from error
    spans: list[Sent] = []
    rejected = 0
    for group in request.resource_spans:
        resource = plain(group.resource.attributes)
        for scope in group.scope_spans:
            for span in scope.spans:
                if len(span.trace_id) == 16 and len(span.span_id) == 8:
                    spans.append(sent(span, resource))
                else:
                    rejected += 1
    return Export(tuple(spans), rejected)


def answer(rejected: int) -> bytes:
    """The export's answer: empty unless spans were rejected."""
    response = ExportTraceServiceResponse()
    if rejected:
        response.partial_success.rejected_spans = rejected
        response.partial_success.error_message = "a trace id has 16 bytes, a span id 8"
    return bytes(response.SerializeToString())


def sent(span: Span, resource: dict[str, Any]) -> Sent:
    """One span in the plain form."""
    return Sent(
        resource,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        span.name,
        span.kind,
        span.start_time_unix_nano,
        span.end_time_unix_nano,
        span.status.code,
        span.status.message,
        plain(span.attributes),
        tuple((each.name, each.time_unix_nano, plain(each.attributes)) for each in span.events),
    )


def plain(pairs: Iterable[KeyValue]) -> dict[str, Any]:
    """Attributes as a mapping."""
    return {pair.key: value(pair.value) for pair in pairs}


def value(found: AnyValue) -> Any:
    """A value as JSON has it; bytes become base64."""
    match found.WhichOneof("value"):
        case None:
            return None
        case "array_value":
            return [value(each) for each in found.array_value.values]
        case "kvlist_value":
            return plain(found.kvlist_value.values)
        case "bytes_value":
            return b64encode(found.bytes_value).decode()
        case field:
            return getattr(found, field)
