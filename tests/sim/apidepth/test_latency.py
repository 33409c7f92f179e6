"""GET /v1/latency and /v1/fleet-benchmarks, against sums that numpy makes from raw events."""

from random import Random

import httpx
import pytest

from spandeck.sim.clock import iso
from spandeck.sim.world.calls import Calls
from tests.sim.apidepth.arithmetic import bucket, by_hour, chosen, same, some
from tests.sim.apidepth.posting import HOUR_MS, NOW_MS, event, post, read, refused
from tests.sim.asking import Record


def at(number: float) -> str:
    """So many hours ago."""
    return iso((NOW_MS - int(number * HOUR_MS)) * 1_000_000)


@pytest.mark.parametrize("seed", range(5))
async def test_posted_events_come_back_as_numpy_sums_them_up(
    empty: httpx.AsyncClient, seed: int
) -> None:
    events = some(Random(seed), 400, 30)
    await post(empty, events)
    day = [each for each in events if each["ts"] >= NOW_MS - 24 * HOUR_MS]
    for env in (None, "production", "staging"):
        for endpoint in (None, "/a", "/c"):
            found = await read(empty, "latency", vendor="acme", env=env, endpoint=endpoint)
            expected = by_hour(chosen(day, env, endpoint))
            same(found["buckets"], [bucket(*each) for each in expected.items()])


async def test_a_range_is_half_open_and_cuts_hours(empty: httpx.AsyncClient) -> None:
    events = some(Random(9), 300, 8)
    first, last = NOW_MS - 6 * HOUR_MS, NOW_MS - 2 * HOUR_MS
    events += [event(ts=first), event(ts=last), event(ts=last - 1)]
    await post(empty, events)
    found = await read(empty, "latency", vendor="acme", **{"from": at(6), "to": at(2)})
    inside = [each for each in events if first <= each["ts"] < last]
    same(found["buckets"], [bucket(*each) for each in by_hour(inside).items()])


async def test_an_hour_without_valid_durations_has_counts_and_nulls(
    empty: httpx.AsyncClient,
) -> None:
    cold = event(cold_start=True)
    late = event(outcome="timeout", status=None, duration_ms=30_000, error_class="ReadTimeout")
    await post(empty, [cold, late, late])
    [found] = (await read(empty, "latency", vendor="acme"))["buckets"]
    assert [found[name] for name in ("p50", "p95", "p99")] == [None] * 3
    assert (found["event_count"], found["error_count"], found["total_count"]) == (0, 2, 3)


def raw(calls: Calls, vendor: str, hours: range) -> list[Record]:
    """The world's calls in the form of events, those yet to come left out."""
    found = [calls.hour(vendor, number) for number in hours]
    return [
        event(
            vendor=each.vendor,
            endpoint=each.endpoint,
            outcome=each.outcome,
            status=each.status,
            duration_ms=each.duration_ms,
            cold_start=each.cold_start,
            env=each.environment,
            ts=each.ended_ms,
        )
        for hour in found
        if hour
        for each in hour.calls
        if each.ended_ms <= NOW_MS
    ]


@pytest.mark.parametrize("vendor", ["openai", "anthropic", "stripe", "carrier"])
async def test_the_worlds_own_calls_are_summed_up_as_exactly(
    story: httpx.AsyncClient, calls: Calls, vendor: str
) -> None:
    events = raw(calls, vendor, range(NOW_MS // HOUR_MS - 24, NOW_MS // HOUR_MS + 1))
    events = [each for each in events if each["ts"] >= NOW_MS - 24 * HOUR_MS]
    for env in (None, "production"):
        found = await read(story, "latency", vendor=vendor, env=env)
        expected = by_hour(chosen(events, env))
        same(found["buckets"], [bucket(*each) for each in expected.items()])


async def test_posted_events_mix_with_the_worlds(vendor: httpx.AsyncClient, calls: Calls) -> None:
    sent = some(Random(1), 200, 24, vendor="openai", env="production")
    await read(vendor, "latency", vendor="openai")  # what was counted before is counted anew
    await post(vendor, sent)
    events = raw(calls, "openai", range(NOW_MS // HOUR_MS - 24, NOW_MS // HOUR_MS + 1))
    events = [each for each in events + sent if each["ts"] >= NOW_MS - 24 * HOUR_MS]
    found = await read(vendor, "latency", vendor="openai")
    same(found["buckets"], [bucket(*each) for each in by_hour(events).items()])
    endpoints = await read(vendor, "endpoints", vendor="openai")
    assert {"/a", "/v1/chat/completions"} <= set(endpoints["endpoints"])


async def test_our_latency_leaves_the_fleet_which_does_not_slow_down(
    story: httpx.AsyncClient,
) -> None:
    span = {"from": "2026-11-21T06:00:00Z", "to": "2026-11-21T14:00:00Z"}
    ours = (await read(story, "latency", vendor="openai", **span))["buckets"]
    fleet = (await read(story, "fleet-benchmarks", vendor="openai", **span))["buckets"]
    assert [each["bucket"] for each in ours] == [each["bucket"] for each in fleet]
    for one, other in zip(ours, fleet, strict=True):
        calm = int(one["bucket"][11:13]) % 4 == 3  # the last hour of a cycle
        assert (one["p95"] > 1.3 * other["fleet_p95"]) != calm
    assert max(each["fleet_p95"] for each in fleet) < 1.2 * min(e["fleet_p95"] for e in fleet)
    assert all(1000 < each["contributor_count"] < 1300 for each in fleet)
    before_the_story = {"from": "2026-11-20T15:00:00Z", "to": "2026-11-21T04:00:00Z"}
    before = (await read(story, "latency", vendor="openai", **before_the_story))["buckets"]
    usual = (await read(story, "fleet-benchmarks", vendor="openai", **before_the_story))["buckets"]
    assert all(
        abs(one["p50"] / other["fleet_p50"] - 1) < 0.35
        for one, other in zip(before, usual, strict=True)
    )


async def test_the_fleet_is_the_same_for_all_accounts(
    story: httpx.AsyncClient, empty: httpx.AsyncClient
) -> None:
    path = "fleet-benchmarks"
    assert await read(story, path, vendor="stripe") == await read(empty, path, vendor="stripe")
    one = await read(story, path, vendor="stripe", endpoint="/v1/charges/:id")
    assert one["buckets"][0] != (await read(story, path, vendor="stripe"))["buckets"][0]
    assert await read(story, path, vendor="stripe", endpoint="/nothing") == {"buckets": []}


async def test_a_vendor_only_accounts_know_has_them_as_its_fleet(
    empty: httpx.AsyncClient, vendor: httpx.AsyncClient
) -> None:
    mine, theirs = some(Random(3), 60, 1), some(Random(4), 60, 1)
    await post(empty, mine)
    await post(vendor, theirs)
    found = (await read(empty, "fleet-benchmarks", vendor="acme"))["buckets"]
    for each, (number, events) in zip(found, by_hour(mine + theirs).items(), strict=True):
        expected = bucket(number, events)
        assert each["bucket"] == expected["bucket"]
        assert abs(each["fleet_p50"] - expected["p50"]) <= 0.0501
        assert abs(each["fleet_p95"] - expected["p95"]) <= 0.0501
        assert each["contributor_count"] == 2


@pytest.mark.parametrize("path", ["latency", "fleet-benchmarks"])
async def test_bad_ranges_and_missing_vendors_are_refused(
    empty: httpx.AsyncClient, path: str
) -> None:
    refused(await empty.get(f"/v1/{path}"), 400, "vendor")
    for query, field in (
        ("from=yesterday", "from"),
        ("to=2026-13-01", "to"),
        ("from=2026-11-21T10:00:00Z&to=2026-11-21T10:00:00Z", "from"),
        ("from=2026-11-22T10:00:00Z", "from"),
    ):
        refused(await empty.get(f"/v1/{path}?vendor=acme&{query}"), 422, field)


async def test_both_spellings_of_utc_are_read(story: httpx.AsyncClient) -> None:
    texts = ("2026-11-21T12:00:00Z", "2026-11-21T12:00:00%2B00:00", "2026-11-21T13:00:00+01:00")
    found = [(await story.get(f"/v1/latency?vendor=stripe&from={each}")).json() for each in texts]
    assert found[0] == found[1] == found[2]
    assert [each["bucket"] for each in found[0]["buckets"]] == [
        f"2026-11-21T{hour}:00:00Z" for hour in (12, 13, 14)
    ]
