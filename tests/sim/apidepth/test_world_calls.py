"""The world's calls are the LLM calls of its traces, and its history is exact to the call."""

from collections import Counter
from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.sim import risicare
from spandeck.sim.risicare.keys import keys as risicare_keys
from spandeck.sim.world import World
from spandeck.sim.world.call import tally
from spandeck.sim.world.calls import DAYS, Calls
from spandeck.sim.world.upstream import PROVIDERS, UPSTREAMS
from tests.sim.apidepth.posting import HOUR_MS, NOW_MS, read
from tests.sim.asking import Watch, client, detail, flat, listed

CURRENT = NOW_MS // HOUR_MS
AGO = st.integers(0, DAYS * 24)


async def test_the_429s_that_spans_show_are_the_429s_of_the_provider(
    story: httpx.AsyncClient, world: World, calls: Calls
) -> None:
    """Both vendors are read as a client reads them: every span of an hour, and its bucket."""
    since, until = "2026-11-21T12:59:00Z", "2026-11-21T14:00:00Z"
    refused: Counter[str] = Counter()
    spans: list[int] = []
    app = risicare.application(world, limits=None)
    async with client(app, risicare_keys(7).world) as asking:
        rows = await listed(asking, start_time_from=since, start_time_to=until)
        for row in rows:
            for _, span in flat((await detail(asking, row["trace_id"]))["spans"]):
                at, attributes = span["end_time"], span["attributes"]
                if span["kind"] == "llm_call" and at.startswith("2026-11-21T13"):
                    name = attributes.get("llm.provider", attributes.get("gen_ai.provider.name"))
                    refused[name] += attributes.get("http.response.status_code") == 429
                    if name == "anthropic":
                        spans.append(int(span["duration_ms"]))
    for name in ("openai", "anthropic"):
        found = await read(
            story, "rate-limits", vendor=name, **{"from": "2026-11-21T13:00:00Z", "to": until}
        )
        assert found["total_429s"] == refused[name]
        counts = [(each["bucket"], each["count"]) for each in found["buckets"]]
        assert counts == ([("2026-11-21T13:00:00Z", refused[name])] if refused[name] else [])
    assert refused["openai"] > 100
    assert refused["anthropic"] == 0
    hour = calls.hour("anthropic", CURRENT - 1)
    assert hour is not None
    assert Counter(spans) == Counter(each.duration_ms for each in hour.calls)


@given(st.sampled_from(sorted(UPSTREAMS)), AGO, st.sampled_from([None, "production", "staging"]))
def test_what_an_hour_adds_up_to_is_what_its_calls_do(
    vendor: str, ago: int, environment: str | None
) -> None:
    hour = HISTORY.hour(vendor, CURRENT - ago)
    if hour is None:
        assert vendor == "sendgrid"
        assert ago <= 9 * 24
        return
    endpoints = (None, *sorted({path for _, path in hour.places}))
    for endpoint in endpoints:
        mine = [
            each
            for each in hour.calls
            if environment in (None, each.environment) and endpoint in (None, each.endpoint)
        ]
        found, expected = hour.tally(environment, endpoint), tally(mine)
        assert found[:3] == expected[:3]
        assert list(found.latencies) == expected.latencies
    assert all(a.ended_ms <= b.ended_ms for a, b in pairwise(hour.calls))
    assert all(each.ended_ms // HOUR_MS == CURRENT - ago for each in hour.calls)
    for (model, endpoint), seen in hour.models.items():
        times = [c.ended_ms for c in hour.calls if (c.model, c.endpoint) == (model, endpoint)]
        assert seen == (len(times), min(times), max(times))


HISTORY = Calls(World(7, "small", Watch()))


@pytest.mark.parametrize("scale", ["small", "medium"])
def test_history_and_traces_are_of_one_size(scale: str) -> None:
    calls = Calls(World(7, scale, Watch()))
    for upstream in PROVIDERS:
        hours = [calls.hour(upstream.name, calls.traced_from + each) for each in (-24, -12, 0, 1)]
        volumes = [hour.tally(None, None).total for hour in hours if hour]
        assert len(volumes) == 4
        assert 0.25 < sum(volumes[2:]) / sum(volumes[:2]) < 4


def test_the_same_seed_gives_the_same_calls_and_another_does_not() -> None:
    worlds = [Calls(World(seed, "small", Watch())) for seed in (3, 3, 4)]
    for ago in (1, 50):
        hours = [each.hour("openai", CURRENT - ago) for each in worlds]
        one, same, other = [hour.calls for hour in hours if hour]
        assert one == same != other


def test_the_history_begins_ninety_days_before_the_world_opens(calls: Calls) -> None:
    assert calls.hour("stripe", CURRENT - 90 * 24) is not None
    assert calls.hour("stripe", CURRENT - 90 * 24 - 1) is None
    assert calls.hour("nobody", CURRENT) is None


async def test_the_story_is_plain_to_see(vendor: httpx.AsyncClient, watch: Watch) -> None:
    """At the height of a cycle: throttled, minutes to go, an objective missed."""
    watch.now_ns -= 131 * 60 * 10**9  # 12:20, twenty minutes into the cycle
    for _ in range(7):  # until 14:05
        watch.pass_by(15 * 60)
        found = await read(vendor, "rate-limits", vendor="openai")
        assert found["burn_down"]["risk"] == "high"
    assert found["trend_pct"] > 0
    assert found["top_endpoint"] == "/v1/chat/completions"
    burning = found["burn_down"]
    assert burning["rl_remaining"] < 0.1 * burning["rl_limit"]
    assert burning["rl_reset_at"] > "2026-11-21T14:50"
    summary = (await read(vendor, "rate-limits"))["vendors"]
    assert summary[0]["vendor"] == "openai"
    scores = {each["vendor"]: each for each in (await read(vendor, "health-scores"))["scores"]}
    assert scores["openai"]["score"] == min(
        each["score"] for each in scores.values() if each["score"] is not None
    )
    assert scores["openai"]["status_sub"] == 100, "its own page knows nothing of our quota"
    slos = (await read(vendor, "sla"))["slos"]
    burnt = next(each for each in slos if each["endpoint"] == "/v1/chat/completions")
    assert burnt["days"][-1]["status"] == "missed"
    assert 90 < burnt["compliance_pct"] < 99
    assert [each["vendor"] for each in slos if each["compliance_pct"] is None] == ["github"]
