"""Traceloop's OpenLLMetry: flat `gen_ai.prompt.N` keys, and decorated functions as entities."""

from spandeck.semantics.attributes import Attributes, rows, text
from spandeck.semantics.facts import LlmCall, ToolCall
from spandeck.semantics.message import conversation
from spandeck.semantics.part import called, unwound


def llm(attributes: Attributes) -> LlmCall:
    """A model's call in the older form; the current one is gen_ai's own."""
    answers = rows(attributes, "gen_ai.completion.")
    reasons = (text(each, "finish_reason") for each in answers if isinstance(each, dict))
    offered = rows(attributes, "llm.request.functions.")
    names = (text(each, "name") for each in offered if isinstance(each, dict))
    return LlmCall(
        operation=text(attributes, "llm.request.type"),
        tools=tuple(name for name in names if name),
        input=conversation(rows(attributes, "gen_ai.prompt.")),
        output=conversation(answers),
        finish_reason=next(filter(None, reasons), None),
    )


def tool(attributes: Attributes) -> ToolCall:
    """A function decorated as a tool."""
    result = attributes.get("traceloop.entity.output")
    return ToolCall(
        name=text(attributes, "traceloop.entity.name"),
        arguments=called(attributes.get("traceloop.entity.input")),
        result=None if result is None else unwound(result),
    )
