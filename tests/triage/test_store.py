"""The store outlives restarts, damage, full disks and newer versions, or says it cannot."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from spandeck.model.group import Target
from spandeck.model.occurrence import Cause, Occurrence, Reference
from spandeck.triage.act import Act, NotDone, made
from spandeck.triage.board import Board
from spandeck.triage.file import NEWEST
from spandeck.triage.store import Store
from tests.triage.given import HOUR, MINUTE, NOON, TIMEOUT, Clock, board, failure, told


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "main.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with closing(Store.open(path)) as made:
        yield made


def again(path: Path, clock: Clock | None = None) -> Board:
    """A board of another program on the same file."""
    return board(clock, Store.open(path))


def note(number: int) -> Act:
    return made(
        NOON + number, "ana@host", "note", Target("trace", f"t{number}"), {"text": "x" * 200}
    )


def test_what_was_done_and_seen_survives_a_restart(path: Path) -> None:
    made = again(path)
    told(made, *(failure(number, at_ns=NOON + number) for number in range(7)))
    (group,) = made.groups()
    key = group.fingerprint.key
    made.note(Target("group", key), "known")
    made.ack(key)
    made.close()
    later = again(path, Clock(NOON + HOUR))
    (found,) = later.groups()
    assert (found.state.word, found.traces, found.users) == ("acked", 7, 7)
    assert found.fingerprint == group.fingerprint
    assert found.newest.of.trace_id == group.newest.of.trace_id
    assert [each.text for each in found.notes] == ["known"]
    assert told(later, failure(9, at_ns=NOON + HOUR)) == frozenset()
    assert later.groups()[0].first_ns == NOON
    later.undo()
    later.close()


def test_how_often_it_failed_survives_a_restart_and_is_not_counted_twice(path: Path) -> None:
    for _ in range(2):
        made = again(path, Clock(NOON + MINUTE))
        told(made, *(failure(number) for number in range(5)))
        assert made.groups()[0].minutes[-2:] == (5, 0)
        made.close()
    later = again(path, Clock(NOON + 20 * MINUTE))
    assert sum(later.groups()[0].minutes) == 5
    later.close()


def test_an_alert_that_fires_again_after_a_restart_keeps_its_name(path: Path) -> None:
    alert = Occurrence("fiddler", "alert", "1", NOON, Cause("WARNING"), of=Reference(name="Slow"))
    made = again(path)
    told(made, alert)
    made.close()
    later = again(path, Clock(NOON + HOUR))
    told(later, replace(alert, id="2", at_ns=NOON + MINUTE))
    assert [each.title for each in later.groups()] == ["Slow"]
    later.close()


def test_merges_and_splits_hold_after_a_restart(path: Path) -> None:
    made = again(path)
    other = Cause(type="KeyError")
    told(made, failure(1), failure(2, cause=other), failure(3, cause=TIMEOUT))
    made.split(made.key(failure(1)), "agent")
    made.merge(made.key(failure(2, cause=other)), made.key(failure(1)))
    before = made.groups()
    made.close()
    made = again(path)
    assert [each.fingerprint.key for each in made.groups()] == [
        each.fingerprint.key for each in before
    ]
    assert told(made, failure(4), failure(5, cause=other)) == frozenset()
    assert len(made.groups()) == 1
    made.undo()
    made.undo()
    assert made.key(failure(8)) != before[0].fingerprint.key
    made.close()


def test_no_payload_user_or_session_is_kept(path: Path) -> None:
    made = again(path)
    told(made, failure(7))
    made.close()
    held = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert b"trace-7" in held
    for secret in (b"user-7", b"session-7", b"within 2 s"):
        assert secret not in held


def test_a_group_of_long_ago_is_let_go_unless_somebody_ruled_on_it(path: Path) -> None:
    made = again(path)
    told(made, failure(1))
    made.close()
    assert again(path, Clock(NOON + 25 * HOUR)).groups() == ()
    made = again(path)
    made.ack(made.groups()[0].fingerprint.key)
    made.close()
    clock = Clock(NOON + 25 * HOUR)
    assert [each.state.word for each in again(path, clock).groups()] == ["acked"]


def test_a_group_that_comes_back_is_new_to_nobody(path: Path) -> None:
    made = again(path)
    told(made, failure(1))
    made.close()
    clock = Clock(NOON + 100 * HOUR)
    made = again(path, clock)
    assert told(made, failure(2, at_ns=clock.now_ns)) == frozenset()
    assert made.groups()[0].first_ns == NOON
    assert made.groups()[0].state.word == "ongoing"


def test_two_programs_see_each_others_acts_at_their_next_tick(path: Path) -> None:
    mine, theirs = again(path), again(path)
    told(mine, failure())
    told(theirs, failure())
    mine.ack(mine.groups()[0].fingerprint.key)
    before = theirs.version
    theirs.tick()
    assert theirs.version > before
    assert theirs.groups()[0].state.word == "acked"
    theirs.note(Target("trace", "trace-1"), "mine too")
    mine.tick()
    assert len(mine.notes(Target("trace", "trace-1"))) == 1
    mine.close()
    theirs.close()


def test_two_programs_that_watch_the_same_do_not_count_it_twice(path: Path) -> None:
    for _ in range(2):
        made = again(path)
        told(made, *(failure(number) for number in range(5)))
        made.close()
    with closing(Store.open(path)) as store:
        (seen,) = store.seen()
        assert (seen.traces, seen.told) == (5, 5)
        assert store.hits(0) == {(seen.key, NOON // MINUTE): 5}


def test_the_file_is_its_owners_alone_and_never_behind_a_link(path: Path, store: Store) -> None:
    board(store=store).bookmark(Target("trace", "t"), "t")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(each.stat().st_mode) == 0o600 for each in path.parent.iterdir())
    link = path.with_name("link.db")
    link.symlink_to(path)
    refused = Store.open(link)
    assert "cannot be used" in refused.barred
    with pytest.raises(NotDone, match="Nothing was done"):
        board(store=refused).bookmark(Target("trace", "t"), "t")


def test_a_damaged_file_is_moved_aside_and_its_acts_are_read_out(path: Path) -> None:
    with closing(Store.open(path)) as whole:
        whole.add(note(number) for number in range(400))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = os.urandom(4096)
    path.write_bytes(data)
    with closing(Store.open(path)) as store:
        (notice,) = store.notices
        assert "was damaged" in notice
        assert len(store.acts()) > 300
        assert f"{len(store.acts())} acts could be read" in notice
        (aside,) = (each for each in path.parent.iterdir() if ".damaged-" in each.name)
        assert aside.read_bytes() == bytes(data)


@pytest.mark.parametrize("at", [0, 100, 4096 + 3])
def test_acts_are_found_in_a_file_whose_beginning_or_whose_tables_are_damaged(
    path: Path, at: int
) -> None:
    with closing(Store.open(path)) as whole:
        whole.add(note(number) for number in range(400))
    data = bytearray(path.read_bytes())
    data[at : at + 8] = b"\xff" * 8
    path.write_bytes(data)
    with closing(Store.open(path)) as store:
        assert "400 acts could be read" in store.notices[0]
        assert len(store.acts()) == 400


def test_a_file_that_is_no_database_is_moved_aside_whole(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.write_text("my notes")
    with closing(Store.open(path)) as store:
        assert "0 acts" in store.notices[0]
        assert not store.barred
    (aside,) = (each for each in path.parent.iterdir() if ".damaged-" in each.name)
    assert aside.read_text() == "my notes"


def test_a_store_of_a_newer_version_is_read_and_left_as_it_is(path: Path) -> None:
    made = again(path)
    told(made, failure())
    made.ack(made.groups()[0].fingerprint.key)
    made.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"pragma user_version = {NEWEST + 1}")
    before = path.read_bytes()
    newer = again(path)
    assert newer.groups()[0].state.word == "acked"
    assert "newer spandeck" in newer.watch.store.notices[0]
    with pytest.raises(NotDone, match="newer spandeck"):
        newer.resolve(newer.groups()[0].fingerprint.key)
    assert newer.groups()[0].state.word == "acked"
    newer.tick()
    newer.close()
    assert path.read_bytes() == before


def test_an_act_on_a_full_disk_is_refused_and_nothing_is_pretended(store: Store) -> None:
    made = board(store=store)
    told(made, failure())
    made.watch.flush()
    key = made.groups()[0].fingerprint.key
    pages = store.connection.execute("pragma page_count").fetchone()[0]
    store.connection.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(NotDone, match=r"Nothing was done: .*full"):
        made.note(Target("group", key), "x" * 9_000)
    assert made.groups()[0].notes == ()
    store.connection.execute("pragma max_page_count = 100000")
    made.ack(key)
    assert made.groups()[0].state.word == "acked"


def test_a_directory_that_cannot_be_written_leaves_the_board_alive(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a directory should be")
    made = again(tmp_path / "state" / "main.db")
    told(made, failure())
    with pytest.raises(NotDone):
        made.ack(made.groups()[0].fingerprint.key)
    made.tick()
    assert made.groups()[0].state.word == "new"


def test_an_act_that_was_spoilt_in_the_file_is_told_and_the_others_stay(store: Store) -> None:
    made = board(store=store)
    made.note(Target("trace", "t"), "one")
    store.connection.execute("update act set told = '{}'")
    made.note(Target("trace", "t"), "two")
    assert [act.text("text") for _, act in store.acts()] == ["two"]
    assert "cannot be read" in store.notices[0]


def test_an_act_that_is_no_text_any_more_is_told_and_the_others_stay(store: Store) -> None:
    made = board(store=store)
    made.note(Target("trace", "t"), "one")
    store.connection.execute("update act set told = cast(x'7bff7d' as text)")
    made.note(Target("trace", "t"), "two")
    assert [act.text("text") for _, act in store.acts()] == ["two"]
    assert "An act in" in store.notices[0]


@pytest.mark.parametrize("told", ["[]", "7", '"x"', "{}", "[" * 5_000])
def test_an_act_and_a_group_that_became_anything_else_are_told_or_seen_anew(
    store: Store, told: str
) -> None:
    made = board(store=store)
    made.note(Target("trace", "t"), "one")
    store.connection.execute("update act set told = ?", (told,))
    store.connection.execute("insert into seen values ('k', 1, 2, ?)", (told,))
    assert (store.acts(), store.seen()) == ([], [])
    assert "An act in" in store.notices[0]


@pytest.mark.parametrize(
    "script",
    [
        "",
        "create table act (number integer primary key, uid text, body text)",
        "create table act (number integer primary key, id text, told blob)",
    ],
)
def test_a_file_of_other_tables_is_left_alone_and_says_so(path: Path, script: str) -> None:
    path.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"{script}; pragma user_version = {NEWEST}")
    path.chmod(0o600)
    made = again(path)
    assert made.notices[0].endswith("can be kept: its tables are not those of spandeck.")
    with pytest.raises(NotDone, match="not those of spandeck"):
        made.note(Target("trace", "t"), "x")
    assert [each.name for each in path.parent.glob("*damaged*")] == []


def test_whatever_was_said_to_be_kept_can_be_read_back(path: Path) -> None:
    first = again(path)
    told(first, failure())
    first.note(Target("trace", "t"), "漢" * 10_000)
    key = first.groups()[0].fingerprint.key
    with pytest.raises(NotDone, match="more than 500 characters"):
        first.note(Target("trace", "t" * 600), "x")
    with pytest.raises(NotDone, match="not within this century"):
        first.snooze(key, 1 << 70)
    first.close()
    second = again(path)
    assert [each.text for each in second.notes(Target("trace", "t"))] == ["漢" * 10_000]
    assert second.groups()[0].state.word == "new"
    second.close()


def test_the_time_of_an_act_is_after_all_that_is_known(store: Store) -> None:
    ahead = board(Clock(NOON + 10 * MINUTE), store, by="ben@ahead")
    told(ahead, failure())
    key = ahead.groups()[0].fingerprint.key
    ahead.ack(key)
    behind = board(Clock(NOON), store)
    told(behind, failure())
    behind.resolve(key)
    assert behind.groups()[0].state.word == "resolved"
