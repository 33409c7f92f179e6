"""Every failure is told exactly once, whatever a list does between two looks at it."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import pytest

from spandeck.model.errors import Limited, Refused, SourceError, Unreachable, Unreadable
from spandeck.model.limits import Reading, Room, Window
from spandeck.model.occurrence import PLAIN, Occurrence
from spandeck.model.page import Ask, BadRow, Freshness, Page, Priority
from spandeck.tail.tail import Tail
from tests.net.clock import virtually
from tests.tail.fakes import (
    BEGAN_NS,
    SECOND_NS,
    FakeFeed,
    failure,
    following,
    names,
    now_ns,
    told,
)


@dataclass
class Minute:
    """A budget of so many requests in a minute that has just begun."""

    limit: int
    sent: int = 0

    def readings(self) -> tuple[Reading, ...]:
        """How it stands."""
        window, left = Window(self.limit, 60), self.limit - self.sent
        room = Room(window, self.sent, left, 60)
        panes = {"tail.errors": self.sent}
        return (Reading("fake", "all", (window,), self.sent, left, 60, panes=panes, rooms=(room,)),)

    def standing(self, vendor: str, method: str, path: str) -> Reading | None:
        """One category pays for everything."""
        return self.readings()[0]


DOWN = Unreachable("fake", "no connection")


def test_what_is_there_is_told_oldest_first_and_what_comes_is_told_after_it() -> None:
    rows = [(0.0, failure(str(number), -number)) for number in range(250)]
    feed = FakeFeed([*rows, (7.0, failure("new", 6.5))])
    items = virtually(told(following(feed), 30))
    assert names(items) == [*(str(number) for number in reversed(range(250))), "new"]
    assert not any(each.late or each.changed for each in items)
    assert items[-1].seen_ns == BEGAN_NS + 10 * SECOND_NS


def test_one_that_arrives_late_within_the_overlap_is_told_once_and_marked() -> None:
    feed = FakeFeed([(0.0, failure("first", -1)), (12.0, failure("late", -50))])
    first, late = virtually(told(following(feed), 60))
    assert (first.late, late.occurrence.id, late.late) == (False, "late", True)


def test_one_that_the_vendor_changed_is_told_again_as_changed() -> None:
    after = failure("a", -1, message="timed out after 3 tries")
    feed = FakeFeed([(0.0, failure("a", -1)), (12.0, after)])
    first, again = virtually(told(following(feed), 60))
    assert (first.changed, again.changed, again.occurrence) == (False, True, after)


def test_a_late_one_behind_many_known_ones_is_found_before_it_is_too_old() -> None:
    known = [(0.0, failure(str(number), -number / 100)) for number in range(500)]
    feed = FakeFeed([*known, (1.0, failure("late", -50))], page=50)
    assert names(virtually(told(following(feed), 60))).count("late") == 1


def test_a_poll_ends_at_the_first_page_that_holds_only_what_is_known() -> None:
    known = [(0.0, failure(str(number), -number / 100)) for number in range(500)]
    feed = FakeFeed([*known, (6.0, failure("new", 6))], overlap_s=400)
    virtually(told(following(feed), 12))
    assert [cursor for _, cursor in feed.asked[5:9]] == [None, None, "100", None]


def test_a_page_that_fails_is_asked_for_again_where_the_poll_stood() -> None:
    rows = [(0.0, failure(str(number), -number)) for number in range(250)]
    feed = FakeFeed(rows, troubles=[None, DOWN, DOWN])
    items = virtually(told(following(feed), 60))
    assert sorted(names(items), key=int) == [str(number) for number in range(250)]
    assert [cursor for _, cursor in feed.asked[:5]] == [None, "100", "100", "100", "200"]


def test_a_page_that_is_refused_begins_the_poll_again() -> None:
    rows = [(0.0, failure(str(number), -number)) for number in range(250)]
    feed = FakeFeed(rows, troubles=[None, Refused("fake", "no such cursor", status=400)])
    items = virtually(told(following(feed), 400))
    assert sorted(names(items), key=int) == [str(number) for number in range(250)]


def test_a_poll_that_may_read_no_more_pages_says_what_it_skipped() -> None:
    feed = FakeFeed([(0.0, failure(str(number), -number)) for number in range(500)])
    tail = Tail((feed,), since_ns=0, pages=3)

    async def read() -> list[str]:
        async with aclosing(tail.batches()) as batches:
            return names((await anext(batches)).items)

    assert virtually(read()) == [str(number) for number in reversed(range(300))]
    assert tail.standings[0].skipped == 1


def test_questions_are_asked_as_a_tail_past_the_cache() -> None:
    feed = FakeFeed()
    virtually(told(following(feed), 1))
    ask = feed.asks[0]
    assert (ask.priority, ask.freshness, ask.pane) == (
        Priority.TAIL,
        Freshness.RELOAD,
        "tail.errors",
    )


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        (DOWN, False),
        (Unreadable("fake", "an answer in HTML"), False),
        (Limited("fake", 40), False),
        (Refused("fake", "the key was revoked", status=401), True),
    ],
)
def test_trouble_of_one_feed_is_its_own(error: SourceError, refused: bool) -> None:
    broken = FakeFeed(name="alerts", troubles=[error] * 100)
    well = FakeFeed([(at, failure(str(at), at)) for at in range(60)])
    tail = following(broken, well)
    assert len(virtually(told(tail, 59))) == 60
    standing, other = tail.standings
    assert (standing.trouble, standing.refused) == (str(error), refused)
    assert standing.every_s > standing.usual_s
    assert (other.trouble, other.told) == ("", 60)


def test_a_feed_that_answers_again_has_no_trouble_left() -> None:
    feed = FakeFeed(troubles=[DOWN, DOWN])
    tail = following(feed)
    virtually(told(tail, 60))
    assert tail.standings[0].trouble == ""
    assert tail.standings[0].every_s == 5


def test_a_reader_who_presses_does_not_wait_for_the_pace() -> None:
    feed = FakeFeed(troubles=[Limited("fake", 500)])
    tail = following(feed)

    async def press() -> None:
        async with aclosing(tail.batches()) as batches:
            await anext(batches)
            tail.poll("other")
            tail.poll("fake")
            async with asyncio.timeout(1):
                await anext(batches)

    virtually(press())
    assert len(feed.asked) == 2


def test_a_slow_reader_makes_the_feeds_wait_and_loses_nothing() -> None:
    feeds = [FakeFeed([(at, failure(str(at), at)) for at in range(300)], name=n) for n in "ab"]
    tail = following(*feeds)
    found: list[str] = []

    async def read() -> None:
        async with aclosing(tail.batches()) as batches:
            async for batch in batches:
                found.extend(names(batch.items))
                await asyncio.sleep(40)
                if len(found) == 600:
                    break

    virtually(read())
    assert sorted(found, key=int) == [str(at // 2) for at in range(600)]
    assert all(len(each.asked) < 20 for each in feeds)


def test_a_tail_that_is_closed_leaves_nothing_running() -> None:
    async def close() -> int:
        async with aclosing(following(FakeFeed(), FakeFeed(name="alerts")).batches()) as batches:
            await anext(batches)
        return len(asyncio.all_tasks())

    assert virtually(close()) == 1


def test_a_fault_of_ours_is_not_swallowed() -> None:
    class Broken(FakeFeed):
        async def occurrences(self, *_: object, **__: object) -> object:  # type: ignore[override]
            raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as raised:
        virtually(told(following(Broken()), 1))
    assert raised.group_contains(ZeroDivisionError)


def test_rows_that_cannot_be_read_are_counted_once_and_hide_nothing() -> None:
    feed = FakeFeed([(0.0, failure("a", -1))], bad=(BadRow("{}", "no id"),))
    tail = following(feed)
    assert names(virtually(told(tail, 30))) == ["a"]
    assert tail.standings[0].bad == 1


def test_what_any_page_of_a_poll_says_is_left_out_is_its_standing() -> None:
    rows = [(0.0, failure(str(number), -number)) for number in range(25)]
    feed = FakeFeed(rows, page=10, expires={"10"})
    tail = following(feed)

    async def once() -> None:
        async with aclosing(tail.batches()) as batches:
            await anext(batches)

    virtually(once())
    assert tail.standings[0].notes == ("the cursor expired; started again",)


def test_one_that_claims_to_be_of_the_future_hides_nothing_and_is_told_once() -> None:
    rows = [(float(at), failure(str(at), at)) for at in range(0, 600, 20)]
    feed = FakeFeed([(0.0, failure("future", 10_000)), *rows], overlap_s=60)
    items = virtually(told(following(feed), 620))
    assert sorted(names(items)) == sorted(["future", *(str(at) for at in range(0, 600, 20))])


def test_a_list_that_goes_in_circles_ends_a_poll_and_the_next_one_looks_again() -> None:
    class Circle(FakeFeed):
        async def occurrences(
            self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
        ) -> Page[Occurrence]:
            page = await super().occurrences(since_ns, cursor, limit=limit, ask=ask)
            return replace(page, cursor="1")

    feed = Circle([(0.0, failure("a", -1)), (7.0, failure("b", 6))])
    assert names(virtually(told(following(feed), 20))) == ["a", "b"]
    assert len(feed.asked) < 20


def test_a_page_that_takes_many_requests_is_asked_for_as_seldom_as_they_allow() -> None:
    class Dear(FakeFeed):
        async def occurrences(self, *told: Any, **how: Any) -> Page[Occurrence]:
            budget.sent += 6
            return await super().occurrences(*told, **how)

    budget, feed = Minute(limit=60), Dear()
    tail = Tail([feed], since_ns=BEGAN_NS, budget=budget, clock=now_ns)
    virtually(told(tail, 1))
    standing = tail.standings[0]
    assert len(feed.asked) == 2  # at first, and at the end: 12 requests are spent, 18 left to it
    assert (standing.every_s, standing.why) == (60 * 6 / 18, "minute budget")


def test_a_first_poll_that_catches_up_does_not_slow_the_next() -> None:
    class Behind(FakeFeed):
        async def occurrences(self, *told: Any, **how: Any) -> Page[Occurrence]:
            budget.sent += 30
            return await super().occurrences(*told, **how)

    async def first() -> str:
        async for _ in tail.batches():
            break
        return tail.standings[0].why

    budget = Minute(limit=100)
    tail = Tail([Behind()], since_ns=BEGAN_NS, budget=budget, clock=now_ns)
    assert virtually(first()) == ""
