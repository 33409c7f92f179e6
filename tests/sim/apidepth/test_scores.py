"""Health scores, model usage, the collector's status and the registry."""

from collections import Counter
from math import floor
from random import Random

import httpx
import numpy as np

from spandeck.sim.clock import SECOND
from spandeck.sim.world.calls import Calls
from tests.sim.apidepth.arithmetic import by_hour, some, timed
from tests.sim.apidepth.posting import HOUR_MS, NOW_MS, event, post, read
from tests.sim.asking import Record, Watch


async def test_a_score_is_the_weighted_mean_of_its_parts(empty: httpx.AsyncClient) -> None:
    events = [*some(Random(5), 4000, 6 * 24), event(0, rl_remaining=30, rl_limit=40)]
    await post(empty, events)
    found = await read(empty, "health-scores")
    [score] = found["scores"]
    day = [each for each in events if each["ts"] > NOW_MS - 24 * HOUR_MS]
    failed = sum(each["outcome"] not in ("success", "unknown") for each in day)
    last = [each for each in events if each["ts"] > NOW_MS - HOUR_MS]
    before = by_hour(each for each in events if each["ts"] <= NOW_MS - HOUR_MS)
    usual = np.median([np.percentile(timed(each), 95) for each in before.values()])
    latency = 100 * min(1.0, float(usual / np.percentile(timed(last), 95)))
    error, rate = 100 * (1 - failed / len(day)), 75.0
    assert score == {
        "vendor": "acme",
        "score": floor((latency * 40 + error * 30 + rate * 20) / 90 + 0.5),
        "latency_sub": floor(latency + 0.5),
        "error_sub": floor(error + 0.5),
        "rate_sub": 75,
        "status_sub": None,
        "call_volume": len(day),
        "computed_at": "2026-11-21T14:31:00Z",
    }
    assert found["aggregate"] == score["score"]


async def test_without_data_there_is_no_score(empty: httpx.AsyncClient) -> None:
    assert await read(empty, "health-scores") == {"scores": [], "aggregate": None}
    old = event(25 * HOUR_MS)
    await post(empty, [old], extra_vendors={"maps": "api.maps.example"})
    found = await read(empty, "health-scores")
    assert found["aggregate"] is None
    assert [each["vendor"] for each in found["scores"]] == ["acme", "maps"]
    for each in found["scores"]:
        subs = ("score", "latency_sub", "error_sub", "rate_sub", "status_sub")
        assert [each[name] for name in subs] == [None] * 5
        assert each["call_volume"] == 0


async def test_the_aggregate_is_weighted_by_volume(story: httpx.AsyncClient) -> None:
    found = await read(story, "health-scores")
    rated = [each for each in found["scores"] if each["score"] is not None]
    volume = sum(each["call_volume"] for each in rated)
    mean = sum(each["score"] * each["call_volume"] for each in rated) / volume
    assert found["aggregate"] == floor(mean + 0.5)
    assert {each["vendor"] for each in found["scores"]} - {each["vendor"] for each in rated} == {
        "mapbox",
        "sendgrid",
    }
    assert all(0 <= each["score"] <= 100 for each in rated)


async def test_a_vendor_without_quota_headers_has_no_rate_part(story: httpx.AsyncClient) -> None:
    found = {each["vendor"]: each for each in (await read(story, "health-scores"))["scores"]}
    assert found["stripe"]["rate_sub"] is None
    assert found["carrier"]["rate_sub"] is None  # its headers do not tell the limit
    assert found["anthropic"]["rate_sub"] > 60


async def test_models_are_counted_by_endpoint_latest_first(empty: httpx.AsyncClient) -> None:
    events = [
        event(9 * HOUR_MS, model_name="m-1"),
        event(5 * HOUR_MS, model_name="m-1"),
        event(2 * HOUR_MS, model_name="m-1", endpoint="/other"),
        event(HOUR_MS, model_name="gpt-3.5-turbo-instruct"),
        event(),
    ]
    await post(empty, events)
    found = (await read(empty, "model-usage"))["models"]
    assert [(each["model_name"], each["endpoint"], each["call_count"]) for each in found] == [
        ("gpt-3.5-turbo-instruct", "/v1/things/:id", 1),
        ("m-1", "/other", 1),
        ("m-1", "/v1/things/:id", 2),
    ]
    assert found[2] == {
        "vendor": "acme",
        "model_name": "m-1",
        "endpoint": "/v1/things/:id",
        "call_count": 2,
        "first_seen_at": "2026-11-21T05:31:00Z",
        "last_seen_at": "2026-11-21T09:31:00Z",
        "deprecation_status": "active",
        "deprecated_at": None,
        "sunset_at": None,
        "successor": None,
    }
    assert found[0]["deprecation_status"] == "sunset"


async def test_the_story_has_models_in_every_state_of_retirement(story: httpx.AsyncClient) -> None:
    found = {each["model_name"]: each for each in (await read(story, "model-usage"))["models"]}

    def told(model: str) -> tuple[str, bool, bool, bool]:
        each = found[model]
        dates = (each["deprecated_at"], each["sunset_at"], each["successor"])
        return (each["deprecation_status"], *(one is not None for one in dates))

    assert told("gpt-4o-2024-11-20") == ("deprecated", True, True, True)
    assert told("gpt-3.5-turbo-instruct") == ("sunset", True, True, True)
    assert told("embedding-001") == ("deprecated", True, False, False)
    assert told("gemini-2.5-flash") == ("active", False, True, True)  # announced, not yet begun
    assert told("claude-haiku-4-5") == ("active", False, False, False)
    assert found["gpt-3.5-turbo-instruct"]["sunset_at"] < "2026-11-21"
    assert found["gpt-4o-2024-11-20"]["sunset_at"] > "2026-11-21"


async def test_a_model_is_retired_when_its_day_comes(
    empty: httpx.AsyncClient, watch: Watch
) -> None:
    await post(empty, [event(model_name="gemini-2.5-flash")])
    seen: list[Record] = []
    for days in (0, 38, 91, 1):
        watch.pass_by(days * 86_400)
        seen += (await read(empty, "model-usage"))["models"]
    told = [(each["deprecation_status"], each["deprecated_at"]) for each in seen]
    begun = ("deprecated", "2026-12-29")
    assert told == [("active", None), begun, begun, ("sunset", "2026-12-29")]
    assert {each["sunset_at"] for each in seen} == {"2027-03-31"}


async def test_every_call_of_the_world_counts_for_its_model_once(
    vendor: httpx.AsyncClient, watch: Watch, calls: Calls
) -> None:
    async def counts() -> Counter[str]:
        models = (await read(vendor, "model-usage"))["models"]
        return Counter({each["model_name"]: each["call_count"] for each in models})

    before = await counts()
    watch.pass_by(2 * 3600)
    after = await counts()
    made: Counter[str] = Counter()
    for number in range(NOW_MS // HOUR_MS, NOW_MS // HOUR_MS + 3):
        for each in ("openai", "anthropic", "google"):
            hour = calls.hour(each, number)
            assert hour is not None
            made.update(
                call.model
                for call in hour.calls
                if call.model and NOW_MS < call.ended_ms <= NOW_MS + 2 * HOUR_MS
            )
    assert after - before == made
    assert made["gpt-4o-2024-11-20"] > 1000


async def test_the_status_covers_ninety_days_of_checks_by_the_minute(
    story: httpx.AsyncClient,
) -> None:
    found = await read(story, "status")
    days = found["days"]
    assert [days[0]["date"], days[-1]["date"], len(days)] == ["2026-08-24", "2026-11-21", 90]
    assert days[-1]["total"] == 14 * 60 + 31 + 1
    assert sorted(each["total"] for each in days[:-1])[:2] == [0, 1440]
    [paused] = [each for each in days if each["total"] == 0]
    assert paused["uptime_pct"] is None
    for window in (30, 90):
        total = sum(each["total"] for each in days[-window:])
        up = sum(each["up_count"] for each in days[-window:])
        assert found[f"uptime_{window}d"] == round(up / total * 100, 2)


def down(days: list[Record]) -> int:
    return sum(each["total"] - each["up_count"] for each in days)


async def test_incidents_are_runs_of_failed_checks_newest_first(story: httpx.AsyncClient) -> None:
    found = await read(story, "status")
    starts = [each["started_at"] for each in found["incidents"]]
    assert starts == sorted(starts, reverse=True)
    assert 2 <= len(starts) <= 10
    since = starts[-1][:10]
    recent = [each for each in found["days"] if each["date"] >= since]
    assert sum(each["duration_min"] for each in found["incidents"]) == down(recent)
    for each in found["incidents"]:
        first, last = (np.datetime64(each[name][:-1]) for name in ("started_at", "ended_at"))
        assert (last - first) / np.timedelta64(1, "m") == each["duration_min"] - 1


async def test_an_outage_is_seen_while_it_lasts(
    vendor: httpx.AsyncClient, watch: Watch, story: httpx.AsyncClient
) -> None:
    last = (await read(story, "status"))["incidents"][0]
    watch.now_ns = int(np.datetime64(last["started_at"][:-1], "ns").astype(int))
    assert (await read(vendor, "status"))["status"] == "outage"
    watch.now_ns -= 60 * SECOND
    assert (await read(vendor, "status"))["status"] == "operational"
    watch.now_ns += (last["duration_min"] + 1) * 60 * SECOND
    found = await read(vendor, "status")
    assert (found["status"], found["incidents"][0]) == ("operational", last)


async def test_a_collector_that_was_never_checked_says_so(empty: httpx.AsyncClient) -> None:
    assert await read(empty, "status") == {
        "status": "unknown",
        "checked_at": None,
        "response_ms": None,
        "uptime_30d": None,
        "uptime_90d": None,
        "days": [],
        "incidents": [],
    }


async def test_the_registry_names_hosts_and_patterns_and_who_went_quiet(
    story: httpx.AsyncClient,
) -> None:
    found = await read(story, "registry")
    assert found["vendors"]["openai"]["hosts"] == ["api.openai.com"]
    assert found["warnings"] == {"stale_vendors": ["mapbox", "sendgrid"]}
    seen = (await read(story, "vendors"))["vendors"]
    assert "sendgrid" in seen  # within 30 days
    assert "mapbox" not in seen
