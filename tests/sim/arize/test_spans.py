"""Spans and traces of the world as Arize lists them (contract §8.3, §8.4)."""

import httpx
import pytest

from spandeck.sim import risicare
from spandeck.sim.arize import application
from spandeck.sim.arize.keys import keys
from spandeck.sim.clock import SECOND, iso, read_iso
from spandeck.sim.risicare.keys import keys as risicare_keys
from spandeck.sim.world import World
from tests.sim.arize.asking import SPAN, export, first, ids, listed, project, sent
from tests.sim.asking import NOW, Record, Watch, client, detail, flat


async def test_a_trace_is_the_same_at_arize_and_at_risicare(
    world: World, arize: httpx.AsyncClient
) -> None:
    token = risicare_keys(7).world
    support = await project(arize, "support")
    async with client(risicare.application(world, limits=None), token) as asking:
        asked: Record = {"agent_name": "support", "environment": "production", "limit": 5}
        page = (await asking.get("/api/v1/traces", params=asked)).json()["data"]
        traces = (await sent(arize, "POST", "traces", 200, {"project_id": support}, limit=5))[
            "traces"
        ]
        assert [each["trace_id"] for each in traces] == [each["trace_id"] for each in page]
        for there, here in zip(page, traces, strict=True):
            spans = [span for _, span in flat((await detail(asking, there["trace_id"]))["spans"])]
            assert {each["span_id"] for each in spans} == ids(here["spans"])
            assert here["start_time"] == there["start_time"]
            sessions = {each["attributes"]["session.id"] for each in here["spans"]}
            assert sessions == {there["session_id"]}


async def test_every_agent_speaks_openinference_here(arize: httpx.AsyncClient) -> None:
    checkout = await project(arize, "checkout-agent")
    asked = {"project_id": checkout, "filter": "span_kind = 'LLM' AND status_code = 'OK'"}
    for span in (await sent(arize, "POST", "spans", 200, asked, limit=5))["spans"]:
        assert {"llm.model_name", "llm.token_count.total"} <= set(span["attributes"])
        assert not [name for name in span["attributes"] if name.startswith("gen_ai.")]


async def test_a_window_holds_both_of_its_ends(arize: httpx.AsyncClient) -> None:
    support = await project(arize, "support")
    spans = (await sent(arize, "POST", "spans", 200, {"project_id": support}))["spans"]
    ends = {"start_time": spans[-1]["start_time"], "end_time": spans[7]["start_time"]}
    found = await listed(arize, "spans", {"project_id": support, **ends}, limit=11)
    assert [each["context"] for each in found] == [each["context"] for each in spans[7:]]
    later = {"start_time": ends["end_time"], "end_time": ends["start_time"]}
    await sent(arize, "POST", "spans", 422, {"project_id": support, **later})


async def test_new_spans_arrive_as_time_goes_on(arize: httpx.AsyncClient, watch: Watch) -> None:
    support = await project(arize, "support")
    before = (await sent(arize, "POST", "spans", 200, {"project_id": support}, limit=1))["spans"]
    watch.pass_by(600)
    asked = {"project_id": support, "start_time": before[0]["start_time"]}
    found = await listed(arize, "spans", asked)
    assert found[-1] == before[0]
    assert len(found) > 50


async def test_a_filter_that_fits_nothing_ends_in_bounded_steps(arize: httpx.AsyncClient) -> None:
    planner = await project(arize, "planner")
    since = iso(NOW - 5 * 3600 * SECOND)
    asked = {"project_id": planner, "filter": "name = 'nothing'", "start_time": since}
    page = await sent(arize, "POST", "spans", 200, asked)
    assert page["spans"] == []
    assert page["pagination"]["has_more"]  # it gave up for now, and says where
    assert await listed(arize, "spans", asked) == []


async def test_a_span_is_found_by_its_id_however_old(arize: httpx.AsyncClient) -> None:
    planner = await project(arize, "planner")
    body = {"project_id": planner, "end_time": iso(NOW - 9 * 3600 * SECOND)}
    (old,) = (await sent(arize, "POST", "spans", 200, body, limit=1))["spans"]
    span_id = old["context"]["span_id"]
    asked = {"project_id": planner, "filter": f"context.span_id IN ('{span_id}', 'unknown')"}
    assert (await sent(arize, "POST", "spans", 200, asked))["spans"] == [old]
    (trace,) = (await sent(arize, "POST", "traces", 200, asked))["traces"]
    assert old in trace["spans"]


async def test_a_session_is_found_by_its_id(arize: httpx.AsyncClient) -> None:
    support = await project(arize, "support")
    (trace,) = (await sent(arize, "POST", "traces", 200, {"project_id": support}, limit=1))[
        "traces"
    ]
    session = trace["spans"][0]["attributes"]["session.id"]
    asked = {"project_id": support, "filter": f"attributes.session.id = '{session}'"}
    found = await listed(arize, "traces", asked)
    assert trace in found
    assert {each["attributes"]["session.id"] for t in found for each in t["spans"]} == {session}


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"filter": "  "}, 422, "filter"),
        ({"filter": "status_code = "}, 400, "filter: Expected a value, found the end"),
        ({"filter": "model = 'x'"}, 400, "filter: There is no column 'model'"),
        ({"start_time": "yesterday"}, 422, "start_time: Expected a time in ISO 8601"),
        ({"limit": 5}, 422, "limit: Extra inputs are not permitted"),
        ({"included_columns": []}, 422, "included_columns"),
        ({"included_columns": ["a"], "excluded_columns": ["b"]}, 422, "exclude each other"),
        ({"truncate_string_length": 0}, 422, "truncate_string_length"),
    ],
)
async def test_a_question_about_spans_that_is_wrong_is_refused(
    arize: httpx.AsyncClient, body: Record, status: int, words: str
) -> None:
    support = await project(arize, "support")
    problem = await sent(arize, "POST", "spans", status, {"project_id": support, **body})
    assert words in problem["detail"]


async def test_more_rows_than_the_route_allows_are_refused(arize: httpx.AsyncClient) -> None:
    support = {"project_id": await project(arize, "support")}
    await sent(arize, "POST", "spans", 422, support, limit=501)
    await sent(arize, "POST", "traces", 422, support, limit=51)
    assert len((await sent(arize, "POST", "traces", 200, support))["traces"]) == 25


async def test_excluded_columns_are_left_out(arize: httpx.AsyncClient) -> None:
    asked = {
        "project_id": await project(arize, "support"),
        "filter": "eval.hallucination.score IS NOT NULL",
        "excluded_columns": [
            "attributes.llm.model_name",
            "eval.hallucination.explanation",
            "name",
            "no.such.column",
        ],
    }
    for span in (await sent(arize, "POST", "spans", 200, asked, limit=3))["spans"]:
        assert span["name"]
        assert "llm.model_name" not in span["attributes"]
        assert {"name", "score", "label"} <= set(span["evaluations"][0])
        assert "explanation" not in span["evaluations"][0]


async def test_long_texts_are_cut_at_any_depth(bare: httpx.AsyncClient) -> None:
    await bare.post("/v1/traces", json=export(SPAN, model_id="shop"))
    shop = await project(bare, "shop", "default")
    asked = {"project_id": shop, "truncate_string_length": 3}
    (span,) = await listed(bare, "spans", asked)
    assert span["attributes"]["odd"] == "\u0000\u001b…"
    assert span["attributes"]["openinference.span.kind"] == "LLM"
    assert span["attributes"]["llm.token_count.total"] == 12


async def test_the_evaluations_of_a_span_are_always_the_same(world: World) -> None:
    found = []
    for _ in range(2):
        async with client(application(world, limits=None), keys(7).world) as asking:
            asked = {"project_id": await project(asking, "support")}
            page = await sent(asking, "POST", "spans", 200, asked, limit=200)
            found.append([each["evaluations"] for each in page["spans"]])
    assert found[0] == found[1]
    labels = {one["label"] for each in found[0] for one in each}
    assert {"factual", "hallucinated", "correct"} <= labels


async def test_monitors_tell_the_story(world: World, watch: Watch) -> None:
    """In the calm nobody is rate limited; when throttling peaks, most agents of openai are."""
    async with client(application(world, limits=None), keys(7).world) as asking:
        seen = {}
        for moment in ("2026-11-21T15:05:00Z", "2026-11-21T17:15:00Z"):
            watch.now_ns = read_iso(moment)
            rows = await listed(asking, "monitors", name="rate limited", status="TRIGGERED")
            seen[moment] = {each["name"] for each in rows}
            assert all(each["latest_computed_value"] > 2 for each in rows)
        calm, throttled = seen.values()
        assert calm == set()
        assert "support: rate limited calls" in throttled
        one = await first(asking, "monitors", name="support: rate")
        assert (await sent(asking, "GET", f"monitors/{one['id']}", 200))["status"] == "TRIGGERED"
