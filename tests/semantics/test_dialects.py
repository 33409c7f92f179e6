import json
from typing import Any

import pytest

from spandeck import semantics
from spandeck.model.trace import Event
from spandeck.semantics.facts import (
    Cost,
    LlmCall,
    Media,
    Message,
    Reasoning,
    Text,
    Tokens,
    ToolCall,
    ToolRequest,
    ToolResult,
)
from tests.semantics.spans import span

HELLO = Message("user", (Text("hello"),))
HI = Message("assistant", (Text("hi"),))


def call(attributes: dict[str, Any], *events: Event) -> LlmCall:
    found = semantics.read(span(attributes, *events)).llm
    assert found is not None
    return found


def tool(attributes: dict[str, Any], name: str = "work") -> ToolCall:
    found = semantics.read(span(attributes, name=name)).tool
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({"openinference.span.kind": "LLM"}, "llm"),
        ({"openinference.span.kind": "RETRIEVER"}, "retrieval"),
        ({"openinference.span.kind": "LLM", "gen_ai.operation.name": "invoke_agent"}, "llm"),
        ({"gen_ai.operation.name": "execute_tool"}, "tool"),
        ({"gen_ai.operation.name": "something_new"}, "something_new"),
        ({"traceloop.span.kind": "workflow"}, "chain"),
        ({"llm.request.type": "chat"}, "llm"),
        ({"fiddler.span.type": "chain"}, "chain"),
        ({"ai.operationId": "ai.streamText.doStream"}, "llm"),
        ({"http.request.method": "GET"}, "http"),
        ({"db.system": "sqlite"}, "db"),
        ({"messaging.system": "kafka"}, "queue"),
        ({"openinference.span.kind": 7}, "span"),
        ({}, "span"),
    ],
)
def test_the_kind_is_told_by_whichever_dialect_states_it(
    attributes: dict[str, Any], kind: str
) -> None:
    assert semantics.read(span(attributes)).kind == kind
    assert semantics.glance(span(attributes)).kind == kind


def test_the_vendors_kind_counts_where_no_dialect_speaks() -> None:
    assert semantics.glance(span(kind="tool_call")).kind == "tool"
    assert semantics.glance(span(kind="delegation")).kind == "delegation"


@pytest.mark.parametrize(
    ("attributes", "label"),
    [
        ({"http.method": "POST", "http.route": "/pay", "http.url": "http://x/pay"}, "POST /pay"),
        ({"http.request.method": "GET", "url.full": "http://x/y"}, "GET http://x/y"),
        ({"db.system": "sqlite", "db.statement": "select 1"}, "select 1"),
        ({"db.system": "redis", "db.operation": "GET"}, "GET"),
        ({"gen_ai.operation.name": "chat", "gen_ai.request.model": "m"}, "m"),
        ({"openinference.span.kind": "TOOL", "tool.name": "search"}, "search"),
        ({"openinference.span.kind": "AGENT", "agent.name": "boss"}, "boss"),
        ({"openinference.span.kind": "CHAIN"}, None),
    ],
)
def test_the_label_says_what_of_that_kind(attributes: dict[str, Any], label: str | None) -> None:
    assert semantics.glance(span(attributes)).label == label


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


def test_parts_of_current_gen_ai_messages_are_told_apart() -> None:
    parts = [
        {"type": "reasoning", "content": "hm"},
        {"type": "text", "content": "let me see"},
        {"type": "tool_call", "id": "c1", "name": "search", "arguments": {"q": "x"}},
        {"type": "something_new", "shine": 3},
    ]
    answer = [{"type": "tool_call_response", "id": "c1", "response": {"hits": 2}}]
    found = call(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.output.messages": json.dumps([{"role": "assistant", "parts": parts}]),
            "gen_ai.input.messages": json.dumps([{"role": "tool", "parts": answer}]),
            "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "be kind"}]),
        }
    )
    assert found.output[0].parts == (
        Reasoning("hm"),
        Text("let me see"),
        ToolRequest("search", '{"q": "x"}', "c1"),
        Text('{"type": "something_new", "shine": 3}'),
    )
    assert found.input == (
        Message("system", (Text("be kind"),)),
        Message("tool", (ToolResult('{"hits": 2}', "c1"),)),
    )


@pytest.mark.parametrize("arguments", ['{"q": ', "[1]", "Paris"])
def test_malformed_arguments_are_kept_and_marked(arguments: str) -> None:
    parts = [{"type": "tool_call", "id": "c", "name": "f", "arguments": arguments}]
    found = call({"gen_ai.output.messages": json.dumps([{"role": "assistant", "parts": parts}])})
    assert found.output[0].parts == (ToolRequest("f", arguments, "c", malformed=True),)


def test_legacy_events_are_one_message_each() -> None:
    asked = json.dumps([{"id": "c1", "function": {"name": "search", "arguments": "{}"}}])
    found = call(
        {"gen_ai.operation.name": "chat"},
        Event("gen_ai.system.message", 0, {"content": "be kind"}),
        Event("gen_ai.user.message", 0, {"gen_ai.event.content": '{"content": "hello"}'}),
        Event("gen_ai.assistant.message", 0, {"tool_calls": asked}),
        Event("gen_ai.tool.message", 0, {"id": "c1", "content": "found"}),
        Event("gen_ai.choice", 0, {"index": 0, "message": '{"content": "hi"}'}),
        Event("something.else", 0, {"content": "not a message"}),
    )
    assert found.input == (
        Message("system", (Text("be kind"),)),
        HELLO,
        Message("assistant", (ToolRequest("search", "{}", "c1"),)),
        Message("tool", (ToolResult("found", "c1"),)),
    )
    assert found.output == (HI,)


def test_the_current_event_holds_all_messages() -> None:
    details = {
        "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"hello"}]}]',
        "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"hi"}]}]',
    }
    event = Event("gen_ai.client.inference.operation.details", 0, details)
    found = call({"gen_ai.operation.name": "chat"}, event)
    assert (found.input, found.output) == ((HELLO,), (HI,))


def test_oldest_gen_ai_events_hold_json_of_all_messages() -> None:
    prompt, answer = '[{"role":"user","content":"hello"}]', '[{"role":"assistant","content":"hi"}]'
    found = call(
        {"gen_ai.operation.name": "chat"},
        Event("gen_ai.content.prompt", 0, {"gen_ai.prompt": prompt}),
        Event("gen_ai.content.completion", 0, {"gen_ai.completion": answer}),
    )
    assert (found.input, found.output) == ((HELLO,), (HI,))


def test_pydantic_ai_tells_an_agents_run_on_its_span() -> None:
    messages = [
        {"role": "user", "parts": [{"type": "text", "content": "hello"}]},
        {
            "role": "assistant",
            "parts": [{"type": "tool_call", "id": "c", "name": "f", "arguments": '{"a": 1}'}],
        },
    ]
    found = semantics.read(
        span(
            {
                "gen_ai.operation.name": "invoke_agent",
                "gen_ai.agent.name": "boss",
                "pydantic_ai.all_messages": json.dumps(messages),
                "gen_ai.aggregated_usage.input_tokens": 90,
                "operation.cost": 0.25,
            }
        )
    )
    assert found.llm is not None
    assert found.llm.input == (HELLO, Message("assistant", (ToolRequest("f", '{"a": 1}', "c"),)))
    assert found.llm.tokens == Tokens()
    assert found.llm.cost == Cost(0.25, "operation.cost, currency not stated")
    assert (found.kind, found.label, found.agent_name) == ("agent", "boss", "boss")


def test_pydantic_ais_events_attribute_is_read() -> None:
    events = [
        {"event.name": "gen_ai.user.message", "content": "hello", "role": "user"},
        {"event.name": "gen_ai.choice", "message": {"role": "assistant", "content": "hi"}},
    ]
    found = call({"gen_ai.operation.name": "chat", "events": json.dumps(events)})
    assert (found.input, found.output) == ((HELLO,), (HI,))


def test_traceloops_flat_messages_are_read() -> None:
    found = call(
        {
            "llm.request.type": "chat",
            "gen_ai.prompt.0.role": "user",
            "gen_ai.prompt.0.content": "hello",
            "gen_ai.completion.0.role": "assistant",
            "gen_ai.completion.0.content": "hi",
            "gen_ai.completion.0.finish_reason": "stop",
            "gen_ai.usage.prompt_tokens": 3,
            "gen_ai.usage.completion_tokens": 1,
            "llm.request.functions.0.name": "search",
        }
    )
    assert found.input == (HELLO,)
    assert found.output[0].text == "hi"
    assert (found.finish_reason, found.tools) == ("stop", ("search",))
    assert found.tokens == Tokens(input=3, output=1, total=4)


def test_fiddlers_texts_stand_in_for_messages() -> None:
    found = semantics.read(
        span(
            {
                "fiddler.span.type": "llm",
                "gen_ai.llm.input.system": "be kind",
                "gen_ai.llm.input.user": "hello",
                "gen_ai.llm.output": "hi",
                "gen_ai.llm.context": "kb article",
            }
        )
    )
    assert found.llm is not None
    assert found.llm.input == (Message("system", (Text("be kind"),)), HELLO)
    assert found.llm.output == (HI,)
    assert found.retrieval is not None
    assert [each.text for each in found.retrieval.documents] == ["kb article"]


def test_vercels_request_is_read() -> None:
    asked = [{"role": "user", "content": [{"type": "text", "text": "hello"}]}]
    calls = [{"toolCallId": "c", "toolName": "f", "input": '{"a":1}'}]
    found = semantics.read(
        span(
            {
                "ai.operationId": "ai.generateText.doGenerate",
                "ai.prompt.messages": json.dumps(asked),
                "ai.prompt.tools": [json.dumps({"type": "function", "name": "f"})],
                "ai.response.reasoning": "hm",
                "ai.response.text": "hi",
                "ai.response.toolCalls": json.dumps(calls),
                "ai.response.finishReason": "tool-calls",
                "ai.model.id": "gpt-4o",
                "ai.model.provider": "openai.chat",
                "ai.settings.maxRetries": 2,
                "ai.usage.inputTokens": 7,
                "ai.usage.outputTokens": 2,
                "ai.telemetry.metadata.sessionId": "s-1",
            }
        )
    )
    assert found.llm is not None
    assert found.llm.input == (HELLO,)
    assert found.llm.output == (
        Message("assistant", (Reasoning("hm"), Text("hi"), ToolRequest("f", '{"a":1}', "c"))),
    )
    assert (found.llm.model, found.llm.tools) == ("gpt-4o", ("f",))
    assert found.llm.parameters == {"maxRetries": 2}
    assert found.llm.tokens.total == 9
    assert found.session_id == "s-1"


def test_vercels_outer_prompt_is_read() -> None:
    found = call(
        {
            "ai.operationId": "ai.generateText",
            "ai.prompt": '{"system": "be kind", "prompt": "hello"}',
        }
    )
    assert found.input == (Message("system", (Text("be kind"),)), HELLO)


def test_vercels_tool_is_read() -> None:
    attributes = {
        "ai.operationId": "ai.toolCall",
        "ai.toolCall.name": "f",
        "ai.toolCall.id": "c",
        "ai.toolCall.args": '{"a":1}',
        "ai.toolCall.result": '"done"',
    }
    assert tool(attributes) == ToolCall("f", '{"a":1}', "done", "c")


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


def test_anthropics_blocks_are_read() -> None:
    content = [
        {"type": "thinking", "thinking": "hm"},
        {"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}},
        {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": "ok"}]},
    ]
    found = call({"gen_ai.input.messages": json.dumps([{"role": "user", "content": content}])})
    assert found.input[0].parts == (
        Reasoning("hm"),
        ToolRequest("f", '{"a": 1}', "t"),
        ToolResult("ok", "t"),
    )


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


def test_two_dialects_on_one_span_fill_each_others_gaps() -> None:
    found = call(
        {
            "openinference.span.kind": "LLM",
            "gen_ai.operation.name": "generate_content",
            "gen_ai.request.model": "asked-for",
            "gen_ai.provider.name": "openai",
            "llm.provider": "google",
            "llm.model_name": "answered",
            "llm.token_count.prompt": 5,
            "gen_ai.usage.input_tokens": 5,
            "gen_ai.usage.output_tokens": 2,
        }
    )
    assert (found.model, found.requested, found.provider) == ("answered", "asked-for", "openai")
    assert found.tokens == Tokens(input=5, output=2, total=7)


def test_nested_attributes_are_read_as_dotted_ones() -> None:
    found = semantics.read(
        span(
            {
                "openinference": {"span": {"kind": "LLM"}},
                "llm": {
                    "model_name": "gpt",
                    "token_count": {"prompt": 3},
                    "input_messages": [{"message": {"role": "user", "content": "hello"}}],
                },
            }
        )
    )
    assert found.llm is not None
    assert (found.kind, found.label, found.llm.input) == ("llm", "gpt", (HELLO,))
    glance = semantics.glance(span({"llm": {"token_count": {"total": 4}}}))
    assert glance.tokens == 4


def test_what_people_note_on_spans_is_kept() -> None:
    found = semantics.read(
        span(
            {
                "tag.tags": ["prod", "eu"],
                "metadata": '{"tenant": "acme", "lc_agent_name": "boss"}',
                "fiddler.session.user.tier": "gold",
                "user.id": "u-1",
            },
            extra={"session_id": "s-9"},
        )
    )
    assert found.tags == ("prod", "eu")
    assert found.metadata == {"tenant": "acme", "lc_agent_name": "boss", "tier": "gold"}
    assert (found.user_id, found.session_id, found.agent_name) == ("u-1", "s-9", "boss")


@pytest.mark.parametrize("value", [True, "many", -3, float("nan"), [1], {"a": 1}, 10**400])
def test_a_token_count_that_is_no_number_is_unknown(value: object) -> None:
    attributes = {"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": value}
    assert semantics.glance(span(attributes)).tokens is None


def test_tokens_come_as_text_too() -> None:
    attributes = {"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": "12"}
    assert semantics.glance(span(attributes)).tokens == 12


def test_text_hidden_in_json_comes_out_safe() -> None:
    hostile = json.dumps([{"role": "user", "content": "\x1b[2J\u202eevil"}])
    found = call({"gen_ai.input.messages": hostile})
    assert found.input[0].text == "␛[2J‹U+202E›evil"


def test_tries_of_one_call_are_told_from_other_calls() -> None:
    def asked(arguments: str) -> object:
        attributes = {"openinference.span.kind": "TOOL", "input.value": arguments}
        return semantics.call(span(attributes, name="search"))

    assert asked("a") == asked("a")
    assert asked("a") != asked("b")
    get = {"http.request.method": "GET", "url.full": "http://x/1"}
    assert semantics.call(span(get)) != semantics.call(span(get | {"url.full": "http://x/2"}))
