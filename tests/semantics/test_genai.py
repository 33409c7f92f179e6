import json

import pytest

from spandeck import semantics
from spandeck.model.trace import Event
from spandeck.semantics.facts import (
    Cost,
    Message,
    Reasoning,
    Text,
    Tokens,
    ToolRequest,
    ToolResult,
)
from tests.semantics.spans import HELLO, HI, call, span


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


def test_text_hidden_in_json_comes_out_safe() -> None:
    hostile = json.dumps([{"role": "user", "content": "\x1b[2J\u202eevil"}])
    found = call({"gen_ai.input.messages": hostile})
    assert found.input[0].text == "␛[2J‹U+202E›evil"


@pytest.mark.parametrize("key", ["user.cost_usd", "fiddler.span.user.cost_usd"])
def test_a_cost_that_somebody_noted_at_fiddler_is_a_cost(key: str) -> None:
    noted = span({"fiddler.span.type": "llm", "gen_ai.request.model": "m", key: 0.125})
    found = semantics.read(noted)
    assert found.llm is not None
    assert found.llm.cost == Cost(0.125, key)
    assert semantics.glance(noted).cost_usd == 0.125
