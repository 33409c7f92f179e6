"""A vendor's traces under the hands of a reader: asked, filtered, sorted, searched, kept."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from spandeck.model.errors import Limited, Unreachable
from spandeck.model.page import BadRow, Freshness, Priority
from spandeck.model.query import BadQuery
from spandeck.model.trace import TraceSummary
from spandeck.paint.units import one_line
from spandeck.ui.screens.raw import RawScreen
from spandeck.ui.views.traces import TracesView
from spandeck.ui.widgets.timeline import Timeline
from tests.ui.fakes import NOW_NS, SECOND_NS, FakeSource, profile, summary, traces
from tests.ui.reader import Reader, reading
from tests.ui.running import notices


def trace_id(number: int) -> str:
    return summary(number).trace_id


async def test_the_newest_traces_are_there_with_their_age_and_that_there_are_more() -> None:
    async with reading(FakeSource(), now_ns=NOW_NS + 12 * SECOND_NS) as reader:
        assert "run planner" in reader.screen
        assert reader.status == "100 read, more below · 10 s old"


async def test_scrolling_down_reads_on_before_the_end_is_seen() -> None:
    source = FakeSource()
    async with reading(source) as reader:
        await reader.press("pagedown", "pagedown")
        asked = [ask.priority for _, ask in source.asks]
        assert asked[-1] is Priority.PREFETCH
        await reader.press("G", "G", "G")
        assert reader.here == trace_id(249)
        assert reader.status.startswith("all 250 read")
        assert source.asked["traces"] <= 4


async def test_what_the_cache_holds_is_shown_first_and_then_what_is_true() -> None:
    source = FakeSource(holds_cache=True)
    async with reading(source):
        kinds = [ask.freshness for _, ask in source.asks]
        assert kinds == [Freshness.CACHED, Freshness.FRESH]


async def test_a_vendor_that_does_not_answer_leaves_the_cached_rows_with_their_age() -> None:
    source = FakeSource(holds_cache=True, fails=Unreachable("Risicare", "no answer in 10 s"))
    async with reading(source, now_ns=NOW_NS + 90 * SECOND_NS) as reader:
        assert "no answer in 10 s" in reader.screen
        assert "r tries again." in reader.screen
        assert "run planner" in reader.screen
        assert "cached 1 m ago" in reader.status
        assert reader.view.rows.has_class("-stale")
        source.fails = None
        await reader.press("r")
        assert "no answer" not in reader.screen
        assert not reader.view.rows.has_class("-stale")


async def test_what_to_do_is_read_whole_on_a_narrow_terminal() -> None:
    trouble = Unreachable("Risicare", "no connection: all attempts failed", request_id="req-77")
    source = FakeSource(holds_cache=True, fails=trouble)
    async with reading(source, size=(80, 24)) as reader:
        assert "again." in reader.screen
        assert "run planner" in reader.screen


async def test_a_first_question_without_an_answer_is_one_sentence_and_r() -> None:
    source = FakeSource(fails=Unreachable("Risicare", "no answer in 10 s"))
    async with reading(source) as reader:
        assert "No answer" in reader.screen
        assert "Risicare: no answer in 10 s." in reader.screen
        source.fails = None
        await reader.press("r")
        assert "run planner" in reader.screen


async def test_a_failure_on_the_way_down_keeps_the_rows_and_does_not_ask_again_by_itself() -> None:
    source = FakeSource()
    async with reading(source) as reader:
        source.fails = Unreachable("Risicare", "no answer in 10 s")
        await reader.press("G")
        asked = source.asked["traces"]
        await reader.press("k", "pageup", "G")
        assert source.asked["traces"] <= asked + 1
        assert reader.view.rows.cursor == 99


async def test_an_empty_list_says_what_was_asked_and_what_to_press() -> None:
    async with reading(FakeSource(rows=[]), range_s=3600.0) as reader:
        assert "No traces in last 1 h" in reader.screen
        assert "t looks further back" in reader.screen


async def test_a_relative_range_is_asked_at_the_vendor_and_moves_by_whole_steps() -> None:
    source = FakeSource()
    async with reading(source, range_s=3600.0):
        since = source.queries[-1].since_ns
        assert since is not None
        assert since % (60 * SECOND_NS) == 0
        assert abs(NOW_NS - since - 3600 * SECOND_NS) <= 60 * SECOND_NS


async def test_another_range_asks_anew() -> None:
    source = FakeSource()
    async with reading(source) as reader:
        reader.view.range_s = 900.0
        await reader.settle()
        since = source.queries[-1].since_ns
        assert since is not None
        began = [row.started_ns for row in source.rows if isinstance(row, TraceSummary)]
        assert len(reader.view.listed) == sum(each >= since for each in began if each)
        assert reader.status.startswith("all 47 read")


async def test_a_filter_is_asked_at_the_vendor_and_shown() -> None:
    source = FakeSource()
    async with reading(source) as reader:
        await reader.press("f")
        reader.type("status=error")
        await reader.press("enter")
        assert source.queries[-1].conditions[0].field == "status"
        assert {row.status for row in rows(reader.view)} == {"error"}
        assert "filter status=error" in reader.status
        assert reader.view.rows.has_focus


async def test_a_filter_that_only_we_can_answer_says_so() -> None:
    async with reading(FakeSource()) as reader:
        await reader.press("f")
        reader.type("name=*planner")
        await reader.press("enter")
        assert {row.name for row in rows(reader.view)} == {"run planner"}
        assert "(name: here)" in reader.status
        assert "match" in reader.status


async def test_few_matches_do_not_read_the_whole_vendor() -> None:
    source = FakeSource(rows=[*traces(5000)])
    async with reading(source) as reader:
        await reader.press("f")
        reader.type("name=nothing")
        await reader.press("enter")
        assert source.asked["traces"] <= 15
        assert "G reads on" in reader.screen
        read = reader.view.listed.read
        await reader.press("G")
        assert read < reader.view.listed.read <= read + 1000


async def test_a_bad_filter_tells_what_is_allowed_and_loses_nothing() -> None:
    source = FakeSource()
    async with reading(source) as reader:
        asked = source.asked["traces"]
        await reader.press("f")
        reader.type("flavour=sweet")
        await reader.press("enter")
        assert "there is no filter “flavour”" in reader.screen
        assert "status=" in reader.screen
        assert reader.view.query_one(Input).value == "flavour=sweet"
        assert source.asked["traces"] == asked
        await reader.press("escape")
        assert reader.view.rows.has_focus
        assert len(reader.view.listed) == 100


async def test_tab_completes_names_and_choices() -> None:
    async with reading(FakeSource()) as reader:
        await reader.press("f")
        reader.type("st")
        await reader.press("tab")
        assert reader.view.query_one(Input).value == "status="
        reader.type("e")
        await reader.press("tab")
        assert reader.view.query_one(Input).value == "status=error "


async def test_all_filters_go_off_and_on_by_one_key() -> None:
    async with reading(FakeSource()) as reader:
        assert not reader.view.check_action("unfilter", ())
        await reader.press("f")
        reader.type("status=error")
        await reader.press("enter", "exclamation_mark")
        assert {row.status for row in rows(reader.view)} == {"ok", "error"}
        await reader.press("exclamation_mark")
        assert {row.status for row in rows(reader.view)} == {"error"}


async def test_no_match_says_what_was_asked() -> None:
    async with reading(FakeSource()) as reader:
        await reader.press("f")
        reader.type("status=error agent_name=nobody")
        await reader.press("enter")
        assert "No trace matches" in reader.screen
        assert "status=error agent_name=nobody" in reader.screen
        await reader.press("exclamation_mark")
        assert "run planner" in reader.screen
        assert reader.view.rows.has_focus


async def test_e_goes_to_the_next_failure_and_reads_on_only_when_pressed_again() -> None:
    source = FakeSource(
        rows=[row for row in traces(400) if not row.failed or row.trace_id == trace_id(353)]
    )
    async with reading(source) as reader:
        await reader.press("e")
        assert reader.view.rows.cursor == 0
        assert "The same key reads on." in notices(reader.app)[-1]
        await reader.press("e")
        assert reader.here == trace_id(353)
        await reader.press("e")
        assert notices(reader.app)[-1] == "No failed trace below."
        await reader.press("E")
        assert notices(reader.app)[-1] == "No failed trace above."


async def test_s_goes_to_the_slowest_tenth() -> None:
    async with reading(FakeSource(rows=[*traces(100)])) as reader:
        await reader.press("s")
        row = reader.view.here
        assert isinstance(row, TraceSummary)
        assert row.duration_ms is not None
        assert row.duration_ms >= reader.view.slow_from_ms > 0
        slow = [
            each
            for each in rows(reader.view)
            if (each.duration_ms or 0) >= reader.view.slow_from_ms
        ]
        assert 8 <= len(slow) <= 12
        await reader.press("G", "s")
        assert "the slowest tenth of the rows read" in notices(reader.app)[-1]


async def test_sorting_keeps_to_what_was_read_and_says_so() -> None:
    async with reading(FakeSource()) as reader:
        columns = [each.name for each in reader.view.rows.columns]
        for _ in range(columns.index("duration") + 1):
            await reader.press(">")
        told = [row.duration_ms for row in rows(reader.view) if row.duration_ms is not None]
        assert told == sorted(told, reverse=True)
        assert "sorted by duration among the" in reader.status
        assert "▼duration" in reader.screen
        await reader.press("I")
        assert "▲duration" in reader.screen
        await reader.press("<")
        assert "sorted by agent" in reader.status


async def test_refreshing_keeps_the_cursor_on_its_trace() -> None:
    source = FakeSource(rows=[*traces(250)[20:]])
    async with reading(source) as reader:
        await reader.press("j", "j", "j")
        here, line = reader.here, reader.screen.splitlines().index(cursor_line(reader))
        source.rows[:0] = traces(20)
        await reader.press("r")
        assert reader.here == here
        assert reader.screen.splitlines().index(cursor_line(reader)) == line
        assert reader.view.rows.cursor == 23


async def test_ctrl_r_goes_past_the_cache() -> None:
    source = FakeSource()
    async with reading(source) as reader:
        await reader.press("ctrl+r")
        assert source.asks[-1][1].freshness is Freshness.RELOAD


async def test_a_spent_budget_is_waited_for_and_then_asked_again() -> None:
    source = FakeSource(fails=Limited("Risicare", 0.0))
    async with reading(source) as reader:
        assert "the budget returns" in reader.screen
        source.fails = None
        reader.view.recover()
        await reader.settle()
        assert "run planner" in reader.screen


async def test_a_row_that_cannot_be_read_is_shown_counted_and_looked_at() -> None:
    raw = '{"name": "[@click=app.quit]no id[/]"}'
    source = FakeSource(rows=[BadRow(raw, "trace_id: [bold]missing[/bold]"), *traces(5)])
    async with reading(source) as reader:
        assert "unreadable: trace_id: [bold]missing[/bold]" in reader.screen
        assert "1 unreadable row" in reader.status
        await reader.press("enter")
        assert isinstance(reader.app.screen, RawScreen)
        assert "[@click=app.quit]no id[/]" in reader.screen
        await reader.press("escape")
        assert not isinstance(reader.app.screen, RawScreen)


@pytest.mark.parametrize("name", ["[/bold]", "[@click=app.quit]x[/]", "two\nlines", "探索‹U+202E›"])
async def test_a_hostile_name_is_text_in_its_column(name: str) -> None:
    hostile = replace(summary(0), name=name, agent_name=name, error_code=name)
    async with reading(FakeSource(rows=[hostile, *traces(5)[1:]])) as reader:
        first, second = reader.view.rows.render_line(1), reader.view.rows.render_line(2)
        assert one_line(name)[:10] in first.text
        assert first.cell_length == second.cell_length == reader.view.rows.size.width
        assert not any(segment.style and segment.style.meta for segment in first)


async def test_opening_a_trace_hands_on_the_way_through_the_list() -> None:
    async with reading(FakeSource()) as reader:
        await reader.press("j", "enter")
        opened = reader.app.opened[0]
        assert opened.summary == summary(1)
        assert await opened.walk.step(summary(1).trace_id, 1) == summary(2)
        assert await opened.walk.step(summary(2).trace_id, 1, failed_only=True) == summary(3)
        await reader.settle()
        assert reader.here == trace_id(3), "the cursor came along"


async def test_the_times_above_follow_the_cursor_and_the_zone() -> None:
    async with reading(FakeSource()) as reader:
        timeline = reader.view.query_one(Timeline)
        assert timeline.drawn is not None
        assert sum(timeline.drawn.traces) == 100
        assert sum(timeline.drawn.failed) == 14
        await reader.press("j", "j")
        assert timeline.at_ns == summary(2).started_ns
        assert "▲" in reader.screen


async def test_starts_are_told_as_ages_by_one_key() -> None:
    async with reading(FakeSource(), now_ns=NOW_NS + 180 * SECOND_NS) as reader:
        assert "3 m ago" not in reader.screen
        await reader.press("A")
        assert "3 m ago" in reader.screen


async def test_copying_offers_every_form_of_the_row() -> None:
    async with reading(FakeSource()) as reader:
        told = dict(reader.view.copies())
        assert told["id"] == trace_id(0)
        assert told["command"] == f"spandeck get risicare trace {trace_id(0)}"
        assert told["link"] == reader.view.link()
        assert "- duration: `120 ms`" in told["Markdown"]
        assert trace_id(0) in told["JSON, as it came"]


async def test_exporting_takes_the_marked_rows_or_all() -> None:
    async with reading(FakeSource()) as reader:
        assert len(reader.view.records()) == 100
        await reader.press("j", "space", "space")
        assert [each["trace_id"] for each in reader.view.records()] == [trace_id(1), trace_id(2)]


async def test_every_command_does_what_it_says() -> None:
    source = FakeSource()
    async with reading(source) as reader:
        commands = {each.name: each for each in reader.view.commands()}
        commands["filter"].run("status=error")
        await reader.settle()
        assert "filter status=error" in reader.status
        commands["sort"].run("duration")
        assert reader.view.listed.order == "duration"
        commands["reload"].run("")
        await reader.settle()
        assert source.asks[-1][1].freshness is Freshness.RELOAD


@pytest.mark.parametrize("size", [(80, 24), (120, 34), (200, 50)])
async def test_it_fits_every_terminal(size: tuple[int, int]) -> None:
    async with reading(FakeSource(), size=size) as reader:
        lines = reader.screen.splitlines()
        assert len(lines) == size[1]
        header = next(line for line in lines if "start" in line)
        assert {"name", "duration"} <= set(header.split())
        assert ("environment" in header) == (size[0] == 200)


def rows(view: TracesView) -> list[TraceSummary]:
    listed = (view.listed.row(index) for index in range(len(view.listed)))
    return [row for row in listed if isinstance(row, TraceSummary)]


def cursor_line(reader: Reader) -> str:
    return next(line for line in reader.screen.splitlines() if line.startswith("▌"))


async def test_letters_typed_at_once_after_f_are_the_filter() -> None:
    async with reading(FakeSource()) as reader:
        for key in "fFe":
            reader.app.post_message(events.Key(key, key))
        await reader.settle()
        assert reader.view.query_one(Input).value == "Fe"
        assert not reader.view.follow.on
        await reader.press("f")
        assert reader.view.query_one(Input).value == "Fef"


async def test_agents_have_a_column_only_where_they_say_more_than_the_name() -> None:
    same = [replace(each, name=each.agent_name or "") for each in traces(150)]
    async with reading(FakeSource(rows=[*same])) as reader:
        names = [each.name for each in reader.view.rows.columns]
        assert "agent" not in names
        assert "TOOL.EXECUTION.TIMEOUT" in reader.screen
    same[120] = replace(same[120], name="nightly")
    async with reading(FakeSource(rows=[*same])) as reader:
        await reader.press("G", "G")
        assert "agent" in [each.name for each in reader.view.rows.columns]


async def test_a_bad_filter_is_told_to_its_end_at_80_columns() -> None:
    async with reading(FakeSource(), size=(80, 24)) as reader:
        await reader.press("f")
        reader.type("frobnicate=1")
        await reader.press("enter")
        for each in FakeSource().filters:
            assert f" {each.name}" in reader.screen.replace("\n", " ")


async def test_escape_clears_the_marks_and_then_the_filter() -> None:
    async with reading(FakeSource()) as reader:
        await reader.press("f")
        reader.type("status=error")
        await reader.press("enter", "space", "escape")
        assert not reader.view.rows.marks.keys
        assert "filter status=error" in reader.status
        await reader.press("escape")
        assert "filter" not in reader.status
        await reader.press("!")
        assert "filter status=error" in reader.status


def test_sorting_by_no_column_is_refused_with_the_columns_there_are() -> None:
    view = TracesView(FakeSource(), profile(Path("/nowhere")))
    sort = next(each for each in view.commands() if each.name == "sort")
    with pytest.raises(BadQuery, match=r"no column “foo”\. There are status, start, name"):
        sort.run("foo")


async def test_error_codes_are_there_at_80_columns() -> None:
    same = [replace(each, name=each.agent_name or "") for each in traces(50)]
    async with reading(FakeSource(rows=[*same]), size=(80, 24)) as reader:
        assert "TOOL.EXECUTION" in reader.screen
