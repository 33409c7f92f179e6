"""Sessions over the world, and deletions: what is gone is gone everywhere and for good."""

import httpx
import pytest

from spandeck.sim.archive import Archive
from spandeck.sim.clock import read_iso
from spandeck.sim.risicare import application
from spandeck.sim.risicare.keys import Keys
from spandeck.sim.world import World
from tests.sim.asking import client, listed


async def test_every_trace_is_in_exactly_one_session(vendor: httpx.AsyncClient) -> None:
    sessions = await listed(vendor, "/api/v1/sessions")
    assert sum(each["trace_count"] for each in sessions) == 5000
    assert len({each["session_id"] for each in sessions}) == len(sessions)
    starts = [read_iso(each["start_time"]) for each in sessions]
    assert starts == sorted(starts, reverse=True)


async def test_a_session_is_found_by_its_whole_id_only(vendor: httpx.AsyncClient) -> None:
    session_id = (await vendor.get("/api/v1/sessions?limit=1")).json()["data"][0]["session_id"]
    assert (await vendor.get(f"/api/v1/sessions/{session_id}")).status_code == 200
    for other in (session_id.removeprefix("sess-"), session_id[:-1], session_id.upper()):
        assert (await vendor.get(f"/api/v1/sessions/{other}")).status_code == 404


async def test_a_session_holds_its_traces_and_their_sums(vendor: httpx.AsyncClient) -> None:
    sessions = (await vendor.get("/api/v1/sessions?limit=30")).json()["data"]
    assert max(each["trace_count"] for each in sessions) > 1
    for row in sessions:
        found = (await vendor.get(f"/api/v1/sessions/{row['session_id']}")).json()
        traces = found.pop("traces")
        assert found == row
        assert row["total_tokens"] == sum(each["total_tokens"] for each in traces)
        assert row["error_count"] == sum(each["has_error"] for each in traces)
        by_filter = await listed(vendor, session_id=row["session_id"])
        assert sorted(each["trace_id"] for each in traces) == sorted(
            each["trace_id"] for each in by_filter
        )


async def test_a_deleted_trace_is_gone_everywhere(vendor: httpx.AsyncClient) -> None:
    row = (await vendor.get("/api/v1/traces?limit=1")).json()["data"][0]
    path = f"/api/v1/traces/{row['trace_id']}"
    assert (await vendor.delete(path)).status_code == 204
    assert (await vendor.get(path)).status_code == 404
    assert (await vendor.delete(path)).status_code == 404
    rows = (await vendor.get("/api/v1/traces?limit=100")).json()["data"]
    assert row["trace_id"] not in {each["trace_id"] for each in rows}
    assert (
        await listed(vendor, session_id=row["session_id"], start_time_from=row["start_time"]) == []
    )


async def test_deleting_a_session_deletes_its_traces_only(vendor: httpx.AsyncClient) -> None:
    rows = (await vendor.get("/api/v1/sessions?limit=3")).json()["data"]
    gone = rows[1]
    assert (await vendor.delete(f"/api/v1/sessions/{gone['session_id']}")).status_code == 204
    assert (await vendor.get(f"/api/v1/sessions/{gone['session_id']}")).status_code == 404
    left = await listed(vendor, "/api/v1/sessions")
    assert {rows[0]["session_id"], rows[2]["session_id"]} < {each["session_id"] for each in left}
    assert sum(each["trace_count"] for each in left) == 5000 - gone["trace_count"]


async def test_deletions_outlive_the_simulator(
    world: World, tokens: Keys, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("data") / "sim.db"
    trace_id = world.trace_ids.id(world.newest())
    for status in (204, 404):
        archive = Archive.open(path)
        async with client(application(world, archive=archive), tokens.world) as asking:
            answer = await asking.delete(f"/api/v1/traces/{trace_id}")
        assert answer.status_code == status
        archive.close()
