"""Diagnoses, fixes and deployments over the clock (contracts/risicare.md §5 to §7, §9)."""

import httpx
import pytest

from spandeck.sim.clock import SECOND, read_iso
from tests.sim.asking import Record, Watch, detail, flat, listed, send

API = "/api/v1"
FIX = {
    "title": "Retry",
    "description": "Again",
    "fix_type": "retry",
    "error_code": "RESOURCES.RATE_LIMIT.EXCEEDED",
    "fix_config": {"max_retries": 3},
}


async def failed_span(vendor: httpx.AsyncClient) -> Record:
    """A failed tool call."""
    row = (await listed(vendor, error_code="TOOL.EXECUTION.TIMEOUT"))[0]
    spans = flat((await detail(vendor, row["trace_id"]))["spans"])
    return next(span for _, span in spans if span["kind"] == "tool_call" and span["status_message"])


async def test_a_diagnosis_is_pending_then_running_then_completed(
    vendor: httpx.AsyncClient, watch: Watch
) -> None:
    span = await failed_span(vendor)
    body = {"trace_id": span["trace_id"], "span_id": span["span_id"]}
    answer = await send(vendor, f"{API}/diagnoses", body)
    assert answer.status_code == 202
    path = f"{API}/diagnoses/{answer.json()['id']}"
    seen = []
    for _ in range(3):
        found = (await vendor.get(path)).json()
        seen.append(found["status"])
        watch.pass_by(4)
    assert seen == ["pending", "running", "completed"]
    found = (await vendor.get(path)).json()
    assert found["error_code"] == span["attributes"]["error.code"]
    assert span["span_id"] in {each["span_id"] for each in found["evidence"]}


async def test_a_diagnosis_under_a_day_old_is_given_again_unless_forced(
    vendor: httpx.AsyncClient, watch: Watch
) -> None:
    span = await failed_span(vendor)
    body = {"trace_id": span["trace_id"], "span_id": span["span_id"]}
    first = (await send(vendor, f"{API}/diagnoses", body)).json()
    watch.pass_by(60)
    again = await send(vendor, f"{API}/diagnoses", body)
    assert (again.status_code, again.json()["id"], again.json()["cached"]) == (
        200,
        first["id"],
        True,
    )
    forced = await send(vendor, f"{API}/diagnoses", body | {"force": True})
    assert forced.status_code == 202
    assert forced.json()["id"] != first["id"]
    watch.pass_by(86_400)
    assert (await send(vendor, f"{API}/diagnoses", body)).status_code == 202


async def test_a_diagnosis_of_a_trace_that_is_deleted_meanwhile_fails(
    vendor: httpx.AsyncClient, watch: Watch
) -> None:
    span = await failed_span(vendor)
    body = {"trace_id": span["trace_id"], "span_id": span["span_id"]}
    made = (await send(vendor, f"{API}/diagnoses", body)).json()
    await vendor.delete(f"{API}/traces/{span['trace_id']}")
    watch.pass_by(10)
    found = (await vendor.get(f"{API}/diagnoses/{made['id']}")).json()
    assert (found["status"], found["error"]) == ("failed", "The trace was deleted.")


@pytest.mark.parametrize(
    ("body", "status"),
    [({"trace_id": "nope", "span_id": "x"}, 404), ({"trace_id": "nope"}, 400)],
)
async def test_what_cannot_be_diagnosed_is_refused(
    vendor: httpx.AsyncClient, body: Record, status: int
) -> None:
    assert (await send(vendor, f"{API}/diagnoses", body)).status_code == status


async def test_the_storys_diagnoses_are_about_spans_that_are_there(
    vendor: httpx.AsyncClient,
) -> None:
    for each in await listed(vendor, f"{API}/diagnoses"):
        spans = flat((await detail(vendor, each["trace_id"]))["spans"])
        span = next(found for _, found in spans if found["span_id"] == each["span_id"])
        assert span["attributes"]["error.code"] == each["error_code"]


async def test_a_fix_is_drafted_and_activated(empty: httpx.AsyncClient) -> None:
    made = (await send(empty, f"{API}/fixes", FIX)).json()
    assert (made["status"], made["confidence"], made["version"]) == ("draft", 0.5, 1)
    assert (await empty.get(f"{API}/fixes/active")).json()["data"] == []
    changed = await empty.patch(f"{API}/fixes/{made['id']}", json={"status": "active"})
    assert changed.status_code == 200
    active = (await empty.get(f"{API}/fixes/active")).json()["data"]
    assert [each["id"] for each in active] == [made["id"]]


async def test_a_deployment_ramps_up_until_it_graduates(
    empty: httpx.AsyncClient, watch: Watch
) -> None:
    fix = (await send(empty, f"{API}/fixes", FIX)).json()
    made = (await send(empty, f"{API}/deployments", {"fix_id": fix["id"]})).json()
    seen = []
    for _ in range(5):
        found = (await empty.get(f"{API}/deployments/{made['id']}")).json()
        seen.append((found["status"], found["traffic_percentage"]))
        watch.pass_by(60)
    assert seen == [
        ("pending", 5.0),
        ("ramping", 25.0),
        ("ramping", 50.0),
        ("ramping", 100.0),
        ("graduated", 100.0),
    ]
    over = await empty.delete(f"{API}/deployments/{made['id']}", params={"reason": "late"})
    assert over.status_code == 409
    assert over.json()["error"]["code"] == "conflict"


async def test_a_deployment_is_rolled_back_with_its_reason(empty: httpx.AsyncClient) -> None:
    fix = (await send(empty, f"{API}/fixes", FIX)).json()
    made = (await send(empty, f"{API}/deployments", {"fix_id": fix["id"]})).json()
    path = f"{API}/deployments/{made['id']}"
    answer = await empty.delete(path, params={"reason": "429s rose"})
    assert answer.status_code == 200
    assert (await empty.get(path)).json() == answer.json()
    assert answer.json()["rollback_reason"] == "429s rose"


async def test_the_story_tries_a_fix_rolls_it_back_and_mends_it(
    vendor: httpx.AsyncClient, watch: Watch
) -> None:
    """The moment of the fixture is 151 minutes into a cycle: the second fix is being rolled out."""
    newest = (await listed(vendor, f"{API}/deployments"))[:2]
    assert [each["status"] for each in newest] == ["active", "rolled_back"]
    assert newest[1]["metrics"]["treatment"]["samples"] > 0
    watch.pass_by(20 * 60)
    newest = (await listed(vendor, f"{API}/deployments"))[:2]
    assert [each["status"] for each in newest] == ["graduated", "rolled_back"]
    assert (
        newest[0]["metrics"]["treatment"]["error_rate"]
        < newest[1]["metrics"]["control"]["error_rate"]
    )


async def test_an_evaluation_judges_its_traces_one_after_another(
    vendor: httpx.AsyncClient, watch: Watch
) -> None:
    traces = [each["trace_id"] for each in (await listed(vendor))[:3]]
    body = {"name": "three", "evaluation_type": "rule_based", "trace_ids": traces}
    made = (await send(vendor, f"{API}/evaluations", body)).json()
    assert (made["status"], made["progress"]) == ("pending", {"total": 3, "done": 0})
    watch.pass_by(3.5)
    path = f"{API}/evaluations/{made['id']}"
    half = (await vendor.get(path)).json()
    assert (half["status"], half["progress"]["done"]) == ("running", 1)
    watch.pass_by(10)
    done = (await vendor.get(path)).json()
    assert done["status"] == "completed"
    assert {each["trace_id"] for each in done["results"]} == set(traces)
    scores = [each["score"] for each in done["results"] if each["scorer_name"] == "speed"]
    assert done["summary"]["speed"] == pytest.approx(sum(scores) / 3, abs=1e-3)
    assert read_iso(done["completed_at"]) == read_iso(done["created_at"]) + 5 * SECOND
    running = await listed(vendor, f"{API}/evaluations", status="running")
    assert running == []
