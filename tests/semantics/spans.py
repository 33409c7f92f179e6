"""A span with these attributes, and what is read from it, for tests that say what it means."""

from typing import Any

from spandeck import semantics
from spandeck.model.trace import ERROR, OK, Event, Span
from spandeck.semantics.facts import LlmCall, Message, Text, ToolCall

HELLO = Message("user", (Text("hello"),))
HI = Message("assistant", (Text("hi"),))


def span(
    attributes: dict[str, Any] | None = None,
    *events: Event,
    name: str = "work",
    kind: str = "internal",
    failed: bool = False,
    message: str | None = None,
    extra: dict[str, Any] | None = None,
) -> Span:
    """One span of one second."""
    return Span(
        trace_id="t",
        span_id="s",
        parent_id=None,
        name=name,
        kind=kind,
        started_ns=0,
        ended_ns=1_000_000_000,
        status=ERROR if failed else OK,
        status_message=message,
        attributes=attributes or {},
        events=events,
        extra=extra or {},
    )


def call(attributes: dict[str, Any], *events: Event) -> LlmCall:
    """The model's call in a span with these attributes."""
    found = semantics.read(span(attributes, *events)).llm
    assert found is not None
    return found


def tool(attributes: dict[str, Any], name: str = "work") -> ToolCall:
    """The tool's run in a span with these attributes."""
    found = semantics.read(span(attributes, name=name)).tool
    assert found is not None
    return found
