"""/v1/slo and /v1/sla: what may be agreed on, and how hours meet it, against numpy's sums."""

from random import Random
from typing import Any
from uuid import UUID

import httpx
import pytest

from spandeck.sim.world.calls import Calls
from tests.sim.apidepth.arithmetic import chosen, compliance, some
from tests.sim.apidepth.posting import HOUR_MS, NOW_MS, event, post, read, refused
from tests.sim.apidepth.test_latency import raw
from tests.sim.asking import Record, Watch

WANTED = {"vendor": "acme", "metric": "p95", "threshold_ms": 400}


async def agree(asking: httpx.AsyncClient, **changes: Any) -> Record:
    answer = await asking.post("/v1/slo", json=WANTED | changes)
    assert answer.status_code == 201, answer.text
    made: Record = answer.json()
    return made


def judged(results: list[Record]) -> list[Record]:
    """The results without what they repeat of the objective."""
    left_out = ("id", "vendor", "endpoint", "metric", "threshold_ms", "window_days")
    return [{k: v for k, v in each.items() if k not in left_out} for each in results]


async def test_an_objective_is_made_shown_and_deleted(empty: httpx.AsyncClient) -> None:
    await post(empty, [event()])
    made = await agree(empty)
    UUID(made["id"])
    assert made == {
        "id": made["id"],
        "vendor": "acme",
        "endpoint": None,
        "metric": "p95",
        "threshold_ms": 400,
        "env": "production",
        "default_window_days": 30,
        "created_at": "2026-11-21T14:31:00+00:00",
    }
    another = await agree(empty, endpoint="/a", env="qa", default_window_days=90)
    assert another["id"] != made["id"]
    assert await read(empty, "slo") == {"slos": [made, another]}
    gone = await empty.delete(f"/v1/slo/{made['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert await read(empty, "slo") == {"slos": [another]}
    refused(await empty.delete(f"/v1/slo/{made['id']}"), 404)


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("vendor", "unheard-of"),
        ("vendor", ""),
        ("vendor", None),
        ("endpoint", 7),
        ("metric", "p90"),
        ("metric", None),
        ("threshold_ms", 0),
        ("threshold_ms", -1),
        ("threshold_ms", 1.5),
        ("threshold_ms", True),
        ("threshold_ms", "400"),
        ("env", None),
        ("default_window_days", 7),
        ("default_window_days", "30"),
    ],
)
async def test_a_bad_objective_is_refused_by_its_field(
    empty: httpx.AsyncClient, field: str, bad: object
) -> None:
    await post(empty, [event()])
    refused(await empty.post("/v1/slo", json=WANTED | {field: bad}), 422, field)
    assert await read(empty, "slo") == {"slos": []}


@pytest.mark.parametrize("field", WANTED)
async def test_what_an_objective_must_have(empty: httpx.AsyncClient, field: str) -> None:
    await post(empty, [event()])
    lacking = {name: value for name, value in WANTED.items() if name != field}
    refused(await empty.post("/v1/slo", json=lacking), 422, field)


@pytest.mark.parametrize("seed", range(3))
async def test_hours_meet_objectives_as_numpy_says(empty: httpx.AsyncClient, seed: int) -> None:
    events = some(Random(seed), 3000, 60)  # about 33 an hour and environment, some too few
    await post(empty, events)
    for metric, threshold_ms, endpoint in (
        ("p50", 150, None),
        ("p95", 600, None),
        ("p99", 900, "/b"),
    ):
        await agree(empty, metric=metric, threshold_ms=threshold_ms, endpoint=endpoint)
    found = await read(empty, "sla")
    assert found["window_days"] == 30
    assert judged(found["slos"]) == [
        compliance(chosen(events, "production"), "p50", 150, NOW_MS, 30),
        compliance(chosen(events, "production"), "p95", 600, NOW_MS, 30),
        compliance(chosen(events, "production", "/b"), "p99", 900, NOW_MS, 30),
    ]
    assert 0 < found["slos"][0]["breaching_hours"] < found["slos"][0]["total_buckets"]


async def test_the_worlds_history_meets_objectives_as_numpy_says(
    story: httpx.AsyncClient, calls: Calls
) -> None:
    hours = range(NOW_MS // HOUR_MS - 30 * 24, NOW_MS // HOUR_MS)
    events = chosen(raw(calls, "twilio", hours), "production")
    [found] = (await read(story, "sla", vendor="twilio", window=30))["slos"]
    expected = compliance(events, found["metric"], found["threshold_ms"], NOW_MS, 30)
    assert judged([found]) == [expected]
    assert expected["breaching_hours"] > 0


def hour(ago: int, duration_ms: int, count: int = 20, **changes: Any) -> list[Record]:
    """Calls of one hour, counted back from the current one, each as long."""
    ts = (NOW_MS // HOUR_MS - ago) * HOUR_MS
    return [event(ts=ts + each, duration_ms=duration_ms, **changes) for each in range(count)]


async def test_only_more_than_the_threshold_breaches(empty: httpx.AsyncClient) -> None:
    await post(empty, hour(1, 400) + hour(2, 401))
    await agree(empty)
    [found] = (await read(empty, "sla"))["slos"]
    assert (found["total_buckets"], found["breaching_hours"]) == (2, 1)
    assert found["compliance_pct"] == 50.0


async def test_fewer_than_twenty_requests_do_not_qualify(empty: httpx.AsyncClient) -> None:
    late = {"outcome": "timeout", "status": None}
    await post(
        empty,
        hour(1, 900, 19)
        + hour(2, 900, 19)
        + hour(2, 900, 1, **late)  # a request without latency counts as a request
        + hour(3, 900, 20, **late),  # twenty of them leave nothing to measure
    )
    await agree(empty)
    [found] = (await read(empty, "sla"))["slos"]
    assert (found["total_buckets"], found["breaching_hours"]) == (1, 1)


async def test_without_qualifying_hours_there_is_no_compliance(empty: httpx.AsyncClient) -> None:
    await post(empty, hour(0, 900, 60))  # the hour is not over yet
    await agree(empty)
    [found] = (await read(empty, "sla"))["slos"]
    assert judged([found]) == [
        {
            "compliance_pct": None,
            "total_buckets": 0,
            "breaching_hours": 0,
            "longest_breach_hours": 0,
            "days": [],
        }
    ]


async def test_a_missing_or_excluded_hour_ends_a_run_of_breaches(empty: httpx.AsyncClient) -> None:
    excluded = hour(6, 900, 19)  # and nothing at all was called three hours ago
    await post(empty, excluded + [each for ago in (9, 8, 7, 5, 4, 2) for each in hour(ago, 900)])
    await agree(empty)
    [found] = (await read(empty, "sla"))["slos"]
    assert (found["breaching_hours"], found["longest_breach_hours"]) == (6, 3)


async def test_an_hour_that_is_over_still_takes_events(
    empty: httpx.AsyncClient, watch: Watch
) -> None:
    await post(empty, hour(0, 100))
    await agree(empty)
    watch.pass_by(3600)
    assert (await read(empty, "sla"))["slos"][0]["compliance_pct"] == 100.0
    await post(empty, hour(0, 900))
    assert (await read(empty, "sla"))["slos"][0]["compliance_pct"] == 0.0


async def test_the_window_asked_for_goes_before_each_objectives_own(
    empty: httpx.AsyncClient,
) -> None:
    await post(empty, [each for days in (1, 40, 70) for each in hour(days * 24, 900)])
    for days in (30, 60, 90):
        await agree(empty, default_window_days=days)

    async def windows(window: int | None) -> tuple[int, list[tuple[int, int]]]:
        found = await read(empty, "sla", window=window)
        return found["window_days"], [
            (each["window_days"], each["total_buckets"]) for each in found["slos"]
        ]

    assert await windows(None) == (30, [(30, 1), (60, 2), (90, 3)])
    assert await windows(60) == (60, [(60, 2)] * 3)
    assert await windows(90) == (90, [(90, 3)] * 3)


async def test_a_report_is_about_one_environment_and_perhaps_one_vendor(
    story: httpx.AsyncClient,
) -> None:
    slos = (await read(story, "slo"))["slos"]

    def expected(env: str, vendor: str | None = None) -> list[str]:
        return [e["id"] for e in slos if e["env"] == env and vendor in (None, e["vendor"])]

    for env, vendor in ((None, None), ("staging", None), (None, "stripe"), ("qa", None)):
        found = await read(story, "sla", env=env, vendor=vendor)
        assert [each["id"] for each in found["slos"]] == expected(env or "production", vendor)
    assert expected("staging")


@pytest.mark.parametrize("window", ["7", "0", "thirty", "30.0"])
async def test_another_window_is_refused(empty: httpx.AsyncClient, window: str) -> None:
    refused(await empty.get(f"/v1/sla?window={window}"), 422, "window")
