"""Whatever a span holds, it is read: nothing raises, nothing a terminal could obey comes out."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from spandeck import semantics
from spandeck.model.safe import safe, safe_value
from spandeck.model.trace import ERROR, Event, Span, assemble
from spandeck.semantics.facts import Meaning, ToolRequest
from tests.semantics.spans import span

KEYS = (
    "openinference.span.kind",
    "gen_ai.operation.name",
    "llm.input_messages.0.message.role",
    "llm.input_messages.0.message.content",
    "llm.input_messages.0",
    "llm.input_messages.0.message.contents.3.message_content.type",
    "llm.input_messages.x.message.contents",
    "llm.output_messages.1.message.tool_calls.0.tool_call.function.arguments",
    "llm.output_messages.1.message.tool_calls.0.tool_call",
    "llm.invocation_parameters",
    "llm.tools.0.tool.json_schema",
    "llm.prompts",
    "llm.token_count.prompt",
    "embedding.embeddings.0.embedding.text",
    "retrieval.documents.0.document.metadata",
    "retrieval.documents.0",
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.system_instructions",
    "gen_ai.prompt",
    "gen_ai.prompt.0.tool_calls",
    "gen_ai.completion.0",
    "gen_ai.tool.definitions",
    "gen_ai.tool.output",
    "gen_ai.response.finish_reasons",
    "gen_ai.retrieval.documents",
    "gen_ai.usage.input_tokens",
    "events",
    "input.value",
    "output.value",
    "metadata",
    "tag.tags",
    "tool.name",
    "traceloop.entity.output",
    "ai.prompt",
    "ai.prompt.messages",
    "ai.prompt.tools",
    "ai.response.toolCalls",
    "operation.cost",
    "user.cost_usd",
    "error.type",
    "http.status_code",
    "http.response.header.retry-after",
)
WORDS = (
    *("LLM", "TOOL", "RETRIEVER", "AGENT", "RERANKER", "chat", "execute_tool", "user", "tool"),
    *("content", "role", "parts", "type", "text", "tool_call", "function", "messages", "kwargs"),
    *("data", "response", "result", "thought", "image", "url", "message", "generations", "error"),
)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(WORDS)
DEEP = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)
VALUES = DEEP | DEEP.map(json.dumps) | DEEP.map(repr)
ATTRIBUTES = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8)


def told(found: object) -> list[str]:
    """Every text in what was read."""
    if isinstance(found, str):
        return [found]
    if isinstance(found, dict):
        return [each for pair in found.items() for part in pair for each in told(part)]
    if isinstance(found, list | tuple):
        return [each for part in found for each in told(part)]
    slots = getattr(type(found), "__slots__", ())
    return [each for name in slots for each in told(getattr(found, name))]


@given(ATTRIBUTES, ATTRIBUTES, st.none() | st.text() | DEEP.map(repr), st.sampled_from(WORDS))
def test_any_attributes_are_read_and_come_out_safe(
    attributes: dict[str, Any], event: dict[str, Any], message: str | None, name: str
) -> None:
    made = span(
        safe_value(attributes),
        Event(name, 0, safe_value(event)),
        Event("gen_ai.choice", 0, safe_value(event)),
        Event("exception", 0, {"exception.message": safe_value(event.get("events"))}),
        failed=True,
        message=None if message is None else safe(message),
    )
    found = semantics.read(made)
    assert isinstance(found, Meaning)
    assert all(text == safe(text) for text in told(found))
    glance = semantics.glance(made)
    assert glance.kind == found.kind
    hash(semantics.call(made))


def test_json_a_thousand_levels_deep_is_read() -> None:
    for depth in (200, 900, 100_000):
        deep = '{"messages":' + "[" * depth + "]" * depth + "}"
        found = semantics.read(span({"openinference.span.kind": "LLM", "input.value": deep}))
        assert found.llm is not None


def test_blocks_within_blocks_are_read_as_far_as_anybody_nests_them() -> None:
    def wrapped(levels: int) -> object:
        content: object = "hello"
        for _ in range(levels):
            content = [{"type": "tool_result", "content": content}]
        return [{"role": "user", "content": content}]

    for levels, real in ((20, True), (100, False), (400, False)):
        for messages in (wrapped(levels), json.dumps(wrapped(levels))):
            call = semantics.read(
                span({"openinference.span.kind": "LLM", "gen_ai.input.messages": messages})
            ).llm
            assert call is not None
            assert real <= any("hello" in text for text in told(call.input))


def test_a_list_that_hides_its_depth_is_read() -> None:
    content: object = "hello"
    for _ in range(2000):
        content = [content]
    messages = ["a text first", {"role": "user", "content": content}]
    for kind in ("LLM", "TOOL", "RETRIEVER"):
        for key in KEYS[1:]:
            found = semantics.read(span({"openinference.span.kind": kind, key: messages}))
            assert found.kind == semantics.glance(span({KEYS[0]: kind})).kind


def test_an_index_of_a_million_digits_takes_no_memory() -> None:
    key = "llm.input_messages." + "9" * 8 + ".message.content"
    found = semantics.read(span({"openinference.span.kind": "LLM", key: "hello"}))
    assert found.llm is not None
    assert found.llm.input[0].text == "hello"


def test_a_huge_number_in_json_is_no_reason_to_fail() -> None:
    parts = [{"type": "tool_call", "name": "f", "arguments": '{"a": ' + "9" * 5000 + "}"}]
    messages = json.dumps([{"role": "assistant", "parts": parts}])
    found = semantics.read(span({"gen_ai.output.messages": messages}))
    assert found.llm is not None
    (request,) = found.llm.output[0].parts
    assert isinstance(request, ToolRequest)
    assert request.malformed


def test_any_spans_make_a_tree_whatever_they_mean() -> None:
    rows = [span({"tool.name": [1]}, name="a"), span({"input.value": {"x": 1}}, name="a")]
    spans = [
        Span(
            "t", str(at), "root", each.name, "tool_call", at, at, ERROR, attributes=each.attributes
        )
        for at, each in enumerate(rows)
    ]
    root = Span("t", "root", None, "root", "agent", 0, 9, ERROR)
    assert len(assemble([root, *spans], semantics.call).spans) == 3
