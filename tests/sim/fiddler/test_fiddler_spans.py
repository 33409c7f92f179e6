"""Spans of the simulated Fiddler: asked for, filtered, covered, deleted."""

from collections import Counter
from datetime import datetime
from itertools import pairwise
from typing import Any

import httpx
import pytest

from spandeck.sim import risicare
from spandeck.sim.clock import SECOND, iso, read_iso
from spandeck.sim.fiddler import application
from spandeck.sim.fiddler.keys import keys
from spandeck.sim.risicare.keys import keys as risicare_keys
from spandeck.sim.world import World
from tests.sim.asking import NOW, client, detail, flat, listed
from tests.sim.fiddler.calling import (
    HOUR,
    PRODUCTION,
    STAGING,
    Refused,
    both,
    delete,
    get,
    items,
    post,
    rule,
    spans,
)

MINUTES = {"start_time": iso(NOW - 2400 * SECOND), "end_time": iso(NOW - 2160 * SECOND)}
"""While the provider throttles."""


async def everything(fiddler: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    """All pages of a query over a few minutes."""
    found: list[dict[str, Any]] = []
    while True:
        page = await spans(fiddler, page_size=200, offset=len(found), **(MINUTES | asked))
        found += page["items"]
        if page["page_index"] >= page["page_count"]:
            assert len(found) == page["total"]
            return found


async def test_pages_hold_every_span_once_newest_first(fiddler: httpx.AsyncClient) -> None:
    found = await everything(fiddler)
    starts = [each["start_time"] for each in found]
    assert starts == sorted(starts, reverse=True)
    assert len({(each["trace_id"], each["span_id"]) for each in found}) == len(found) > 300
    assert all(MINUTES["start_time"] <= each < MINUTES["end_time"] for each in starts)


async def test_a_trace_has_the_same_ids_tree_and_times_as_at_risicare(
    fiddler: httpx.AsyncClient, world: World
) -> None:
    async with client(risicare.application(world, limits=None), risicare_keys(7).world) as other:
        row = (await listed(other, environment="production", start_time_from=HOUR["start_time"]))[5]
        expected = [span for _, span in flat((await detail(other, row["trace_id"]))["spans"])]
    asked = both(rule("Span::trace_id", "equal", row["trace_id"]))
    found = (await spans(fiddler, filter=asked, ordering="start_time"))["items"]
    facts = ("span_id", "parent_span_id", "name", "start_time", "session_id", "status_message")
    assert {tuple(each[name] for name in facts) for each in found} == {
        tuple(each[name] for name in facts) for each in expected
    }
    by_id = {each["span_id"]: each for each in found}
    for each in expected:
        assert by_id[each["span_id"]]["duration"] == pytest.approx(each["duration_ms"])
        assert by_id[each["span_id"]]["status_code"].lower() == each["status"]


async def test_every_trace_belongs_to_one_application(fiddler: httpx.AsyncClient) -> None:
    found: Counter[str] = Counter()
    for each in await items(fiddler, "/v3/applications"):
        spans_there = await everything(fiddler, application_id=each["id"])
        found.update({span["trace_id"] for span in spans_there})
    assert set(found.values()) == {1}


async def test_a_span_is_told_in_the_vendors_words(fiddler: httpx.AsyncClient) -> None:
    found = await everything(fiddler)
    assert {each["span_type"] for each in found} == {"llm", "tool", "agent", "chain"}
    assert {each["status_code"] for each in found} <= {"OK", "ERROR"}
    llm = next(each for each in found if each["span_type"] == "llm" and each["output"])
    attributes = llm["span_attributes"]
    used = [attributes[f"gen_ai.usage.{each}_tokens"] for each in ("input", "output", "total")]
    assert used[0] + used[1] == used[2]
    assert llm["input"] == attributes["gen_ai.llm.input.user"]
    assert attributes["gen_ai.conversation.id"] == llm["session_id"]
    tool = next(each for each in found if each["span_type"] == "tool")
    assert tool["input"] == tool["span_attributes"]["gen_ai.tool.input"]


@pytest.mark.parametrize(
    ("field", "operator", "value", "holds"),
    [
        ("Span::span_type", "equal", "llm", lambda s: s["span_type"] == "llm"),
        ("Span::status_code", "equal", "Error", lambda s: s["status_code"] == "ERROR"),
        ("Span::status_code", "in", ["ERROR", "Error"], lambda s: s["status_code"] == "ERROR"),
        ("Span::status_code", "in", ["ERROR", "OK"], lambda s: s["status_code"] in ("ERROR", "OK")),
        ("Span::agent_name", "in", ["support"], lambda s: s["agent_name"] == "support"),
        ("Span::duration", "greater", 2000, lambda s: s["duration"] > 2000),
        ("Span::parent_span_id", "is_null", None, lambda s: s["parent_span_id"] is None),
        ("Span::name", "begins_with", "GET", lambda s: s["name"].lower().startswith("get")),
        ("Span::output", "is_not_null", None, lambda s: s["output"] is not None),
        (
            "SpanAttribute::gen_ai.usage.total_tokens",
            "between",
            [500, 900],
            lambda s: 500 <= s["span_attributes"].get("gen_ai.usage.total_tokens", 0) <= 900,
        ),
        (
            "SpanAttribute::fiddler.span.system.gen_ai.system",
            "equal",
            "openai",
            lambda s: s["span_attributes"].get("gen_ai.system") == "openai",
        ),
        (
            "SpanAttribute::error.code",
            "is_not_null",
            None,
            lambda s: "error.code" in s["span_attributes"],
        ),
        (
            "Evaluator::Faithfulness::label",
            "equal",
            "no",
            lambda s: any(
                e["evaluator_rule_name"] == "Faithfulness" and e["label"] == "no"
                for e in s["evaluators"]
            ),
        ),
    ],
)
async def test_a_filter_gives_exactly_the_spans_that_fit(
    fiddler: httpx.AsyncClient, field: str, operator: str, value: Any, holds: Any
) -> None:
    expected = [each for each in await everything(fiddler) if holds(each)]
    found = await everything(fiddler, filter=both(rule(field, operator, value)))
    assert found == expected
    assert expected


async def test_rules_join_and_nest(fiddler: httpx.AsyncClient) -> None:
    types = [rule("Span::span_type", "equal", each) for each in ("llm", "tool")]
    asked = both(rule("Span::agent_name", "equal", "planner"), {"condition": "OR", "rules": types})
    found = await everything(fiddler, filter=asked)
    assert {each["span_type"] for each in found} == {"llm", "tool"}
    assert {each["agent_name"] for each in found} == {"planner"}


async def test_a_search_looks_into_input_or_output_in_any_case(fiddler: httpx.AsyncClient) -> None:
    whole = await everything(fiddler)
    for scope, fields in {"input": ["input"], "output": ["output"]}.items():
        expected = [e for e in whole if any("order" in (e[f] or "").lower() for f in fields)]
        assert await everything(fiddler, search={"query": "ORDER", "scope": scope}) == expected
        assert expected
    everywhere = await everything(fiddler, search={"query": "order"})
    assert len(everywhere) > len(expected)


@pytest.mark.parametrize("ordering", ["start_time", "duration", "-duration"])
async def test_spans_are_ordered_as_asked(fiddler: httpx.AsyncClient, ordering: str) -> None:
    found = await everything(fiddler, ordering=ordering)
    name, falling = ordering.removeprefix("-"), ordering.startswith("-")
    values = [each[name] for each in found]
    assert values == sorted(values, reverse=falling)
    assert len(found) == len(await everything(fiddler))


async def test_a_session_is_found_by_its_id(fiddler: httpx.AsyncClient) -> None:
    session = (await everything(fiddler))[0]["session_id"]
    day = {"start_time": iso(NOW - 86_400 * SECOND), "end_time": iso(NOW)}
    asked = both(rule("Span::session_id", "equal", session))
    found = await everything(fiddler, filter=asked, **day)
    assert {each["session_id"] for each in found} == {session}
    assert found[-1]["parent_span_id"] is None


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({"filter": both(rule("Span::nothing", "equal", 1))}, 400, "not a field"),
        ({"filter": both(rule("duration", "greater", 1))}, 400, "not a field"),
        ({"filter": both(rule("Evaluator::Safety", "equal", 1))}, 400, "not a field"),
        ({"filter": both(*[rule("Span::name", "equal", "x")] * 11)}, 400, "11 rules"),
        ({"filter": both(both(both(both(rule("Span::name", "equal", "x")))))}, 400, "deeper"),
        ({"filter": both(rule("Span::name", "like", "x"))}, 400, "operator"),
        ({"search": {"query": "ab"}}, 422, "search.query"),
        ({"search": {"query": "x" * 65}}, 422, "search.query"),
        ({"page_size": 0}, 400, "page_size"),
        ({"page_size": 1001}, 400, "page_size"),
        ({"offset": -1}, 400, "offset"),
        ({"ordering": "name"}, 400, "ordering"),
        ({"start_time": "2026-11-21T10:00:00"}, 400, "offset"),
        ({"start_time": 1_795_000_000}, 400, "start_time"),
        ({"end_time": "2020-01-01T00:00:00Z"}, 400, "later"),
        ({"application_id": "production"}, 400, "application_id"),
        ({"application_id": "0d8a2c3e-6f6c-4a52-9a3c-2f1f5b0f1a11"}, 404, "Application"),
    ],
)
async def test_a_query_that_cannot_be_meant_is_refused(
    fiddler: httpx.AsyncClient, asked: dict[str, Any], status: int, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        await post(fiddler, "/v3/spans/query", {"application_id": PRODUCTION, **HOUR} | asked)
    assert refused.value.status == status


async def test_the_fields_of_spans_are_counted(fiddler: httpx.AsyncClient) -> None:
    body = {"application_id": PRODUCTION, **MINUTES}
    told = await post(fiddler, "/v3/spans/fields", body)
    whole = await everything(fiddler)
    assert (told["total_spans"], told["sampled"]) == (len(whole), False)
    keys_there = Counter(key for each in whole for key in each["span_attributes"])
    assert {each["key"]: each["count"] for each in told["span_attributes"]} == keys_there
    outputs = Counter(
        (e["evaluator_rule_name"], e["output_name"]) for each in whole for e in each["evaluators"]
    )
    assert {
        (e["rule_name"], e["output_name"]): e["count"] for e in told["evaluator_outputs"]
    } == outputs
    long = body | {"start_time": iso(NOW - 4 * 3600 * SECOND)}
    sampled = await post(fiddler, "/v3/spans/fields", long)
    assert sampled["sampled"]
    assert sampled["total_spans"] > 10_000


async def test_deleted_traces_and_sessions_are_gone_for_good(
    fiddler: httpx.AsyncClient,
) -> None:
    whole = await everything(fiddler)
    trace = whole[0]["trace_id"]
    session = next(e["session_id"] for e in whole if e["session_id"] != whole[0]["session_id"])
    scope = {"application_id": PRODUCTION}
    for _ in range(2):  # the second time there is nothing to do, which is no error
        assert await delete(fiddler, "/v3/traces", scope | {"trace_ids": [trace]}) is None
        assert await delete(fiddler, "/v3/sessions", scope | {"session_ids": [session]}) is None
    left = await everything(fiddler)
    assert left == [e for e in whole if e["trace_id"] != trace and e["session_id"] != session]
    asked = both(rule("Span::trace_id", "equal", trace))
    assert (await spans(fiddler, filter=asked))["total"] == 0


@pytest.mark.parametrize("bad", [[], ["0" * 32], ["A" * 32], ["abc"], ["1" * 32] * 1001])
async def test_a_deletion_of_what_is_no_trace_is_refused(
    fiddler: httpx.AsyncClient, bad: list[str]
) -> None:
    with pytest.raises(Refused, match="trace_ids") as refused:
        await delete(fiddler, "/v3/traces", {"application_id": PRODUCTION, "trace_ids": bad})
    assert refused.value.status == 400


async def test_time_goes_on_and_a_closed_range_stays_as_it_was(
    fiddler: httpx.AsyncClient, watch: Any
) -> None:
    before = await everything(fiddler)
    watch.pass_by(600)
    assert await everything(fiddler) == before
    later = {"start_time": iso(NOW), "end_time": iso(NOW + 600 * SECOND)}
    assert (await spans(fiddler, **later))["total"] > 100


async def test_a_large_world_answers_with_what_it_reaches() -> None:
    from tests.sim.asking import Watch

    world = World(7, "large", Watch())
    async with client(application(world, limits=None), keys(7).world) as fiddler:
        wide = {"start_time": iso(NOW - 900 * SECOND), "end_time": iso(NOW)}
        page = await spans(fiddler, **wide)
        last = await spans(fiddler, **wide, offset=page["total"] - 1)
    assert page["total"] > 20_000
    assert last["item_count"] == 1
    starts = [read_iso(each["start_time"]) for each in page["items"]]
    assert all(newer >= older for newer, older in pairwise(starts))


async def test_staging_has_traces_of_its_own(fiddler: httpx.AsyncClient) -> None:
    page = await spans(fiddler, STAGING)
    name = (await get(fiddler, f"/v3/applications/{STAGING}"))["name"]
    assert (name, page["total"] > 100) == ("staging", True)
    assert datetime.fromisoformat(page["items"][0]["start_time"]).tzinfo is not None
