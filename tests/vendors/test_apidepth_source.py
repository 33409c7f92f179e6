"""Apidepth's source: over its simulator, and over answers that are not as promised."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from spandeck.model.agreement import agreement, scope_of
from spandeck.model.errors import Limited, Missing, Refused, SourceError, Unreachable, Unreadable
from spandeck.model.page import Ask, Freshness
from spandeck.model.slo import burn, cells, tally, window
from spandeck.model.source import UpstreamSource
from spandeck.model.upstream import HOUR_NS, Between, Scope
from spandeck.sim.apidepth import application
from spandeck.sim.apidepth.keys import keys
from spandeck.sim.world import World
from spandeck.vendors.apidepth.source import ApidepthSource
from tests.sim.asking import NOW, Watch, client

DAY = Between(NOW - 24 * HOUR_NS, NOW)
CHAT = "/v1/chat/completions"
HOUR = {"event_count": 30, "error_count": 1, "total_count": 31}
REPORT = {
    "id": "a",
    "window_days": 30,
    "compliance_pct": 90.0,
    "total_buckets": 10,
    "breaching_hours": 1,
    "longest_breach_hours": 1,
    "days": [],
}
DEFINED = {
    "id": "a",
    "vendor": "openai",
    "endpoint": None,
    "metric": "p95",
    "threshold_ms": 2000,
    "env": "production",
    "default_window_days": 30,
}


@pytest.fixture(scope="module")
def app() -> Any:
    return application(World(7, "small", Watch()), limits=None)


@pytest.fixture
def story(app: Any) -> UpstreamSource:
    """The account that the story is about, just now."""
    return ApidepthSource(client(app, keys(7).world), clock=Watch())


@pytest.fixture
def empty(app: Any) -> UpstreamSource:
    """An account to which nothing was ever sent."""
    return ApidepthSource(client(app, keys(7).empty), clock=Watch())


class Answers:
    """A vendor that answers each path as a test says, and remembers what it was asked."""

    def __init__(self, **bodies: Any) -> None:
        self.bodies = {name.replace("_", "-"): body for name, body in bodies.items()}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.asks: list[Ask] = []
        self.source = ApidepthSource(
            httpx.AsyncClient(transport=httpx.MockTransport(self.answer), base_url="http://a"),
            clock=Watch(),
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.removeprefix("/v1/")
        self.asked.append((name, dict(request.url.params)))
        self.asks.append(request.extensions["ask"])
        body = self.bodies[name]
        return body if isinstance(body, httpx.Response) else httpx.Response(200, json=body)


def hour(at: str = "2026-11-21T13:00:00Z", **changed: Any) -> dict[str, Any]:
    return {"bucket": at, "p50": 1.0, "p95": 2.0, "p99": 3.0, **HOUR, **changed}


async def test_the_throttled_provider_and_its_quota_are_plain_to_see(story: UpstreamSource) -> None:
    found = (await story.throttled(DAY)).value
    assert found[0].vendor == "openai"
    assert found[0].top_endpoint == CHAT
    detail = (await story.rate_limits("openai", DAY)).value
    assert detail.count == sum(count for _, count in detail.hours) == found[0].count
    assert detail.trend_pct is not None
    assert detail.trend_pct > 50
    assert detail.burn_down is not None
    assert detail.burn_down.risk in ("high", "medium")
    assert detail.burn_down.limit
    assert detail.burn_down.reset_ns


async def test_the_providers_endpoints_and_environments_are_named(story: UpstreamSource) -> None:
    assert {"openai", "anthropic"} <= set((await story.providers()).value)
    assert CHAT in (await story.endpoints("openai")).value
    assert (await story.endpoints("nobody")).value == ()
    assert (await story.environments()).value == ("development", "production", "staging")
    assert "/v1/moderations" in (await story.endpoints("openai", "staging")).value
    assert "/v1/moderations" not in (await story.endpoints("openai", "production")).value


async def test_latency_leaves_the_fleet(story: UpstreamSource) -> None:
    ours = (await story.latency("openai", DAY)).value
    fleet = (await story.fleet("openai", DAY)).value
    assert [each.hour_ns for each in ours] == [each.hour_ns for each in fleet]
    assert len(ours) == 25  # of the first hour and of this one there is only a part in the range
    assert ours[-1].p95 is not None
    assert fleet[-1].p95 is not None
    assert ours[-1].p95 > 1.5 * fleet[-1].p95
    assert fleet[-1].contributors > 1


async def test_part_of_the_calls_can_be_asked_for(story: UpstreamSource) -> None:
    whole = (await story.latency("openai", DAY)).value
    for scope in (Scope(CHAT), Scope(environment="staging"), Scope(CHAT, "staging")):
        part = (await story.latency("openai", DAY, scope)).value
        assert 0 < sum(each.total_count for each in part) < sum(each.total_count for each in whole)
    assert (await story.throttled(DAY, "staging")).value != (await story.throttled(DAY)).value


async def test_scores_models_status_and_maintenance_are_read(story: UpstreamSource) -> None:
    health = (await story.health()).value
    assert 0 < (health.aggregate or 0) <= 100
    scores = {each.vendor: each.score for each in health.scores if each.score is not None}
    assert min(scores, key=scores.__getitem__) == "openai"
    models = (await story.models()).value
    assert {each.deprecation for each in models} == {"active", "deprecated", "sunset"}
    assert any(each.successor and each.sunset_on for each in models)
    status = (await story.status()).value
    assert (status.status, len(status.days)) == ("operational", 90)
    assert status.incidents[0].started_ns > status.incidents[-1].started_ns
    windows = (await story.maintenance()).value
    assert [each.vendor for each in windows if each.active] == ["twilio"]
    assert any(each.starts_ns > NOW for each in windows)


async def test_every_objective_agrees_with_its_hours(story: UpstreamSource) -> None:
    found = await story.objectives()
    assert len({each.environment for each in found.value}) == 2
    for each in found.value:
        between = window(each.window_days, NOW)
        hours = await story.latency(each.vendor, between, scope_of(each))
        judged = cells(hours.value, each, between)
        told = tally(judged)
        assert agreement(each, judged).whole, each
        assert (told.hours, told.breaching) == (each.hours, each.breaching)
        assert told.compliance_pct == each.compliance_pct
        assert told.longest_breach == each.longest_breach


async def test_one_objective_burns_and_one_cannot_be_judged(story: UpstreamSource) -> None:
    found = (await story.objectives()).value
    burning = next(each for each in found if each.endpoint == CHAT)
    between = window(burning.window_days, NOW)
    hours = await story.latency("openai", between, scope_of(burning))
    assert (burn(cells(hours.value, burning, between), 6).rate or 0) > 10
    assert [each.vendor for each in found if each.compliance_pct is None] == ["github"]


async def test_objectives_narrow_to_a_provider_an_environment_and_a_window(
    story: UpstreamSource,
) -> None:
    found = (await story.objectives(60, "openai", "staging")).value
    assert [(each.vendor, each.environment, each.window_days) for each in found] == [
        ("openai", "staging", 60)
    ]


async def test_an_empty_account_has_nothing_and_says_so(empty: UpstreamSource) -> None:
    assert (await empty.providers()).value == ()
    assert (await empty.objectives()).value == ()
    assert (await empty.latency("openai", DAY)).value == ()
    limits = (await empty.rate_limits("openai", DAY)).value
    assert (limits.count, limits.trend_pct, limits.top_endpoint) == (0, None, None)
    assert limits.burn_down is None
    assert (await empty.health()).value.aggregate is None
    status = (await empty.status()).value
    assert status.status == "unknown"
    nothing = (status.checked_ns, status.response_ms, status.uptime_30d, status.uptime_90d)
    assert nothing == (None,) * 4


async def test_every_null_that_the_contract_allows_is_read_as_none() -> None:
    quota = {"rl_remaining": 9, "rl_limit": None, "rl_reset_at": None, "burn_rate_per_min": 0.0}
    model = {"vendor": "a", "model_name": "m", "endpoint": "/", "call_count": 1}
    nulls = {"deprecated_at": None, "sunset_at": None, "successor": None}
    subs = {f"{each}_sub": None for each in ("latency", "error", "rate", "status")}
    answers = Answers(
        latency={"buckets": [hour(p50=None, p95=None, p99=None, event_count=0)]},
        rate_limits={
            "total_429s": 0,
            "trend_pct": None,
            "top_endpoint": None,
            "buckets": [],
            "burn_down": {**quota, "minutes_to_throttle": None, "risk": None},
        },
        model_usage={"models": [{**model, "deprecation_status": "retired", **nulls}]},
        health_scores={
            "scores": [{"vendor": "a", "score": None, **subs, "call_volume": 0}],
            "aggregate": None,
        },
        slo={"slos": [DEFINED]},
        sla={"slos": [{**REPORT, "compliance_pct": None}]},
        status={
            "status": "wobbly",
            "days": [{"date": "2026-11-20", "total": 0, "up_count": 0, "uptime_pct": None}],
            "incidents": None,
        },
    )
    source = answers.source
    [found] = (await source.latency("a", DAY)).value
    assert (found.p50, found.p95, found.p99) == (None, None, None)
    limits = (await source.rate_limits("a", DAY)).value
    assert (limits.trend_pct, limits.top_endpoint) == (None, None)
    assert limits.burn_down is not None
    burning = limits.burn_down
    assert (burning.limit, burning.reset_ns, burning.minutes, burning.risk) == (None,) * 4
    [used] = (await source.models()).value
    assert used.deprecation == "retired"
    assert (used.deprecated_on, used.sunset_on, used.successor) == (None,) * 3
    health = (await source.health()).value
    score = health.scores[0]
    parts = (score.score, score.latency, score.errors, score.rate, score.status)
    assert parts == (None,) * 5
    assert health.aggregate is None
    [kept] = (await source.objectives()).value
    assert (kept.compliance_pct, kept.endpoint) == (None, None)
    status = (await source.status()).value
    assert status.status == "wobbly"
    assert status.days[0].uptime_pct is None


async def test_a_bad_row_hides_no_other() -> None:
    answers = Answers(
        latency={"buckets": [hour(), hour("soon"), hour(p50="fast"), "14:00", hour()]},
        vendors={"vendors": ["openai", 7, "", "openai", None, "stripe"]},
    )
    found = await answers.source.latency("openai", DAY)
    assert len(found.value) == 1
    assert [json.loads(each) for each in found.bad] == [
        hour("soon"),
        hour(p50="fast"),
        "14:00",
        hour(),  # a second account of the same hour
    ]
    names = await answers.source.providers()
    assert names.value == ("openai", "stripe")
    assert names.bad == ("7", '""', "null")


async def test_hours_come_oldest_first_whatever_their_order() -> None:
    answers = Answers(latency={"buckets": [hour(), hour("2026-11-21T11:00:00+00:00")]})
    first, second = (await answers.source.latency("openai", DAY)).value
    assert second.hour_ns - first.hour_ns == 2 * HOUR_NS


async def test_what_a_row_says_besides_is_no_reason_to_refuse_it() -> None:
    answers = Answers(
        maintenance_windows={
            "windows": [
                {
                    "id": "w",
                    "vendor": "a",
                    "label": "\x1b[31mred",
                    "starts_at": "2026-11-21T10:00:00+02:00",
                    "ends_at": "2026-11-21T11:00:00Z",
                    "colour": "blue",
                }
            ]
        }
    )
    [found] = (await answers.source.maintenance()).value
    assert found.label == "␛[31mred"
    assert found.ends_ns - found.starts_ns == 3 * HOUR_NS
    assert not found.active


async def test_a_percentile_that_nobody_knows_is_kept() -> None:
    answers = Answers(slo={"slos": [{**DEFINED, "metric": "p90"}]}, sla={"slos": [REPORT]})
    [found] = (await answers.source.objectives()).value
    assert found.metric == "p90"


async def test_an_objective_without_a_report_yet_is_there() -> None:
    days = [{"date": "2026-11-20", "status": "met", "total_hours": 1, "breaching_hours": 0}, 5]
    answers = Answers(
        slo={"slos": [DEFINED, {**DEFINED, "id": "b", "default_window_days": 60}]},
        sla={"slos": [{**REPORT, "days": days}]},
    )
    found = await answers.source.objectives()
    assert [(each.id, each.window_days, each.compliance_pct) for each in found.value] == [
        ("a", 30, 90.0),
        ("b", 60, None),
    ]
    assert [each.date for each in found.value[0].days] == ["2026-11-20"]
    assert found.bad == ("5",)


async def test_one_report_is_asked_for_each_environment_and_none_for_no_objective() -> None:
    answers = Answers(
        slo={"slos": [DEFINED, {**DEFINED, "id": "b", "env": "staging"}]}, sla={"slos": [REPORT]}
    )
    await answers.source.objectives(90, "openai")
    assert answers.asked == [
        ("slo", {}),
        ("sla", {"env": "production", "vendor": "openai", "window": "90"}),
        ("sla", {"env": "staging", "vendor": "openai", "window": "90"}),
    ]
    answers.asked.clear()
    await answers.source.objectives(provider="nobody")
    assert answers.asked == [("slo", {})]


async def test_ranges_are_asked_for_in_whole_hours_and_open_while_they_last() -> None:
    answers = Answers(latency={"buckets": []}, fleet_benchmarks={"buckets": []})
    await answers.source.latency("a", DAY)
    await answers.source.latency("a", Between(NOW - 24 * HOUR_NS + 60 * 10**9, NOW + 5 * 10**9))
    now = {"vendor": "a", "from": "2026-11-20T14:00:00.000000Z"}
    assert answers.asked == [("latency", now)] * 2  # a minute later it is the same request
    await answers.source.fleet("a", Between(NOW - 3 * HOUR_NS, NOW - 2 * HOUR_NS), CHAT)
    past = {"from": "2026-11-21T11:00:00.000000Z", "to": "2026-11-21T13:00:00.000000Z"}
    assert answers.asked[-1] == (
        "fleet-benchmarks",
        {"vendor": "a", "endpoint": CHAT, **past},
    )


Question = Callable[[UpstreamSource, Ask], Any]
QUESTIONS: Mapping[str, Question] = {
    "vendors": lambda source, ask: source.providers(ask=ask),
    "endpoints": lambda source, ask: source.endpoints("a", ask=ask),
    "environments": lambda source, ask: source.environments(ask=ask),
    "latency": lambda source, ask: source.latency("a", DAY, ask=ask),
    "fleet-benchmarks": lambda source, ask: source.fleet("a", DAY, ask=ask),
    "rate-limits": lambda source, ask: source.throttled(DAY, ask=ask),
    "rate-limits of one": lambda source, ask: source.rate_limits("a", DAY, ask=ask),
    "model-usage": lambda source, ask: source.models(ask=ask),
    "health-scores": lambda source, ask: source.health(ask=ask),
    "status": lambda source, ask: source.status(ask=ask),
    "maintenance-windows": lambda source, ask: source.maintenance(ask=ask),
    "slo": lambda source, ask: source.objectives(ask=ask),
}


@pytest.mark.parametrize("name", QUESTIONS)
async def test_every_question_hands_on_how_it_is_asked(name: str, app: Any) -> None:
    asks: list[Ask] = []

    async def note(request: httpx.Request) -> None:
        asks.append(request.extensions["ask"])

    asking = client(app, keys(7).world)
    asking.event_hooks = {"request": [note]}
    ask = Ask(freshness=Freshness.RELOAD, pane="apidepth.test")
    found = await QUESTIONS[name](ApidepthSource(asking, clock=Watch()), ask)
    assert set(asks) == {ask}
    assert not found.cached
    assert found.bad == ()


FAILURES: list[tuple[httpx.Response, type[SourceError]]] = [
    (httpx.Response(401, json={"error": {"code": "x", "message": "Invalid API key"}}), Refused),
    (httpx.Response(422, json={"error": {"message": "no", "field": "from"}}), Refused),
    (httpx.Response(404, json={}), Missing),
    (httpx.Response(429, headers={"retry-after": "7"}), Limited),
    (httpx.Response(503), Unreachable),
    (httpx.Response(200, html="<p>"), Unreadable),
    (httpx.Response(200, json={"other": 1}), Unreadable),
    (httpx.Response(200, json=[1]), Unreadable),
    (httpx.Response(200, text="{", headers={"content-type": "application/json"}), Unreadable),
]


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize(("answer", "error"), FAILURES)
async def test_every_question_fails_by_one_of_the_five_errors(
    name: str, answer: httpx.Response, error: type[SourceError]
) -> None:
    answers = Answers(**{name.split(maxsplit=1)[0]: answer})
    with pytest.raises(error) as raised:
        await QUESTIONS[name](answers.source, Ask())
    assert raised.value.vendor == "Apidepth"
    if isinstance(raised.value, Limited):
        assert raised.value.wait_s == 7
