"""Messages out of decoded JSON in any of the shapes in use, read tolerantly by one reader.

Beside those of `part`: OpenAI's lists of items, and LangChain's serialised objects.
"""

from collections.abc import Mapping
from typing import Any

from spandeck.semantics import reprs
from spandeck.semantics.attributes import decoded, text
from spandeck.semantics.facts import Message, Part, Text, ToolRequest, ToolResult
from spandeck.semantics.part import (
    REQUESTS,
    RESULTS,
    THOUGHTS,
    calls,
    contents,
    part,
    unwound,
    unwrapped,
)

ROLES = {
    "ai": "assistant",
    "aimessage": "assistant",
    "aimessagechunk": "assistant",
    "assistant": "assistant",
    "developer": "system",
    "function": "tool",
    "human": "user",
    "humanmessage": "user",
    "model": "assistant",
    "system": "system",
    "systemmessage": "system",
    "tool": "tool",
    "toolmessage": "tool",
    "user": "user",
}
LISTS = ("messages", "generations", "choices", "replies")
"""Where a recorded input or output keeps its messages."""


def conversation(value: object) -> tuple[Message, ...]:
    """The messages in a value: a list of them, one alone, or an object that holds a list."""
    value = decoded(value)
    if isinstance(value, Mapping):
        for key in LISTS:
            if isinstance(value.get(key), list):
                return conversation(value[key])
        return (message(value),) if speaks(value) else ()
    if not isinstance(value, list):
        return ()
    if len(value) == 1 and isinstance(value[0], list):  # LangChain: one list a generation
        return conversation(value[0])
    if value and all(isinstance(each, str) and "role=<" in each for each in value):
        return tuple(reprs.message(each) for each in value)
    return tuple(message(each) for each in value if isinstance(each, Mapping) and speaks(each))


def speaks(value: Mapping[str, Any]) -> bool:
    """Whether an object looks like a message, or like one of its parts standing alone."""
    found = unwrapped(value)
    keys = ("role", "content", "parts", "contents", "blocks", "tool_calls")
    return alone(value) or any(found.get(key) is not None for key in keys)


def alone(value: Mapping[str, Any]) -> bool:
    """Whether an object is a part without a message, as in OpenAI's responses."""
    return "role" not in value and value.get("type") in (*REQUESTS, *RESULTS, *THOUGHTS)


def message(value: Mapping[str, Any], role: str = "") -> Message:
    """One message, whatever its shape; `role` is for one that does not say."""
    if alone(value):
        found = part(value)
        return Message("tool" if isinstance(found, ToolResult) else "assistant", (found,))
    outer, value = value, unwrapped(value)
    inner = value.get("content")
    if isinstance(inner, Mapping) and "parts" in inner:  # Google's
        value = {**value, **inner}
    said = str(value.get("role") or outer.get("role") or role or spoken(value, outer))
    said = ROLES.get(said.lower(), said or "unknown")
    parts = told(value)
    if said == "tool":
        parts = answers(parts, text(value, "tool_call_id"), text(value, "name"))
    return Message(
        role=said,
        parts=tuple(parts),
        name=text(value, "name"),
        finish_reason=text(value, "finish_reason") or text(outer, "finish_reason"),
    )


def told(value: Mapping[str, Any]) -> list[Part]:
    """What a message says, each thing once though some frameworks record it in two places."""
    parts: list[Part] = []
    for key in ("parts", "content", "contents", "blocks"):
        held = () if key == "content" and value.get("parts") else contents(value.get(key))
        known = {Text(""), *parts}
        parts += [each for each in held if each not in known]
    asked = {part.id for part in parts if isinstance(part, ToolRequest)}
    for key in ("tool_calls", "invalid_tool_calls"):
        parts += [each for each in calls(value.get(key)) if each.id is None or each.id not in asked]
    return parts or list(calls([value.get("function_call")]))


def answers(parts: list[Part], asked: str | None, name: str | None) -> list[Part]:
    """A tool's message with its words as the tool's result; `asked` is the request's id."""
    words = "\n".join(part.text for part in parts if isinstance(part, Text))
    others: list[Part] = [part for part in parts if not isinstance(part, Text)]
    return [*others, ToolResult(unwound(words), asked, name)] if words else others


def spoken(value: Mapping[str, Any], outer: Mapping[str, Any]) -> str:
    """The role that a LangChain object states by its type or its class."""
    path = outer.get("id")
    words = [
        value.get("type"),
        outer.get("type"),
        path[-1] if path and isinstance(path, list) else "",
    ]
    return next((word for word in words if isinstance(word, str) and word.lower() in ROLES), "")
