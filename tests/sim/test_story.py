"""What the world's story leaves behind as evidence, in traces and at the provider's watcher."""

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import httpx
import pytest

from spandeck.sim import apidepth, arize, fiddler, risicare
from spandeck.sim.clock import SECOND, read_iso
from spandeck.sim.span import Span
from spandeck.sim.world import World
from spandeck.sim.world.cast import BROKE, FAILURES, OVERLOADED, RELEASED, THROTTLED
from spandeck.sim.world.outline import Outline
from spandeck.sim.world.story import CYCLE_S, OUTAGE, ROLLOUT, TROUBLED, minute
from tests.sim.arize.asking import project
from tests.sim.asking import Watch, client, detail, flat, listed

OUTAGE_ENDED, RELEASE_OVER = read_iso("2026-11-21T13:20:00Z"), read_iso("2026-11-21T15:58:00Z")
SEEDS = pytest.mark.parametrize("seed", [7, 1, 23])


def cycle(seed: int) -> tuple[World, list[Outline]]:
    """A world after its release, and the traces of the cycle."""
    world = World(seed, "small", Watch(RELEASE_OVER))
    first = world.timeline.last_before(RELEASE_OVER // (CYCLE_S * SECOND) * CYCLE_S * SECOND) + 1
    return world, [world.outline(index) for index in range(first, world.newest() + 1)]


def during_outage(seen: Outline) -> bool:
    return OUTAGE.begins <= minute(seen.started_ns) < OUTAGE.ends


@SEEDS
def test_a_provider_fails_for_a_while_and_no_other_does(seed: int) -> None:
    world, traces = cycle(seed)
    calls: dict[tuple[str, bool], Counter[int | None]] = defaultdict(Counter)
    for seen in traces:
        for step in world.plan(seen):
            if step.model:
                status = step.failure.status if step.failure else 200
                calls[step.model.provider, during_outage(seen)][status] += 1
    failing, usual = calls[OUTAGE.provider, True], calls[OUTAGE.provider, False]
    assert failing[529] > 0.25 * failing.total()
    assert usual[529] < 0.02 * usual.total()
    for (provider, _), answers in calls.items():
        assert (429 in answers) == (provider == TROUBLED)
        assert (529 in answers) == (provider == OUTAGE.provider)


@pytest.fixture
def watch() -> Watch:
    return Watch(OUTAGE_ENDED)


async def told(asking: httpx.AsyncClient, path: str, **params: str) -> Any:
    answer = await asking.get(f"/v1/{path}", params=params)
    return answer.raise_for_status().json()


async def test_the_outage_is_everybodys_and_the_throttling_ours_alone(world: World) -> None:
    hour = {"from": "2026-11-21T13:00:00Z", "to": "2026-11-21T13:20:00Z"}
    ratios, errors = {}, {}
    app = apidepth.application(world, limits=None)
    async with client(app, str(apidepth.tokens(7)["token"])) as asking:
        for vendor in ("openai", "anthropic", "google"):
            (ours,) = (await told(asking, "latency", vendor=vendor, **hour))["buckets"]
            (fleet,) = (await told(asking, "fleet-benchmarks", vendor=vendor, **hour))["buckets"]
            ratios[vendor] = ours["p95"] / fleet["fleet_p95"]
            errors[vendor] = ours["error_count"] / ours["total_count"]
            if vendor == OUTAGE.provider:
                assert fleet["fleet_p95"] > 2 * USUAL_P95_MS
        limits = {each["vendor"]: each for each in (await told(asking, "rate-limits"))["vendors"]}
        scores = {e["vendor"]: e for e in (await told(asking, "health-scores"))["scores"]}
    assert ratios["openai"] > 1.5
    assert 0.7 < ratios["anthropic"] < 1.4
    assert errors["anthropic"] > 0.2
    assert errors["google"] < 0.02
    assert limits["openai"]["total_429s"] > 100 > limits["anthropic"]["total_429s"]
    assert {name: scores[name]["status_sub"] for name in ratios} == {
        "openai": 100,
        "anthropic": 50,
        "google": 100,
    }


USUAL_P95_MS = 2600
"""Of anthropic's fleet, when all is well."""


@SEEDS
def test_a_release_breaks_one_version_of_one_agent(seed: int) -> None:
    _, traces = cycle(seed)
    mine = [each for each in traces if each.agent.name == RELEASED.name]
    broken = [each for each in mine if each.agent.version == RELEASED.version]
    assert 0.25 < sum(each.failure is BROKE for each in broken) / len(broken) < 0.55
    assert {each.agent.version for each in traces if each.failure is BROKE} == {RELEASED.version}
    assert not any(each.recovered for each in traces if each.failure is BROKE)
    times = [minute(each.started_ns) for each in broken]
    assert ROLLOUT[1][0] <= min(times) < max(times) < ROLLOUT[-1][0]


@SEEDS
def test_both_versions_run_side_by_side_at_the_edges_of_a_release(seed: int) -> None:
    _, traces = cycle(seed)
    running: dict[int, set[str]] = defaultdict(set)
    edges = [at for at, _ in ROLLOUT]
    for seen in traces:
        if seen.agent.name == RELEASED.name:
            running[sum(edge <= minute(seen.started_ns) for edge in edges)].add(seen.agent.version)
    assert [len(running[step]) for step in range(1, 6)] == [1, 2, 1, 2, 1]


@SEEDS
def test_while_the_release_breaks_its_provider_is_well(seed: int) -> None:
    _, traces = cycle(seed)
    begun = [each for each in traces if minute(each.started_ns) >= ROLLOUT[1][0]]
    assert len(begun) > 300
    assert not any(each.failure is THROTTLED for each in begun)


@SEEDS
def test_noise_belongs_to_no_version(seed: int) -> None:
    world = World(seed, "small", Watch(RELEASE_OVER))
    seen = [world.outline(world.newest() - back) for back in range(4500)]
    for name in ("support", "researcher"):
        runs = Counter(each.agent.version for each in seen if each.agent.name == name)
        noise = Counter(
            each.agent.version
            for each in seen
            if each.agent.name == name and each.failure in FAILURES and not during_outage(each)
        )
        (newer, many), (older, few) = runs.most_common()
        assert few > 30
        assert noise[older] / few < 2.5 * noise[newer] / many


def spans(world: World, seen: Outline) -> list[Span]:
    return list(world.spans(seen))


def test_a_loop_calls_the_same_tool_with_the_same_arguments_again_and_again() -> None:
    world, traces = cycle(7)
    looped = [each for each in traces if each.failure and "LOOP" in each.failure.code]
    assert len(looped) > 5
    for seen in looped:
        tools = [each for each in spans(world, seen) if each.kind == "tool_call"]
        asked = Counter((each.name, arguments(each)) for each in tools)
        ((_, equal),) = asked.most_common(1)
        assert equal >= 6


@SEEDS
def test_who_does_not_loop_does_not_ask_for_the_same_over_and_over(seed: int) -> None:
    world, traces = cycle(seed)
    for seen in traces[:400]:
        if seen.failure is None:
            tools = [each for each in spans(world, seen) if each.kind == "tool_call"]
            asked = Counter((each.name, arguments(each)) for each in tools)
            assert max(asked.values(), default=0) <= 2


def arguments(span: Span) -> str:
    said = span.attributes
    return str(said.get("input.value", said.get("gen_ai.tool.call.arguments")))


def test_most_retries_come_before_the_time_that_the_provider_asked_for() -> None:
    world, traces = cycle(7)
    early: Counter[bool] = Counter()
    for seen in traces:
        calls = [
            each
            for each in spans(world, seen)
            if each.kind == "llm_call" and seen.failure is THROTTLED
        ]
        for refused, again in pairwise(calls):
            if refused.status == "error" and refused.parent_id == again.parent_id:
                (wait_s,) = refused.attributes["http.response.header.retry-after"]
                assert refused.ended_ns is not None
                assert f"try again in {wait_s}." in (refused.status_message or "")
                early[again.started_ns - refused.ended_ns < int(wait_s) * SECOND] += 1
    assert early[True] > 0.7 * early.total() > 100


def test_the_first_fix_is_throttled_more_than_none() -> None:
    world = World(7, "medium", Watch(RELEASE_OVER))
    met: dict[bool, list[bool]] = defaultdict(list)
    for back in range(4_000, 9_000):
        seen = world.outline(world.newest() - back)
        if 95 <= minute(seen.started_ns) < 115 and seen.model.provider == TROUBLED:
            met[seen.fix is not None].append(seen.failure is THROTTLED)
    share = {fixed: sum(each) / len(each) for fixed, each in met.items()}
    assert share[True] > share[False] > 0.3


async def test_every_vendor_tells_the_version_of_what_failed() -> None:
    watch = Watch(RELEASE_OVER)
    world = World(7, "small", watch)
    seen = next(
        each
        for index in range(world.newest(), world.oldest, -1)
        if (each := world.outline(index)).failure is BROKE and each.environment == "production"
    )
    trace_id = world.trace_ids.id(seen.number)
    async with client(risicare.application(world, limits=None), token(risicare)) as asking:
        found = flat((await detail(asking, trace_id))["spans"])
        assert {each["attributes"]["service.version"] for _, each in found} == {"5.1.0"}
    only = {"field": "Span::trace_id", "operator": "equal", "value": trace_id}
    asked = {
        "application_id": fiddler.tokens(7)["application"],
        "start_time": "2026-11-21T00:00:00Z",
        "end_time": "2026-11-22T00:00:00Z",
        "filter": {"condition": "AND", "rules": [only]},
    }
    async with client(fiddler.application(world, limits=None), token(fiddler)) as asking:
        answer = await asking.post("/v3/spans/query", json=asked)
        items = answer.raise_for_status().json()["data"]["items"]
        assert {each["span_attributes"]["service.version"] for each in items} == {"5.1.0"}
    async with client(arize.application(world, limits=None), token(arize)) as asking:
        mine = await project(asking, RELEASED.name)
        body = {"project_id": mine, "filter": f"context.trace_id = '{trace_id}'"}
        rows = (await asking.post("/v2/spans", json=body)).raise_for_status().json()["spans"]
        assert {each["attributes"]["service.version"] for each in rows} == {"5.1.0"}
    assert len(found) == len(items) == len(rows)


def token(vendor: Any) -> str:
    return str(vendor.tokens(7)["token"])


async def test_the_diagnosis_and_the_fix_are_of_the_call_that_was_refused(world: World) -> None:
    async with client(risicare.application(world, limits=None), token(risicare)) as asking:
        found = await listed(asking, "/api/v1/diagnoses", error_code=THROTTLED.code)
        fixes = await listed(asking, "/api/v1/fixes", error_code=THROTTLED.code)
        spans = flat((await detail(asking, found[0]["trace_id"]))["spans"])
    refused = next(each for _, each in spans if each["span_id"] == found[0]["span_id"])
    assert refused["attributes"]["http.response.status_code"] == 429
    assert {each["diagnosis_id"] for each in fixes} <= {each["id"] for each in found}
    assert all(each["note"].startswith("Error code: 429") for each in found[0]["evidence"])


async def test_alerts_fire_when_the_traces_say_so() -> None:
    watch = Watch(RELEASE_OVER)
    world = World(7, "small", watch)
    async with client(risicare.application(world, limits=None), token(risicare)) as asking:
        rules = {each["id"]: each for each in await listed(asking, "/api/v1/alerts")}
        times = {name: each["last_triggered_at"] for name, each in rules.items()}
        assert times["alert-cost"] is None
        assert times["alert-429"] < times["alert-provider"] < times["alert-tools"]
        assert "2026-11-21T13:03" < times["alert-provider"] < "2026-11-21T13:10"
        assert "2026-11-21T15:06" < times["alert-tools"] < "2026-11-21T15:40"
        for name, failure in (("alert-429", THROTTLED), ("alert-provider", OVERLOADED)):
            at_ns = read_iso(times[name])
            share = shares(world, at_ns - 345 * SECOND, at_ns - 45 * SECOND)
            assert share[failure] > rules[name]["threshold"]
        watch.now_ns = read_iso(times["alert-provider"]) - 1
        before = {each["id"]: each for each in await listed(asking, "/api/v1/alerts")}
        assert before["alert-provider"]["last_triggered_at"] < "2026-11-21T09:10"


def shares(world: World, since_ns: int, until_ns: int) -> dict[Any, float]:
    """How often each failure was met by the traces that started in a range."""
    line = world.timeline
    indexes = range(line.last_before(since_ns - 1) + 1, line.last_before(until_ns - 1) + 1)
    met = Counter(world.outline(index).failure for index in indexes)
    return {failure: count / met.total() for failure, count in met.items()}
