"""Latency on screen: ours against everyone's, in words; a provider opened shows its endpoints."""

from dataclasses import replace
from pathlib import Path

from spandeck.model.errors import Unreachable
from spandeck.model.upstream import HOUR_NS, LatencyHour
from tests.ui.running import lines, notices, press, text
from tests.ui.upstream import THIS_HOUR_NS, FakeUpstream, fleet, hours
from tests.ui.watching import calm, painted, resized, view, watching


async def test_who_is_slow_alone_stands_first_and_is_told_in_words(tmp_path: Path) -> None:
    async with watching(tmp_path, at="latency") as (app, _):
        assert lines(app)[3].startswith("▌ openai")
        assert "✗ ours alone" in lines(app)[3]
        assert "ours alone: p95 3.7 s against a fleet p95 of 468 ms (8.0×)" in painted(app)
        for series in ("p50", "p95", "p99", "fleet p50", "fleet p95"):
            assert series in painted(app)
        assert "120 calls, 118 timed, 7 failed" in painted(app)
        assert "✓ alike" in lines(app)[4]


async def test_what_is_slow_for_all_is_not_ours(tmp_path: Path) -> None:
    slow = tuple(replace(each, p50=1440.0, p95=3744.0) for each in fleet()[-1:])
    fake = FakeUpstream(
        measured={"openai": hours(slow=1)}, everyone={"openai": (*fleet()[:-1], *slow)}
    )
    async with watching(tmp_path, fake, at="latency") as (app, _):
        assert "! everyone's: p95 3.7 s against a fleet p95 of 3.7 s (1.0×)" in painted(app)


async def test_the_words_follow_the_time_cursor(tmp_path: Path) -> None:
    fake = FakeUpstream(measured={"openai": hours(slow=2)})
    async with watching(tmp_path, fake, at="latency") as (app, pilot):
        await press(pilot, "h", "h", "h")
        assert view(app).point_ns == THIS_HOUR_NS - 2 * HOUR_NS
        assert "21 Sep 12:00  ✓ as for everyone" in painted(app)


async def test_every_unknown_of_an_hour_has_its_own_words(tmp_path: Path) -> None:
    empty = LatencyHour(THIS_HOUR_NS, None, None, None, 0, 3, 3)
    fake = FakeUpstream(names=("openai", "quiet"), measured={"openai": (empty,)}, everyone={})
    async with watching(tmp_path, fake, at="latency") as (app, pilot):
        assert "none timed" in text(app)
        assert "untimed" in text(app)
        assert "no call with a latency in this hour" in painted(app)
        await press(pilot, "j")
        assert "No call was made in this range." in painted(app)
        assert "no calls" in lines(app)[4]


async def test_a_provider_without_a_fleet_says_so(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(everyone={}), at="latency") as (app, _):
        assert "no fleet" in lines(app)[3]
        assert "the fleet has no numbers for it" in painted(app)


async def test_a_fleet_of_one_is_compared_with_nobody(tmp_path: Path) -> None:
    alone = tuple(replace(each, contributors=1) for each in fleet())
    async with watching(tmp_path, FakeUpstream(everyone={"openai": alone}), at="latency") as (
        app,
        pilot,
    ):
        await press(pilot, ":", *"provider openai", "enter")
        assert "the fleet is one customer, perhaps ourselves" in painted(app)


async def test_enter_lists_the_endpoints_and_esc_comes_back(tmp_path: Path) -> None:
    fake = FakeUpstream()
    async with watching(tmp_path, fake, at="latency") as (app, pilot):
        await press(pilot, "enter")
        await calm(pilot)
        assert "openai ▸ endpoint" in lines(app)[2]
        assert lines(app)[3].startswith("▌ all endpoints")
        assert [each.endpoint for each in view(app).board.rows] == [
            None,
            "/v1/chat/completions",
            "/v1/embeddings",
        ]
        assert "openai: 2 endpoints" in lines(app)[-2]
        asked = [scope.endpoint for method, scope in fake.scopes if method == "latency"][-3:]
        assert asked == [None, "/v1/chat/completions", "/v1/embeddings"]
        await press(pilot, "j")
        made = dict(view(app).copies())
        assert made["command, the picture"].endswith("openai --endpoint /v1/chat/completions")
        await press(pilot, "enter")
        assert type(app.screen.focused).__name__ == "Chart"
        await press(pilot, "escape", "escape")
        await calm(pilot)
        assert [each.provider for each in view(app).board.rows][:2] == ["openai", "anthropic"]


async def test_bad_hours_are_walked_and_the_end_is_said(tmp_path: Path) -> None:
    fake = FakeUpstream(measured={"openai": hours(slow=2), "anthropic": hours(slow=0)})
    calm_hours = tuple(replace(each, error_count=0) for each in hours(slow=2))
    fake.measured["openai"] = calm_hours
    async with watching(tmp_path, fake, at="latency") as (app, pilot):
        await press(pilot, "E")
        assert view(app).point_ns == THIS_HOUR_NS - HOUR_NS
        await press(pilot, "E")
        assert "No bad hour before this one." in notices(app)
        await press(pilot, "e")
        assert view(app).point_ns == THIS_HOUR_NS


async def test_what_cannot_be_asked_leaves_the_rest_as_it_was(tmp_path: Path) -> None:
    fake = FakeUpstream()
    async with watching(tmp_path, fake, at="latency") as (app, pilot):
        fake.fails = Unreachable("Apidepth", "no answer")
        await press(pilot, "ctrl+r")
        await calm(pilot)
        assert "Apidepth: no answer" in text(app)
        assert "✗ ours alone" in lines(app)[4]


async def test_hours_are_exported_beside_the_fleets(tmp_path: Path) -> None:
    async with watching(tmp_path, at="latency") as (app, _):
        newest = view(app).records()[-1]
        assert newest["provider"] == "openai"
        assert newest["p95"] == 8 * newest["fleet_p95"]


async def test_it_fits_every_terminal(tmp_path: Path) -> None:
    async with watching(tmp_path, at="latency") as (app, pilot):
        for width, height in ((60, 15), (80, 24), (200, 50)):
            await resized(pilot, width, height)
            assert "ours alone" in lines(app)[3]
            assert "p95" in painted(app)
