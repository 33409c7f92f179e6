"""Risicare's groups beside traces: lists, writes that are read back, refusals (contract §4-14)."""

from typing import Any

import httpx
import pytest

from tests.sim.asking import SPAN, Record, listed, send

API = "/api/v1"
GROUPS: dict[str, tuple[Record, Record]] = {
    "datasets": ({"name": "golden"}, {"tags": ["a"]}),
    "alerts": (
        {"name": "slow", "metric": "p95_latency_ms", "operator": ">", "threshold": 5},
        {"enabled": False},
    ),
    "webhooks": (
        {"name": "hook", "url": "https://hooks.example.com/x", "events": ["trace.error"]},
        {"enabled": False},
    ),
}


async def made(asking: httpx.AsyncClient, group: str, body: Any) -> Record:
    answer = await asking.post(f"{API}/{group}", json=body)
    assert answer.status_code in (200, 201, 202), answer.text
    found: Record = answer.json()
    return found


@pytest.mark.parametrize("group", GROUPS)
async def test_what_is_made_can_be_read_changed_and_deleted(
    empty: httpx.AsyncClient, group: str
) -> None:
    body, change = GROUPS[group]
    record = await made(empty, group, body)
    path = f"{API}/{group}/{record['id']}"
    assert (await empty.get(path)).json() == record
    changed = (await empty.patch(path, json=change)).json()
    assert {name: changed[name] for name in change} == change
    assert await listed(empty, f"{API}/{group}") == [changed]
    assert (await empty.delete(path)).status_code == 204
    assert (await empty.get(path)).status_code == 404
    assert await listed(empty, f"{API}/{group}") == []


@pytest.mark.parametrize("group", ["datasets", "alerts", "webhooks", "diagnoses", "fixes"])
async def test_what_the_story_holds_is_listed_newest_first_and_read_by_id(
    vendor: httpx.AsyncClient, group: str
) -> None:
    rows = await listed(vendor, f"{API}/{group}", limit=2)
    assert rows
    assert [each["created_at"] for each in rows] == sorted(
        (each["created_at"] for each in rows), reverse=True
    )
    assert len({each["id"] for each in rows}) == len(rows)
    assert (await vendor.get(f"{API}/{group}/{rows[0]['id']}")).json() == rows[0]


async def test_a_record_of_the_story_can_be_deleted_for_good(vendor: httpx.AsyncClient) -> None:
    rows = await listed(vendor, f"{API}/alerts")
    path = f"{API}/alerts/{rows[0]['id']}"
    assert (await vendor.delete(path)).status_code == 204
    assert (await vendor.get(path)).status_code == 404
    assert len(await listed(vendor, f"{API}/alerts")) == len(rows) - 1


@pytest.mark.parametrize(
    ("group", "body", "field"),
    [
        ("datasets", {"name": ""}, "name"),
        ("datasets", {"name": "x", "colour": "red"}, "colour"),
        ("alerts", {"name": "x", "metric": "m", "operator": ">"}, "threshold"),
        ("webhooks", {"name": "x", "url": "http://10.0.0.1/x", "events": ["trace.error"]}, "url"),
        ("webhooks", {"name": "x", "url": "https://a.example", "events": ["nope"]}, "events.0"),
        ("evaluations", {"name": "x", "evaluation_type": "rule_based"}, "the body"),
        ("data/delete-by-subject", {}, "the body"),
    ],
)
async def test_a_body_that_is_wrong_is_refused_with_its_field(
    empty: httpx.AsyncClient, group: str, body: Any, field: str
) -> None:
    answer = await send(empty, f"{API}/{group}", body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid_request"
    assert field in answer.text


async def test_a_score_outside_its_range_is_unprocessable(vendor: httpx.AsyncClient) -> None:
    row = (await listed(vendor, f"{API}/scores"))[0]
    answer = await send(vendor, f"{API}/scores", {"trace_id": row["trace_id"], "score": 1.5})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "validation_error"


async def test_a_score_is_found_by_its_trace(vendor: httpx.AsyncClient) -> None:
    row = (await listed(vendor))[60]
    record = await made(vendor, "scores", {"trace_id": row["trace_id"], "score": 0.25})
    assert record["name"] == "default"
    assert await listed(vendor, f"{API}/scores", trace_id=row["trace_id"]) == [record]


async def test_a_new_key_is_shown_once(empty: httpx.AsyncClient) -> None:
    record = await made(empty, "api-keys", {"name": "ci"})
    secret = record["key"]
    rows = await listed(empty, f"{API}/api-keys")
    assert [each["name"] for each in rows] == ["ci"]
    assert secret not in str(rows)
    assert secret.startswith(rows[0]["prefix"])
    assert (await empty.delete(f"{API}/api-keys/{record['id']}")).status_code == 204
    assert (await listed(empty, f"{API}/api-keys"))[0]["revoked"]


async def test_a_secret_of_a_webhook_is_never_echoed(empty: httpx.AsyncClient) -> None:
    body = GROUPS["webhooks"][0] | {"secret": "s3cret"}
    assert "s3cret" not in str(await made(empty, "webhooks", body))
    assert "s3cret" not in str(await listed(empty, f"{API}/webhooks"))


async def test_the_project_keeps_its_settings(empty: httpx.AsyncClient) -> None:
    body = {"settings": {"retention_days": 90}}
    assert (await empty.patch(f"{API}/projects", json=body)).status_code == 200
    assert (await empty.get(f"{API}/projects")).json()["settings"] == body["settings"]


async def test_agents_are_counted_from_the_traces_that_are_listed(
    vendor: httpx.AsyncClient,
) -> None:
    rows = (await listed(vendor))[:1000]
    for agent in await listed(vendor, f"{API}/agents"):
        own = [each for each in rows if each["agent_name"] == agent["agent_name"]]
        assert agent["trace_count"] == len(own)
        assert agent["error_count"] == sum(each["has_error"] for each in own)
        assert (await vendor.get(f"{API}/agents/{agent['agent_id']}")).json() == agent


async def test_the_topology_shows_who_hands_work_to_whom(empty: httpx.AsyncClient) -> None:
    boss = SPAN | {"span_id": "a", "agent_name": "boss"}
    hand = SPAN | {"span_id": "b", "parent_span_id": "a", "agent_name": "hand"}
    await send(empty, "/v1/spans/batch", {"spans": [boss, hand]})
    found = (await empty.get(f"{API}/agents/topology")).json()
    assert found["edges"] == [{"from": "boss", "to": "hand", "count": 1, "type": "delegate"}]
    assert {each["id"]: each["traces"] for each in found["agents"]} == {"boss": 1, "hand": 0}


async def test_everything_of_a_session_is_deleted(vendor: httpx.AsyncClient) -> None:
    session = (await listed(vendor, f"{API}/sessions"))[3]
    detail = (await vendor.get(f"{API}/sessions/{session['session_id']}")).json()
    answer = await send(
        vendor, f"{API}/data/delete-by-subject", {"session_id": session["session_id"]}
    )
    assert answer.json() == {
        "spans_deleted": sum(each["span_count"] for each in detail["traces"]),
        "sessions_deleted": 1,
        "traces_affected": session["trace_count"],
    }
    assert (await vendor.get(f"{API}/sessions/{session['session_id']}")).status_code == 404


async def test_everything_of_an_agent_is_deleted(vendor: httpx.AsyncClient) -> None:
    count = len(await listed(vendor, agent_name="summariser"))
    answer = await send(vendor, f"{API}/data/delete-by-subject", {"agent_id": "summariser"})
    assert answer.json()["traces_affected"] == count > 100
    assert await listed(vendor, agent_name="summariser") == []
