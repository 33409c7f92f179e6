"""What the simulator makes of sent spans: trees, totals, codes, and one list with the world's."""

import httpx
import pytest

from spandeck.sim.world import World
from tests.sim.asking import SPAN, Record, detail, flat, listed, send


async def test_what_a_trace_says_holds_for_spans_that_say_nothing(
    empty: httpx.AsyncClient,
) -> None:
    metadata = {"session_id": "s-1", "environment": "staging", "agent_name": "writer", "colour": 1}
    bare = {key: SPAN[key] for key in ("span_id", "name", "start_time")}
    await send(empty, "/v1/traces", {"trace_id": "t/1", "spans": [bare], "metadata": metadata})
    (row,) = await listed(empty, session_id="s-1", environment="staging", agent_name="writer")
    assert (row["trace_id"], row["end_time"], row["duration_ms"]) == ("t/1", None, None)
    assert (await empty.get("/api/v1/sessions/s-1")).json()["trace_count"] == 1
    assert (await empty.get("/api/v1/traces/t%2F1")).status_code == 200


async def test_the_same_span_id_overwrites(empty: httpx.AsyncClient) -> None:
    await send(empty, "/v1/spans", SPAN)
    assert (await detail(empty, "abc123"))["status"] == "ok"
    await send(empty, "/v1/spans", SPAN | {"status": "error", "status_message": "too late"})
    found = await detail(empty, "abc123")
    assert (found["span_count"], found["status"], found["error_count"]) == (1, "error", 1)
    assert found["spans"][0]["status_message"] == "too late"


async def test_an_event_joins_its_span_whether_that_is_there_or_comes_later(
    empty: httpx.AsyncClient,
) -> None:
    told = {"name": "user.feedback", "timestamp": "2026-11-21T10:00:02Z", "attributes": {"r": 5}}
    event = {"trace_id": "abc123", "span_id": "def456", **told}
    assert (await send(empty, "/v1/events", event)).json() == {"accepted": 1, "rejected": 0}
    assert await listed(empty) == []
    await send(empty, "/v1/spans", SPAN)
    await send(empty, "/v1/events", event | {"name": "second"})
    (span,) = (await detail(empty, "abc123"))["spans"]
    assert [each["name"] for each in span["events"]] == ["user.feedback", "second"]
    assert span["events"][0] == told | {"timestamp": "2026-11-21T10:00:02.000000Z"}


async def test_what_is_sent_with_the_worlds_key_stands_among_the_worlds_traces(
    vendor: httpx.AsyncClient, world: World
) -> None:
    rows = (await vendor.get("/api/v1/traces?limit=3")).json()["data"]
    between = SPAN | {"start_time": rows[1]["start_time"], "end_time": None, "trace_id": "zzz"}
    await send(vendor, "/v1/spans", between)
    found = (await vendor.get("/api/v1/traces?limit=4")).json()["data"]
    ids = [row["trace_id"] for row in rows]
    assert [row["trace_id"] for row in found] == [*ids[:2], "zzz", ids[2]]
    assert len(await listed(vendor)) == 5001


async def test_a_trace_of_the_world_can_be_added_to(vendor: httpx.AsyncClient) -> None:
    before = (await vendor.get("/api/v1/traces?limit=1")).json()["data"][0]
    root = (await detail(vendor, before["trace_id"]))["spans"][0]
    extra = SPAN | {"trace_id": before["trace_id"], "parent_span_id": root["span_id"]}
    extra |= {"start_time": root["start_time"], "end_time": root["end_time"]}
    await send(vendor, "/v1/spans", extra)
    after = await detail(vendor, before["trace_id"])
    assert after["span_count"] == before["span_count"] + 1
    assert after["total_tokens"] == before["total_tokens"] + 12
    assert {key: after[key] for key in ("name", "session_id", "agent_name", "error_code")} == {
        key: before[key] for key in ("name", "session_id", "agent_name", "error_code")
    }
    rows = await listed(vendor)
    assert len(rows) == 5000
    assert sum(row["trace_id"] == before["trace_id"] for row in rows) == 1


async def test_orphans_cycles_and_self_parents_all_appear_once(empty: httpx.AsyncClient) -> None:
    def span(name: str, parent: str | None) -> Record:
        return SPAN | {"span_id": name, "parent_span_id": parent}

    spans = [span("a", "b"), span("b", "a"), span("c", "c"), span("d", "gone"), span("e", "d")]
    await send(empty, "/v1/spans/batch", {"spans": spans})
    found = await detail(empty, "abc123")
    places = {each["span_id"]: depth for depth, each in flat(found["spans"])}
    assert places == {"a": 1, "b": 2, "c": 1, "d": 1, "e": 2}
    assert (found["span_count"], found["max_depth"]) == (5, 2)


async def test_tokens_of_calls_are_not_counted_again_in_their_agents(
    empty: httpx.AsyncClient,
) -> None:
    def span(name: str, parent: str | None, tokens: int | None) -> Record:
        said = {} if tokens is None else {"llm.token_count.total": tokens, "llm.cost.total": 0.5}
        return SPAN | {"span_id": name, "parent_span_id": parent, "attributes": said}

    spans = [span("root", None, 30), span("step", "root", None)]
    spans += [span("one", "step", 10), span("two", "step", 20)]
    await send(empty, "/v1/spans/batch", {"spans": spans})
    found = await detail(empty, "abc123")
    assert (found["total_tokens"], found["total_cost_usd"]) == (30, 1.0)


@pytest.mark.parametrize(
    ("attributes", "exception", "code"),
    [
        ({"error.code": "MEMORY.STORE.FULL"}, "ValueError", "MEMORY.STORE.FULL"),
        ({"error.code": "not a code"}, "openai.RateLimitError", "RESOURCES.RATE_LIMIT.EXCEEDED"),
        ({"openinference.span.kind": "TOOL"}, "TimeoutError", "TOOL.EXECUTION.TIMEOUT"),
        ({"gen_ai.operation.name": "chat"}, "APITimeoutError", "REASONING.EXECUTION.TIMEOUT"),
        ({}, "json.decoder.JSONDecodeError", "OUTPUT.FORMAT.INVALID"),
        ({"traceloop.span.kind": "tool"}, "KeyError", "TOOL.EXECUTION.EXCEPTION"),
    ],
)
async def test_an_error_code_is_as_stated_or_told_from_the_exception(
    empty: httpx.AsyncClient, attributes: Record, exception: str, code: str
) -> None:
    event = {"name": "exception", "timestamp": SPAN["start_time"]}
    event["attributes"] = {"exception.type": exception}
    failed = SPAN | {"status": "error", "attributes": attributes, "events": [event]}
    await send(empty, "/v1/spans", failed)
    assert [row["error_code"] for row in await listed(empty)] == [code]
    assert len(await listed(empty, error_code=code.split(".", maxsplit=1)[0] + ".*")) == 1


async def test_of_several_error_codes_the_deepest_names_the_cause(
    empty: httpx.AsyncClient,
) -> None:
    def failed(name: str, parent: str | None, code: str) -> Record:
        said = {"status": "error", "attributes": {"error.code": code}}
        return SPAN | said | {"span_id": name, "parent_span_id": parent}

    spans = [failed("root", None, "ORCHESTRATION.STEP.FAILED")]
    spans += [failed("tool", "root", "TOOL.EXECUTION.TIMEOUT"), SPAN | {"parent_span_id": "tool"}]
    await send(empty, "/v1/spans/batch", {"spans": spans})
    assert (await detail(empty, "abc123"))["error_code"] == "TOOL.EXECUTION.TIMEOUT"
