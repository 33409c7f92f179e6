"""The triage queue: what is listed, in which order, and that nothing jumps under the reader."""

import asyncio
from dataclasses import replace
from pathlib import Path

from spandeck.model.tail import Item
from spandeck.triage.board import Board
from spandeck.triage.store import Store
from spandeck.ui.screens.group import GroupScreen
from spandeck.ui.screens.trace import TraceScreen
from spandeck.ui.views.standstill import REST_S, Standstill
from spandeck.ui.widgets.document import Document
from tests.ui.decks import before_the_deck, failures, holding
from tests.ui.failures import failure
from tests.ui.fakes import FakeSource, connected
from tests.ui.running import settled

SEARCH, LOOKUP, MAIL = "search_web", "lookup_order", "send_mail"


async def test_what_hits_most_stands_on_top_and_the_heading_counts_it(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(1, 6, 3)) as reader:
        assert reader.tools == [LOOKUP, MAIL, SEARCH]
        assert "ERROR GROUPS  for review 3 · new 3" in reader.screen
        assert any("6×" in each and "…EXECUTION.TIMEOUT" in each for each in reader.lines)
        assert reader.groups.status.plain == "3 groups"


async def test_the_group_under_the_cursor_is_read_beneath(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(1, 6)) as reader:
        assert "lookup_order did not answer" in reader.screen
        await reader.press("j")
        assert "search_web did not answer" in reader.screen
        assert "1 trace" in reader.screen
        assert "planner 5.1.0 ▸ search_web" in reader.screen


async def test_until_someone_moves_the_cursor_stands_on_top(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(1)) as reader:
        await reader.come(*failures(0, 6))
        assert reader.tools == [LOOKUP, SEARCH]
        assert reader.here.where == LOOKUP


async def test_the_order_stands_while_the_reader_moves_and_the_cursor_stays(
    tmp_path: Path,
) -> None:
    async with before_the_deck(tmp_path, *failures(2, 4)) as reader:
        await reader.press("j")
        assert reader.here.where == SEARCH
        await reader.come(*failures(12, 0, 9))
        assert reader.tools == [LOOKUP, SEARCH, MAIL]
        assert "order held" in reader.screen
        await reader.beat(REST_S + 1)
        assert reader.tools == [SEARCH, MAIL, LOOKUP]
        assert reader.here.where == SEARCH
        assert "order held" not in reader.screen


async def test_marks_hold_the_order_too(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(2, 4)) as reader:
        await reader.press("space")
        await reader.come(*failures(12))
        await reader.beat(REST_S + 1)
        assert reader.tools == [LOOKUP, SEARCH]
        assert "1 marked" in reader.screen
        await reader.press("escape")
        assert reader.tools == [SEARCH, LOOKUP]


def test_new_rows_come_last_while_an_order_is_held_and_gone_ones_leave_no_gap() -> None:
    still = Standstill()
    assert still.order(["a", "b", "c"], 0.0) == ("a", "b", "c")
    still.moved(10.0)
    assert still.order(["d", "c", "a"], 11.0) == ("a", "c", "d")
    assert still.held
    assert still.order(["d", "c", "a"], 10.0 + REST_S) == ("d", "c", "a")
    assert not still.held


async def test_e_walks_the_open_groups_and_goes_on_from_the_other_end(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(1, 6, 3)) as reader:
        await reader.press("e")
        assert reader.here.where == MAIL
        await reader.press("a", "e")
        assert reader.here.where == SEARCH
        await reader.press("e")
        assert reader.here.where == LOOKUP
        assert reader.told == "On from the top."
        await reader.press("E")
        assert reader.here.where == SEARCH


async def test_the_newest_failing_trace_is_opened_at_its_failing_span(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, failure(3), failure(9), failure(6)) as reader:
        await reader.press("enter")
        screen = reader.app.screen
        assert isinstance(screen, TraceScreen)
        assert screen.summary.trace_id == failure(3).of.trace_id
        assert screen.trace_view.span_id == "3"
        await reader.press("]")
        assert (screen.summary.trace_id, screen.trace_view.span_id) == (failure(6).of.trace_id, "6")
        await reader.press("]", "]")
        assert screen.summary.trace_id == failure(9).of.trace_id
        assert "last trace" in reader.told
        await reader.press("escape")
        assert reader.app.screen is reader.deck


async def test_the_next_trace_of_a_group_may_be_at_another_vendor(tmp_path: Path) -> None:
    held = holding("risicare", "arize")
    sources = replace(connected(), traces=held)
    told = (failure(3), failure(6, vendor="arize"))
    async with before_the_deck(tmp_path, *told, sources=sources) as reader:
        await reader.press("enter", "]")
        screen = reader.app.screen
        assert isinstance(screen, TraceScreen)
        assert screen.source.vendor == "arize"
        assert screen.trace_view.span_id == "6"
        assert held["arize"].asked["spans"] == 1


async def test_what_has_no_trace_is_opened_to_be_read(tmp_path: Path) -> None:
    alert = replace(failure(0, kind="alert"), of=replace(failure(0).of, trace_id=None, name="Slow"))
    async with before_the_deck(tmp_path, alert) as reader:
        await reader.press("enter")
        assert isinstance(reader.app.screen, GroupScreen)


async def test_everything_about_a_group_is_one_key_away(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(4)) as reader:
        await reader.press("a", "l")
        told = reader.app.screen.query_one(Document).text
        for part in ("one problem is what shares", "TimeoutError", "what was done", "ack by"):
            assert part in told
        assert reader.here.fingerprint.key in told
        await reader.press("enter")
        assert isinstance(reader.app.screen, TraceScreen)


async def test_a_filter_narrows_the_queue_and_is_taken_off_and_on(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(1, 6, 3)) as reader:
        await reader.press("f")
        for letter in "where=*mail*":
            await reader.pilot.press(letter)
        await reader.press("enter")
        assert reader.tools == [MAIL]
        assert "filter where=*mail* · 1 of 3 groups" in reader.groups.status.plain.replace(
            "   ", " · "
        )
        await reader.press("!")
        assert len(reader.tools) == 3
        await reader.press("!")
        assert reader.tools == [MAIL]
        await reader.command("filter agent=nobody")
        assert "No error group matches" in reader.screen


async def test_an_ack_of_another_program_is_seen_at_the_next_look(tmp_path: Path) -> None:
    file = tmp_path / "triage" / "demo.db"
    async with before_the_deck(tmp_path, *failures(2, 4), file=file) as reader:
        other = Board(Store.open(file), reader.now, by="bo@there")
        other.take([Item(each, reader.now.ns) for each in failures(2, 4)])
        other.ack(reader.here.fingerprint.key)
        other.close()
        await reader.press("j", "k")
        assert reader.words[LOOKUP] == "new"
        await reader.beat(1)
        await reader.beat(1)  # at the first one our own thread may be writing
        assert reader.words[LOOKUP] == "acked"
        assert "bo@there" in reader.screen


async def test_looking_asks_no_vendor(tmp_path: Path) -> None:
    source = FakeSource()
    async with before_the_deck(tmp_path, sources=connected(source)) as reader:
        before = source.asked.total()
        await reader.come(*failures(5, 5, 5))
        await reader.press("j", "k", "e", "space", "tab")
        await reader.beat(10)
        assert source.asked.total() == before


async def test_a_flood_is_taken_in_slices_that_let_keys_through(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path) as reader:
        flood = [Item(failure(number), reader.now.ns) for number in range(5_000)]
        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        beside = asyncio.create_task(others())
        await reader.triage.take(flood)
        beside.cancel()
        await settled(reader.pilot)
        assert turns > 5
        assert reader.triage.ring.end == 5_000
