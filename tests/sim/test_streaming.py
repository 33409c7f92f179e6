"""What tests of the tail send: every trace arrives once, though some come late and some twice."""

from itertools import pairwise

import httpx
import pytest

from spandeck.sim.clock import SECOND
from spandeck.sim.fiddler import application, tokens
from spandeck.sim.world import World
from tests.sim.asking import NOW, Watch, client, detail, flat, listed
from tests.streaming import BEAT_S, FIDDLER, RISICARE, Traffic, beats, stream

UNRULY = Traffic(per_s=12, seconds=8, late=0.3, duplicates=0.3, shuffled=True)


@pytest.fixture
async def ids(empty: httpx.AsyncClient, watch: Watch) -> set[str]:
    """What was sent to Risicare."""

    async def pause(seconds: float) -> None:
        watch.pass_by(seconds)

    return await stream(empty, RISICARE, UNRULY, clock=watch, pause=pause)


async def test_every_trace_that_was_sent_is_there_once(
    ids: set[str], empty: httpx.AsyncClient
) -> None:
    rows = await listed(empty, has_error="true")
    assert len(ids) == UNRULY.per_s * UNRULY.seconds
    assert sorted(each["trace_id"] for each in rows) == sorted(ids)
    assert {(each["span_count"], each["error_count"]) for each in rows} == {(2, 2)}
    assert {each["agent_name"] for each in rows} == {"stream"}


async def test_a_trace_failed_in_its_tool(ids: set[str], empty: httpx.AsyncClient) -> None:
    (_, root), (_, tool) = flat((await detail(empty, min(ids)))["spans"])
    assert (root["status"], root["events"]) == ("error", [])
    assert [each["name"] for each in tool["events"]] == ["exception"]
    assert tool["status_message"] == tool["events"][0]["attributes"]["exception.message"]


async def test_another_vendor_takes_the_same(world: World, watch: Watch) -> None:
    made = tokens(7)["empty"]
    assert isinstance(made, dict)
    few = Traffic(per_s=4, seconds=2, duplicates=1.0)

    async def pause(seconds: float) -> None:
        watch.pass_by(seconds)

    async with client(application(world, limits=None), made["token"]) as asking:
        identifier = made["application"]
        ids = await stream(asking, FIDDLER, few, application=identifier, clock=watch, pause=pause)
        asked = {"application_id": identifier, "start_time": "2026-11-21T00:00:00Z"}
        answer = await asking.post(
            "/v3/spans/query", json=asked | {"end_time": "2026-11-22T00:00:00Z", "page_size": 100}
        )
    spans = answer.raise_for_status().json()["data"]["items"]
    assert len(spans) == 2 * len(ids) == 16
    assert {each["trace_id"] for each in spans} == ids


def test_late_ones_are_overtaken_and_some_are_sent_twice() -> None:
    carried = [[each.trace_id for each in beat] for beat in beats(UNRULY, NOW)]
    ends = [each.ended_ns for beat in beats(UNRULY, NOW) for each in beat]
    sent = [each for beat in carried for each in beat]
    assert len(sent) > 1.1 * len(set(sent))
    assert any(later < sooner - 2 * SECOND for sooner, later in pairwise(ends))
    assert len(carried) > UNRULY.seconds / BEAT_S


def test_calm_traffic_keeps_its_order_and_its_pace() -> None:
    carried = [[each.ended_ns for each in beat] for beat in beats(Traffic(40, 2), NOW)]
    ends = [each for beat in carried for each in beat]
    assert ends == sorted(ends)
    assert [len(beat) for beat in carried[:8]] == [10] * 8
    assert not any(carried[8:])
