"""A span as JSON: everything the vendor sent, in one record."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from spandeck.model.trace import Span
from spandeck.paint.document import Paragraph
from spandeck.paint.indent import indented


def record(span: Span) -> dict[str, Any]:
    """A span as plain values, for JSON."""
    return {
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "parent_id": span.parent_id,
        "name": span.name,
        "kind": span.kind,
        "started_ns": span.started_ns,
        "ended_ns": span.ended_ns,
        "status": span.status,
        "status_message": span.status_message,
        "attributes": dict(span.attributes),
        "events": [
            {"name": each.name, "at_ns": each.at_ns, "attributes": dict(each.attributes)}
            for each in span.events
        ],
        **{key: value for key, value in span.extra.items() if key not in Span.__slots__},
    }


def text(span: Span) -> str:
    """The record as JSON over lines."""
    return "\n".join(indented(encoded(span)))


def encoded(span: Span) -> str:
    """The record as JSON on one line."""
    return json.dumps(record(span), ensure_ascii=False, default=str)


def printed(span: Span) -> list[Paragraph]:
    """Everything the Raw tab says about a span."""
    return [Paragraph(encoded(span), json=True)]


def words(span: Span) -> Iterator[str]:
    """Every text of a span that a search looks through, names first."""
    yield span.name
    if span.status_message:
        yield span.status_message
    yield from leaves(span.attributes)
    for event in span.events:
        yield event.name
        yield from leaves(event.attributes)


def leaves(value: Any) -> Iterator[str]:
    """The keys and scalars of a JSON value as text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield key
            yield from leaves(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each)
    elif value is not None:
        yield str(value)


def mentions(span: Span, needle: str) -> bool:
    """Whether a span holds a text anywhere; `needle` is in lower case."""
    return any(needle in each.lower() for each in words(span))
