"""The Limits tab: each budget, from where it was learnt, what is left of it, and who spends it."""

from dataclasses import replace
from pathlib import Path

from spandeck.model.limits import Reading, Window
from spandeck.ui.screens.limits import LimitsScreen
from tests.ui.fakes import NOW_NS, FakeBudget, connected
from tests.ui.running import lines, press, running, text, to_paint

READING = Reading(
    "apidepth",
    "default",
    (Window(120, 60, "X-RateLimit"),),
    used=118,
    remaining=2,
    reset_s=41.0,
    waiting=3,
    sent=1540,
    throttled=2,
    retried=1,
    cached=903,
    waited_s=12.5,
    panes={"apidepth.slo": 40, "apidepth.slo-hours": 12},
    processes={4711: 90, 4712: 28},
)


class Told(FakeBudget):
    """A budget that says what a test gives it."""

    def __init__(self, *readings: Reading) -> None:
        super().__init__()
        self.told = readings

    def readings(self) -> tuple[Reading, ...]:
        return self.told


async def test_every_fact_of_a_budget_is_on_a_wide_screen(tmp_path: Path) -> None:
    sources = connected(budget=Told(READING))
    async with running(tmp_path, sources=sources, size=(240, 40)) as (app, pilot):
        await press(pilot, "6")
        assert isinstance(app.screen, LimitsScreen)
        screen = text(app)
        for fact in (
            "120·m",
            "X-RateLimit",
            "118",
            "41 s",
            "12.5 s",
            "1 540",
            "903",
            "apidepth.slo 40, apidepth.slo-hours 12",
            "pid 4711 90, pid 4712 28",
        ):
            assert fact in screen


async def test_a_narrow_screen_leaves_nothing_out(tmp_path: Path) -> None:
    sources = connected(budget=Told(READING))
    async with running(tmp_path, sources=sources, size=(80, 24)) as (app, pilot):
        await press(pilot, "6")
        screen = " ".join(text(app).split())
        for fact in ("learnt from X-RateLimit", "apidepth.slo 40", "pid 4711 90"):
            assert fact in screen


async def test_what_was_left_becomes_a_trend_with_its_lowest(tmp_path: Path) -> None:
    now, budget = [NOW_NS], Told(READING)
    sources = connected(budget=budget)
    async with running(tmp_path, sources=sources, clock=lambda: now[0]) as (app, pilot):
        await press(pilot, "6")
        budget.told = (replace(READING, used=20, remaining=100, waiting=0),)
        now[0] += 60_000_000_000
        assert isinstance(app.screen, LimitsScreen)
        app.screen.beat()
        await pilot.pause()
        [line] = [each for each in lines(app) if "left, last hour" in each]
        assert "lowest 2 of 120" in line
        assert "▁" in line


async def test_a_spent_budget_is_told_by_more_than_colour(tmp_path: Path) -> None:
    spent = replace(READING, used=120, remaining=0, blocked_s=12.0)
    sources = connected(budget=Told(spent))
    async with running(tmp_path, sources=sources, environ={"NO_COLOR": "1"}) as (app, pilot):
        await press(pilot, "6")
        assert "! 0" in text(app)
        assert "12 s" in text(app)


async def test_a_budget_that_nobody_stated_is_not_made_up(tmp_path: Path) -> None:
    unknown = Reading("apidepth", "default", (), used=4, remaining=None, reset_s=None, sent=4)
    sources = connected(budget=Told(unknown))
    async with running(tmp_path, sources=sources) as (app, pilot):
        await press(pilot, "6")
        [row] = [each for each in lines(app) if "apidepth  default" in " ".join(each.split(" "))]
        assert "—" in row
        assert "left, last hour" not in text(app)


async def test_an_unchanged_budget_paints_nothing(tmp_path: Path) -> None:
    sources = connected(budget=Told(READING))
    async with running(tmp_path, sources=sources, clock=lambda: NOW_NS) as (app, pilot):
        await press(pilot, "6")
        assert isinstance(app.screen, LimitsScreen)
        app.screen.beat()
        assert not to_paint(app)
