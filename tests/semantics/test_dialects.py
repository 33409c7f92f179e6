import json

from spandeck import semantics
from spandeck.semantics.facts import (
    Message,
    Reasoning,
    Text,
    Tokens,
    ToolCall,
    ToolRequest,
)
from tests.semantics.spans import HELLO, HI, call, span, tool


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
