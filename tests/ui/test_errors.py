"""The live list of failures: it follows, waits for its reader, and says what it cannot see."""

from dataclasses import replace

import pytest

from spandeck.model.errors import Refused
from spandeck.ui.charset import PLAIN
from spandeck.ui.views.errors import ErrorsView
from tests.ui.failures import failure, item, items
from tests.ui.fakes import SECOND_NS
from tests.ui.running import notices
from tests.ui.tailing import StillFeed, Watcher, triage, watching


def ids(*numbers: int) -> list[str]:
    return [failure(number).id for number in numbers]


async def test_what_the_ring_holds_is_there_at_once_the_newest_on_top() -> None:
    async with watching(items=items(3)) as watcher:
        assert watcher.rows == ids(0, 1, 2)
        assert watcher.status.startswith("following · 3 failures")
        assert "TOOL.EXECUTION.TIMEOUT" in watcher.screen
        assert "search_web · planner" in watcher.screen


async def test_a_vendors_view_leaves_out_all_others_and_the_column_of_vendors() -> None:
    mixed = [*items(3), item(7, vendor="arize")]
    async with watching(vendor="arize", items=mixed) as watcher:
        assert watcher.rows == [failure(7, vendor="arize").id]
        assert "vendor" not in watcher.screen
    async with watching(items=mixed) as watcher:
        assert "arize" in watcher.screen


async def test_new_failures_come_in_on_top_and_the_cursor_stays_at_the_live_edge() -> None:
    async with watching(items=[item(5)]) as watcher:
        await watcher.come([item(4), item(3)])
        assert watcher.rows == ids(3, 4, 5)
        assert watcher.here == failure(3).id
        assert "+2 since you looked" in watcher.status


async def test_going_down_keeps_new_ones_back_and_the_top_lets_them_in() -> None:
    async with watching(items=[item(9), item(8), item(7)]) as watcher:
        await watcher.press("j")
        await watcher.come([item(6), item(5)])
        assert watcher.rows == ids(7, 8, 9)
        assert watcher.here == failure(8).id
        assert watcher.status.startswith("paused · +2 new · g shows them")
        await watcher.press("g")
        assert watcher.rows == ids(5, 6, 7, 8, 9)
        assert watcher.here == failure(5).id
        assert watcher.status.startswith("following")


@pytest.mark.parametrize("key", ["g", "home", "p"])
async def test_a_pause_at_the_top_ends_by_any_key_that_means_so(key: str) -> None:
    async with watching(items=[item(9)]) as watcher:
        await watcher.press("p")
        await watcher.come([item(8)])
        assert watcher.status.startswith("paused · +1 new")
        await watcher.press(key)
        assert watcher.rows == ids(8, 9)


async def test_the_bottom_is_the_oldest_and_stays_it() -> None:
    async with watching(items=items(50)) as watcher:
        await watcher.press("end")
        await watcher.come([item(-1, ago_s=1.0)])
        assert watcher.here == failure(49).id
        assert "paused · +1 new" in watcher.status


async def test_following_stops_by_its_key_and_the_top_does_not_begin_it_again() -> None:
    async with watching(items=[item(9), item(8)]) as watcher:
        await watcher.press("F")
        await watcher.come([item(7)])
        await watcher.press("j", "g")
        assert watcher.status.startswith("stopped · +1 new · F shows them")
        assert watcher.rows == ids(8, 9)
        assert not watcher.view.check_action("pause", ())
        await watcher.press("F")
        assert watcher.rows == ids(7, 8, 9)


async def test_the_marks_of_news_go_when_the_reader_says_so_or_looks_away() -> None:
    async with watching(items=[item(9)]) as watcher:
        await watcher.come([item(8)])
        assert watcher.view.listed.counts.new == 1
        await watcher.press("g")
        assert watcher.view.listed.counts.new == 0
        await watcher.come([item(7)])
        watcher.view.display = False
        await watcher.come([item(6)])
        watcher.view.display = True
        await watcher.look()
        assert [watcher.view.listed.new(each) for each in watcher.view.listed.shown] == [
            False,
            False,
            False,
            True,
        ]


async def test_what_comes_while_another_window_has_the_focus_is_news() -> None:
    async with watching(items=[item(9)]) as watcher:
        await watcher.come([item(8)])
        watcher.app.app_focus = False
        await watcher.settle()
        assert watcher.view.listed.counts.new == 0
        await watcher.come([item(7)])
        watcher.app.app_focus = True
        await watcher.settle()
        assert watcher.view.listed.counts.new == 1


async def test_where_there_is_only_ascii_the_bars_are_ascii() -> None:
    async with watching(items=items(9)) as watcher:
        watcher.app.add_class(PLAIN)
        await watcher.look()
        said = watcher.screen.splitlines()[0]
        assert "~#~#~# <2 in 30 s" in said


async def test_nothing_is_news_until_every_feed_has_answered_once() -> None:
    held = triage(answered=False)
    async with watching(held, items=[item(9)]) as watcher:
        await watcher.come([item(8)])
        assert watcher.view.listed.counts.new == 0
        held.tail.pollers[0].answered_ns = watcher.now.ns
        await watcher.come([item(7)])
        assert watcher.view.listed.counts.new == 1


async def test_nothing_is_read_while_nobody_can_see_it() -> None:
    async with watching(items=[item(9)]) as watcher:
        watcher.view.display = False
        await watcher.come([item(8)])
        assert watcher.rows == ids(9)


async def test_a_filter_narrows_while_it_runs_and_can_be_taken_off_and_put_on() -> None:
    async with watching(items=items(6)) as watcher:
        await watcher.press("f")
        await watcher.type("tool=send_*")
        assert watcher.rows == ids(2, 5)
        assert "filter tool=send_* · 2 match" in watcher.status
        await watcher.come([item(-1, ago_s=1.0), item(-4, ago_s=0.5)])
        assert len(watcher.rows) == 4
        await watcher.press("!")
        assert len(watcher.rows) == 8
        await watcher.press("!")
        assert len(watcher.rows) == 4
        await watcher.press("escape")
        assert len(watcher.rows) == 8


async def test_a_filter_that_is_none_says_so_and_changes_nothing() -> None:
    async with watching(items=items(3)) as watcher:
        await watcher.press("f")
        await watcher.type("tooll=x")
        assert "Did you mean tool" in watcher.screen
        await watcher.press("escape")
        assert len(watcher.rows) == 3


async def test_a_search_goes_from_hit_to_hit_and_says_when_there_is_none() -> None:
    async with watching(items=items(9)) as watcher:
        await watcher.press("slash")
        await watcher.type("SEND_mail")
        assert watcher.here == failure(2).id
        assert "/SEND_mail" in watcher.status
        await watcher.press("n", "n")
        assert watcher.here == failure(8).id
        await watcher.press("n")
        assert notices(watcher.app) == ["No “SEND_mail” below."]
        await watcher.press("N")
        assert watcher.here == failure(5).id


async def test_e_leads_to_the_next_other_problem() -> None:
    same = [item(number) for number in (12, 9, 6, 3)]
    async with watching(items=[item(20), *same]) as watcher:
        await watcher.press("e")
        assert watcher.here == failure(20).id
        await watcher.press("e")
        assert notices(watcher.app) == ["No other error group below."]
        await watcher.press("E")
        assert watcher.here == failure(12).id


async def test_late_and_changed_ones_say_so_and_are_counted() -> None:
    async with watching(items=[item(9), item(8)]) as watcher:
        await watcher.come([item(30, late=True), item(8, changed=True, message="the index was")])
        assert "1 late, 1 changed (:late)" in watcher.status
        assert "+late" in watcher.screen
        assert "+chg" in watcher.screen
        assert "the index was" in watcher.screen
        await run(watcher, "late")
        assert isinstance(watcher.app.told[0], ErrorsView.LateWanted)


async def run(watcher: Watcher, name: str, argument: str = "") -> None:
    found = next(each for each in watcher.view.commands() if each.name == name)
    found.run(argument)
    await watcher.settle()


async def test_enter_opens_the_failure_and_the_way_leads_on_to_the_next_trace() -> None:
    async with watching(items=[*items(3), item(1, ago_s=19.0)]) as watcher:
        await watcher.press("enter")
        event = watcher.app.told[0]
        assert isinstance(event, ErrorsView.Chosen)
        assert event.retold.item.occurrence == failure(0)
        beside = await event.walk.step(failure(0).of.trace_id or "", 1)
        assert beside is not None
        assert beside.trace_id == failure(1).of.trace_id
        beyond = await event.walk.step(beside.trace_id, 1)
        assert beyond is not None
        assert watcher.here == failure(2).id
        assert await event.walk.step(beyond.trace_id, 1) is None
        assert event.walk.failure(beyond.trace_id) == failure(2)


async def test_what_somebody_acknowledged_is_told_quietly_at_once() -> None:
    async with watching(items=items(3)) as watcher:
        key = watcher.view.group_key()
        assert key is not None
        watcher.held.board.ack(key)
        await watcher.look()
        assert "acked" in watcher.screen


async def test_a_flood_is_capped_and_says_so() -> None:
    held = triage(cap=100)
    async with watching(held, items=items(10)) as watcher:
        await watcher.come(items(250))
        assert len(watcher.rows) == 100
        assert "160 older ones let go: 100 are kept" in watcher.screen


async def test_an_empty_list_says_who_answered_and_who_is_blind() -> None:
    well, refused = StillFeed(), StillFeed("arize", title="Arize errors")
    refused.fails = Refused("Arize", "the key was refused")
    held = triage(well, refused, answered=False)
    async with watching(held) as watcher:
        assert "Nothing was answered yet" in watcher.screen
        held.tail.end()
        assert [batch.items async for batch in held.tail.batches()] == [(), ()]
        await watcher.look()
        assert "No failures" in watcher.screen
        assert "Risicare errors answered" in watcher.screen
        assert "Arize errors is blind" in watcher.screen
        assert "✗ Arize errors: " in watcher.screen


async def test_nothing_that_matches_is_told_from_nothing_that_failed() -> None:
    held = triage()
    held.tail.pollers[0].tally.add(items(3))
    async with watching(held, items=items(3)) as watcher:
        await watcher.press("f")
        await watcher.type("tool=none")
        assert "No failure matches" in watcher.screen
        assert "3 were told" in watcher.screen


async def test_r_asks_the_vendor_now() -> None:
    held = triage(StillFeed(), StillFeed("arize", title="Arize errors"))
    async with watching(held, vendor="arize") as watcher:
        await watcher.press("r")
        assert [each.called.is_set() for each in held.tail.pollers] == [False, True]


async def test_what_is_copied_and_exported_is_the_failure() -> None:
    async with watching(items=items(3)) as watcher:
        told = dict(watcher.view.copies())
        assert told["trace id"] == failure(0).of.trace_id
        assert "TOOL.EXECUTION.TIMEOUT" in told["Markdown"]
        await watcher.press("space")
        assert [each["id"] for each in watcher.view.records()] == [failure(0).id]


async def test_times_are_told_as_ages_too() -> None:
    async with watching(items=[item(3)]) as watcher:
        await watcher.press("A")
        assert "1 m ago" in watcher.screen
        watcher.now.ns += 240 * SECOND_NS
        await watcher.press("A", "A")
        assert "5 m ago" in watcher.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 34), (200, 50)])
async def test_every_size_shows_what_failed_where_and_how_it_is_followed(
    size: tuple[int, int],
) -> None:
    hostile = replace(failure(1).cause, message="[red]x[/] " * 40)
    told = item(1)
    told = replace(told, occurrence=replace(told.occurrence, cause=hostile))
    async with watching(items=[told, item(0)], size=size) as watcher:
        for word in ("EXECUTION.TIMEOUT", "search_web", "last 10 min", "14:13"):
            assert word in watcher.screen
        assert ("[red]x" in watcher.screen) is (size[0] > 80)
