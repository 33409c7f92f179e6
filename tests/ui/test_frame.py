"""The frame: tabs, header, keys, ranges, zones and what is said while nothing is connected."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import OptionList

from spandeck.model.errors import Unreachable
from spandeck.model.limits import Reading, Window
from spandeck.model.source import Sources
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.chooser import Chooser
from spandeck.ui.screens.frame import FrameScreen
from tests.ui.fakes import NOW_NS, FakeBudget, FakeSource, connected, profile
from tests.ui.running import lines, notices, press, running, settled, text, to_paint

SIZES = [(80, 24), (120, 34), (200, 50)]


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_has_tabs_a_band_the_clock_and_the_keys(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with running(tmp_path, size=size) as (app, _):
        shown = lines(app)
        assert " DEMO " in shown[0]
        for title in ("1 Deck", "2 Fiddler", "3 Risicare", "4 Arize", "5 Apidepth", "6 Limits"):
            assert title in shown[0]
        assert "6 h" in shown[0]
        assert "R 950/1000·m" in shown[-2]
        assert shown[-1].endswith("? keys  : command")


async def test_number_keys_go_to_the_tabs(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "6")
        assert app.current_mode == "limits"
        await press(pilot, "4")
        assert app.current_mode == "arize"
        await press(pilot, "1")
        assert app.current_mode == "deck"


async def test_a_tab_is_reached_with_the_mouse(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await pilot.click("Header", offset=(lines(app)[0].index("6 Limits") + 3, 0))
        await settled(pilot)
        assert app.current_mode == "limits"


async def test_a_vendor_that_is_not_connected_says_what_is_needed(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "4")
        assert "Arize is not connected" in text(app)
        assert "SPANDECK_ARIZE_TOKEN" in text(app)


async def test_the_first_frame_does_not_wait_for_the_sources(tmp_path: Path) -> None:
    release = asyncio.Event()

    async def slow() -> Sources:
        await release.wait()
        return connected()

    app = Spandeck(profile(tmp_path), slow, environ={})
    async with app.run_test(size=(120, 34)) as pilot:
        await pilot.pause()
        assert "Risicare  … asking" in text(app)
        release.set()
        while "Risicare  newest" not in text(app):
            await pilot.pause()


async def test_sources_that_cannot_be_opened_leave_a_sentence_and_a_living_frame(
    tmp_path: Path,
) -> None:
    async def failing() -> Sources:
        raise Unreachable("Risicare", "nobody listens on port 9")

    app = Spandeck(profile(tmp_path), failing, environ={})
    async with app.run_test(size=(120, 34), notifications=True) as pilot:
        await settled(pilot)
        assert any("nobody listens on port 9" in each for each in notices(app))
        await press(pilot, "6")
        assert app.current_mode == "limits"


async def test_the_deck_tells_each_vendors_standing(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, _):
        shown = text(app)
        assert "Risicare" in shown
        assert "Risicare  newest" in shown
        assert "950/1000·m" in shown
        assert "not connected" in shown


async def test_the_deck_says_why_a_vendor_does_not_answer_and_asks_again(tmp_path: Path) -> None:
    source = FakeSource(fails=Unreachable("Risicare", "no answer for 10 s"))
    async with running(tmp_path, sources=connected(source)) as (app, pilot):
        assert "no answer for 10 s" in text(app)
        source.fails = None
        await press(pilot, "r")
        assert "Risicare  newest" in text(app)
        assert "no answer for 10 s" not in text(app)


HOSTILE = "[/bold] [@click=app.quit]press[/] ‹U+202E›"


async def test_what_others_wrote_is_text_wherever_it_is_shown(tmp_path: Path) -> None:
    source = FakeSource(fails=Unreachable("Risicare", HOSTILE))
    sources = replace(connected(source), notices=(HOSTILE,))
    absent = {"arize": HOSTILE}
    async with running(tmp_path, sources=sources, absent=absent, size=(200, 50)) as (app, pilot):
        assert text(app).count(HOSTILE) >= 3
        row = next(y for y, line in enumerate(lines(app)) if HOSTILE in line)
        await pilot.click(offset=(lines(app)[row].index("press") + 2, row))
        await press(pilot, "4")
        row = next(y for y, line in enumerate(lines(app)) if HOSTILE in line)
        await pilot.click(offset=(lines(app)[row].index("press") + 2, row))
        await settled(pilot)
        assert not app._exit


async def test_the_deck_shows_what_went_wrong_while_opening(tmp_path: Path) -> None:
    sources = Sources({}, FakeBudget(), notices=("The cache could not be read; living without.",))
    async with running(tmp_path, sources=sources) as (app, _):
        assert "! The cache could not be read" in text(app)


async def test_the_limits_tab_tells_policy_use_and_reset(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "6")
        shown = text(app)
        assert "1000·m" in shown
        assert "950" in shown
        assert "41" in shown


async def test_a_block_is_counted_down_in_the_status_line(tmp_path: Path) -> None:
    blocked = Reading("risicare", "default", (Window(10, 60.0),), 10, 0, 12.0, blocked_s=11.2)
    async with running(tmp_path, sources=connected(budget=FakeBudget((blocked,)))) as (app, _):
        assert "R ! wait 12 s" in lines(app)[-2]


async def test_budgets_without_a_request_say_so(tmp_path: Path) -> None:
    async with running(tmp_path, sources=connected(budget=FakeBudget(()))) as (app, pilot):
        await press(pilot, "6")
        assert "No request was sent yet" in text(app)


async def test_a_production_profile_is_named_in_words(tmp_path: Path) -> None:
    async with running(tmp_path, name="eu", production=True, demo=False) as (app, _):
        assert " PRODUCTION eu  READ ONLY" in lines(app)[0]


async def test_a_profile_that_writes_says_so(tmp_path: Path) -> None:
    async with running(tmp_path, size=(80, 24), name="staging", demo=False, writes=True) as (
        app,
        _,
    ):
        assert " staging  WRITES" in lines(app)[0]


async def test_t_chooses_how_far_back_every_tab_looks(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "t", "down", "enter")
        assert app.range_s == 3600
        assert "last 1 h" in lines(app)[0]
        await press(pilot, "6")
        assert "last 1 h" in lines(app)[0]


async def test_another_range_is_typed(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "t", "end", "enter")
        assert lines(app)[-1].endswith(":since")
        await press(pilot, "3", "6", "h", "enter")
        assert app.range_s == 36 * 3600


async def test_u_turns_to_the_local_zone_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    async with running(tmp_path) as (app, pilot):
        assert lines(app)[0].endswith("UTC")
        await press(pilot, "u")
        assert lines(app)[0].endswith("IST")
        await press(pilot, "u")
        assert lines(app)[0].endswith("UTC")


async def test_a_theme_is_chosen_and_kept_on_every_tab(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "T")
        chooser = app.screen
        assert isinstance(chooser, Chooser)
        names = [choice.value for choice in chooser.choices]
        assert {"dark", "light", "high-contrast", "ansi"} <= set(names)
        chooser.query_one(OptionList).highlighted = names.index("light")
        await press(pilot, "enter")
        assert app.theme == "light"


async def test_q_at_the_root_asks_and_q_again_leaves(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "q")
        assert "Leave spandeck?" in text(app)
        await press(pilot, "escape")
        assert app.is_running
        assert not app._exit
        await press(pilot, "q", "q")
        assert app._exit


async def test_escape_at_the_root_does_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "escape")
        assert not app._exit
        assert app.current_mode == "deck"


async def test_ctrl_c_says_how_to_quit(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "ctrl+c")
        assert notices(app) == ["ctrl+q quits."]


async def test_a_small_terminal_gets_a_kind_sentence_and_recovers(tmp_path: Path) -> None:
    async with running(tmp_path, size=(59, 14)) as (app, pilot):
        assert "spandeck needs 60 × 15 cells; this terminal has 59 × 14." in text(app)
        assert "Risicare" not in text(app)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "Risicare" in text(app)
        assert "spandeck needs" not in text(app)


async def test_the_key_bar_offers_only_what_works(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        assert "f filter" in lines(app)[-1]
        assert "copy" not in lines(app)[-1]
        await press(pilot, "6")
        assert "filter" not in lines(app)[-1]


async def test_only_what_changed_is_painted(tmp_path: Path) -> None:
    budget = FakeBudget()
    async with running(tmp_path, sources=connected(budget=budget)) as (app, pilot):
        await press(pilot, "6")
        assert isinstance(app.screen, FrameScreen)
        app.screen.beat()
        assert not to_paint(app)
        budget.stands = (replace(budget.stands[0], remaining=949),)
        app.screen.beat()
        assert to_paint(app) == {"Line", "Grid"}


async def test_the_doctor_tells_the_terminal_and_the_folders(tmp_path: Path) -> None:
    async with running(tmp_path, environ={"TERM": "xterm", "TMUX": "x"}) as (app, pilot):
        await press(pilot, ":", *"doctor", "enter")
        shown = text(app)
        assert "xterm, 120 × 34" in shown
        assert "OSC 52 through tmux" in shown
        await press(pilot, "q")
        assert "OSC 52" not in text(app)


async def test_the_limits_tab_draws_what_was_left_while_another_tab_was_open(
    tmp_path: Path,
) -> None:
    budget, now = FakeBudget(), [NOW_NS]
    async with running(
        tmp_path, sources=connected(budget=budget), size=(80, 24), clock=lambda: now[0]
    ) as (app, pilot):
        assert isinstance(app.screen, FrameScreen)
        budget.stands = (replace(budget.stands[0], used=990, remaining=10),)
        app.screen.beat()
        now[0] += 120 * 1_000_000_000
        budget.stands = (replace(budget.stands[0], used=50, remaining=950),)
        await press(pilot, "6")
        assert "left, last hour" in text(app)
        assert "lowest 10 of 1 000" in text(app)
