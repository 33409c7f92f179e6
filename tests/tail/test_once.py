"""Exactly once, as a property: any schedule of arrivals, any list's habits, any moment of death."""

import asyncio
from contextlib import aclosing
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from spandeck.model.errors import Limited, Missing, Refused, SourceError, Unreachable
from spandeck.model.occurrence import Cause
from spandeck.model.tail import Item
from spandeck.tail.mark import Mark
from spandeck.tail.tail import Tail
from spandeck.tail.window import Window
from tests.net.clock import virtually
from tests.tail.fakes import BEGAN_NS, FakeFeed, failure, following, names, told

LASTS_S = 150
OVERLAP_S = 40.0
AFTER_S = 1_400
"""Long enough for the slowest pace to come round again."""
TROUBLES: list[SourceError | None] = [
    None,
    None,
    Unreachable("fake", "no connection"),
    Limited("fake", 12),
    Missing("fake", "no such cursor", status=404),
    Refused("fake", "a bad cursor", status=400),
]
happened = st.floats(-30, LASTS_S)
delays = st.one_of(st.just(0.0), st.floats(0, OVERLAP_S - 1))
schedules = st.lists(st.tuples(happened, delays), max_size=60)
habits = st.builds(
    FakeFeed,
    overlap_s=st.just(OVERLAP_S),
    every_s=st.floats(1, 9),
    page=st.integers(1, 9),
    takes_s=st.floats(0, 3),
    troubles=st.lists(st.sampled_from(TROUBLES), max_size=4),
    expires=st.sets(st.integers(1, 30).map(str), max_size=4),
)


def scheduled(feed: FakeFeed, schedule: list[tuple[float, float]]) -> list[str]:
    """Let failures happen and arrive so late; their ids, sorted."""
    for number, (at_s, late_s) in enumerate(schedule):
        feed.arrivals.append((max(0.0, at_s + late_s), failure(str(number), at_s)))
    return sorted(str(number) for number in range(len(schedule)))


@settings(deadline=None)
@given(habits, schedules)
def test_any_schedule_is_told_exactly_once(
    feed: FakeFeed, schedule: list[tuple[float, float]]
) -> None:
    expected = scheduled(feed, schedule)
    items = virtually(told(following(feed), LASTS_S + AFTER_S))
    assert sorted(names(items)) == expected


@settings(deadline=None)
@given(habits, schedules, st.sets(st.integers(0, 59), max_size=9))
def test_what_the_vendor_changes_is_told_once_more_and_no_more(
    feed: FakeFeed, schedule: list[tuple[float, float]], altered: set[int]
) -> None:
    expected = scheduled(feed, schedule)
    chosen = {number for number in altered if number < len(schedule)}
    for number in chosen:
        arrived_s, row = feed.arrivals[number]
        feed.arrivals.append((arrived_s + OVERLAP_S / 8, replace(row, cause=Cause("CHANGED"))))
    feed.troubles.clear()
    items = virtually(told(following(feed), LASTS_S + AFTER_S))
    assert sorted(names(each for each in items if not each.changed)) == expected
    again = names(each for each in items if each.changed)
    assert len(again) == len(set(again))
    assert set(again) <= {str(number) for number in chosen}


@settings(deadline=None)
@given(habits, schedules, st.lists(st.floats(0, 30), min_size=1, max_size=6))
def test_a_tail_that_goes_on_at_its_last_mark_tells_the_rest(
    feed: FakeFeed, schedule: list[tuple[float, float]], lives: list[float]
) -> None:
    expected = scheduled(feed, schedule)
    items: list[Item] = []
    mark: Mark | None = None

    async def live(tail: Tail) -> None:
        nonlocal mark
        async with aclosing(tail.batches()) as batches:
            async for batch in batches:
                items.extend(batch.items)
                mark = batch.mark

    async def die_and_go_on() -> None:
        for seconds in lives:
            life = asyncio.create_task(live(following(feed, mark=mark)))
            await asyncio.wait((life,), timeout=seconds)
            life.cancel()
            await asyncio.wait((life,))
            await asyncio.sleep(3)
        items.extend(await told(following(feed, mark=mark), LASTS_S + AFTER_S))

    virtually(die_and_go_on())
    assert sorted(names(items)) == expected
    assert mark is None or Mark.read(mark.written()) == mark


@settings(deadline=None)
@given(st.lists(st.floats(-30, 300), min_size=80, max_size=200))
def test_memory_is_bounded_and_nothing_is_told_twice_for_it(times: list[float]) -> None:
    window = Window(60.0, Mark(BEGAN_NS - 10**12), most=50)
    rows = [failure(str(number), at_s) for number, at_s in enumerate(times)]
    found: list[str] = []
    for row in rows * 2:
        item = window.meet(row, BEGAN_NS + 10**12)
        found += [] if item is None else [item.occurrence.id]
        assert len(window.known) <= 50 or len(window.slices) == 1
    assert len(found) == len(set(found))
