"""The file from which a tail goes on: its marks, and what was about to be written when it died.

One tail at a time has it. It holds no more than what is needed to write every line exactly once.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from spandeck.cli.ending import Failed
from spandeck.cli.sink import Place
from spandeck.private import private_file
from spandeck.tail.mark import Mark

SCHEMA = """
create table mark (vendor text, feed text, mark text not null, primary key (vendor, feed));
create table pending (
    one integer primary key check (one = 1), vendor text not null, feed text not null,
    mark text not null, lines blob not null, device integer, inode integer, offset integer,
    done integer not null default 0
);
create table profile (name text not null);
"""
TABLES = {"mark", "pending", "profile"}
VERSION = 1
OURS = 0x73706B74
"""What says that a database is of this kind: `spkt`."""
SQLITE, KIND, HEADER = b"SQLite format 3\0", 68, 72
"""How a database begins, and where in its header stands of which kind it is."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Lines that were about to be written when the process before this one ended."""

    lines: bytes
    place: Place | None
    """Where in a file they were to stand; None when they went into a pipe."""
    done: int
    """How many of them surely went into the pipe."""


class Checkpoint:
    """The state of one tail, in a file of its own; each call is kept when it returns."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Use `open`."""
        self.connection = connection
        self.path = path
        self.reached: dict[tuple[str, str], int] = {}
        """The horizon of each mark that is kept."""

    @classmethod
    def open(cls, path: Path, profile: str) -> "Checkpoint":
        """The state in this file, made when it is not there.

        Raises `Unsafe` and `Failed`: when it is not ours, of another program, of another profile,
        of a newer version, or in use by another tail.
        """
        if foreign(path):
            raise Failed(f"{path} is not the state of a tail; nothing was changed. Name another.")
        private_file(path)
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            connection.execute("pragma locking_mode = exclusive")
            connection.execute("begin immediate")  # nobody else has it until we close
            begin(connection, path, profile)
            connection.execute("commit")
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
        except sqlite3.Error as error:
            connection.close()
            raise Failed(unusable(path, error)) from error
        except Failed:
            connection.close()
            raise
        return cls(connection, path)

    def marks(self) -> dict[tuple[str, str], Mark]:
        """Where each feed goes on, by vendor and name; raises `Failed` where one is damaged."""
        with self.reading() as connection:
            rows = connection.execute("select vendor, feed, mark from mark")
            found = {(vendor, feed): Mark.read(json.loads(mark)) for vendor, feed, mark in rows}
        self.reached = {name: mark.horizon_ns for name, mark in found.items()}
        return found

    def pending(self) -> Pending | None:
        """What may not have been written; raises `Failed` where that is damaged."""
        asked = "select lines, device, inode, offset, done from pending"
        with self.reading() as connection:
            row = connection.execute(asked).fetchone()
            if row is None:
                return None
            lines, device, inode, offset, done = row
            place = None if inode is None else Place(int(device), int(inode), int(offset))
            return Pending(memoryview(lines).tobytes(), place, int(done))

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """What cannot be read within raises `Failed`."""
        try:
            yield self.connection
        except (sqlite3.Error, KeyError, OverflowError, TypeError, ValueError) as error:
            raise Failed(damaged(self.path)) from error

    def intend(self, name: tuple[str, str], mark: Mark, lines: bytes, place: Place | None) -> None:
        """Note what is about to be written, and the mark of its feed once it is."""
        device, inode, offset = (
            (None, None, None) if place is None else (place.device, place.inode, place.offset)
        )
        self.change(
            "insert into pending (one, vendor, feed, mark, lines, device, inode, offset)"
            " values (1, ?, ?, ?, ?, ?, ?, ?)",
            (*name, json.dumps(mark.written()), lines, device, inode, offset),
        )
        self.reached[name] = mark.horizon_ns

    def passed(self, done: int) -> None:
        """So many of the pending lines went out."""
        self.change("update pending set done = ?", (done,))

    def settle(self) -> None:
        """All that was pending is written: its mark holds."""
        with self.writing() as connection:
            connection.execute("insert or replace into mark select vendor, feed, mark from pending")
            connection.execute("delete from pending")

    def keep(self, name: tuple[str, str], mark: Mark) -> None:
        """Keep a mark with which nothing is to be written, if it has moved."""
        if self.reached.get(name) != mark.horizon_ns:
            self.change(
                "insert or replace into mark values (?, ?, ?)", (*name, json.dumps(mark.written()))
            )
            self.reached[name] = mark.horizon_ns

    def change(self, statement: str, values: tuple[object, ...]) -> None:
        """Change one thing."""
        with self.writing() as connection:
            connection.execute(statement, values)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All that is changed within is kept, or nothing is and `Failed` is raised."""
        try:
            with self.connection:
                self.connection.execute("begin")
                yield self.connection
        except sqlite3.Error as error:
            raise Failed(unusable(self.path, error)) from error

    def close(self) -> None:
        """Let go of the file, for the next tail."""
        self.connection.close()


def foreign(path: Path) -> bool:
    """Whether a file holds something else: its mode, too, is then left as it is."""
    if path.is_symlink() or not path.is_file():
        return False  # `private_file` makes it, or says what is wrong with it
    with path.open("rb") as file:
        head = file.read(HEADER)
    kind = int.from_bytes(head[KIND:HEADER], "big")
    return bool(head) and not (head.startswith(SQLITE) and kind == OURS)


def begin(connection: sqlite3.Connection, path: Path, profile: str) -> None:
    """Make the tables of a new file, or check that they are whole; raises `Failed`."""
    with closing(connection.cursor()) as cursor:
        (fine,) = cursor.execute("pragma quick_check(1)").fetchone()
        if fine != "ok":
            raise Failed(damaged(path))
        tables = {name for (name,) in cursor.execute("select name from sqlite_master")}
        (version,) = cursor.execute("pragma user_version").fetchone()
        if version > VERSION:
            raise Failed(f"{path} is from a newer spandeck. Use that, or name another file.")
        if not tables:
            for statement in SCHEMA.split(";"):
                cursor.execute(statement)
            cursor.execute("insert into profile values (?)", (profile,))
            cursor.execute(f"pragma application_id = {OURS}")
            cursor.execute(f"pragma user_version = {VERSION}")
        elif not tables >= TABLES:
            raise Failed(damaged(path))
        (owner,) = cursor.execute("select name from profile").fetchone() or (None,)
        if owner is None:
            raise Failed(damaged(path))
        if owner != profile:
            raise Failed(f"{path} belongs to profile {owner}, not {profile}. Name another file.")


def damaged(path: Path) -> str:
    """What to do about a state that cannot be read, as a sentence."""
    return f"{path} is damaged, and where the tail was cannot be read from it. Name another file."


def unusable(path: Path, error: sqlite3.Error) -> str:
    """Why a state cannot be used, as a sentence."""
    if "locked" in str(error):
        return f"{path} is in use by another tail. Stop that one, or name another file."
    if isinstance(error, sqlite3.OperationalError):
        return f"{path} cannot be written: {error}. What was printed last may come again."
    return damaged(path)
