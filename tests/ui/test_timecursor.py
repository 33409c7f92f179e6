"""One time cursor: locked on one pane, every other pane that shows time stands there too."""

from pathlib import Path

from spandeck.model.upstream import HOUR_NS
from spandeck.ui.screens.vendor import VendorScreen
from spandeck.ui.views.traces import TracesView
from tests.ui.fakes import NOW_NS, SECOND_NS
from tests.ui.running import press, running
from tests.ui.upstream import THIS_HOUR_NS, FakeUpstream
from tests.ui.watching import calm, watched


async def test_a_list_of_traces_goes_to_where_a_chart_was_locked(tmp_path: Path) -> None:
    sources = watched(FakeUpstream())
    async with running(tmp_path, sources=sources, clock=lambda: NOW_NS) as (app, pilot):
        await press(pilot, "3")
        listed = app.screen.query_one(TracesView)
        await press(pilot, "5")
        await calm(pilot)
        await press(pilot, "h", "L")
        assert app.locked == THIS_HOUR_NS
        row = listed.here
        assert row is not None
        assert listed.at_ns is not None
        assert THIS_HOUR_NS - 20 * SECOND_NS < listed.at_ns <= THIS_HOUR_NS


async def test_a_chart_goes_to_where_a_list_is_moved(tmp_path: Path) -> None:
    sources = watched(FakeUpstream())
    async with running(tmp_path, sources=sources, clock=lambda: NOW_NS) as (app, pilot):
        await press(pilot, "3", "L")
        assert app.locked == NOW_NS
        await press(pilot, "5")
        await calm(pilot)
        assert isinstance(app.screen, VendorScreen)
        charted = app.screen.view
        assert charted is not None
        assert charted.at_ns == NOW_NS
        await press(pilot, "3", "j", "j")
        assert app.locked == NOW_NS - 40 * SECOND_NS
        assert charted.at_ns == NOW_NS - 40 * SECOND_NS


async def test_a_list_that_is_opened_later_begins_there_too(tmp_path: Path) -> None:
    sources = watched(FakeUpstream())
    async with running(tmp_path, sources=sources, clock=lambda: NOW_NS) as (app, pilot):
        await press(pilot, "5")
        await calm(pilot)
        await press(pilot, "h", "L", "3")
        listed = app.screen.query_one(TracesView)
        assert listed.rows.cursor > 0
        assert listed.at_ns is not None
        assert THIS_HOUR_NS - 20 * SECOND_NS < listed.at_ns <= THIS_HOUR_NS


async def test_while_it_is_free_every_pane_has_its_own(tmp_path: Path) -> None:
    sources = watched(FakeUpstream())
    async with running(tmp_path, sources=sources, clock=lambda: NOW_NS) as (app, pilot):
        await press(pilot, "3", "j", "j", "L", "L", "j")
        listed = app.screen.query_one(TracesView)
        assert listed.at_ns == NOW_NS - 60 * SECOND_NS
        await press(pilot, "5")
        await calm(pilot)
        await press(pilot, "h", "h")
        assert isinstance(app.screen, VendorScreen)
        assert app.screen.view is not None
        assert app.screen.view.at_ns == THIS_HOUR_NS - HOUR_NS
        assert listed.at_ns == NOW_NS - 60 * SECOND_NS


async def test_a_screen_without_a_time_offers_no_lock(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "6", "L")
        assert app.locked is None
