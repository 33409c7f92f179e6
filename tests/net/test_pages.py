"""The cached pages on disk: private, bounded, and never in the way when something is wrong."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Event

import pytest

from spandeck.net.pages import SqlitePages, Stored

PAGE = b'{"data": [' + b'{"name": "x"},' * 500 + b"{}]}"


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pages.sqlite"


@pytest.fixture
def pages(path: Path, notices: list[str]) -> Iterator[SqlitePages]:
    opened = SqlitePages(path, notices.append)
    yield opened
    opened.close()


def put(pages: SqlitePages, key: bytes, body: bytes = PAGE, scope: str = "a/") -> None:
    pages.put(key, scope, Stored("application/json", body, 1_234_567_890))


def again(path: Path, notices: list[str]) -> SqlitePages:
    return SqlitePages(path, notices.append)


def packed(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        return int(file.execute("select sum(size) from page").fetchone()[0])


async def test_a_page_outlives_the_process(
    pages: SqlitePages, path: Path, notices: list[str]
) -> None:
    put(pages, b"k")
    pages.close()
    reopened = again(path, notices)
    assert await reopened.get(b"k") == Stored("application/json", PAGE, 1_234_567_890)
    assert await reopened.get(b"other") is None
    reopened.close()
    assert notices == []


async def test_a_page_is_there_before_it_is_written(pages: SqlitePages) -> None:
    blocked = Event()
    pages.writing.submit(blocked.wait)
    put(pages, b"k")
    assert await pages.get(b"k") == Stored("application/json", PAGE, 1_234_567_890)
    pages.expire("a/")
    assert await pages.get(b"k") == Stored("application/json", PAGE, 1_234_567_890, current=False)
    blocked.set()
    pages.writing.submit(int).result()
    assert await pages.get(b"k") == Stored("application/json", PAGE, 1_234_567_890, current=False)
    assert not pages.unwritten


async def test_a_page_is_compressed(pages: SqlitePages, path: Path) -> None:
    put(pages, b"k")
    pages.close()
    assert packed(path) < len(PAGE) / 4


async def test_only_its_owner_reads_the_file(pages: SqlitePages, path: Path) -> None:
    put(pages, b"k")
    pages.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600  # noqa: ASYNC240


async def test_what_expires_is_kept_but_no_longer_current(
    pages: SqlitePages, path: Path, notices: list[str]
) -> None:
    put(pages, b"k")
    put(pages, b"o", scope="b/")
    pages.expire("a/")
    pages.close()
    reopened = again(path, notices)
    current = [found.current for key in (b"k", b"o") if (found := await reopened.get(key))]
    assert current == [False, True]
    reopened.close()


async def test_the_file_is_bounded_and_the_least_recently_read_go_first(
    path: Path, notices: list[str]
) -> None:
    pages = SqlitePages(path, notices.append, most=60_000)
    noise = [Random(seed).randbytes(10_000) for seed in range(9)]
    for number in range(5):
        put(pages, b"%d" % number, noise[number])
    pages.writing.submit(int).result()
    assert await pages.get(b"0") is not None
    for number in range(5, 9):
        put(pages, b"%d" % number, noise[number])
    pages.writing.submit(int).result()
    kept = [number for number in range(9) if await pages.get(b"%d" % number) is not None]
    pages.close()
    assert packed(path) <= 60_000
    assert 8 in kept
    assert 1 not in kept
    assert notices == []


async def test_a_file_that_is_no_database_is_one_notice_and_gone_for_the_next_run(
    path: Path, notices: list[str]
) -> None:
    scribble(path)
    pages = SqlitePages(path, notices.append)
    assert await pages.get(b"k") is None
    put(pages, b"k")
    assert await pages.get(b"k") is None
    pages.close()
    assert len(notices) == 1
    assert "going on without it" in notices[0]
    following = again(path, notices)
    put(following, b"k")
    following.close()
    assert packed(path) > 0
    assert len(notices) == 1


async def test_a_damaged_page_is_a_notice_and_a_miss(
    pages: SqlitePages, path: Path, notices: list[str]
) -> None:
    put(pages, b"k")
    pages.close()
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("update page set body = ?", (b"not zlib",))
    reopened = again(path, notices)
    assert await reopened.get(b"k") is None
    reopened.close()
    assert len(notices) == 1


async def test_a_full_disk_is_a_notice_and_life_goes_on(
    pages: SqlitePages, notices: list[str]
) -> None:
    put(pages, b"k")
    pages.writing.submit(int).result()
    assert pages.writer is not None
    pages.writer.execute("pragma max_page_count = 1")
    for number in range(3):
        put(pages, b"%d" % number, bytes(range(256)) * 4000)
    pages.writing.submit(int).result()
    assert len(notices) == 1
    assert "full" in notices[0]
    assert await pages.get(b"k") is None
    assert pages.path.exists(), "it was not the file's fault"


async def test_a_link_in_the_files_place_is_not_followed(
    path: Path, notices: list[str], tmp_path: Path
) -> None:
    target = tmp_path / "elsewhere"
    link(path, target)
    pages = SqlitePages(path, notices.append)
    put(pages, b"k")
    pages.close()
    assert len(notices) == 1
    assert content(target) == b""


def scribble(path: Path) -> None:
    path.write_bytes(b"scribble" * 1000)


def link(path: Path, target: Path) -> None:
    target.touch()
    path.symlink_to(target)


def content(path: Path) -> bytes:
    return path.read_bytes()
