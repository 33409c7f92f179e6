"""OTLP trace exports, read from protobuf or JSON into one plain form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Malformed(ValueError):
    """A body that is no export; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One span as it was exported, with what its resource says."""

    resource: Mapping[str, Any]
    trace_id: str
    """Lower-case hex."""
    span_id: str
    parent_id: str
    """Empty for a root."""
    name: str
    kind: int
    """OTLP's SpanKind: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer."""
    started_ns: int
    ended_ns: int
    status: int
    """0 unset, 1 ok, 2 error."""
    message: str
    attributes: Mapping[str, Any]
    events: tuple[tuple[str, int, Mapping[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class Export:
    """What one request carried."""

    spans: tuple[Sent, ...]
    rejected: int
    """Spans that could not be read."""
