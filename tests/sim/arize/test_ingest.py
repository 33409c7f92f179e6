"""Telemetry sent to Arize by OTLP can be read at once, exactly, where it belongs."""

import gzip
from typing import Any

import httpx
import pytest

from spandeck.sim.arize import application
from spandeck.sim.arize.keys import keys
from spandeck.sim.clock import iso, read_iso
from spandeck.sim.world import World
from tests.corpora import Corpus, corpus, names
from tests.sim.arize.asking import ALWAYS, SPAN, export, ids, listed, project, sent
from tests.sim.asking import NOW, Record, client

PROTOBUF = {"content-type": "application/x-protobuf"}


async def replay(asking: httpx.AsyncClient, recorded: Corpus) -> None:
    for request in recorded.requests():
        packed = gzip.compress(request.SerializeToString(), 1)
        headers = PROTOBUF | {"content-encoding": "gzip"}
        answer = await asking.post("/v1/traces", content=packed, headers=headers)
        assert answer.status_code == 200, answer.text


async def in_all_projects(asking: httpx.AsyncClient, path: str) -> list[Record]:
    """The rows of every project, however old."""
    projects = [each["id"] for each in await listed(asking, "projects")]
    bodies: list[Any] = [{"project_id": each, **ALWAYS} for each in projects]
    most = 500 if path == "spans" else 50
    return [row for body in bodies for row in await listed(asking, path, body, limit=most)]


@pytest.mark.parametrize("name", names()[:6])
async def test_a_recorded_corpus_is_read_back_as_its_index_counts_it(
    bare: httpx.AsyncClient, name: str
) -> None:
    recorded = corpus(name)
    await replay(bare, recorded)
    spans = await in_all_projects(bare, "spans")
    assert len(spans) == recorded.index["spans"] == len(ids(spans))
    wrong = sum(each["status_code"] == "ERROR" for each in spans)
    assert wrong == recorded.index["error_spans"]
    traces = await in_all_projects(bare, "traces")
    assert len({each["trace_id"] for each in traces}) == recorded.index["traces"]
    if not any(each["spans_truncated"] for each in traces):
        assert ids([span for trace in traces for span in trace["spans"]]) == ids(spans)


async def test_what_is_exported_can_be_read_at_once_and_exactly(bare: httpx.AsyncClient) -> None:
    named = {"openinference.project.name": "shop"}
    answer = await bare.post("/v1/traces", json=export(SPAN, **named))
    assert (answer.status_code, answer.json()) == (200, {})
    shop = await project(bare, "shop", "default")
    (span,) = await listed(bare, "spans", {"project_id": shop})
    assert span["kind"] == "LLM"
    assert (span["status_code"], span["status_message"]) == ("ERROR", "no")
    assert span["start_time"] == iso(NOW - 2_000_000_000)
    assert span["attributes"]["odd"].startswith("\u0000\u001b[31m\u202e")
    assert span["attributes"]["tag.tags"] == ["a"]
    assert span["attributes"]["deep"] == {"text": None}
    assert [each["name"] for each in span["events"]] == ["exception"]
    assert "parent_id" not in span
    (trace,) = await listed(bare, "traces", {"project_id": shop, "filter": "latency_ms = 1000"})
    assert (trace["root_span_id"], trace["spans"]) == (SPAN["spanId"], [span])


async def test_the_same_span_once_more_replaces_what_was_there(bare: httpx.AsyncClient) -> None:
    await bare.post("/v1/traces", json=export(SPAN, model_id="shop"))
    await bare.post("/v1/traces", json=export(SPAN | {"name": "later"}, model_id="shop"))
    shop = await project(bare, "shop", "default")
    assert [each["name"] for each in await listed(bare, "spans", {"project_id": shop})] == ["later"]


async def test_a_span_of_the_world_s_that_is_sent_again_is_there_once(
    arize: httpx.AsyncClient,
) -> None:
    planner = {"project_id": await project(arize, "planner")}
    (trace,) = (await sent(arize, "POST", "traces", 200, planner, limit=1))["traces"]
    first, last = trace["spans"][0], trace["spans"][-1]
    replayed = [
        SPAN
        | {
            "name": name,
            "traceId": trace["trace_id"],
            "spanId": each["context"]["span_id"],
            "parentSpanId": each.get("parent_id", ""),
            "startTimeUnixNano": str(read_iso(each["start_time"])),
            "endTimeUnixNano": str(read_iso(each["end_time"])),
        }
        for name, each in (("root", first), ("ask", last))
    ]
    await arize.post("/v1/traces", json=export(*replayed, model_id="planner"))
    only = {"filter": f"context.trace_id = '{trace['trace_id']}'"}
    (later,) = await listed(arize, "traces", planner | only)
    assert ids(later["spans"]) == ids(trace["spans"])
    condition = f"context.trace_id = '{trace['trace_id']}' AND name = 'ask'"
    (span,) = await listed(arize, "spans", planner | {"filter": condition})
    assert span["context"] == last["context"]
    condition = f"context.span_id = '{last['context']['span_id']}'"
    assert await listed(arize, "spans", planner | {"filter": condition}) == [span]


async def test_telemetry_finds_its_space_and_its_project(arize: httpx.AsyncClient) -> None:
    space = (await listed(arize, "spaces"))[1]["id"]
    headers = {"arize-space-id": space}
    await arize.post("/v1/traces", json=export(SPAN, model_id="support"), headers=headers)
    await arize.post("/v1/traces", json=export(SPAN), headers=headers)
    for name in ("support", "default"):
        there = await project(arize, name, "staging")
        spans = await listed(arize, "spans", {"project_id": there, "filter": "name = 'ask'"})
        assert ids(spans) == {SPAN["spanId"]}
    await sent(arize, "GET", "projects", 200, name="default")
    answer = await arize.post("/v1/traces", json=export(SPAN), headers={"arize-space-id": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("header", ["arize-api-key", "api_key", "authorization"])
async def test_exporters_send_their_key_as_they_are_used_to(world: World, header: str) -> None:
    token, app = keys(7).empty, application(world)
    headers = {header: f"Bearer {token}" if header == "authorization" else token}
    async with client(app, None) as asking:
        answer = await asking.post("/v1/traces", json=export(SPAN), headers=headers)
        assert answer.status_code == 200
        headers = {header: "somebody else's"}
        answer = await asking.post("/v1/traces", json=export(SPAN), headers=headers)
        assert answer.status_code == 401
    async with client(app, keys(7).reader) as asking:
        assert (await asking.post("/v1/traces", json=export(SPAN))).status_code == 403


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{", {"content-type": "application/json"}, 400),
        (b"\xff\xff", PROTOBUF, 400),
        (b"", {"content-type": "text/plain"}, 415),
        (b"no gzip", PROTOBUF | {"content-encoding": "gzip"}, 400),
    ],
)
async def test_a_malformed_export_is_a_problem(
    bare: httpx.AsyncClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await bare.post("/v1/traces", content=content, headers=headers)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
