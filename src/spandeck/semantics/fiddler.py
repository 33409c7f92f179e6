"""Fiddler's own attributes, plain texts beside the gen_ai ones."""

from spandeck.semantics.attributes import Attributes, text
from spandeck.semantics.facts import Document, LlmCall, Message, Retrieval, Text, ToolCall
from spandeck.semantics.part import called, unwound

INPUTS = (("system", "gen_ai.llm.input.system"), ("user", "gen_ai.llm.input.user"))


def llm(attributes: Attributes) -> LlmCall:
    """A model's call, told in three texts."""
    told = ((role, text(attributes, key)) for role, key in INPUTS)
    answer = text(attributes, "gen_ai.llm.output")
    return LlmCall(
        input=tuple(Message(role, (Text(words),)) for role, words in told if words),
        output=(Message("assistant", (Text(answer),)),) if answer else (),
    )


def tool(attributes: Attributes) -> ToolCall:
    """A tool's run; the output is LangChain's serialised message."""
    result = attributes.get("gen_ai.tool.output")
    return ToolCall(
        arguments=called(attributes.get("gen_ai.tool.input")),
        result=None if result is None else unwound(result),
    )


def retrieval(attributes: Attributes) -> Retrieval:
    """The context that an answer was to be based on."""
    context = text(attributes, "gen_ai.llm.context")
    return Retrieval(documents=(Document(context),) if context else ())
