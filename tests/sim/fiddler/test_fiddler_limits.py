"""The budgets of the simulated Fiddler: windows by endpoint and token, told in policy strings."""

import httpx
import pytest

from spandeck.sim.budget import Allowance, Budget
from spandeck.sim.clock import SECOND
from spandeck.sim.fiddler import application
from spandeck.sim.fiddler.keys import keys
from spandeck.sim.fiddler.traffic import SEEDED
from spandeck.sim.world import World
from tests.sim.asking import Watch, client
from tests.sim.fiddler.calling import HOUR, PRODUCTION

TWO = {"read": (Allowance(3, 1), Allowance(5, 60))}


def test_all_windows_of_a_category_apply_at_once() -> None:
    budget = Budget(TWO)
    admitted = []
    for at_s in (0, 0, 0, 0, 1, 1, 1, 61):
        grant = budget.take("me", "read", at_s * SECOND)
        assert grant is not None
        admitted.append((grant.admitted, grant.seconds))
    first, second, third, over, fourth, fifth, spent, later = admitted
    assert all(told[0] for told in (first, second, third, fourth, fifth, later))
    assert over == (False, 1)
    assert spent == (False, 60)


def test_the_scarcest_window_is_told_about() -> None:
    budget = Budget(TWO)
    told = [budget.take("me", "read", at_s * SECOND) for at_s in (0, 2, 4, 6)]
    assert [(each.seconds, each.remaining) for each in told if each] == [
        (1, 2),
        (60, 3),
        (60, 2),
        (60, 1),
    ]


def test_endpoints_and_tokens_have_counters_of_their_own() -> None:
    budget = Budget({"read": Allowance(1, 60)})
    for token, endpoint in (("me", "a"), ("me", "b"), ("you", "a"), ("me", "")):
        grant = budget.take(token, "read", 0, endpoint)
        assert grant
        assert grant.admitted
    refused = budget.take("me", "read", 0, "a")
    assert refused
    assert not refused.admitted
    assert budget.take("me", "unknown", 0) is None


def asking(world: World, limits: float | None = 1.0) -> httpx.AsyncClient:
    return client(application(world, limits=limits), keys(7).world)


async def test_a_reader_is_stopped_after_thirty_in_a_second(world: World, watch: Watch) -> None:
    async with asking(world) as fiddler:
        answers = [await fiddler.get("/v3/projects") for _ in range(31)]
        assert [each.status_code for each in answers] == [200] * 30 + [429]
        assert answers[0].headers["X-RateLimit-Limit"] == "30 per 1 second"
        assert [each.headers["X-RateLimit-Remaining"] for each in answers[:2]] == ["29", "28"]
        assert "Retry-After" not in answers[0].headers
        refused = answers[-1]
        assert refused.headers["Retry-After"] == "1"
        assert int(refused.headers["X-RateLimit-Reset"]) == watch.now_ns // SECOND + 1
        assert refused.json()["error"]["errors"][0]["reason"] == "RateLimitExceeded"
        assert (await fiddler.get("/v3/applications")).status_code == 200
        watch.pass_by(1)
        assert (await fiddler.get("/v3/projects")).status_code == 200


async def test_the_minute_is_told_about_once_it_is_scarcer(world: World, watch: Watch) -> None:
    async with asking(world, limits=0.05) as fiddler:
        told = []
        for _ in range(52):
            answer = await fiddler.get("/v3/projects")
            told.append((answer.status_code, answer.headers["X-RateLimit-Limit"]))
            watch.pass_by(1)
    assert told[0] == (200, "2 per 1 second")
    assert told[40] == (200, "50 per 1 minute")
    assert told[50:] == [(429, "50 per 1 minute")] * 2


async def test_all_records_of_a_kind_share_one_counter(world: World) -> None:
    async with asking(world) as fiddler:
        ids = [each["id"] for each in (await fiddler.get("/v3/models")).json()["data"]["items"]]
        left = [
            (await fiddler.get(f"/v3/models/{each}")).headers["X-RateLimit-Remaining"]
            for each in ids[:3]
        ]
    assert left == ["29", "28", "27"]


@pytest.mark.parametrize(
    ("method", "path", "body", "policy"),
    [
        ("POST", "/v3/spans/query", {"application_id": PRODUCTION, **HOUR}, "10 per 1 second"),
        ("POST", "/v3/projects", {"name": "x"}, "10 per 1 second"),
        (
            "DELETE",
            "/v3/traces",
            {"application_id": PRODUCTION, "trace_ids": ["1" * 32]},
            "100 per 1 day",
        ),
        (
            "DELETE",
            "/v3/sessions",
            {"application_id": PRODUCTION, "session_ids": ["x"]},
            "100 per 1 day",
        ),
        ("DELETE", "/v3/events", {"model_id": SEEDED[0].id, "event_ids": ["x"]}, "30 per 1 day"),
        ("POST", "/v3/projects", {"name": 1}, "10 per 1 second"),
        ("PUT", "/v3/llm-gateway/providers/OpenAI", {}, "10 per 1 second"),
        ("POST", "/v3/spans/fields", {}, None),
        ("POST", "/v3/events", {}, None),
        ("POST", "/v3/queries", {}, None),
        ("POST", "/v3/evals/score", {}, None),
        ("POST", "/v3/files/upload", None, None),
        ("POST", "/v1/traces", None, None),
        ("GET", "/v3/nothing", None, None),
    ],
)
async def test_each_endpoint_tells_its_policy_or_none(
    world: World, watch: Watch, method: str, path: str, body: object, policy: str | None
) -> None:
    async with asking(world) as fiddler:
        for _ in range(25 if policy and "day" in policy and "100" in policy else 1):
            answer = await fiddler.request(method, path, json=body)
            watch.pass_by(1)
    assert answer.headers.get("X-RateLimit-Limit") == policy


async def test_a_days_deletions_end_after_thirty(world: World, watch: Watch) -> None:
    body = {"model_id": SEEDED[0].id, "event_ids": ["x"]}
    async with asking(world) as fiddler:
        for _ in range(30):
            assert (await fiddler.request("DELETE", "/v3/events", json=body)).status_code == 202
        watch.pass_by(3600)
        refused = await fiddler.request("DELETE", "/v3/events", json=body)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) == 86_400 - 3600


async def test_without_limits_nothing_is_told_of_any(world: World) -> None:
    async with asking(world, limits=None) as fiddler:
        answers = [await fiddler.get("/v3/projects") for _ in range(40)]
    assert {each.status_code for each in answers} == {200}
    assert not any(name.startswith("x-ratelimit") for name in answers[0].headers)
