import json
from typing import Any

import pytest

from spandeck import semantics
from spandeck.model.trace import OK, Span
from spandeck.semantics.facts import (
    Media,
    Message,
    Reasoning,
    Text,
    ToolCall,
    ToolRequest,
    ToolResult,
)
from tests.semantics.spans import HELLO, HI, call, tool


def test_sparse_indexed_messages_keep_their_order() -> None:
    found = call(
        {
            "openinference.span.kind": "LLM",
            "llm.input_messages.10.message.role": "user",
            "llm.input_messages.10.message.content": "hello",
            "llm.input_messages.2.message.role": "system",
            "llm.input_messages.2.message.content": "be kind",
        }
    )
    assert found.input == (Message("system", (Text("be kind"),)), HELLO)


def test_an_openinference_request_for_a_tool_in_two_places_is_one() -> None:
    stem = "llm.output_messages.0.message"
    found = call(
        {
            "openinference.span.kind": "LLM",
            f"{stem}.role": "assistant",
            f"{stem}.contents.0.message_content.type": "tool_use",
            f"{stem}.contents.0.tool_call.id": "t1",
            f"{stem}.contents.0.tool_call.function.name": "search",
            f"{stem}.contents.0.tool_call.function.arguments": '{"q": 1}',
            f"{stem}.tool_calls.0.tool_call.id": "t1",
            f"{stem}.tool_calls.0.tool_call.function.name": "search",
            f"{stem}.tool_calls.0.tool_call.function.arguments": '{"q": 1}',
        }
    )
    assert found.output == (Message("assistant", (ToolRequest("search", '{"q": 1}', "t1"),)),)


def test_words_recorded_in_two_places_are_said_once() -> None:
    stem = "llm.output_messages.0.message"
    found = call(
        {
            "openinference.span.kind": "LLM",
            f"{stem}.role": "assistant",
            f"{stem}.content": "hi",
            f"{stem}.contents.0.message_content.type": "text",
            f"{stem}.contents.0.message_content.text": "hi",
        }
    )
    assert found.output == (HI,)


def test_a_completion_has_a_prompt_and_choices() -> None:
    found = call(
        {
            "openinference.span.kind": "LLM",
            "llm.prompts": ["hello"],
            "llm.choices.0.completion.text": "hi",
        }
    )
    assert (found.input, found.output) == ((HELLO,), (HI,))


def test_an_image_is_named_without_its_bytes() -> None:
    stem = "llm.input_messages.0.message.contents"
    data = "data:image/png;base64,AAAA"
    found = call(
        {
            "openinference.span.kind": "LLM",
            "llm.input_messages.0.message.role": "user",
            f"{stem}.0.message_content.type": "image",
            f"{stem}.0.message_content.image.image.url": "https://example.org/cat.png",
            f"{stem}.1.message_content.type": "image",
            f"{stem}.1.message_content.image.image.url": data,
        }
    )
    near, far = found.input[0].parts
    assert near == Media("image", "https://example.org/cat.png")
    assert isinstance(far, Media)
    assert far.where == "26 characters"


@pytest.mark.parametrize(
    "wrapped",
    [
        {
            "lc": 1,
            "type": "constructor",
            "id": ["langchain", "schema", "messages", "ToolMessage"],
            "kwargs": {"content": "18 degrees", "tool_call_id": "c"},
        },
        {"type": "tool", "data": {"content": "18 degrees", "status": "success"}},
        {"type": "tool", "data": {"content": [{"type": "text", "text": "18 degrees"}]}},
        {"id": "c", "name": "f", "response": {"result": "18 degrees"}},
        {"blocks": [{"text": "18 degrees"}], "tool_name": "f", "raw_input": {}},
        "18 degrees",
    ],
)
def test_a_tools_answer_comes_out_of_its_wrapping(wrapped: object) -> None:
    attributes = {"openinference.span.kind": "TOOL", "output.value": json.dumps(wrapped)}
    assert tool(attributes).result == "18 degrees"


def test_a_tools_answer_that_is_data_stays_data() -> None:
    attributes = {"openinference.span.kind": "TOOL", "output.value": '{"temp": 18}'}
    assert tool(attributes).result == '{"temp": 18}'


def test_a_tool_without_a_name_has_its_spans() -> None:
    found = tool({"openinference.span.kind": "TOOL"}, name="search_docs.__call__")
    assert found.name == "search_docs"


def test_the_arguments_of_a_decorated_function_lose_their_wrapping() -> None:
    attributes = {
        "traceloop.span.kind": "tool",
        "traceloop.entity.name": "weather",
        "traceloop.entity.input": '{"args": [], "kwargs": {"city": "Lisbon"}}',
        "traceloop.entity.output": '"{\\"temp\\": 18}"',
    }
    assert tool(attributes) == ToolCall("weather", '{"city": "Lisbon"}', '{"temp": 18}')


def test_a_repr_within_json_is_read_by_its_quotes() -> None:
    asked = (
        "ChatMessage(_role=<ChatRole.USER: 'user'>, _content=[TextContent(text='it\\'s me')], "
        "_name=None)"
    )
    answered = (
        "ChatMessage(_role=<ChatRole.TOOL: 'tool'>, _content=[ToolCallResult(result='18', "
        "origin=ToolCall(tool_name='f', arguments={}, id='c'), error=False)])"
    )
    found = call(
        {
            "openinference.span.kind": "LLM",
            "input.value": json.dumps({"messages": [asked, answered]}),
        }
    )
    assert found.input == (
        Message("user", (Text("it's me"),)),
        Message("tool", (ToolResult("18"),)),
    )


def test_an_llm_span_with_plain_values_only_still_says_what_was_said() -> None:
    found = call(
        {"openinference.span.kind": "LLM", "input.value": "hello", "output.value": '{"x": 1}'}
    )
    assert found.input == (HELLO,)
    assert found.output == (Message("assistant", (Text('{"x": 1}'),)),)


def test_requests_that_langchain_calls_invalid_are_found_beside_the_messages() -> None:
    invalid = {"type": "invalid_tool_call", "id": "c", "name": "f", "args": "{{}"}
    message = {
        "lc": 1,
        "type": "constructor",
        "id": ["langchain", "schema", "messages", "AIMessage"],
        "kwargs": {"content": "", "type": "ai", "invalid_tool_calls": [invalid]},
    }
    generations = {"generations": [[{"text": "", "type": "ChatGeneration", "message": message}]]}
    found = call(
        {
            "openinference.span.kind": "LLM",
            "llm.output_messages.0.message.role": "assistant",
            "output.value": json.dumps(generations),
        }
    )
    assert found.output == (Message("assistant", (ToolRequest("f", "{{}", "c", malformed=True),)),)


def test_no_generation_is_no_answer() -> None:
    found = call({"openinference.span.kind": "LLM", "output.value": '{"generations": [[]]}'})
    assert found.output == ()


def test_items_of_openais_responses_are_messages() -> None:
    items = [
        {"role": "user", "content": [{"type": "input_text", "text": "hello"}]},
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": "ok"},
    ]
    found = call({"openinference.span.kind": "LLM", "input.value": json.dumps(items)})
    assert found.input == (
        HELLO,
        Message("assistant", (Reasoning("hm"),)),
        Message("assistant", (ToolRequest("f", "{}", "c"),)),
        Message("tool", (ToolResult("ok", "c"),)),
    )


MESSAGES = [
    {"message.role": "user", "message.content": "hello"},
    {
        "message.role": "assistant",
        "message.tool_calls": [
            {
                "tool_call.id": "c",
                "tool_call.function.name": "f",
                "tool_call.function.arguments": "{}",
            }
        ],
    },
]
FLATTENED = {
    "llm.input_messages.0.message.role": "user",
    "llm.input_messages.0.message.content": "hello",
    "llm.input_messages.1.message.role": "assistant",
    "llm.input_messages.1.message.tool_calls.0.tool_call.id": "c",
    "llm.input_messages.1.message.tool_calls.0.tool_call.function.name": "f",
    "llm.input_messages.1.message.tool_calls.0.tool_call.function.arguments": "{}",
}


@pytest.mark.parametrize(
    "attributes",
    [
        FLATTENED,
        {"llm.input_messages": MESSAGES},
        {"llm.input_messages": json.dumps(MESSAGES)},
    ],
    ids=["flattened", "objects", "text"],
)
def test_a_list_says_the_same_in_each_form_that_arize_may_send(attributes: Any) -> None:
    found = call({"openinference.span.kind": "LLM", **attributes})
    assert found.input == (HELLO, Message("assistant", (ToolRequest("f", "{}", "c"),)))


def test_documents_that_came_as_one_text_are_documents() -> None:
    documents = [{"document.id": "d", "document.content": "words", "document.score": 0.5}]
    span = Span(
        "t",
        "s",
        None,
        "search",
        "RETRIEVER",
        0,
        1,
        OK,
        attributes={"retrieval.documents": json.dumps(documents)},
    )
    found = semantics.read(span).retrieval
    assert found is not None
    assert [(each.id, each.text, each.score) for each in found.documents] == [("d", "words", 0.5)]
