"""What every store promises, and what the shared file adds: restarts, other processes, damage."""

import asyncio
import os
import sqlite3
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from spandeck.model.limits import Window
from spandeck.model.page import Priority
from spandeck.net.headers import News, Said
from spandeck.net.meter import Tally
from spandeck.net.store import Claim, Store, Ticket
from spandeck.net.store.fallback import PORTION, FallbackStore
from spandeck.net.store.memory import MemoryStore
from spandeck.net.store.sqlite import SqliteStore
from tests.net.clock import HandClock

TEN = (Window(10, 60.0),)
MANY = (Window(50, 60.0),)
DAY = (Window(50, 86_400.0),)


def claim(
    windows: tuple[Window, ...] = TEN,
    bucket: str = "v/x",
    priority: Priority = Priority.SAFETY,
    hold_s: float = 20.0,
) -> Claim:
    return Claim(bucket, windows, priority, hold_s)


@pytest.fixture
def hand() -> HandClock:
    return HandClock()


@pytest.fixture(params=["memory", "sqlite", "fallback"])
def store(request: pytest.FixtureRequest, hand: HandClock, tmp_path: Path) -> Iterator[Store]:
    clock, path = hand.clock(), tmp_path / "budget.sqlite"
    made: dict[str, Callable[[], Store]] = {
        "memory": lambda: MemoryStore(clock),
        "sqlite": lambda: SqliteStore(path, clock),
        "fallback": lambda: FallbackStore(path, clock, pytest.fail),
    }
    store = made[request.param]()
    yield store
    store.close()


async def take(store: Store, wanted: Claim, times: int = 1) -> list[Ticket]:
    found = [await store.reserve(wanted) for _ in range(times)]
    return [each for each in found if isinstance(each, Ticket)]


async def test_a_store_grants_up_to_the_limit_and_then_says_how_long(store: Store) -> None:
    assert len(await take(store, claim(), 10)) == 10
    wait = await store.reserve(claim())
    assert wait == pytest.approx(60.0, abs=0.1)


async def test_an_answered_ticket_counts_for_a_window_more(store: Store, hand: HandClock) -> None:
    for each in await take(store, claim(), 10):
        store.settle(each)
    assert isinstance(await store.reserve(claim()), float)
    hand.at += 60.1
    assert len(await take(store, claim(), 12)) == 10


async def test_a_ticket_nobody_settles_frees_itself(store: Store, hand: HandClock) -> None:
    await take(store, claim(), 10)
    hand.at += 60.1
    assert isinstance(await store.reserve(claim()), float), "it may still be on its way"
    hand.at += 20.0
    assert isinstance(await store.reserve(claim()), Ticket)


async def test_a_ticket_settled_for_later_counts_from_then(store: Store, hand: HandClock) -> None:
    for each in await take(store, claim(), 10):
        store.settle(each, 10.0)
    hand.at += 60.1
    assert isinstance(await store.reserve(claim()), float)
    hand.at += 10.0
    assert isinstance(await store.reserve(claim()), Ticket)


async def test_what_an_answer_said_binds_the_next_request(store: Store) -> None:
    (ticket,) = await take(store, claim())
    store.settle(ticket, 0.0, News(retry_s=30.0, throttled=True, clean=False))
    assert await store.reserve(claim()) == pytest.approx(30.0, abs=0.1)


async def test_one_buckets_news_stay_in_it(store: Store) -> None:
    (ticket,) = await take(store, claim())
    store.settle(ticket, 0.0, News((Said("X-RateLimit", 1, None, 0, 50.0),), retry_s=50.0))
    assert len(await take(store, claim(bucket="v/y"), 10)) == 10


async def test_standings_say_how_the_buckets_stand(store: Store) -> None:
    for each in (await take(store, claim(), 4))[:2]:
        store.settle(each)
    await take(store, claim(bucket="w/x"))
    (standing,) = store.standings("v/")
    assert standing.name == "v/x"
    assert standing.used == (4,)
    assert standing.processes == {os.getpid(): 4}
    assert 55 < standing.free_s[0] < 61


async def test_changed_defaults_begin_a_bucket_anew(store: Store) -> None:
    await take(store, claim(), 10)
    wider = (Window(20, 60.0),)
    assert len(await take(store, claim(wider), 20)) == 10, "what was sent still counts"


async def test_a_cancelled_claim_holds_no_ticket(hand: HandClock, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "budget.sqlite", hand.clock())
    one = (Window(1, 1.0),)
    asked = asyncio.create_task(store.reserve(claim(one)))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    hand.at += 1.1
    assert isinstance(await store.reserve(claim(one)), Ticket)
    store.close()


def reopened(path: Path, hand: HandClock) -> SqliteStore:
    return SqliteStore(path, hand.clock())


async def test_a_days_quota_survives_the_end_of_the_program(
    hand: HandClock, tmp_path: Path
) -> None:
    path = tmp_path / "budget.sqlite"
    first = reopened(path, hand)
    for each in await take(first, claim(DAY), 50):
        first.settle(each)
    first.close()
    hand.at += 3600
    second = reopened(path, hand)
    assert await second.reserve(claim(DAY)) == pytest.approx(86_400 - 3600, abs=1)
    second.close()


async def test_a_days_quota_survives_a_restart_of_the_host(hand: HandClock, tmp_path: Path) -> None:
    path = tmp_path / "budget.sqlite"
    first = reopened(path, hand)
    for each in await take(first, claim(DAY), 50):
        first.settle(each)
    first.close()
    after = HandClock(at=5.0, wall=hand.wall + hand.at + 7200 - 5.0, boot="second")
    second = reopened(path, after)
    assert await second.reserve(claim(DAY)) == pytest.approx(86_400 - 7200, abs=1)
    second.close()


@pytest.mark.parametrize("step", [-86_400.0, 86_400.0, 1e9])
async def test_a_stepped_wall_clock_changes_nothing(
    hand: HandClock, tmp_path: Path, step: float
) -> None:
    path = tmp_path / "budget.sqlite"
    store = reopened(path, hand)
    for each in await take(store, claim(), 10):
        store.settle(each)
    hand.wall += step
    assert await store.reserve(claim()) == pytest.approx(60.0, abs=0.1)
    store.close()


async def test_a_wall_clock_set_back_over_a_restart_never_turns_time_back(
    hand: HandClock, tmp_path: Path
) -> None:
    path = tmp_path / "budget.sqlite"
    first = reopened(path, hand)
    for each in await take(first, claim(), 10):
        first.settle(each)
    first.close()
    after = HandClock(at=5.0, wall=0.0, boot="second")
    second = reopened(path, after)
    assert await second.reserve(claim()) == pytest.approx(60.0, abs=0.1)
    after.at += 60.1
    assert isinstance(await second.reserve(claim()), Ticket)
    second.close()


async def test_two_stores_on_one_file_share_one_budget(hand: HandClock, tmp_path: Path) -> None:
    path = tmp_path / "budget.sqlite"
    here, there = reopened(path, hand), reopened(path, hand)
    granted = await take(here, claim(), 6)
    assert len(await take(there, claim(), 6)) == 4
    here.settle(granted[0], 0.0, News(retry_s=500.0, throttled=True, clean=False))
    await here.reserve(claim())
    assert await there.reserve(claim()) == pytest.approx(500.0, abs=1)
    here.close()
    there.close()


def modes(directory: Path) -> set[int]:
    return {stat.S_IMODE(each.stat().st_mode) for each in directory.iterdir()}


async def test_the_file_is_its_owners_alone(hand: HandClock, tmp_path: Path) -> None:
    store = reopened(tmp_path / "budget.sqlite", hand)
    await take(store, claim())
    assert modes(tmp_path) == {0o600}
    store.close()


async def test_old_tickets_are_swept_away(hand: HandClock, tmp_path: Path) -> None:
    path = tmp_path / "budget.sqlite"
    store = reopened(path, hand)
    for _ in range(30):
        for each in await take(store, claim(), 10):
            store.settle(each)
        hand.at += 600.0
    store.close()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("select count(*) from ticket").fetchone()[0] <= 80


def spoil(path: Path) -> None:
    path.write_bytes(b"this is not a database, it is a sentence" * 100)


async def test_losing_the_file_never_admits_more(hand: HandClock, tmp_path: Path) -> None:
    """What was spent through the file is remembered; a tenth of each window is what is left."""
    notices: list[str] = []
    path = tmp_path / "budget.sqlite"
    store = FallbackStore(path, hand.clock(), notices.append)
    for each in await take(store, claim(MANY), 3):
        store.settle(each)
    store.lose(sqlite3.OperationalError("disk I/O error"))
    assert len(await take(store, claim(MANY), 9)) == 50 * PORTION - 3
    assert len(notices) == 1
    assert "10% of every limit" in notices[0]
    store.close()


async def test_a_damaged_file_is_a_notice_and_a_small_budget(
    hand: HandClock, tmp_path: Path
) -> None:
    notices: list[str] = []
    path = tmp_path / "budget.sqlite"
    spoil(path)
    store = FallbackStore(path, hand.clock(), notices.append)
    assert len(await take(store, claim(MANY), 9)) == 50 * PORTION
    assert store.standings("v/")[0].used == (5,)
    assert len(notices) == 1
    assert path.exists(), "day counters are never deleted"
    store.close()


async def test_a_full_disk_while_settling_is_heard_of(hand: HandClock, tmp_path: Path) -> None:
    notices: list[str] = []
    store = FallbackStore(tmp_path / "budget.sqlite", hand.clock(), notices.append)
    (ticket,) = await take(store, claim(MANY))
    opened = store.file.opened
    assert opened is not None
    opened.execute("pragma max_page_count = 1")
    blob = "x" * 100_000
    opened.execute("create temp trigger full before update on ticket begin "
                   f"insert into bucket values ('{blob}', '{blob}'); end")  # fmt: skip
    store.settle(ticket, 0.0, News(retry_s=40.0, throttled=True, clean=False))
    store.close()  # which waits for what is being written
    assert await store.reserve(claim(MANY)) == pytest.approx(40.0, abs=0.1)
    assert len(notices) == 1
    assert "full" in notices[0]


async def test_what_a_process_counted_is_known_to_others_but_not_told_to_itself(
    tmp_path: Path, hand: HandClock
) -> None:
    path = tmp_path / "budget.sqlite"
    with closing(SqliteStore(path, hand.clock())) as store:
        await take(store, claim())
        store.tell("v/x", Tally(sent=3, throttled=1, panes=Counter({"risicare.traces": 3})))
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("update tally set process = process + 1")
    with closing(SqliteStore(path, hand.clock())) as store:
        await take(store, claim())
        store.tell("v/x", Tally(sent=9))
    with closing(SqliteStore(path, hand.clock())) as store:
        (found,) = store.standings("v/")
        assert [(each.sent, each.throttled) for each in found.others] == [(3, 1)]
        assert found.others[0].panes == {"risicare.traces": 3}
        hand.at += 3601
        (later,) = store.standings("v/")
        assert later.others == ()
