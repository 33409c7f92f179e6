"""Messages that a framework recorded as Python's `repr` instead of data, read by their quotes.

LlamaIndex, Haystack and smolagents do so inside JSON; what cannot be read is shown as it is.
"""

import re

from spandeck.semantics.attributes import literal
from spandeck.semantics.facts import Message, Part, Text, ToolRequest, ToolResult

QUOTED = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
ROLE = re.compile(r"role=<\w+\.\w+: '(\w+)'>")
WORDS = re.compile(rf"\b(?:TextContent|TextBlock)\((?:block_type='text', )?text={QUOTED}")
RESULT = re.compile(rf"\bToolCallResult\(result={QUOTED}")
REQUEST = re.compile(
    r"(?<!origin=)\bToolCall\(tool_name='([^']*)', arguments=(\{.{0,2000}?\}), id="
)
LONGEST = 100_000
"""Characters that are looked through; the rest of a longer repr is left out."""


def message(text: str) -> Message:
    """One message out of its repr; all of the repr as its text where no words are found."""
    head = text[:LONGEST]
    role = ROLE.search(head)
    parts: list[Part] = [Text(unquoted(each)) for each in WORDS.findall(head)]
    parts += [ToolRequest(name, arguments) for name, arguments in REQUEST.findall(head)]
    parts += [ToolResult(unquoted(each)) for each in RESULT.findall(head)]
    return Message(role[1] if role else "unknown", tuple(parts) or (Text(text),))


def unquoted(text: str) -> str:
    """What a quoted text says."""
    found = literal(text)
    return found if isinstance(found, str) else text[1:-1]
