"""One account of a span out of what each dialect tells: the first that knows a thing says it."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from spandeck.model.trace import Event
from spandeck.semantics import fiddler, genai, openinference, traceloop, vercel
from spandeck.semantics.attributes import Attributes, decoded, table, text, written
from spandeck.semantics.facts import (
    AGENT,
    EMBEDDING,
    LLM,
    RERANK,
    RETRIEVAL,
    TOOL,
    LlmCall,
    Message,
    Retrieval,
    Text,
    Tokens,
    ToolCall,
)
from spandeck.semantics.message import LISTS, conversation
from spandeck.semantics.usage import cost, tokens

T = TypeVar("T", LlmCall, ToolCall, Retrieval)

ARGUMENTS = (
    "input.value",
    "gen_ai.tool.call.arguments",
    "gen_ai.tool.input",
    "ai.toolCall.args",
    "traceloop.entity.input",
)
INPUT = (
    "input.value",
    "traceloop.entity.input",
    "gen_ai.tool.input",
    "ai.prompt",
    "ai.toolCall.args",
)
OUTPUT = ("output.value", "traceloop.entity.output", "gen_ai.tool.output", "ai.response.text")
SESSION = (
    "session.id",
    "gen_ai.conversation.id",
    "traceloop.association.properties.session_id",
    "ai.telemetry.metadata.sessionId",
)
USER = (
    "user.id",
    "enduser.id",
    "gen_ai.user",
    "traceloop.association.properties.user_id",
    "ai.telemetry.metadata.userId",
)
NOTED = (
    "traceloop.association.properties.",
    "ai.telemetry.metadata.",
    "fiddler.session.user.",
    "fiddler.span.user.",
)
"""Prefixes under which people note what they like."""


def merged(first: T, *others: T) -> T:
    """The first account, with what it leaves open filled from the others in their order."""
    for other in others:
        gaps = {
            each.name: found
            for each in fields(first)
            if not getattr(first, each.name) and (found := getattr(other, each.name))
        }
        first = replace(first, **gaps) if gaps else first
    return first


def llm(kind: str, attributes: Attributes, events: Sequence[Event]) -> LlmCall | None:
    """A model's call, or the conversation recorded on another kind of span."""
    found = merged(
        genai.llm(attributes, events),
        openinference.llm(attributes),
        traceloop.llm(attributes),
        fiddler.llm(attributes),
        vercel.llm(attributes),
    )
    modelled = kind in (LLM, EMBEDDING)
    if kind == LLM:
        found = replace(
            found,
            input=filled(found.input, "user", text(attributes, "input.value")),
            output=filled(found.output, "assistant", text(attributes, "output.value")),
        )
    used, spent = tokens(attributes), cost(attributes)
    if not (modelled or found.input or found.output or used != Tokens() or spent):
        return None
    return replace(found, model=found.model or found.requested, tokens=used, cost=spent)


def filled(messages: tuple[Message, ...], role: str, value: str | None) -> tuple[Message, ...]:
    """Messages, with the empty ones filled from the value that was recorded beside them.

    LangChain leaves out requests with malformed arguments, Haystack the tools' results.
    """
    if not value or (messages and all(each.parts for each in messages)):
        return messages
    beside = conversation(value)
    if messages and len(beside) == len(messages):
        pairs = zip(messages, beside, strict=True)
        return tuple(each if each.parts else replace(each, parts=b.parts) for each, b in pairs)
    if messages:
        return messages
    held = table(value)
    if beside or any(key in held for key in LISTS):
        return tuple(each for each in beside if each.parts)
    return (Message(role, (Text(value),)),)


def tool(kind: str, attributes: Attributes, name: str) -> ToolCall | None:
    """A tool's run, under the span's own name where it has no other."""
    if kind != TOOL:
        return None
    found = merged(
        genai.tool(attributes),
        fiddler.tool(attributes),
        openinference.tool(attributes),
        vercel.tool(attributes),
        traceloop.tool(attributes),
    )
    return found if found.name else replace(found, name=name.removesuffix(".__call__"))


def retrieval(kind: str, attributes: Attributes) -> Retrieval | None:
    """A search or a ranking; on a model's span, the context it was given."""
    found = merged(genai.retrieval(attributes), fiddler.retrieval(attributes))
    if kind in (RETRIEVAL, RERANK):
        return merged(openinference.retrieval(attributes), found)
    return found if found.documents else None


def agent_name(kind: str, attributes: Attributes) -> str | None:
    """Whose work a span is."""
    found = text(attributes, "gen_ai.agent.name", "agent.name")
    if found is None and kind == AGENT:
        found = text(attributes, "traceloop.entity.name", "graph.node.id")
    return found or text(table(attributes.get("metadata")), "lc_agent_name")


def tags(attributes: Attributes) -> tuple[str, ...]:
    """The tags somebody put on a span."""
    listed = decoded(attributes.get("tag.tags"))
    return tuple(written(each) for each in listed) if isinstance(listed, list) else ()


def metadata(attributes: Attributes) -> Mapping[str, Any]:
    """What somebody noted on a span, under whatever prefix."""
    found = dict(table(attributes.get("metadata")))
    for prefix in NOTED:
        for key, value in attributes.items():
            if key.startswith(prefix):
                found.setdefault(key[len(prefix) :], value)
    return found
