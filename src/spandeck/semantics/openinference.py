"""OpenInference: flat, indexed, sparse keys below `llm.`, `tool.`, `retrieval.`."""

from collections.abc import Iterable

from spandeck.semantics.attributes import Attributes, decoded, flat, rows, table, text, written
from spandeck.semantics.document import documents
from spandeck.semantics.facts import LlmCall, Message, Retrieval, Text, ToolCall
from spandeck.semantics.message import conversation
from spandeck.semantics.part import called, unwound

KNOWN = {"id", "object", "created_at", "status", "instructions", "model", "model_name", "_type"}
"""What invocation parameters hold that is none; openai-agents puts the whole answer there."""


LISTS = (
    *("llm.input_messages", "llm.output_messages", "llm.tools", "llm.prompts", "llm.choices"),
    *("retrieval.documents", "reranker.input_documents", "reranker.output_documents"),
    "embedding.embeddings",
)
"""What is a list; Arize may send each as one JSON text, others flatten them."""


def spelled(attributes: Attributes) -> Attributes:
    """Attributes with the lists that came as one text as flat as any others."""
    texts = {key: attributes[key] for key in LISTS if isinstance(attributes.get(key), str)}
    found = {key: decoded(each) for key, each in texts.items()}
    lists = {key: each for key, each in found.items() if isinstance(each, list)}
    return {**attributes, **flat(lists)} if lists else attributes


def llm(attributes: Attributes) -> LlmCall:
    """A model's call."""
    attributes = spelled(attributes)
    parameters = table(attributes.get("llm.invocation_parameters"))
    return LlmCall(
        model=text(attributes, "llm.model_name", "embedding.model_name", "reranker.model_name"),
        provider=text(attributes, "llm.provider", "llm.system"),
        parameters={
            key: value
            for key, value in parameters.items()
            if key not in KNOWN and isinstance(value, str | int | float)
        },
        tools=tools(attributes),
        input=conversation(rows(attributes, "llm.input_messages.")) or prompts(attributes),
        output=conversation(rows(attributes, "llm.output_messages.")) or choices(attributes),
        finish_reason=text(attributes, "llm.finish_reason"),
    )


def tools(attributes: Attributes) -> tuple[str, ...]:
    """The names of the tools a model was offered."""
    schemas = [table(attributes[key]) for key in attributes if key.startswith("llm.tools.")]
    names = (text(each, "name") or text(table(each.get("function")), "name") for each in schemas)
    return tuple(name for name in names if name)


def prompts(attributes: Attributes) -> tuple[Message, ...]:
    """What went into a completion or an embedding, which have no roles."""
    listed = attributes.get("llm.prompts")
    texts = listed if isinstance(listed, list) else leafs(attributes, "llm.prompts.", "prompt")
    texts = texts or leafs(attributes, "embedding.embeddings.", "embedding")
    return tuple(Message("user", (Text(written(each)),)) for each in texts)


def choices(attributes: Attributes) -> tuple[Message, ...]:
    """What a completion answered."""
    texts = leafs(attributes, "llm.choices.", "completion")
    return tuple(Message("assistant", (Text(each),)) for each in texts)


def leafs(attributes: Attributes, prefix: str, inner: str) -> list[str]:
    """The texts of indexed keys such as `llm.prompts.0.prompt.text`, in their order."""
    found: list[tuple[int, str]] = []
    for key, value in attributes.items():
        if key.startswith(prefix) and key.endswith(f".{inner}.text"):
            number = key[len(prefix) :].partition(".")[0]
            found.append((int(number) if number.isdecimal() else 0, written(value)))
    return [each for _, each in sorted(found)]


def tool(attributes: Attributes) -> ToolCall:
    """A tool's run; `tool.parameters` is the schema for some and the arguments for others."""
    result = attributes.get("output.value")
    return ToolCall(
        name=text(attributes, "tool.name"),
        arguments=called(attributes.get("input.value")),
        result=None if result is None else unwound(result),
        id=text(attributes, "tool.id", "tool_call.id"),
        description=text(attributes, "tool.description"),
    )


def retrieval(attributes: Attributes) -> Retrieval:
    """What was found, or how what was found was ranked."""
    attributes = spelled(attributes)
    found = documents(rows(attributes, "retrieval.documents."))
    ranked = documents(rows(attributes, "reranker.output_documents."))
    return Retrieval(
        query=text(attributes, "reranker.query") or query(attributes.get("input.value")),
        documents=ranked or found,
        given=documents(rows(attributes, "reranker.input_documents.")),
    )


def query(value: object) -> str | None:
    """The words searched for, out of the arguments that frameworks record around them."""
    read = decoded(value)
    for each in nested(read):
        found = text(each, "query", "query_str", "text", "question")
        if found:
            return found
    return None if value is None or isinstance(read, dict) else written(value)


def nested(value: object) -> Iterable[Attributes]:
    """An object, and the objects right inside it."""
    if isinstance(value, dict):
        inner = [each for each in value.values() if isinstance(each, dict)]
        yield from [*inner, value]
