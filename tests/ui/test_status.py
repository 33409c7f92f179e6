"""The watcher's own status on screen: ninety days, incidents, and words where nothing is known."""

from dataclasses import replace
from pathlib import Path

from spandeck.model.errors import Unreachable
from spandeck.model.upstream import CollectorStatus
from tests.ui.running import lines, press, text
from tests.ui.upstream import NOW_NS, STATUS, FakeUpstream
from tests.ui.watching import resized, watching

NEVER = CollectorStatus("unknown", None, None, None, None, (), ())


async def test_ninety_days_and_their_incidents_are_one_picture(tmp_path: Path) -> None:
    calm = replace(STATUS.days[-1], up=1440, uptime_pct=100.0)
    fake = FakeUpstream(stands=replace(STATUS, days=(*STATUS.days[:-1], calm)))
    async with watching(tmp_path, fake, at="status") as (app, _):
        screen = text(app)
        assert "✓ operational: checked 21 Sep 14:13" in screen
        assert "up 99.95 % of 30 days" in screen
        strip = lines(app)[4].strip()
        assert strip == "▂" * 89 + "█"
        assert "▲" in lines(app)[5]
        assert "✗ 18 Sep 06:13" in screen
        assert "1 incident · just read" in lines(app)[-2]


async def test_a_watcher_that_was_never_checked_says_so(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(stands=NEVER), at="status") as (app, _):
        screen = text(app)
        assert "? unknown: never checked" in screen
        assert "?" * 90 in screen
        assert "no incident" in lines(app)[-2]


async def test_an_answer_that_was_not_timed_and_not_measured_has_its_own_words(
    tmp_path: Path,
) -> None:
    stands = replace(STATUS, response_ms=None, uptime_30d=None)
    async with watching(tmp_path, FakeUpstream(stands=stands), at="status") as (app, _):
        assert "its answer was not timed" in text(app)
        assert "30 days not measured" in text(app)


async def test_as_many_days_as_fit_are_shown(tmp_path: Path) -> None:
    async with watching(tmp_path, at="status", size=(80, 24)) as (app, pilot):
        assert max(line.count("█") + line.count("▂") for line in lines(app)) <= 78
        await resized(pilot, 120, 34)
        assert len(lines(app)[4].strip()) == 90


async def test_what_was_known_stays_when_no_answer_comes(tmp_path: Path) -> None:
    fake = FakeUpstream()
    async with watching(tmp_path, fake, at="status") as (app, pilot):
        fake.fails = Unreachable("Apidepth", "no answer in 10 s")
        await press(pilot, "r")
        assert "no answer in 10 s" in text(app)
        assert "✓ operational" in text(app)


async def test_nothing_of_it_is_asked_again_for_another_range(tmp_path: Path) -> None:
    fake = FakeUpstream()
    async with watching(tmp_path, fake, at="status") as (app, pilot):
        asked = fake.asked["status"]
        app.range_s = 3600.0
        await pilot.pause()
        assert fake.asked["status"] == asked


async def test_the_moment_it_was_checked_is_told_in_the_readers_zone(tmp_path: Path) -> None:
    async with watching(tmp_path, at="status", clock=lambda: NOW_NS) as (app, pilot):
        from zoneinfo import ZoneInfo

        app.zone = ZoneInfo("Asia/Kolkata")
        await pilot.pause()
        assert "checked 21 Sep 19:43" in text(app)
