"""Cached pages: on disk for all processes of the user, or in memory when there is no disk.

Disposable: whatever fails ends as one notice and life without. It must never hold an error, a
token, or a page that one key could read of another's.
"""

import asyncio
import sqlite3
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Protocol

from spandeck.private import private_file

SCHEMA = """
create table if not exists page (
    key blob primary key, scope text not null, size integer not null, used real not null,
    answered_ns integer not null, current integer not null, kind text not null, body blob not null
) without rowid;
create index if not exists page_used on page (used, size);
"""
DISK_BYTES = 256_000_000
"""The most that is kept on disk, compressed."""
MEMORY_BYTES = 64_000_000
LEVEL = 1
"""Of compression: JSON shrinks fourfold at the least effort."""
BUSY_S = 10.0
FAULTS = (sqlite3.Error, OSError, zlib.error)


@dataclass(frozen=True, slots=True)
class Stored:
    """One answer as it came: always a 200."""

    kind: str
    """Its content type."""
    body: bytes
    answered_ns: int
    current: bool = True
    """False once something was written at the vendor: it may then no longer count as fresh."""


class Pages(Protocol):
    """Answers by key. `scope` names the connection that they belong to."""

    async def get(self, key: bytes) -> Stored | None:
        """The answer kept under this key, or None."""
        ...

    def put(self, key: bytes, scope: str, stored: Stored) -> None:
        """Keep an answer, to be had from now on; returns at once."""
        ...

    def expire(self, scope: str) -> None:
        """No answer of this scope is current any more."""
        ...

    def close(self) -> None:
        """Finish writing."""
        ...


class MemoryPages:
    """Pages of one process, the least recently used dropped first."""

    def __init__(self, most: int = MEMORY_BYTES) -> None:
        """`most` is how many bytes of bodies are kept."""
        self.most = most
        self.size = 0
        self.kept: OrderedDict[bytes, tuple[str, Stored]] = OrderedDict()

    async def get(self, key: bytes) -> Stored | None:
        """The answer kept under this key, or None."""
        if key not in self.kept:
            return None
        self.kept.move_to_end(key)
        return self.kept[key][1]

    def put(self, key: bytes, scope: str, stored: Stored) -> None:
        """Keep an answer, and drop the oldest beyond the bound."""
        if key in self.kept:
            self.size -= len(self.kept.pop(key)[1].body)
        self.kept[key] = (scope, stored)
        self.size += len(stored.body)
        while self.size > self.most:
            _, (_, oldest) = self.kept.popitem(last=False)
            self.size -= len(oldest.body)

    def expire(self, scope: str) -> None:
        """No answer of this scope is current any more."""
        for key, (owner, stored) in self.kept.items():
            if owner == scope:
                self.kept[key] = (owner, replace(stored, current=False))

    def close(self) -> None:
        """Nothing to finish."""


class SqlitePages:
    """Pages of a host in one file; reading and writing each on a thread of its own."""

    def __init__(self, path: Path, notice: Callable[[str], None], most: int = DISK_BYTES) -> None:
        """`notice` hears, once and on any thread, when the file had to be given up."""
        self.path = path
        self.notice = notice
        self.most = most
        self.lost = False
        self.reading = ThreadPoolExecutor(1, "spandeck-pages-read")
        self.writing = ThreadPoolExecutor(1, "spandeck-pages-write")
        self.lock = Lock()
        self.unwritten: dict[bytes, tuple[str, Stored]] = {}
        """What was put and is not on disk yet."""
        self.reader: sqlite3.Connection | None = None
        self.writer: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open the file now, so that a bad one is noticed before the first request. Blocks."""
        if (work := self.write(sqlite3.Connection.commit)) is not None:
            wait([work])

    async def get(self, key: bytes) -> Stored | None:
        """The answer kept under this key, or None."""
        if self.lost:
            return None
        with self.lock:
            if key in self.unwritten:
                return self.unwritten[key][1]
        work = self.reading.submit(self.find, key)
        try:
            return await asyncio.wrap_future(work)
        except FAULTS as error:
            self.lose(error)
            return None

    def find(self, key: bytes) -> Stored | None:
        """Read and inflate one page, on the reading thread."""
        if self.reader is None:
            self.reader = self.connection()
        asked = "select kind, body, answered_ns, current from page where key = ?"
        row = self.reader.execute(asked, (key,)).fetchone()
        if row is None:
            return None
        self.write(lambda connection: touch(connection, key))
        return Stored(row[0], zlib.decompress(row[1]), row[2], bool(row[3]))

    def put(self, key: bytes, scope: str, stored: Stored) -> None:
        """Keep an answer; it is compressed and written on the writing thread."""
        if self.lost:
            return
        with self.lock:
            self.unwritten[key] = (scope, stored)
        work = self.write(lambda connection: self.insert(connection, key, scope, stored))
        if work is not None:
            work.add_done_callback(lambda _: self.forget(key, stored))

    def forget(self, key: bytes, stored: Stored) -> None:
        """A page was written, or never will be: it is no longer held here."""
        with self.lock:
            _, held = self.unwritten.get(key, ("", None))
            if held is not None and held.body is stored.body:
                del self.unwritten[key]

    def insert(
        self, connection: sqlite3.Connection, key: bytes, scope: str, stored: Stored
    ) -> None:
        """Write one page and evict beyond the bound, least recently used first."""
        packed = zlib.compress(stored.body, LEVEL)
        row = (key, scope, len(packed), time.time(), stored.answered_ns, 1, stored.kind, packed)
        connection.execute("insert or replace into page values (?, ?, ?, ?, ?, ?, ?, ?)", row)
        (size,) = connection.execute("select sum(size) from page").fetchone()
        if size > self.most:
            excess = (
                "delete from page where key in (select key from (select key,"
                " sum(size) over (order by used desc) as total from page) where total > ?)"
            )
            connection.execute(excess, (int(self.most * 0.8),))

    def expire(self, scope: str) -> None:
        """No answer of this scope is current any more."""
        with self.lock:
            for key, (owner, stored) in self.unwritten.items():
                if owner == scope:
                    self.unwritten[key] = (owner, replace(stored, current=False))
        expired = "update page set current = 0 where scope = ?"
        self.write(lambda connection: connection.execute(expired, (scope,)))

    def write(self, act: Callable[[sqlite3.Connection], object]) -> "Future[None] | None":
        """Do this on the writing thread, after what was asked before."""
        if self.lost:
            return None
        try:
            work = self.writing.submit(self.written, act)
        except RuntimeError:  # closed already: the cache is disposable
            return None
        work.add_done_callback(self.told)
        return work

    def written(self, act: Callable[[sqlite3.Connection], object]) -> None:
        """One small transaction."""
        if self.writer is None:
            self.writer = self.connection()
        with self.writer:
            act(self.writer)

    def told(self, work: "Future[None]") -> None:
        """A write is done; a failure loses the cache."""
        error = work.exception()
        if error is not None:
            self.lose(error)

    def connection(self) -> sqlite3.Connection:
        """The file opened, and made when it is not there."""
        private_file(self.path)
        connection = sqlite3.connect(self.path, timeout=BUSY_S, check_same_thread=False)
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.executescript(SCHEMA)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def lose(self, error: BaseException) -> None:
        """Go on without the cache; a damaged file is removed, so that the next run has one."""
        if self.lost:
            return
        self.lost = True
        self.notice(f"The cache {self.path} cannot be used ({error}); going on without it.")
        damaged = isinstance(error, sqlite3.DatabaseError | zlib.error)
        if damaged and not isinstance(error, sqlite3.OperationalError):
            for each in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + each).unlink(missing_ok=True)

    def close(self) -> None:
        """Finish writing and let go of the file."""
        self.reading.shutdown()
        self.writing.shutdown()
        for each in (self.reader, self.writer):
            if each is not None:
                each.close()


def touch(connection: sqlite3.Connection, key: bytes) -> None:
    """Note that a page was read now."""
    connection.execute("update page set used = ? where key = ?", (time.time(), key))
