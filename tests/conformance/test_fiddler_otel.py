"""Fiddler's own instrumentation, unmodified, exports spans; they are read back."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from spandeck.sim.faults import Fault
from tests.conformance.fiddler_home import Home, running

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
EVER = {"start_time": "2020-01-01T00:00:00Z", "end_time": "2100-01-01T00:00:00Z"}


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with running() as found:
        yield found


def client(home: Home, application: str) -> Any:
    from fiddler_otel import FiddlerClient

    return FiddlerClient(application_id=application, api_key=home.empty, url=home.url)


def spans(home: Home, **asked: Any) -> list[dict[str, Any]]:
    """All spans of the application that only holds what was sent."""
    body = {"application_id": home.application, **EVER, **asked}
    with home.asking(empty=True) as asking:
        answer = asking.post("/v3/spans/query", json=body).raise_for_status()
    items: list[dict[str, Any]] = answer.json()["data"]["items"]
    return items


@pytest.fixture(scope="module")
def exported(home: Home) -> list[dict[str, Any]]:
    """One conversation as the client exports it."""
    fiddler = client(home, home.application)
    with fiddler.start_as_current_span("shop", as_type="chain") as chain:
        chain.set_agent_name("support")
        chain.set_conversation_id("talk-1")
        chain.set_input("Where is my order?")
        with fiddler.start_as_current_span("ask", as_type="generation") as generation:
            generation.set_model("gpt-4o")
            generation.set_system("openai")
            generation.set_user_prompt("Where is my order?")
            generation.set_completion("With the carrier.")
            generation.set_usage(input_tokens=12, output_tokens=4, total_tokens=16)
        with fiddler.start_as_current_span("get_order", as_type="tool") as tool:
            tool.set_tool_name("get_order")
            tool.set_tool_input({"order": 4711})
            tool.set_attribute("fiddler.span.user.shelf", "B4")
        with fiddler.start_as_current_span("plain") as plain:
            plain.record_exception(ValueError("no parcel"))
    assert fiddler.force_flush()
    fiddler.shutdown()
    return spans(home)


def test_every_span_comes_back_in_one_tree(exported: list[dict[str, Any]]) -> None:
    by_name = {each["name"]: each for each in exported}
    assert set(by_name) == {"shop", "ask", "get_order", "plain"}
    assert len({each["trace_id"] for each in exported}) == 1
    root = by_name.pop("shop")
    assert root["parent_span_id"] is None
    assert {each["parent_span_id"] for each in by_name.values()} == {root["span_id"]}


def test_types_sessions_and_agents_are_read_from_the_attributes(
    exported: list[dict[str, Any]],
) -> None:
    types = {each["name"]: each["span_type"] for each in exported}
    assert types == {"shop": "chain", "ask": "llm", "get_order": "tool", "plain": "other"}
    assert {each["session_id"] for each in exported} == {"talk-1"}
    assert {each["agent_name"] for each in exported} == {"support"}


def test_inputs_outputs_and_tokens_are_where_the_vendor_shows_them(
    exported: list[dict[str, Any]],
) -> None:
    ask = next(each for each in exported if each["name"] == "ask")
    assert (ask["input"], ask["output"]) == ("Where is my order?", "With the carrier.")
    assert ask["span_attributes"]["gen_ai.usage.total_tokens"] == 16
    tool = next(each for each in exported if each["name"] == "get_order")
    assert tool["span_attributes"]["user.shelf"] == "B4"


def test_what_was_exported_can_be_asked_for_by_attribute(
    home: Home, exported: list[dict[str, Any]]
) -> None:
    rule = {"field": "SpanAttribute::gen_ai.usage.total_tokens", "operator": "greater", "value": 10}
    found = spans(home, filter={"condition": "AND", "rules": [rule]})
    assert [each["name"] for each in found] == ["ask"]
    assert [each["name"] for each in spans(home, search={"query": "CARRIER"})] == ["ask"]


def test_an_export_for_an_unknown_application_is_lost(home: Home) -> None:
    before = len(spans(home))
    fiddler = client(home, str(uuid4()))
    with fiddler.start_as_current_span("nowhere", as_type="chain"):
        pass
    fiddler.force_flush()
    fiddler.shutdown()
    assert len(spans(home)) == before
    assert home.ledger.arrivals[-2].status == 404


def test_an_export_that_meets_a_429_is_sent_again() -> None:
    busy = Fault(path="/v1/traces", nth=(1,), status=429, headers={"Retry-After": "1"})
    with running(faults=(busy,)) as home:
        fiddler = client(home, home.application)
        with fiddler.start_as_current_span("late", as_type="chain"):
            pass
        fiddler.force_flush()
        fiddler.shutdown()
        assert [each.status for each in home.ledger.arrivals] == [429, 200]
        assert [each["name"] for each in spans(home)] == ["late"]
