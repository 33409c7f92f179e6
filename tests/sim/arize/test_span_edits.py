"""Spans deleted and annotated: at once, or not at all (contract §8.3, §9)."""

import httpx
import pytest

from spandeck.sim.clock import read_iso
from tests.sim.arize.asking import SPAN, export, ids, listed, project, sent
from tests.sim.asking import Record


async def test_a_deleted_span_is_gone_from_every_list(arize: httpx.AsyncClient) -> None:
    support = await project(arize, "support")
    (trace,) = (await sent(arize, "POST", "traces", 200, {"project_id": support}, limit=1))[
        "traces"
    ]
    leaf, root = trace["spans"][-1]["context"]["span_id"], trace["root_span_id"]
    body = {"project_id": support, "span_ids": [leaf, leaf, "unknown"]}
    answer = await sent(arize, "DELETE", "spans", 200, body)
    assert answer["deleted_span_ids"] == [leaf]
    assert answer["not_deleted_span_ids"] == ["unknown"]
    again = await sent(arize, "DELETE", "spans", 200, body)
    assert again["deleted_span_ids"] == []
    asked = {"project_id": support, "filter": f"context.trace_id = '{trace['trace_id']}'"}
    (left,) = await listed(arize, "traces", asked)
    assert ids(left["spans"]) == ids(trace["spans"]) - {leaf}
    await sent(arize, "DELETE", "spans", 200, {"project_id": support, "span_ids": [root]})
    assert await listed(arize, "traces", asked) == []  # a trace without root is left out


async def test_only_spans_in_the_window_are_deleted(bare: httpx.AsyncClient) -> None:
    await bare.post("/v1/traces", json=export(SPAN, model_id="shop"))
    shop = await project(bare, "shop", "default")
    body = {"project_id": shop, "span_ids": [SPAN["spanId"]]}
    past = {"start_time": "2020-01-01T00:00:00Z", "end_time": "2020-02-01T00:00:00Z"}
    missed = await sent(bare, "DELETE", "spans", 200, body | past)
    assert missed["not_deleted_span_ids"] == [SPAN["spanId"]]
    assert len(await listed(bare, "spans", {"project_id": shop})) == 1
    await sent(bare, "DELETE", "spans", 200, body)
    assert await listed(bare, "spans", {"project_id": shop}) == []


@pytest.mark.parametrize("granularity", ["SPAN", "TRACE", "SESSION"])
async def test_an_annotation_stands_where_it_was_written(
    arize: httpx.AsyncClient, granularity: str
) -> None:
    support = await project(arize, "support")
    traces = (await sent(arize, "POST", "traces", 200, {"project_id": support}))["traces"]
    trace = traces[3]
    session = trace["spans"][0]["attributes"]["session.id"]
    named = {"SPAN": trace["spans"][-1]["context"]["span_id"], "TRACE": trace["root_span_id"]}
    note = {"name": "remarks", "text": "look here"}
    record = {"record_id": named.get(granularity, session), "values": [note]}
    body = {"project_id": support, "granularity": granularity, "annotations": [record]}
    await sent(arize, "POST", "spans/annotate", 202, body)
    condition = f"attributes.session.id = '{session}'"
    spans = await listed(arize, "spans", {"project_id": support, "filter": condition})
    field = "annotations" if granularity == "SPAN" else "trace_annotations"
    noted = [each for each in spans if any(one["name"] == "remarks" for one in each[field])]
    (span,) = noted
    if granularity == "SESSION":
        roots = [each for each in spans if "parent_id" not in each]
        assert span == min(roots, key=lambda each: read_iso(each["start_time"]))
    else:
        assert span["context"]["span_id"] == record["record_id"]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"annotations": [{"record_id": "no", "values": [{"name": "remarks"}]}]}, 404, "no"),
        ({"annotations": [{"record_id": "no", "values": [{"name": "mood"}]}]}, 422, "'mood'"),
        ({"annotations": [{"record_id": "no", "values": []}]}, 422, "annotations.0.values"),
        (
            {"annotations": [{"record_id": "no", "values": [{"name": "remarks"}] * 2}]},
            400,
            "only once",
        ),
        (
            {"annotations": [{"record_id": "no", "values": [{"name": "remarks"}]}] * 2},
            400,
            "only once",
        ),
        (
            {
                "annotations": [{"record_id": "no", "values": [{"name": "remarks"}]}],
                "start_time": "2026-09-01T00:00:00Z",
            },
            422,
            "31 days",
        ),
        (
            {
                "annotations": [{"record_id": "no", "values": [{"name": "remarks"}]}],
                "end_time": "2027-01-01T00:00:00Z",
            },
            422,
            "future",
        ),
    ],
)
async def test_annotations_that_cannot_be_are_refused_as_a_whole(
    arize: httpx.AsyncClient, body: Record, status: int, words: str
) -> None:
    support = await project(arize, "support")
    problem = await sent(arize, "POST", "spans/annotate", status, {"project_id": support, **body})
    assert words in problem["detail"]
