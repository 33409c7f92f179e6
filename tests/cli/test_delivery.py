"""Lines reach their file exactly once, at whatever byte the program dies."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spandeck.cli.checkpoint import OURS, VERSION, Checkpoint
from spandeck.cli.delivery import Delivery
from spandeck.cli.ending import Failed
from spandeck.cli.sink import Sink, missing
from spandeck.private import Unsafe
from spandeck.tail.mark import Mark

NAME = ("fake", "errors")
LINES = st.lists(st.text("abc", min_size=1, max_size=4), unique=True, max_size=6).map(
    lambda words: [f"{word}\n".encode() for word in words]
)


class Killed(BaseException):
    """The process ends here, without another word."""


class Dying(Sink):
    """Takes so many bytes, then its process dies."""

    def __init__(self, fd: int, alive: int) -> None:
        super().__init__(fd)
        self.alive = alive

    async def write(self, data: bytes) -> None:
        await super().write(data[: self.alive])
        if len(data) >= self.alive:
            raise Killed
        self.alive -= len(data)


def deliver(state: Path, out: Path, batches: list[list[bytes]], alive: int | None) -> int:
    """One life: resume, then whatever is not marked yet; how many batches are marked at its end."""
    checkpoint = Checkpoint.open(state, "demo")
    fd = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sink = Sink(fd) if alive is None else Dying(fd, alive)

    async def live() -> None:
        delivery = Delivery(sink, checkpoint)
        await delivery.resume()
        done = checkpoint.marks().get(NAME, Mark(0)).horizon_ns
        for number, batch in enumerate(batches[done:], done + 1):
            await delivery.deliver(NAME, b"".join(batch), Mark(number))

    try:
        asyncio.run(live())
    except Killed:
        pass
    finally:
        os.close(fd)
        done = checkpoint.marks().get(NAME, Mark(0)).horizon_ns
        checkpoint.close()
    return done


@settings(max_examples=25, deadline=None)
@given(st.lists(LINES, max_size=4), st.lists(st.integers(0, 20), max_size=6))
def test_every_line_stands_once_whenever_the_program_dies(
    batches: list[list[bytes]], lives: list[int]
) -> None:
    batches = [[b"%d " % number + line for line in batch] for number, batch in enumerate(batches)]
    with TemporaryDirectory() as folder:
        state, out = Path(folder).resolve() / "state", Path(folder) / "out"
        for alive in lives:
            deliver(state, out, batches, alive)
        deliver(state, out, batches, None)
        assert out.read_bytes() == b"".join(line for batch in batches for line in batch)


@given(LINES, LINES, st.data())
def test_lines_among_those_of_others_are_completed_and_not_repeated(
    ours: list[bytes], theirs: list[bytes], data: st.DataObject
) -> None:
    theirs = [b"their " + line for line in theirs]
    there = data.draw(st.permutations(theirs + ours[: data.draw(st.integers(0, len(ours)))]))
    behind = b"".join(there)
    torn = behind[
        : len(behind) - data.draw(st.integers(0, len(there[-1]) - 1) if there else st.just(0))
    ]
    result = (torn + missing(b"".join(ours), torn)).splitlines(keepends=True)
    for line in ours:
        assert result.count(line) == 1
    assert all(line in result for line in there[:-1])


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """The two ends of a pipe; reading from it never waits."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    yield reading, writing
    os.close(reading)
    os.close(writing)


def test_into_a_pipe_a_line_comes_once_more_for_each_death_and_none_is_lost(
    pipe: tuple[int, int], tmp_path: Path
) -> None:
    """A pipe takes a line whole or not at all."""
    reading, writing = pipe
    lines = b"".join(b"%d\n" % number for number in range(5))
    for alive in (6, 2, None):
        state = Checkpoint.open(tmp_path / "state", "demo")
        delivery = Delivery(Sink(writing) if alive is None else Dying(writing, alive), state)
        with closing(state), suppress(Killed):
            asyncio.run(delivery.resume())
            if not state.marks():
                asyncio.run(delivery.deliver(NAME, lines, Mark(1)))
    assert os.read(reading, 1 << 16).split() == [*b"0 1 2 2 2 3 4".split()]


async def test_a_full_pipe_does_not_hold_the_loop(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    writes = asyncio.create_task(Sink(writing).write(b"x" * 300_000))
    taken = turns = 0
    async with asyncio.timeout(10):
        while taken < 300_000:
            await asyncio.sleep(0)
            turns += 1
            with suppress(BlockingIOError):
                taken += len(os.read(reading, 1 << 16))
    await writes
    assert turns > 3


def test_a_file_that_began_anew_gets_all_that_was_pending(tmp_path: Path) -> None:
    state, out = tmp_path / "state", tmp_path / "out"
    deliver(state, out, [[b"first\n"], [b"second\n"]], 9)
    out.unlink()
    deliver(state, out, [[b"first\n"], [b"second\n"]], None)
    assert out.read_bytes() == b"second\n"


def test_a_state_of_another_profile_is_refused(tmp_path: Path) -> None:
    Checkpoint.open(tmp_path / "state", "work").close()
    with pytest.raises(Failed, match="belongs to profile work, not demo"):
        Checkpoint.open(tmp_path / "state", "demo")


def alien(connection: sqlite3.Connection) -> None:
    connection.execute("create table act (id)")


def newer(connection: sqlite3.Connection) -> None:
    connection.executescript(
        f"create table mark (x); pragma application_id = {OURS};pragma user_version = {VERSION + 1}"
    )


@pytest.mark.parametrize(
    ("make", "words"), [(alien, "is not the state of a tail"), (newer, "is from a newer spandeck")]
)
def test_a_file_that_is_not_ours_to_change_is_left_alone(
    tmp_path: Path, make: Callable[[sqlite3.Connection], None], words: str
) -> None:
    path = tmp_path / "state"
    with closing(sqlite3.connect(path)) as connection, connection:
        make(connection)
    before = path.read_bytes()
    with pytest.raises(Failed, match=words):
        Checkpoint.open(path, "demo")
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("remember the milk\n" * 100)
    path.chmod(0o644)
    with pytest.raises(Failed, match="is not the state of a tail"):
        Checkpoint.open(path, "demo")
    assert path.stat().st_mode & 0o777 == 0o644
    assert path.read_text() == "remember the milk\n" * 100


def reread(state: Path) -> None:
    """Read all that a state holds, as the next tail does."""
    with closing(Checkpoint.open(state, "demo")) as checkpoint:
        checkpoint.pending()
        checkpoint.marks()


@pytest.mark.parametrize(
    "harm",
    [
        "drop table mark",
        "drop table pending",
        "drop table profile",
        "delete from profile",
        "update mark set mark = '{}'",
        "update mark set mark = '[1'",
        "update mark set mark = cast(x'ff' as text)",
        "insert into pending values (1, 'a', 'b', '{}', 'text', null, null, null, 0)",
        "insert into pending values (1, 'a', 'b', '{}', x'31', 1, 'x', 0, 0)",
        "alter table pending drop column done",
        "alter table mark drop column mark",
    ],
)
def test_a_state_that_was_harmed_ends_in_a_sentence(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "state"
    with closing(Checkpoint.open(path, "demo")) as state:
        state.keep(NAME, Mark(1))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(harm)
    with pytest.raises(Failed, match="is damaged"):
        reread(path)


@settings(max_examples=50, deadline=None)
@given(st.integers(16, 8_191), st.binary(min_size=1, max_size=500))
def test_a_state_that_was_overwritten_somewhere_is_read_or_ends_in_a_sentence(
    at: int, noise: bytes
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder).resolve() / "state"
        with closing(Checkpoint.open(path, "demo")) as state:
            state.keep(NAME, Mark(1, 2, {("span", f"id-{each}"): (1, "x") for each in range(99)}))
        data = bytearray(path.read_bytes())
        data[at : at + len(noise)] = noise
        path.write_bytes(data)
        with suppress(Failed):
            reread(path)


def test_a_state_is_not_kept_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unsafe):
        Checkpoint.open(tmp_path / "link", "demo")
