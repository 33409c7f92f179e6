"""Risicare's read side over the world, as the contract has it: paging, filters, details, errors."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from spandeck.sim.clock import iso, read_iso
from spandeck.sim.risicare import application
from spandeck.sim.risicare.keys import Keys
from spandeck.sim.world import World
from spandeck.sim.world.outline import Outline
from tests.sim.asking import NOW, Record, Watch, client, detail, flat, listed


class Counted(World):
    """A world that counts how many traces were looked at."""

    looks = 0

    def outline(self, index: int) -> Outline:
        self.looks += 1
        return super().outline(index)


def start(row: Record) -> int:
    return read_iso(row["start_time"])


async def test_paging_to_the_end_gives_every_trace_once_newest_first(
    vendor: httpx.AsyncClient, world: World
) -> None:
    rows = await listed(vendor)
    expected = [world.trace_ids.id(index) for index in range(world.newest(), world.oldest - 1, -1)]
    assert [row["trace_id"] for row in rows] == expected
    assert len(expected) == 5000
    assert [start(row) for row in rows] == sorted(map(start, rows), reverse=True)


async def test_a_page_has_fifty_rows_unless_asked_otherwise(vendor: httpx.AsyncClient) -> None:
    answer = await vendor.get("/api/v1/traces")
    assert len(answer.json()["data"]) == 50
    assert answer.json()["pagination"]["has_more"] is True


async def test_new_arrivals_do_not_shift_the_pages_that_follow(
    vendor: httpx.AsyncClient, watch: Watch
) -> None:
    first = (await vendor.get("/api/v1/traces?limit=10")).json()
    watch.pass_by(300)
    cursor = first["pagination"]["cursor"]
    second = (await vendor.get("/api/v1/traces", params={"limit": 10, "cursor": cursor})).json()
    watch.pass_by(-300)
    both = (await vendor.get("/api/v1/traces?limit=20")).json()
    assert first["data"] + second["data"] == both["data"]


EARLY, LATE = iso(NOW - 5 * 3600 * 10**9), iso(NOW - 4 * 3600 * 10**9)
FILTERS: dict[str, tuple[dict[str, Any], Callable[[Record], bool]]] = {
    "errors": ({"has_error": "true"}, lambda r: r["has_error"]),
    "no errors": ({"has_error": "false"}, lambda r: not r["has_error"]),
    "an agent": ({"agent_name": "planner"}, lambda r: r["agent_name"] == "planner"),
    "an environment": ({"environment": "staging"}, lambda r: r["environment"] == "staging"),
    "a code": (
        {"error_code": "REASONING.LOOP.DETECTED"},
        lambda r: r["error_code"] == "REASONING.LOOP.DETECTED",
    ),
    "a prefix": ({"error_code": "TOOL.*"}, lambda r: (r["error_code"] or "").startswith("TOOL.")),
    "no prefix": ({"error_code": "TOOL"}, lambda r: False),
    "slow": ({"min_duration_ms": "9000.5"}, lambda r: r["duration_ms"] >= 9000.5),
    "quick": ({"max_duration_ms": "800"}, lambda r: r["duration_ms"] <= 800),
    "since": ({"start_time_from": LATE}, lambda r: start(r) >= read_iso(LATE)),
    "until": ({"start_time_to": EARLY}, lambda r: start(r) <= read_iso(EARLY)),
    "several": (
        {
            "start_time_from": EARLY,
            "start_time_to": LATE,
            "has_error": "1",
            "agent_name": "support",
        },
        lambda r: (
            read_iso(EARLY) <= start(r) <= read_iso(LATE)
            and r["has_error"]
            and r["agent_name"] == "support"
        ),
    ),
    "nobody": ({"agent_name": "nobody"}, lambda r: False),
}


@pytest.fixture(scope="module")
def everything() -> list[Record]:
    """All rows of the world, read once."""
    return []


@pytest.mark.parametrize("name", FILTERS)
async def test_a_filter_gives_what_looking_at_every_row_gives(
    vendor: httpx.AsyncClient, everything: list[Record], name: str
) -> None:
    if not everything:
        everything += await listed(vendor)
    params, fits = FILTERS[name]
    found = await listed(vendor, **params)
    assert found == [row for row in everything if fits(row)]
    assert found or name in ("nobody", "no prefix")


async def test_bounds_are_inclusive(vendor: httpx.AsyncClient) -> None:
    row = (await vendor.get("/api/v1/traces?limit=1")).json()["data"][0]
    at, took = row["start_time"], row["duration_ms"]
    bounds = {"start_time_from": at, "start_time_to": at}
    assert await listed(vendor, **bounds, min_duration_ms=took, max_duration_ms=took) == [row]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "many"),
        ("limit", "²"),
        ("cursor", "not-one-of-ours"),
        ("cursor", "bnVsbA"),
        ("cursor", "eyJpZCI6MX0"),
        ("has_error", "perhaps"),
        ("min_duration_ms", "nan"),
        ("max_duration_ms", "-1"),
        ("start_time_from", "yesterday"),
    ],
)
async def test_a_bad_value_is_refused_with_the_name_of_its_field(
    vendor: httpx.AsyncClient, field: str, value: str
) -> None:
    answer = await vendor.get("/api/v1/traces", params={field: value})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "invalid_request"
    assert error["details"] == {"field": field, "value": value}
    assert field in error["message"].lower()


async def test_a_detail_agrees_with_its_row_and_children_come_last(
    vendor: httpx.AsyncClient,
) -> None:
    for row in (await vendor.get("/api/v1/traces?limit=40")).json()["data"]:
        found = await detail(vendor, row["trace_id"])
        spans = flat(found["spans"])
        assert {key: found[key] for key in row} == row
        assert found["max_depth"] == max(depth for depth, _ in spans)
        assert row["span_count"] == len({span["span_id"] for _, span in spans})
        assert row["error_count"] == sum(span["status"] == "error" for _, span in spans)
        assert all(list(span)[-1] == "children" for _, span in spans)
        stated = [span["attributes"] for _, span in spans]
        tokens = sum(
            each.get("llm.token_count.total", 0)
            + each.get("gen_ai.usage.input_tokens", 0)
            + each.get("gen_ai.usage.output_tokens", 0)
            for each in stated
        )
        cost = sum(each.get("llm.cost.total", each.get("operation.cost", 0)) for each in stated)
        assert row["total_tokens"] == tokens
        assert row["total_cost_usd"] == pytest.approx(cost)


async def test_an_unknown_trace_or_session_is_named_in_the_refusal(
    vendor: httpx.AsyncClient,
) -> None:
    for path, field in (("traces", "trace_id"), ("sessions", "session_id")):
        for method in ("GET", "DELETE"):
            answer = await vendor.request(method, f"/api/v1/{path}/no/such%20thing")
            assert answer.status_code == 404
            error = answer.json()["error"]
            assert (error["code"], error["details"]) == ("not_found", {field: "no/such thing"})


async def test_what_does_not_exist_is_refused_in_the_envelope(vendor: httpx.AsyncClient) -> None:
    for method, path, status in (
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/", 404),
        ("PUT", "/api/v1/traces", 405),
        ("GET", "/v1/spans", 405),
    ):
        answer = await vendor.request(method, path)
        assert answer.status_code == status
        assert set(answer.json()["error"]) == {"code", "message", "details"}


@pytest.mark.parametrize("token", [None, "rsk-live-somebody-elses", ""])
async def test_without_a_known_key_nothing_is_told(world: World, token: str | None) -> None:
    async with client(application(world), token) as stranger:
        for path in ("/api/v1/traces", "/api/v1/nothing", "/v1/spans"):
            answer = await stranger.get(path)
            assert answer.status_code == 401
            assert answer.json()["error"]["code"] == "unauthorized"


async def test_health_asks_for_no_key(world: World) -> None:
    async with client(application(world), None) as stranger:
        for path in ("/health", "/health/live", "/health/ready"):
            assert (await stranger.get(path)).json()["status"] == "ok"
        parts = (await stranger.get("/health/ready")).json()["dependencies"]
        assert set(parts) == {"clickhouse", "postgresql", "redis"}


async def test_a_project_is_one_object_and_belongs_to_the_key(
    vendor: httpx.AsyncClient, empty: httpx.AsyncClient
) -> None:
    mine, other = [(await each.get("/api/v1/projects")).json() for each in (vendor, empty)]
    assert mine["id"] != other["id"]
    assert mine["settings"]["retention_days"] > 0


async def test_ten_million_traces_cost_no_more_than_those_on_the_page(
    tokens: Keys, watch: Watch
) -> None:
    world = Counted(7, "large", watch)
    middle = world.timeline.started_ns(world.oldest + 5_000_000)
    async with client(application(world, limits=None), tokens.world) as asking:
        for params in ({}, {"start_time_to": iso(middle)}):
            cursor: str | None = None
            for _ in range(3):
                world.looks = 0
                query: dict[str, Any] = {"limit": 100, **params}
                answer = await asking.get(
                    "/api/v1/traces", params=query | ({"cursor": cursor} if cursor else {})
                )
                cursor = answer.json()["pagination"]["cursor"]
                assert len(answer.json()["data"]) == 100
                assert world.looks == 101
    assert world.newest() - world.oldest + 1 == 10_000_000


async def test_a_rare_filter_gives_a_short_page_and_a_place_to_go_on_from(
    tokens: Keys, watch: Watch
) -> None:
    world = Counted(7, "large", watch)
    async with client(application(world, limits=None), tokens.world) as asking:
        params = {"error_code": "REASONING.CONTEXT.*", "environment": "development"}
        answer = (await asking.get("/api/v1/traces", params=params)).json()
        assert world.looks < 5_200
        assert len(answer["data"]) < 50
        assert answer["pagination"]["has_more"] is True
        params["cursor"] = answer["pagination"]["cursor"]
        later = (await asking.get("/api/v1/traces", params=params)).json()
        seen = {row["trace_id"] for row in answer["data"]}
        assert seen.isdisjoint(row["trace_id"] for row in later["data"])


async def test_the_empty_project_is_empty(empty: httpx.AsyncClient, world: World) -> None:
    assert await listed(empty) == []
    assert await listed(empty, "/api/v1/sessions") == []
    trace_id = world.trace_ids.id(world.newest())
    assert (await empty.get(f"/api/v1/traces/{trace_id}")).status_code == 404
