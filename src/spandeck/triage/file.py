"""The file of triage as SQLite has it: its tables from version to version, and how it is opened.

Must not know what acts and groups are.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from random import random
from time import monotonic, sleep

MIGRATIONS: tuple[str, ...] = (
    """
    create table act (
        number integer primary key autoincrement, id text not null unique, told text not null
    );
    create table seen (
        key text primary key, first_ns integer not null, last_ns integer not null,
        told text not null
    );
    create index seen_last on seen (last_ns);
    create table hits (
        key text, minute integer, hits integer not null, primary key (key, minute)
    ) without rowid;
    create index hits_minute on hits (minute);
    create table heard (vendor text, hour integer, primary key (vendor, hour)) without rowid;
    """,
)
"""What each version of the file adds to the one before; `pragma user_version` counts them."""
NEWEST = len(MIGRATIONS)
BUSY_S = 2.0
"""How long a writer waits for another program: each writes for milliseconds."""
GLANCE_MS = 50
"""How long one look at the lock lasts."""
NAP_S = 0.004
"""At most so long between looks, at random: waiting in longer and equal steps can starve."""


class Foreign(sqlite3.Error):
    """A database that says it is ours, and is not; `str()` is the end of a sentence."""


def connect(path: Path) -> tuple[sqlite3.Connection, int]:
    """A connection for any thread, and the version of the file; raise `sqlite3.Error`."""
    connection = sqlite3.connect(path, BUSY_S, isolation_level=None, check_same_thread=False)
    connection.text_factory = legible
    try:
        logged(connection)
        connection.execute("pragma synchronous = full")  # a note outlives a power cut
        (fine,) = connection.execute("pragma quick_check(1)").fetchone()
        if fine != "ok":
            raise sqlite3.DatabaseError(fine)
        connection.execute(f"pragma busy_timeout = {GLANCE_MS}")
        version = prepared(connection)
        if version == NEWEST:
            check(connection)
        return connection, version
    except sqlite3.Error:
        connection.close()
        raise


def check(connection: sqlite3.Connection) -> None:
    """Raise `Foreign` unless every column that we need is there as we made it."""
    with closing(fresh()) as ours:
        if not columns(ours) <= columns(connection):
            raise Foreign("its tables are not those of spandeck")


def columns(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str, int]]:
    """Every column by its table and its name, with what it holds and whether it must."""
    asked = (
        'select made.name, of.name, of.type, of."notnull"'
        " from sqlite_master made, pragma_table_info(made.name) of"
    )
    return frozenset(connection.execute(asked))


def legible(text: bytes) -> str:
    """Text that may be damaged: one row that is must not hide the others."""
    return text.decode(errors="replace")


def begin(connection: sqlite3.Connection) -> None:
    """Begin a transaction that writes, as soon as no other program does."""
    until = monotonic() + BUSY_S
    while True:
        try:
            connection.execute("begin immediate")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(random() * NAP_S)
        else:
            return


def logged(connection: sqlite3.Connection) -> None:
    """Write ahead in a log. SQLite does not wait by itself while another program turns to it."""
    until = monotonic() + BUSY_S
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(NAP_S)
        else:
            return


def prepared(connection: sqlite3.Connection) -> int:
    """Bring a file to the newest version we know; which version it has then."""
    begin(connection)
    (version,) = connection.execute("pragma user_version").fetchone()
    for script in MIGRATIONS[version:]:
        for statement in script.split(";"):
            connection.execute(statement)
        version += 1
        connection.execute(f"pragma user_version = {version}")
    connection.execute("commit")
    return int(version)


def fresh() -> sqlite3.Connection:
    """A store in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    prepared(connection)
    return connection
