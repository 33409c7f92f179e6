"""The budget as the simulator enforces it, and the ledger that shows who kept to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.sim.budget import Allowance, Budget
from spandeck.sim.clock import SECOND
from spandeck.sim.ledger import Arrival, Ledger
from spandeck.sim.options import BadOption, factor
from spandeck.sim.risicare import application
from spandeck.sim.risicare.keys import Keys
from spandeck.sim.world import World
from tests.sim.asking import NOW, Watch, client


async def test_exactly_the_stated_number_of_requests_is_admitted(
    world: World, tokens: Keys
) -> None:
    app = application(world)
    async with client(app, tokens.world) as asking:
        for left in range(999, -1, -1):
            answer = await asking.get("/api/v1/projects")
            assert answer.status_code == 200
            assert answer.headers["x-ratelimit-limit"] == "1000"
            assert answer.headers["x-ratelimit-remaining"] == str(left)
        refused = await asking.get("/api/v1/projects")
        assert refused.status_code == 429
        assert refused.json()["error"]["code"] == "rate_limited"
        assert refused.headers["x-ratelimit-remaining"] == "0"
        assert refused.headers["retry-after"] == "60"
    async with client(app, tokens.empty) as another:
        assert (await another.get("/api/v1/projects")).status_code == 200


async def test_the_budget_returns_when_the_headers_say(
    world: World, tokens: Keys, watch: Watch
) -> None:
    watch.pass_by(0.25)
    async with client(application(world, limits=0.002), tokens.world) as asking:
        for _ in range(2):
            first = await asking.get("/api/v1/projects")
        reset_ns = int(first.headers["x-ratelimit-reset"]) * SECOND
        watch.now_ns = reset_ns - 1
        refused = await asking.get("/api/v1/projects")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        watch.now_ns = reset_ns
        answer = await asking.get("/api/v1/projects")
        assert (answer.status_code, answer.headers["x-ratelimit-remaining"]) == (200, "1")


async def test_every_answer_to_a_key_says_how_the_budget_stands(world: World, tokens: Keys) -> None:
    app = application(world)
    for token in (tokens.world, "rsk-unknown"):
        async with client(app, token) as asking:
            for path in ("/api/v1/traces", "/api/v1/traces/none", "/nothing", "/v1/spans"):
                answer = await asking.get(path)
                assert {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"} <= set(
                    answer.headers
                )
                assert "retry-after" not in answer.headers


async def test_sending_telemetry_and_health_leave_the_readers_budget_alone(
    world: World, tokens: Keys
) -> None:
    async with client(application(world, limits=0.001), tokens.world) as asking:
        for _ in range(20):
            sent = await asking.post("/v1/spans/batch", json={"spans": []})
            assert (sent.status_code, sent.headers["x-ratelimit-limit"]) == (200, "100")
            assert "x-ratelimit-limit" not in (await asking.get("/health")).headers
        assert (await asking.get("/api/v1/projects")).status_code == 200
        assert (await asking.get("/api/v1/projects")).status_code == 429


async def test_without_limits_nothing_is_said_about_them(world: World, tokens: Keys) -> None:
    async with client(application(world, limits=None), tokens.world) as asking:
        assert "x-ratelimit-limit" not in (await asking.get("/api/v1/projects")).headers


@given(st.lists(st.integers(0, 30 * SECOND), max_size=60), st.integers(1, 5), st.integers(1, 9))
def test_no_window_ever_admits_more_than_its_limit(
    gaps: list[int], limit: int, seconds: int
) -> None:
    budget, now_ns = Budget({"default": Allowance(limit, seconds)}), NOW
    admitted: dict[int, int] = {}
    for gap in gaps:
        now_ns += gap
        grant = budget.take("key", "default", now_ns)
        assert grant is not None
        assert grant.reset_s * SECOND > now_ns
        admitted[grant.reset_s] = admitted.get(grant.reset_s, 0) + grant.admitted
        assert grant.remaining == limit - admitted[grant.reset_s]
    assert all(count <= limit for count in admitted.values())


@pytest.mark.parametrize(
    ("text", "meant"), [("default", 1.0), ("off", None), ("0.05x", 0.05), ("3x", 3.0), (".5x", 0.5)]
)
def test_limits_are_the_default_off_or_a_factor(text: str, meant: float | None) -> None:
    assert factor(text) == meant


@pytest.mark.parametrize("text", ["", "x", "0x", "-1x", "3", "1e3x", "on"])
def test_other_limits_are_refused_by_showing_them(text: str) -> None:
    with pytest.raises(BadOption, match=repr(text)):
        factor(text)


async def test_the_ledger_has_every_arrival_and_no_key_but_the_simulators(
    world: World, tokens: Keys
) -> None:
    app = application(world, limits=0.001)
    async with client(app, tokens.world) as asking, client(app, "rsk-live-secret") as stranger:
        await asking.get("/api/v1/traces?limit=3")
        await asking.delete("/api/v1/traces/none")
        await stranger.get("/api/v1/traces")
        shown = (await stranger.get("/-/ledger")).json()["arrivals"]
        assert (await stranger.get("/-/ledger")).json()["arrivals"] == shown
    assert [(each["token"], each["method"], each["status"]) for each in shown] == [
        (tokens.world, "GET", 200),
        (tokens.world, "DELETE", 429),
        ("unknown", "GET", 401),
    ]
    assert {each["at_ns"] for each in shown} == {NOW}
    assert app.state.ledger.most(1) == 3
    assert app.state.ledger.most(1, tokens.world) == 2


@given(st.lists(st.integers(0, 100), max_size=40), st.integers(1, 50))
def test_the_fullest_window_is_found(seconds: list[int], width: int) -> None:
    ledger = Ledger()
    for at in seconds:
        ledger.arrivals.append(Arrival(at * SECOND, "key", "GET", "/api/v1/traces"))
    windows = (sum(first <= at < first + width for at in seconds) for first in seconds)
    assert ledger.most(width, "key") == max(windows, default=0)
    assert ledger.most(width, "another key") == ledger.most(width, prefix="/v1/") == 0
