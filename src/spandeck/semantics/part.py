"""The parts of messages: words, thoughts, requests for tools and their answers, media.

The shapes in use do not contradict each other (OpenAI's chat and responses, Anthropic's blocks,
gen_ai's parts, OpenInference's wrapped ones, Vercel's, Google's), so one tolerant reader does.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from spandeck.semantics.attributes import decoded, table, text, written
from spandeck.semantics.facts import Media, Part, Reasoning, Text, ToolRequest, ToolResult

WRAPPERS = ("message", "tool_call", "message_content", "data", "kwargs")
"""Keys under which frameworks hide what is meant, one level down."""

WORDS = ("text", "input_text", "output_text", "refusal")
THOUGHTS = ("reasoning", "thinking", "redacted_thinking", "summary_text")
REQUESTS = ("tool_call", "tool_use", "tool-call", "function_call", "function")
RESULTS = (
    "tool_call_response",
    "tool_result",
    "tool-result",
    "function_call_output",
    "function_response",
)
MEDIA = ("image", "image_url", "input_image", "audio", "input_audio", "video", "file", "input_file")
ATTACHED = ("blob", "uri", "document", "document_url", "binary")
WOUND = (("kwargs", "content"), ("data", "content"))
"""Where the answer is in LangChain's two forms of a serialised tool message."""
SERIALISED = ("constructor", "tool")
LONGEST_WHERE = 200
"""Longer addresses are data: URLs, whose bytes nobody wants to read."""


def unwrapped(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an object holds further down, where it is only a wrapper."""
    for _ in range(3):
        inner = next((value[key] for key in WRAPPERS if isinstance(value.get(key), Mapping)), None)
        if inner is None or ("role" in value and "content" in value):
            break
        value = inner
    return value


def contents(value: object) -> Iterable[Part]:
    """The parts of a message's content: text, a list of blocks, or one block."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        yield Text(value)
    elif isinstance(value, list):
        for each in value:
            yield from contents(each)
    elif isinstance(value, Mapping):
        yield part(value)
    else:
        yield Text(written(value))


def part(value: Mapping[str, Any]) -> Part:
    """One block of a message's content; one of an unknown type is shown as it is."""
    inner = unwrapped(value)
    word = str(inner.get("type") or value.get("type") or "")
    if word in REQUESTS or "function_call" in inner or inner is value.get("tool_call"):
        return request(inner.get("function_call") or inner)
    if word in RESULTS or "function_response" in inner:
        return result(inner.get("function_response") or inner)
    if word in THOUGHTS or inner.get("thought") is True:
        keys = ("content", "text", "thinking", "reasoning", "summary", "data")
        thought = next((inner[key] for key in keys if inner.get(key)), "")
        return Reasoning(flattened(decoded(thought) or thought))
    if word in MEDIA or word in ATTACHED or "inline_data" in inner or "file_data" in inner:
        return Media(word or "file", where(inner))
    if word in WORDS or not word:
        for key in ("text", "content", "refusal"):
            if isinstance(inner.get(key), str):
                return Text(inner[key])
    return Text(written(dict(value)))


def calls(value: object) -> list[ToolRequest]:
    """A list of requests for tools."""
    items = decoded(value) if isinstance(value, str) else value
    if not isinstance(items, list):
        return []
    return [request(each) for each in items if isinstance(each, Mapping)]


def request(value: Mapping[str, Any]) -> ToolRequest:
    """A model's request for a tool, its arguments as JSON where they are JSON."""
    inner = unwrapped(value)
    function = inner.get("function")
    named = function if isinstance(function, Mapping) else inner
    raw = next(
        (named[key] for key in ("arguments", "args", "input") if named.get(key) is not None), None
    )
    read = decoded(raw)
    return ToolRequest(
        name=text(named, "name", "toolName", "tool_name") or "",
        arguments="" if raw is None else written(raw),
        id=text(inner, "id", "call_id", "toolCallId") or text(value, "id"),
        malformed=raw not in (None, "") and not isinstance(read, Mapping),
    )


def result(value: Mapping[str, Any]) -> ToolResult:
    """What a tool answered, as a block of a message."""
    keys = ("response", "result", "content", "output")
    raw = next((value[key] for key in keys if value.get(key) is not None), "")
    return ToolResult(
        text=unwound(raw),
        id=text(value, "id", "tool_use_id", "toolCallId", "call_id"),
        name=text(value, "name", "toolName"),
    )


def where(value: Mapping[str, Any]) -> str | None:
    """Where a medium is, or what it is when its bytes came along."""
    for key in ("image_url", "image", "file", "source", "inline_data", "file_data", "input_audio"):
        if isinstance(value.get(key), Mapping):
            return where(value[key])
    address = text(value, "url", "uri", "image_url", "image", "file_uri", "file_id")
    if address and len(address) <= LONGEST_WHERE and not address.startswith("data:"):
        return address
    data = address or text(value, "data", "content") or ""
    about = text(value, "mime_type", "media_type", "mimeType", "format") or ""
    return f"{about} {len(data)} characters".strip() if data else about or None


def flattened(value: object) -> str:
    """The words in a content, whatever its shape."""
    parts = contents(value)
    return "\n".join(x.text for x in parts if isinstance(x, Text | Reasoning | ToolResult))


def unwound(value: object, depth: int = 0) -> str:
    """A tool's answer out of what the framework wrapped around it.

    LangChain serialises a ToolMessage, so the answer is two levels down; ADK puts it below
    `response.result`; traceloop writes text as JSON text.
    """
    read = decoded(value) if isinstance(value, str) else value
    if depth > 4:
        return written(value)
    if isinstance(read, str):
        return unwound(read, depth + 1) if read.lstrip()[:1] in ("{", "[") else read
    if isinstance(read, Mapping):
        for outer, inner in WOUND:
            held = table(read.get(outer))
            if inner in held and read.get("type") in SERIALISED:
                return unwound(held[inner], depth + 1)
        if isinstance(read.get("response"), Mapping) and read.keys() <= {"id", "name", "response"}:
            return unwound(read["response"], depth + 1)
        if read.keys() == {"result"}:
            return unwound(read["result"], depth + 1)
        if isinstance(read.get("blocks"), list) and "tool_name" in read:
            return flattened(read["blocks"])
    if isinstance(read, list) and read and all(is_words(each) for each in read):
        return flattened(read)
    return written(value) if not isinstance(value, str) or read is None else value


def is_words(value: object) -> bool:
    """Whether a block of content is text."""
    return isinstance(value, Mapping) and value.get("type") in WORDS and len(value) < 5


def called(value: object) -> str | None:
    """A tool's arguments as JSON, out of the `args` and `kwargs` that decorators record."""
    if value is None or value == "":
        return None
    read = table(value)
    if read and read.keys() <= {"args", "kwargs"}:
        only = [each for each in read.values() if each]
        if len(only) < 2:
            return written(only[0] if only else {})
    return written(value)
