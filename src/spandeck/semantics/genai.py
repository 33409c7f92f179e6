"""OpenTelemetry's gen_ai conventions: JSON on attributes and events, current and legacy names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from spandeck.model.trace import Event
from spandeck.semantics.attributes import Attributes, decoded, rows, table, text, written
from spandeck.semantics.document import documents
from spandeck.semantics.facts import LlmCall, Message, Retrieval, ToolCall
from spandeck.semantics.message import conversation, message
from spandeck.semantics.part import called, contents, unwound

REQUEST = "gen_ai.request."
ROLES = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
    "gen_ai.choice": "assistant",
}
"""Legacy events, one a message; their attributes, or the body among them, hold it."""
BODIES = ("gen_ai.event.content", "event_body", "body")
SYSTEM = "gen_ai.system_instructions"


def llm(attributes: Attributes, events: Sequence[Event] = ()) -> LlmCall:
    """A model's call; an agent's conversation where only that is recorded."""
    told, answered = spoken(attributes)
    for event in events:
        if event.attributes and (not told or not answered):
            more, said = spoken(event.attributes)  # the current form: all of it on one event
            told, answered = told or more, answered or said
    if not told and not answered:
        told, answered = legacy(events, attributes)
    reasons = decoded(attributes.get("gen_ai.response.finish_reasons"))
    return LlmCall(
        model=text(attributes, "gen_ai.response.model"),
        requested=text(attributes, "gen_ai.request.model"),
        provider=text(attributes, "gen_ai.provider.name", "gen_ai.system"),
        operation=text(attributes, "gen_ai.operation.name", "llm.request.type"),
        parameters={
            key[len(REQUEST) :]: value
            for key, value in attributes.items()
            if key.startswith(REQUEST) and key != "gen_ai.request.model"
        },
        tools=tools(attributes),
        input=told,
        output=answered,
        finish_reason=", ".join(dict.fromkeys(map(written, reasons)))
        if isinstance(reasons, list)
        else None,
        response_id=text(attributes, "gen_ai.response.id"),
    )


def spoken(attributes: Attributes) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """What was said to the model and what it said, from one set of attributes."""
    told = (
        recorded(attributes, "gen_ai.input.messages")
        or conversation(attributes.get("gen_ai.prompt"))
        or recorded(attributes, "pydantic_ai.all_messages")
    )
    answered = recorded(attributes, "gen_ai.output.messages")
    answered = answered or conversation(attributes.get("gen_ai.completion"))
    system = attributes.get(SYSTEM) or rows(attributes, f"{SYSTEM}.")
    if system and not any(each.role == "system" for each in told):
        read = decoded(system)
        parts = tuple(contents(system if read is None else read))
        told = (Message("system", parts), *told)
    return told, answered


def recorded(attributes: Attributes, key: str) -> tuple[Message, ...]:
    """The messages under a key: JSON text mostly, nested attributes where a backend opens it."""
    return conversation(attributes.get(key)) or conversation(rows(attributes, f"{key}."))


def legacy(
    events: Sequence[Event], attributes: Attributes
) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """The same from one event a message, or from pydantic-ai's `events` attribute."""
    told: list[Message] = []
    answered: list[Message] = []
    listed = decoded(attributes.get("events"))
    pairs = [(event.name, event.attributes) for event in events]
    if isinstance(listed, list):
        pairs += [(str(e.get("event.name")), e) for e in listed if isinstance(e, dict)]
    for name, held in pairs:
        if name in ROLES:
            body = opened(held)
            (answered if name == "gen_ai.choice" else told).append(message(body, ROLES[name]))
        elif name == "gen_ai.content.prompt":
            told += conversation(held.get("gen_ai.prompt"))
        elif name == "gen_ai.content.completion":
            answered += conversation(held.get("gen_ai.completion"))
    return tuple(told), tuple(answered)


def opened(held: Mapping[str, Any]) -> dict[str, Any]:
    """The message in an event: its body where it has one, with what is JSON text read."""
    body = next((found for key in BODIES if (found := table(held.get(key)))), None) or held
    inner = table(body.get("message")) or {}
    made = {key: value for key, value in {**body, **inner}.items() if key != "message"}
    if "id" in made and "tool_call_id" not in made:
        made["tool_call_id"] = made["id"]
    if isinstance(body.get("message"), str) and not inner:
        made["content"] = body["message"]
    for key in made.keys() & {"content", "parts"}:
        made[key] = decoded(made[key]) or made[key]
    return made


def tools(attributes: Attributes) -> tuple[str, ...]:
    """The names of the tools a model was offered."""
    return tuple(names(decoded(attributes.get("gen_ai.tool.definitions"))))


def names(value: object) -> Iterable[str]:
    """The names in a list of tool definitions."""
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict):
            found = text(each, "name") or text(table(each.get("function")), "name")
            if found:
                yield found


def tool(attributes: Attributes) -> ToolCall:
    """A tool's run."""
    result = text(attributes, "gen_ai.tool.call.result", "tool_response")
    arguments = text(attributes, "gen_ai.tool.call.arguments", "tool_arguments")
    return ToolCall(
        name=text(attributes, "gen_ai.tool.name"),
        arguments=called(arguments),
        result=None if result is None else unwound(result),
        id=text(attributes, "gen_ai.tool.call.id"),
        description=text(attributes, "gen_ai.tool.description"),
    )


def retrieval(attributes: Attributes) -> Retrieval:
    """A search, as the newest conventions record it."""
    query = attributes.get("gen_ai.retrieval.query.text")
    return Retrieval(
        query=None if query is None else written(query),
        documents=documents(attributes.get("gen_ai.retrieval.documents")),
    )
