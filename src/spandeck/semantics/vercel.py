"""The Vercel AI SDK: `ai.` attributes in JavaScript's spelling."""

from spandeck.semantics.attributes import Attributes, decoded, text
from spandeck.semantics.facts import LlmCall, Message, Part, Reasoning, Text, ToolCall
from spandeck.semantics.genai import names
from spandeck.semantics.message import conversation
from spandeck.semantics.part import called, calls, unwound

SETTING = "ai.settings."


def llm(attributes: Attributes) -> LlmCall:
    """A model's call; the outer span of two tells the same again."""
    return LlmCall(
        model=text(attributes, "ai.response.model"),
        requested=text(attributes, "ai.model.id"),
        provider=text(attributes, "ai.model.provider"),
        operation=text(attributes, "ai.operationId"),
        parameters={
            key[len(SETTING) :]: value
            for key, value in attributes.items()
            if key.startswith(SETTING)
        },
        tools=tuple(names(offered(attributes))),
        input=asked(attributes),
        output=answered(attributes),
        finish_reason=text(attributes, "ai.response.finishReason"),
        response_id=text(attributes, "ai.response.id"),
    )


def offered(attributes: Attributes) -> list[object]:
    """The definitions of the tools a model was offered, each JSON text in a list."""
    listed = attributes.get("ai.prompt.tools")
    read = listed if isinstance(listed, list) else decoded(listed)
    return [decoded(each) for each in read] if isinstance(read, list) else []


def asked(attributes: Attributes) -> tuple[Message, ...]:
    """What the model was told."""
    found = conversation(attributes.get("ai.prompt.messages"))
    prompt = decoded(attributes.get("ai.prompt"))
    if isinstance(prompt, dict) and not found:
        system, words = text(prompt, "system"), text(prompt, "prompt")
        found = conversation(prompt.get("messages"))
        found = found or ((Message("user", (Text(words),)),) if words else ())
        found = (Message("system", (Text(system),)), *found) if system else found
    value = text(attributes, "ai.value", "ai.values")
    return found or ((Message("user", (Text(value),)),) if value else ())


def answered(attributes: Attributes) -> tuple[Message, ...]:
    """What the model answered, gathered from an attribute for each kind of part."""
    parts: list[Part] = []
    if thought := text(attributes, "ai.response.reasoning"):
        parts.append(Reasoning(thought))
    if words := text(attributes, "ai.response.text", "ai.response.object"):
        parts.append(Text(words))
    parts += calls(attributes.get("ai.response.toolCalls"))
    return (Message("assistant", tuple(parts)),) if parts else ()


def tool(attributes: Attributes) -> ToolCall:
    """A tool's run."""
    result = attributes.get("ai.toolCall.result")
    return ToolCall(
        name=text(attributes, "ai.toolCall.name"),
        arguments=called(attributes.get("ai.toolCall.args")),
        result=None if result is None else unwound(result),
        id=text(attributes, "ai.toolCall.id"),
    )
