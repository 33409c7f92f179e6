"""GET /v1/rate-limits: 429s by hour, the trend, and the burn-down with each null it may have."""

from collections import Counter
from random import Random

import httpx
import pytest

from spandeck.sim.clock import iso
from tests.sim.apidepth.arithmetic import chosen, some, starts
from tests.sim.apidepth.posting import HOUR_MS, MINUTE_MS, NOW_MS, event, post, read, refused
from tests.sim.asking import Record


def throttled(ago_ms: int = MINUTE_MS, **changes: object) -> Record:
    return event(ago_ms, status=429, outcome="client_error", **changes)


@pytest.mark.parametrize("seed", range(3))
async def test_the_429s_of_every_hour_are_counted(empty: httpx.AsyncClient, seed: int) -> None:
    events = some(Random(seed), 600, 48)
    await post(empty, events)
    for env in (None, "staging"):
        found = await read(empty, "rate-limits", vendor="acme", env=env)
        refusals = [each for each in chosen(events, env) if each["status"] == 429]
        day = [each for each in refusals if each["ts"] >= NOW_MS - 24 * HOUR_MS]
        before = len(refusals) - len(day)
        hours = Counter(each["ts"] // HOUR_MS for each in day)
        assert found["total_429s"] == len(day)
        assert found["buckets"] == [
            {"bucket": starts(number), "count": hours[number]} for number in sorted(hours)
        ]
        assert found["trend_pct"] == round((len(day) - before) / before * 100, 1)
        most = Counter(each["endpoint"] for each in day).most_common()
        assert found["top_endpoint"] == min(path for path, n in most if n == most[0][1])
        assert set(found) == {"total_429s", "trend_pct", "top_endpoint", "buckets", "burn_down"}


async def test_the_summary_has_every_tracked_vendor_most_throttled_first(
    empty: httpx.AsyncClient,
) -> None:
    events = [throttled(vendor="b"), throttled(vendor="b"), throttled(vendor="c"), event()]
    await post(empty, events, extra_vendors={"maps": "api.maps.example"})
    assert await read(empty, "rate-limits") == {
        "vendors": [
            {"vendor": "b", "total_429s": 2, "top_endpoint": "/v1/things/:id"},
            {"vendor": "c", "total_429s": 1, "top_endpoint": "/v1/things/:id"},
            {"vendor": "acme", "total_429s": 0, "top_endpoint": None},
            {"vendor": "maps", "total_429s": 0, "top_endpoint": None},
        ]
    }
    staging = await read(empty, "rate-limits", env="staging")
    assert {each["total_429s"] for each in staging["vendors"]} == {0}


async def test_without_a_previous_period_there_is_no_trend(empty: httpx.AsyncClient) -> None:
    await post(empty, [throttled()])
    assert (await read(empty, "rate-limits", vendor="acme"))["trend_pct"] is None


async def test_the_trend_compares_periods_of_equal_length(empty: httpx.AsyncClient) -> None:
    await post(empty, [throttled(ago * MINUTE_MS) for ago in (1, 2, 3, 61, 62, 121)])
    since = iso((NOW_MS - HOUR_MS) * 1_000_000)
    found = await read(empty, "rate-limits", vendor="acme", **{"from": since})
    assert (found["total_429s"], found["trend_pct"]) == (3, 50.0)


async def test_a_vendor_nobody_called_has_nothing_to_say(empty: httpx.AsyncClient) -> None:
    assert await read(empty, "rate-limits", vendor="nobody") == {
        "total_429s": 0,
        "trend_pct": None,
        "top_endpoint": None,
        "buckets": [],
        "burn_down": None,
    }


async def test_without_quota_headers_there_is_no_burn_down(
    empty: httpx.AsyncClient, story: httpx.AsyncClient
) -> None:
    await post(empty, [event()])
    assert (await read(empty, "rate-limits", vendor="acme"))["burn_down"] is None
    assert (await read(story, "rate-limits", vendor="stripe"))["burn_down"] is None


async def test_the_burn_down_of_the_contracts_sample(empty: httpx.AsyncClient) -> None:
    events = [event(1000 + each * 1400) for each in range(209)]
    reset = NOW_MS + 44 * MINUTE_MS
    last = event(500, rl_remaining=340, rl_limit=10_000, rl_reset_at=reset)
    await post(empty, [*events, last, event(5 * MINUTE_MS)])  # the last is a moment too old
    assert (await read(empty, "rate-limits", vendor="acme"))["burn_down"] == {
        "rl_remaining": 340,
        "rl_limit": 10_000,
        "rl_reset_at": "2026-11-21T15:15:00Z",
        "burn_rate_per_min": 42.0,
        "minutes_to_throttle": 8.1,
        "risk": "high",
    }


@pytest.mark.parametrize(
    ("remaining", "minutes", "risk"),
    [(0, 0.0, "high"), (14, 14.0, "high"), (15, 15.0, "medium"), (59, 59.0, "medium"),
     (60, 60.0, "low")],
)  # fmt: skip
async def test_the_risk_follows_the_minutes(
    empty: httpx.AsyncClient, remaining: int, minutes: float, risk: str
) -> None:
    await post(empty, [event(each * 1000, rl_remaining=remaining) for each in range(5)])
    found = (await read(empty, "rate-limits", vendor="acme"))["burn_down"]
    assert (found["minutes_to_throttle"], found["risk"]) == (minutes, risk)
    assert (found["rl_limit"], found["rl_reset_at"]) == (None, None)


async def test_without_calls_in_five_minutes_nothing_is_projected(empty: httpx.AsyncClient) -> None:
    await post(empty, [event(6 * MINUTE_MS, rl_remaining=9, rl_limit=10)])
    found = (await read(empty, "rate-limits", vendor="acme"))["burn_down"]
    assert found["burn_rate_per_min"] == 0
    assert (found["rl_remaining"], found["minutes_to_throttle"], found["risk"]) == (9, None, None)


async def test_the_latest_reading_of_an_environment_wins(empty: httpx.AsyncClient) -> None:
    await post(
        empty,
        [
            event(3000, rl_remaining=5),
            event(2000, rl_remaining=4, env="staging"),
            event(9000, rl_remaining=7),
            event(1000),
        ],
    )

    async def remaining(env: str | None) -> int | None:
        found = (await read(empty, "rate-limits", vendor="acme", env=env))["burn_down"]
        return None if found is None else int(found["rl_remaining"])

    assert [await remaining(each) for each in (None, "production", "staging", "qa")] == [
        4,
        5,
        4,
        None,
    ]


async def test_a_newer_posted_reading_replaces_the_worlds(vendor: httpx.AsyncClient) -> None:
    before = (await read(vendor, "rate-limits", vendor="openai"))["burn_down"]
    await post(vendor, [event(0, vendor="openai", rl_remaining=1)])
    after = (await read(vendor, "rate-limits", vendor="openai"))["burn_down"]
    assert (after["rl_remaining"], after["rl_limit"]) == (1, None)
    assert after["burn_rate_per_min"] == round(before["burn_rate_per_min"] + 0.2, 1)
    await post(vendor, [event(HOUR_MS, vendor="openai", rl_remaining=3)])
    assert (await read(vendor, "rate-limits", vendor="openai"))["burn_down"] == after


async def test_a_bad_range_is_refused(empty: httpx.AsyncClient) -> None:
    refused(await empty.get("/v1/rate-limits?from=today"), 422, "from")
