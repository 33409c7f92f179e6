"""Spans in Fiddler's words (contracts/fiddler.md §4, §5.24): those of the world and those sent.

The unit of `duration` is undocumented; here it is milliseconds.
"""

from collections.abc import Callable, Mapping
from typing import Any

from spandeck.sim.clock import iso
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.otlp import Sent
from spandeck.sim.span import Span
from spandeck.sim.world import World
from spandeck.sim.world.spans import Glimpse

TYPES = {"llm_call": "llm", "tool_call": "tool", "agent": "agent"}
"""Of the world's kinds; all others are chains."""
STATUSES = ("UNSET", "OK", "ERROR")
SYSTEM = ("fiddler.span.system.", "system.")
USER = ("fiddler.span.user.", "fiddler.session.user.")
SESSIONS = ("gen_ai.conversation.id", "session.id")
INPUTS = ("gen_ai.llm.input.user", "gen_ai.tool.input", "gen_ai.input.messages")
OUTPUTS = ("gen_ai.llm.output", "gen_ai.tool.output", "gen_ai.output.messages")
LATEST_NS = 2**63 - 1
NANOSECONDS = 1e6
"""In a millisecond."""


def parent(world: World, glimpse: Glimpse) -> str | None:
    """The id of the span around it; None for a root."""
    step = glimpse.step
    return world.writer.span_id(glimpse.outline, step.parent) if step.parent >= 0 else None


COLUMNS: Mapping[str, Callable[[World, Glimpse], object]] = {
    "span_id": lambda world, glimpse: glimpse.place.span_id,
    "trace_id": lambda world, glimpse: glimpse.place.trace_id,
    "parent_span_id": parent,
    "session_id": lambda world, glimpse: world.writer.session_id(glimpse.outline),
    "name": lambda world, glimpse: glimpse.step.name,
    "span_type": lambda world, glimpse: TYPES.get(glimpse.step.kind, "chain"),
    "status_code": lambda world, glimpse: "ERROR" if glimpse.step.failure else "OK",
    "start_time": lambda world, glimpse: iso(glimpse.place.started_ns),
    "duration": lambda world, glimpse: (
        (int(glimpse.step.end) - int(glimpse.step.begin)) / NANOSECONDS
    ),
    "agent_id": lambda world, glimpse: f"{glimpse.place.trace_id}:{glimpse.step.agent.name}",
    "agent_name": lambda world, glimpse: glimpse.step.agent.name,
}
"""What is known of a world's span before anything of it is written."""


def told(world: World, glimpse: Glimpse, span: Span) -> Record:
    """A world's span, written."""
    attributes = {**span.attributes, "gen_ai.conversation.id": span.session_id}
    columns = {name: column(world, glimpse) for name, column in COLUMNS.items()}
    return columns | {
        "status_message": span.status_message,
        "input": named(attributes, INPUTS),
        "output": named(attributes, OUTPUTS),
        "span_attributes": attributes,
    }


def sent(span: Sent) -> Record:
    """A span that was exported; without a type it is stored as `other` (contract C17)."""
    attributes = {key(name): found for name, found in span.attributes.items()}
    kind = attributes.pop("fiddler.span.type", None)
    return {
        "span_id": span.span_id,
        "trace_id": span.trace_id,
        "parent_span_id": span.parent_id or None,
        "session_id": named(attributes, SESSIONS),
        "name": span.name,
        "span_type": kind if isinstance(kind, str) and kind else "other",
        "status_code": STATUSES[span.status if 0 <= span.status <= 2 else 0],
        "status_message": span.message or None,
        "start_time": iso(storable(span.started_ns)),
        "duration": max(0, span.ended_ns - span.started_ns) / NANOSECONDS,
        "agent_id": named(attributes, ("gen_ai.agent.id",)),
        "agent_name": named(attributes, ("gen_ai.agent.name",)),
        "input": named(attributes, INPUTS),
        "output": named(attributes, OUTPUTS),
        "span_attributes": attributes,
    }


def storable(at_ns: int) -> int:
    """A moment between 1970 and 2262, which is all that the archive can hold."""
    return min(max(0, at_ns), LATEST_NS)


def key(name: str) -> str:
    """An attribute's name as it is served: the system's bare, a user's under `user.`."""
    for prefix in USER:
        if name.startswith(prefix):
            return "user." + name.removeprefix(prefix)
    for prefix in SYSTEM:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def named(attributes: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """The first of these attributes that has text."""
    found = (attributes.get(name) for name in names)
    return next((each for each in found if isinstance(each, str) and each), None)
