"""POST /v1/events: what is taken, what is skipped, what is refused, and that it lasts."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from spandeck.sim.apidepth import application
from spandeck.sim.apidepth.keys import Keys
from spandeck.sim.archive import Archive
from spandeck.sim.faults import Fault
from spandeck.sim.world import World
from tests.sim.apidepth.posting import event, post, read, refused
from tests.sim.asking import Watch, client


async def test_events_show_up_at_once(empty: httpx.AsyncClient) -> None:
    assert await read(empty, "vendors") == {"vendors": []}
    assert await post(empty, [event(), event(env="staging", endpoint="/other")]) == 2
    assert await read(empty, "vendors") == {"vendors": ["acme"]}
    assert await read(empty, "vendors", env="qa") == {"vendors": []}
    assert await read(empty, "environments") == {"environments": ["production", "staging"]}
    everywhere = await read(empty, "endpoints", vendor="acme")
    assert everywhere == {"endpoints": ["/other", "/v1/things/:id"]}
    assert await read(empty, "endpoints", vendor="acme", env="staging") == {"endpoints": ["/other"]}
    assert await read(empty, "endpoints", vendor="nobody") == {"endpoints": []}


async def test_accounts_do_not_see_each_others_events(
    empty: httpx.AsyncClient, vendor: httpx.AsyncClient
) -> None:
    await post(empty, [event()])
    assert "acme" not in (await read(vendor, "vendors"))["vendors"]


BROKEN: dict[str, Any] = {
    "vendor": "",
    "endpoint": None,
    "method": 7,
    "outcome": "fine",
    "duration_ms": -1,
    "ts": "2026-11-21T14:00:00Z",
    "status": 99,
    "cold_start": 1,
    "env": 5,
    "rl_remaining": -3,
    "rl_limit": 1.5,
    "rl_reset_at": True,
    "model_name": [],
    "test": "yes",
}


@pytest.mark.parametrize("field", BROKEN)
async def test_a_bad_event_is_skipped_and_the_rest_counted(
    empty: httpx.AsyncClient, field: str
) -> None:
    assert await post(empty, [event(**{field: BROKEN[field]}), event(), "no event"]) == 1
    found = await read(empty, "latency", vendor="acme")
    assert [each["total_count"] for each in found["buckets"]] == [1]


@pytest.mark.parametrize("field", ["vendor", "endpoint", "method", "outcome", "duration_ms", "ts"])
async def test_what_an_event_must_have(empty: httpx.AsyncClient, field: str) -> None:
    without = {name: value for name, value in event().items() if name != field}
    assert await post(empty, [without]) == 0


async def test_optional_fields_may_be_missing_or_unheard_of(empty: httpx.AsyncClient) -> None:
    required = ("vendor", "endpoint", "method", "outcome", "duration_ms", "ts")
    bare = {name: event()[name] for name in required}
    assert await post(empty, [bare, event(status=None, invented=[1])]) == 2
    assert (await read(empty, "environments"))["environments"] == ["production", "unknown"]


async def test_a_test_event_is_accepted_and_not_counted(empty: httpx.AsyncClient) -> None:
    assert await post(empty, [event(vendor="apidepth-test", env="test", test=True)]) == 1
    assert await read(empty, "vendors") == {"vendors": []}
    assert await read(empty, "environments") == {"environments": []}


async def test_a_batch_has_one_to_a_hundred_events(empty: httpx.AsyncClient) -> None:
    refused(await empty.post("/v1/events", json={"batch": []}), 422, "batch")
    refused(await empty.post("/v1/events", json={"batch": [event()] * 101}), 422, "batch")
    refused(await empty.post("/v1/events", json={"batch": "many"}), 422, "batch")
    refused(await empty.post("/v1/events", json={"events": [event()]}), 422, "batch")
    assert await read(empty, "vendors") == {"vendors": []}
    assert await post(empty, [event()] * 100) == 100


async def test_a_body_must_be_an_object_of_reasonable_size(empty: httpx.AsyncClient) -> None:
    refused(await empty.post("/v1/events", content=b"{"), 400)
    refused(await empty.post("/v1/events", json=[event()]), 422)
    refused(await empty.post("/v1/events", content=b" " * 1_000_001), 413)


async def test_a_bare_collector_url_posts_to_the_root(empty: httpx.AsyncClient) -> None:
    answer = await empty.post("/", json={"batch": [event()]})
    assert (answer.status_code, answer.json()) == (200, {"received": 1})
    assert await read(empty, "vendors") == {"vendors": ["acme"]}


async def test_announced_vendors_are_tracked_before_their_first_event(
    empty: httpx.AsyncClient,
) -> None:
    await post(empty, [event()], extra_vendors={"maps": "api.maps.example"})
    assert await read(empty, "vendors") == {"vendors": ["acme"]}
    scores = (await read(empty, "health-scores"))["scores"]
    assert [each["vendor"] for each in scores] == ["acme", "maps"]
    registry = await read(empty, "registry")
    assert registry["customer_vendors"] == {"maps": "api.maps.example"}
    assert registry["warnings"] == {"stale_vendors": ["maps"]}


async def test_an_event_of_the_future_is_seen_when_its_time_has_come(
    empty: httpx.AsyncClient, watch: Watch
) -> None:
    await post(empty, [event(ago_ms=-90_000, rl_remaining=5, model_name="m")])
    assert await read(empty, "latency", vendor="acme") == {"buckets": []}
    assert (await read(empty, "rate-limits", vendor="acme"))["burn_down"] is None
    assert await read(empty, "model-usage") == {"models": []}
    watch.pass_by(90)
    found = await read(empty, "latency", vendor="acme")
    assert [each["total_count"] for each in found["buckets"]] == [1]
    assert (await read(empty, "rate-limits", vendor="acme"))["burn_down"]["rl_remaining"] == 5


async def test_what_is_sent_outlives_the_simulator(
    tmp_path: Path, world: World, tokens: Keys
) -> None:
    archive = Archive.open(tmp_path / "data")
    async with client(application(world, archive=archive), tokens.world) as asking:
        slos = (await read(asking, "slo"))["slos"]
        await post(asking, [event()], extra_vendors={"maps": "api.maps.example"})
        await asking.delete(f"/v1/slo/{slos[0]['id']}")
        latency = await read(asking, "latency", vendor="acme")
    archive.close()
    again = application(world, archive=Archive.open(tmp_path / "data"))
    async with client(again, tokens.world) as asking:
        assert await read(asking, "latency", vendor="acme") == latency
        assert "maps" in (await read(asking, "registry"))["customer_vendors"]
        assert (await read(asking, "slo"))["slos"] == slos[1:]


@pytest.mark.parametrize("token", [None, "apd_live_unknown", "rsk-sim-1"])
@pytest.mark.parametrize("path", ["/v1/vendors", "/v1/status", "/v1/registry", "/nothing"])
async def test_every_endpoint_asks_for_a_key(world: World, token: str | None, path: str) -> None:
    async with client(application(world), token) as stranger:
        refused(await stranger.get(path), 401)


async def test_what_does_not_exist_is_said_in_the_envelope(empty: httpx.AsyncClient) -> None:
    refused(await empty.get("/v1/nothing"), 404)
    refused(await empty.put("/v1/slo", json={}), 405)
    refused(await empty.delete("/v1/slo/none"), 404)
    refused(await empty.delete("/v1/maintenance-windows/none"), 404)


async def test_a_spent_budget_says_when_to_come_back(world: World, tokens: Keys) -> None:
    async with client(application(world, limits=0.001), tokens.empty) as asking:
        assert (await asking.get("/v1/vendors")).status_code == 200
        answer = await asking.get("/v1/vendors")
        refused(answer, 429)
        assert answer.headers["retry-after"] == "60"
        assert await post(asking, [event()]) == 1  # sending has a budget of its own


async def test_events_of_any_time_are_kept(empty: httpx.AsyncClient) -> None:
    await post(empty, [event(ts=0), event(ts=2**53 - 1), event()])
    assert await read(empty, "vendors") == {"vendors": ["acme"]}
    found = await read(empty, "latency", vendor="acme", **{"from": "1970-01-01T00:00:00Z"})
    assert [each["bucket"] for each in found["buckets"]] == [
        "1970-01-01T00:00:00Z",
        "2026-11-21T14:00:00Z",
    ]


async def test_arrivals_are_written_down_and_planned_faults_happen(
    world: World, tokens: Keys
) -> None:
    fault = Fault(path="/v1/latency", nth=(2,), status=503)
    async with client(application(world, faults=(fault,)), tokens.empty) as asking:
        found = [await asking.get("/v1/latency?vendor=acme") for _ in range(3)]
        arrivals = (await asking.get("/-/ledger")).json()["arrivals"]
    assert [each.status_code for each in found] == [200, 503, 200]
    assert [(each["path"], each["status"]) for each in arrivals] == [
        ("/v1/latency", status) for status in (200, 503, 200)
    ]
