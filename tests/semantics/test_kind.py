from typing import Any

import pytest

from spandeck import semantics
from spandeck.semantics.facts import (
    Tokens,
)
from tests.semantics.spans import HELLO, call, span


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


def test_tries_of_one_call_are_told_from_other_calls() -> None:
    def asked(arguments: str) -> object:
        attributes = {"openinference.span.kind": "TOOL", "input.value": arguments}
        return semantics.call(span(attributes, name="search"))

    assert asked("a") == asked("a")
    assert asked("a") != asked("b")
    get = {"http.request.method": "GET", "url.full": "http://x/1"}
    assert semantics.call(span(get)) != semantics.call(span(get | {"url.full": "http://x/2"}))
