"""Real traces for tests: recorded OTLP exports, as spans in our words and as their index says.

Four small ones are in `tests/fixtures`; the others stand in `shared/real-traces` beside the
project, and in CI they must.
"""

import gzip
import json
import os
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1 import trace_pb2

from spandeck.model.safe import safe, safe_value
from spandeck.model.trace import ERROR, OK, UNSET, Event, Span

FIXTURES = Path(__file__).parent / "fixtures"
SHARED = Path(__file__).parents[2] / "shared" / "real-traces"
STATUSES = {0: UNSET, 1: OK, 2: ERROR}
LARGE = ("large_deep", "large_langgraph_one_trace")


@dataclass(frozen=True)
class Corpus:
    """One recorded run of a real framework."""

    name: str
    folder: Path

    @cached_property
    def index(self) -> dict[str, Any]:
        """What was counted in it when it was recorded."""
        found: dict[str, Any] = json.loads((self.folder / f"{self.name}.json").read_text())
        return found

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Its spans in the order they arrived, made safe as a source makes them."""
        return tuple(span(each) for request in self.requests() for each in sent(request))

    @cached_property
    def traces(self) -> dict[str, list[Span]]:
        """Its spans by trace."""
        found = defaultdict(list)
        for each in self.spans:
            found[each.trace_id].append(each)
        return dict(found)

    def requests(self) -> Iterator[ExportTraceServiceRequest]:
        """The export requests as they were sent."""
        with gzip.open(self.folder / f"{self.name}.otlp.gz") as file:
            while head := file.read(4):
                (length,) = struct.unpack(">I", head)
                yield ExportTraceServiceRequest.FromString(file.read(length))


def names(*, large: bool = False) -> list[str]:
    """The names of the corpora within reach; in CI the shared ones must be."""
    if os.environ.get("CI") == "true" and not SHARED.is_dir():
        raise FileNotFoundError(f"the recorded traces are not at {SHARED}")
    found = {path.name.removesuffix(".otlp.gz") for path in files()}
    return sorted(name for name in found if (name in LARGE) == large)


def files() -> Iterator[Path]:
    """The recordings within reach."""
    yield from FIXTURES.glob("*.otlp.gz")
    yield from SHARED.glob("*.otlp.gz")


def corpora() -> list[Corpus]:
    """Every corpus within reach."""
    return [corpus(name) for name in sorted([*names(), *names(large=True)])]


@cache
def small(name: str) -> Corpus:
    """A small corpus, decoded once."""
    return corpus(name)


def corpus(name: str) -> Corpus:
    """A corpus, to be forgotten after use: the large ones hold 300 MB of objects."""
    inside = (FIXTURES / f"{name}.otlp.gz").exists()
    return Corpus(name, FIXTURES if inside else SHARED)


def sent(request: ExportTraceServiceRequest) -> Iterator[trace_pb2.Span]:
    """The spans in a request."""
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            yield from scope.spans


def span(sent: trace_pb2.Span) -> Span:
    """One span in our words."""
    return Span(
        trace_id=sent.trace_id.hex(),
        span_id=sent.span_id.hex(),
        parent_id=sent.parent_span_id.hex() or None,
        name=safe(sent.name),
        kind=trace_pb2.Span.SpanKind.Name(sent.kind).removeprefix("SPAN_KIND_").lower(),
        started_ns=sent.start_time_unix_nano or None,
        ended_ns=sent.end_time_unix_nano or None,
        status=STATUSES[sent.status.code],
        status_message=safe(sent.status.message) or None,
        attributes={safe(each.key): value(each.value) for each in sent.attributes},
        events=tuple(
            Event(
                safe(each.name),
                each.time_unix_nano,
                {safe(pair.key): value(pair.value) for pair in each.attributes},
            )
            for each in sent.events
        ),
    )


def value(sent: AnyValue) -> Any:
    """An attribute's value as plain data."""
    if sent.HasField("array_value"):
        return [value(each) for each in sent.array_value.values]
    field = sent.WhichOneof("value")
    return safe_value(getattr(sent, field)) if field else None
