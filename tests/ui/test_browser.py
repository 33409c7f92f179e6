"""Resources on screen: their lists, their records, where they lead, and the browser over all."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from spandeck.model.errors import Refused, Unreachable
from spandeck.model.page import BadRow
from spandeck.model.resource import Record
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.compare import CompareScreen
from spandeck.ui.screens.form import FormScreen
from spandeck.ui.screens.trace import TraceScreen
from spandeck.ui.screens.vendor import VendorScreen
from spandeck.ui.views.browser import BrowserView
from spandeck.ui.views.follow import Follow
from spandeck.ui.views.records import RecordsView
from spandeck.ui.widgets.outline import Outline
from tests.ui.fakerecords import FakeRecords, fix, fixes
from tests.ui.fakes import FakeSource, connected
from tests.ui.running import lines, notices, press, running, settled, text


async def calm(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await settled(pilot)


async def at_fixes(pilot: Pilot[None]) -> None:
    await press(pilot, "3", ".", ".")
    await calm(pilot)


async def command(pilot: Pilot[None], line: str) -> None:
    await press(pilot, ":", *line, "enter")
    await calm(pilot)


def view(app: Spandeck) -> RecordsView:
    return app.screen.query_one(RecordsView)


def here(app: Spandeck) -> str:
    row = view(app).here
    assert isinstance(row, Record)
    return row.id


def focused(app: Spandeck) -> str:
    return type(app.screen.focused).__name__


async def test_a_resource_with_a_tab_stands_between_traces_and_all(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_fixes(pilot)
        assert lines(app)[1].startswith(" Risicare ▸  Traces  Errors  Fixes  All")
        assert lines(app)[-2].startswith(" 100 of 250 read, more below")
        assert "✗ failed" in text(app)


async def test_a_vendor_without_traces_has_only_its_resources(tmp_path: Path) -> None:
    sources = replace(connected(), traces={})
    async with running(tmp_path, sources=sources) as (app, pilot):
        await press(pilot, "3")
        assert lines(app)[1].startswith(" Risicare ▸  Fixes  All")
        await command(pilot, "fix f-3")
        await press(pilot, "o")
        assert "This has no web address." in notices(app)


@pytest.mark.parametrize("width", [60, 80])
async def test_tabs_never_run_over_the_line(tmp_path: Path, width: int) -> None:
    fake = FakeRecords()
    many = tuple(
        replace(fake.catalog.resources[0], name=f"things-{n}", title=f"Many things {n}")
        for n in range(12)
    )
    fake.catalog = replace(fake.catalog, resources=many)
    sources = connected(records=fake)
    async with running(tmp_path, sources=sources, size=(width, 24)) as (app, pilot):
        await press(pilot, "3")
        for _ in range(14):
            await press(pilot, ".")
            assert isinstance(app.screen, VendorScreen)
            assert app.screen.kinds[app.screen.current].title in lines(app)[1]
            assert "…" not in lines(app)[1]


async def test_the_record_under_the_cursor_stands_beside_and_is_read_whole(tmp_path: Path) -> None:
    fake = FakeRecords()
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        assert '"all of it"' in text(app)
        await press(pilot, "j", "j", "j")
        await calm(pilot)
        assert "fix  f-3" in text(app)
        assert '"all of it"' in text(app)
        assert fake.asked["fixes/"] == 2, "only where the reader rested"
        await press(pilot, "k", "j")
        assert fake.asked["fixes/"] <= 3, "a record that was read is kept"


async def test_enter_follows_the_first_relation_and_esc_comes_back(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "j", "enter")
        await calm(pilot)
        assert lines(app)[1].startswith(" Risicare ▸ Fixes ▸ Retry the search 1 ▸ Runs")
        assert "said f-1-run-2" in text(app)
        assert "Runs are kept for a day." in text(app)
        assert 'filter fix_id="f-1"' in lines(app)[-2]
        await press(pilot, "escape")
        assert here(app) == "f-1"


async def test_a_relation_to_a_trace_opens_its_span_tree(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_fixes(pilot)
        await command(pilot, "open span tree")
        assert isinstance(app.screen, TraceScreen)
        await press(pilot, "escape")
        await command(pilot, "open nowhere")
        assert "This leads to Runs, Span tree." in text(app)


async def test_a_record_is_opened_by_its_id(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "3")
        await command(pilot, "fix f-31")
        assert lines(app)[1].startswith(" Risicare ▸ Traces ▸ Fixes ▸ f-31")
        assert '"Retry the search 31"' in text(app)
        await press(pilot, "escape")
        await command(pilot, "fix f-999")
        assert "there is no f-999" in text(app)
        await press(pilot, "escape")
        await command(pilot, "fix")
        assert "Write :fix and its id." in text(app)


async def test_tab_goes_through_the_panes_and_the_next_record_is_a_bracket_away(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "tab")
        assert focused(app) == "Outline"
        await press(pilot, "]", "]")
        assert focused(app) == "Outline"
        assert here(app) == "f-2"
        await press(pilot, "[", "shift+tab")
        assert focused(app) == "Rows"
        assert here(app) == "f-1"


async def test_at_80_columns_one_pane_is_shown_at_a_time(tmp_path: Path) -> None:
    async with running(tmp_path, size=(80, 24)) as (app, pilot):
        await at_fixes(pilot)
        assert not app.screen.query_one(Outline).size
        await press(pilot, "tab")
        await calm(pilot)
        assert not view(app).rows.size
        assert '"all of it"' in text(app)
        await press(pilot, "escape")
        await calm(pilot)
        assert view(app).rows.size
        assert isinstance(app.screen, VendorScreen)


async def test_a_search_in_a_record_finds_what_is_folded(tmp_path: Path) -> None:
    fake = FakeRecords()
    deep = {"id": "f-0", "a": {str(n): {"n": n} for n in range(50)}, "z": {"why": "Timed out"}}
    fake.rows["fixes"] = [Record("f-0", deep)]
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "/", *"timed OUT", "enter")
        outline = app.screen.query_one(Outline)
        assert outline.here == "z.why"
        await press(pilot, "escape")
        assert outline.needle == ""
        await command(pilot, "find nothing of the kind")
        assert "holds “nothing of the kind”" in notices(app)[-1]


async def test_folding_a_part_keeps_it_folded_in_the_next_record(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "tab")
        outline = app.screen.query_one(Outline)
        outline.find("metrics")
        await press(pilot, "h")
        assert "▸ metrics" in text(app)
        await press(pilot, "]")
        await calm(pilot)
        assert "▸ metrics" in text(app)
        await press(pilot, "asterisk")
        assert "▾ metrics" in text(app)


async def test_copies_offer_the_value_its_path_and_a_command(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_fixes(pilot)
        found = dict(view(app).copies())
        assert found["command"] == "spandeck get risicare fix f-0"
        assert json.loads(found["JSON, as it came"])["id"] == "f-0"
        await press(pilot, "tab")
        app.screen.query_one(Outline).find("metrics.p95")
        found = dict(view(app).copies())
        assert (found["value"], found["path"]) == ("120.0", "metrics.p95")


async def test_an_export_holds_the_marked_records(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "space", "space")
        assert [each["id"] for each in view(app).records()] == ["f-0", "f-1"]


async def test_a_filter_that_the_vendor_refuses_stays_on_the_line_with_its_words(
    tmp_path: Path,
) -> None:
    fake = FakeRecords()
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        fake.fails = Refused("Risicare", "status cannot be active today", status=422)
        await press(pilot, "f", *"status=active", "enter")
        await calm(pilot)
        assert "status cannot be active today" in text(app)
        assert isinstance(app.screen.focused, Input)
        assert app.screen.focused.value.strip() == "status=active"
        fake.fails = None
        await press(pilot, "enter")
        await calm(pilot)
        assert "filter status=active" in lines(app)[-2]
        assert "✗ failed" not in text(app)


async def test_a_filter_of_ours_is_answered_here(tmp_path: Path) -> None:
    fake = FakeRecords()
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "f", *'title="*search 7"', "enter")
        await calm(pilot)
        assert here(app) == "f-7"
        assert not fake.queries[-1].conditions
        assert "(title: here)" in lines(app)[-2]


async def test_a_list_that_belongs_to_something_asks_for_it(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "3")
        await command(pilot, "runs")
        assert "Which fix id?" in text(app)
        assert "nothing was asked yet" in lines(app)[-2]
        await press(pilot, "enter")
        assert "Which fix?" in text(app)
        await press(pilot, *"search 12", "enter")
        await calm(pilot)
        assert "said f-12-run-0" in text(app)
        await command(pilot, "project")
        await command(pilot, "runs")
        assert "said f-12-run-0" in text(app), "what was chosen is remembered"


async def test_a_single_parent_is_taken_without_asking(tmp_path: Path) -> None:
    fake = FakeRecords()
    fake.rows["fixes"] = fixes(1)
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await press(pilot, "3")
        await command(pilot, "runs")
        await press(pilot, "enter")
        await calm(pilot)
        assert "said f-0-run-0" in text(app)


async def test_the_filter_line_offers_the_ids_it_takes(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "3")
        await command(pilot, "runs")
        await press(pilot, "f", *"fix_id=f-24")
        await calm(pilot)
        assert "f-24" in text(app)
        await press(pilot, "0")
        assert "f-240" not in lines(app)[-5], "only ids that were read are offered"


async def test_the_browser_shows_what_the_cursor_rests_on(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "3")
        await command(pilot, "all")
        assert "▾ Healing" in text(app)
        app.screen.query_one(BrowserView).shelf.find("project")
        await calm(pilot)
        assert "The one project that the key opens." in text(app)
        assert focused(app) == "Outline"
        await press(pilot, "enter")
        await calm(pilot)
        assert '"shop"' in text(app)
        await press(pilot, "escape")
        assert app.screen.query_one(BrowserView).shelf.has_focus


async def test_records_without_an_id_are_all_shown(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "3")
        await command(pilot, "scores")
        assert len(view(app).listed) == 2
        assert "#" not in dict(view(app).copies())["command"]
        await press(pilot, "r")
        assert len(view(app).listed) == 2


async def test_what_stands_beside_the_rows_is_told_and_can_be_read(tmp_path: Path) -> None:
    fake = FakeRecords(rest={"risk": "high", "minutes_left": 8, "more": {"a": list(range(40))}})
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        assert "risk high · minutes_left 8 · more {1}" in text(app)
        await command(pilot, "facts")
        assert '"high"' in text(app)


async def test_rows_that_cannot_be_read_and_values_that_drifted_are_counted(
    tmp_path: Path,
) -> None:
    fake = FakeRecords()
    odd = Record("odd", {**fix(0).raw, "id": "odd", "confidence": "much"})
    fake.rows["fixes"] = [BadRow('{"id": 5', "it is not JSON"), odd, *fixes(3)]
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        assert "? unreadable: it is not JSON" in text(app)
        assert "1 unreadable row" in lines(app)[-2]
        assert "1 value not as promised" in lines(app)[-2]
        assert " much " in text(app)
        await press(pilot, "enter")
        assert "a row that could not be read" in text(app)


async def test_a_deleted_record_goes_when_the_list_is_read_again(tmp_path: Path) -> None:
    fake = FakeRecords()
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "j", "j")
        del fake.rows["fixes"][0]
        await press(pilot, "ctrl+r")
        await calm(pilot)
        assert here(app) == "f-2"
        assert "Retry the search 0 " not in text(app)


async def test_a_list_reads_on_as_it_is_scrolled(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "G", "G")
        await calm(pilot)
        await press(pilot, "G", "G")
        await calm(pilot)
        assert len(view(app).listed) == 250
        assert lines(app)[-2].startswith(" all 250 read")


async def test_following_lets_new_records_in_at_the_top(tmp_path: Path) -> None:
    fake = FakeRecords()
    fake.rows["fixes"] = fixes(50)[10:]
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "F")
        fake.rows["fixes"] = fixes(50)
        view(app).due()
        await calm(pilot)
        assert here(app) == "f-0"
        assert view(app).follow == Follow(on=True)


async def test_a_list_that_is_not_newest_first_cannot_be_followed(tmp_path: Path) -> None:
    fake = FakeRecords()
    fake.rows["fixes"] = [fix(3), fix(1), fix(2)]
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        assert not view(app).check_action("follow", ())


async def test_sorting_by_a_column_and_the_next_failure(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "e")
        assert here(app) == "f-1"
        await command(pilot, "sort confidence")
        assert here(app) == "f-99"
        await press(pilot, "I")
        assert here(app) in ("f-0", "f-100", "f-200")


async def test_a_vendor_that_fails_leaves_the_rows_and_says_why(tmp_path: Path) -> None:
    fake = FakeRecords()
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        fake.fails = Unreachable("Risicare", "no answer came")
        await press(pilot, "ctrl+r")
        await calm(pilot)
        assert "Risicare: no answer came" in text(app)
        assert "Retry the search 0" in text(app)


async def test_an_empty_list_says_why_and_what_to_press(tmp_path: Path) -> None:
    fake = FakeRecords()
    fake.rows["fixes"] = []
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        assert "There are no fixes" in text(app)
        await press(pilot, "f", *"status=active", "enter")
        await calm(pilot)
        assert "No fixes match" in text(app)
        await press(pilot, "escape")
        await calm(pilot)
        assert "There are no fixes" in text(app)


async def test_two_records_are_compared(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "d", "j")
        assert "comparing f-0: d on another" in lines(app)[-2]
        await press(pilot, "d")
        await calm(pilot)
        assert isinstance(app.screen, CompareScreen)
        assert '"active" → "failed"' in text(app)
        assert "both read whole" in lines(app)[-2]
        assert "- Retry the search 0" in dict(app.screen.copies())["what is shown"]
        await press(pilot, "escape")
        assert "comparing" not in lines(app)[-2]


async def test_an_action_opens_its_form_on_the_record_and_the_list_is_read_again(
    tmp_path: Path,
) -> None:
    fake = FakeRecords()
    async with running(tmp_path, sources=connected(records=fake), writes=True) as (app, pilot):
        await at_fixes(pilot)
        await press(pilot, "j")
        await calm(pilot)
        await command(pilot, "pause-fix")
        assert isinstance(app.screen, FormScreen)
        form = app.screen
        asked = fake.asked["fixes"]
        form.dismiss(None)
        await calm(pilot)
        assert fake.asked["fixes"] == asked, "nothing was done"
        assert form.record is not None
        assert form.record.id == "f-1"


async def test_the_palette_lists_resources_and_actions(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "3", "ctrl+p", *"scores")
        assert "Go to Risicare ▸ Scores" in text(app)
        await press(pilot, "enter")
        await calm(pilot)
        assert "quality" in text(app)


async def test_hostile_records_stay_text(tmp_path: Path) -> None:
    fake = FakeRecords()
    name = "[@click=app.quit]press[/] [/bold] [red]"
    fake.rows["fixes"] = [
        Record(name, {**fix(0).raw, "id": name, "title": name, name: {name: name}})
    ]
    async with running(tmp_path, sources=connected(records=fake)) as (app, pilot):
        await at_fixes(pilot)
        assert "[@click=app.quit]" in text(app)
        await press(pilot, "enter")
        await calm(pilot)
        await press(pilot, "escape", "d")


async def test_goto_opens_a_trace_from_any_view(tmp_path: Path) -> None:
    source = FakeSource()
    async with running(tmp_path, sources=connected(source)) as (app, pilot):
        await at_fixes(pilot)
        await command(pilot, "goto " + source.rows[0].trace_id)  # type: ignore[union-attr]
        assert isinstance(app.screen, TraceScreen)


async def test_stepping_fast_over_views_leaves_the_focus_in_the_last(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "3")
        assert isinstance(app.screen, VendorScreen)
        app.screen.action_step(-1)
        app.screen.action_step(-1)
        await calm(pilot)
        await press(pilot, "j")
        assert app.focused is not None
        assert lines(app)[4].startswith("▌ ")
        assert "d compare" in lines(app)[-1]
