"""The file that acts and groups are kept in: several processes at once, owner only, never deleted.

An act is on disk when `add` returns, or it raises; what was seen of groups is written behind.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from spandeck.private import directory, private_file
from spandeck.triage import act as acts_text
from spandeck.triage import seen as seen_text
from spandeck.triage.act import Act, BadAct, NotDone
from spandeck.triage.file import NEWEST, begin, connect, fresh, legible
from spandeck.triage.salvage import damaged, salvaged
from spandeck.triage.seen import BadSeen, Seen

SLICE = 100
"""Groups written at once: an act must not wait for more."""
KEPT_HOURS, KEPT_MINUTES = 30 * 24, 120
"""How long it is kept which vendors answered, and how often groups failed. Acts stay for good."""
REMEMBERED = 2_000
"""Groups that are read back: those seen last."""
KNOWN = 50_000
"""Groups of which it is read back when they were first seen."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one process saw since it last told."""

    seen: tuple[Seen, ...] = ()
    hits: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """By group and minute since the epoch; the most that one process counted is kept."""
    heard: frozenset[tuple[str, int]] = frozenset()
    """Vendors that answered, and in which hours."""


class Store:
    """Acts and groups of one profile."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path | None, *, barred: str = ""
    ) -> None:
        """`barred` says why no act can be kept; use `open`."""
        self.connection = connection
        self.path = path
        """The file that is read; None where all is in memory."""
        self.barred = barred
        self.notices: list[str] = [barred] if barred else []
        """What people should know of it, as sentences."""
        self.lock = Lock()
        self.thread = ThreadPoolExecutor(1, "triage") if path and not barred else None
        self.version = self.data_version()

    @classmethod
    def open(cls, path: Path | None) -> "Store":
        """The store in a file; None is one in memory. Blocks, and never raises.

        A file that cannot be used is left alone, and says so in `barred`: acts are then refused.
        One that is damaged is moved aside, and what can be read of it is kept.
        """
        if path is None:
            return cls(fresh(), None)
        try:
            directory(path.parent)
            private_file(path)
            return opened(path)
        except (OSError, sqlite3.Error) as error:
            return unusable(path, error)

    def acts(self, after: int = 0) -> list[tuple[int, Act]]:
        """The acts that were added after one, with their numbers, in the order they were added."""
        asked = "select number, told from act where number > ? order by number"
        found = []
        for number, told in self.rows(asked, after):
            try:
                found.append((number, acts_text.parsed(told)))
            except BadAct as error:
                self.tell(f"An act in {self.path} cannot be read: it {error}.")
        return found

    def add(self, acts: Iterable[Act]) -> int:
        """Keep some acts, all or none; how many were not known before. Raise `NotDone`."""
        if self.barred:
            raise NotDone(f"Nothing was done: {self.barred}")
        rows = [(each.id, json.dumps(acts_text.written(each))) for each in acts]
        try:
            with self.lock, self.writing() as connection:
                before = connection.total_changes
                connection.executemany("insert or ignore into act (id, told) values (?, ?)", rows)
                return connection.total_changes - before
        except sqlite3.Error as error:
            busy = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
            advice = "Another program is writing" if busy else "Make room or mend it"
            raise NotDone(
                f"Nothing was done: {self.path} cannot be written ({error}). {advice}: do it again."
            ) from error

    def seen(self, most: int | None = REMEMBERED) -> list[Seen]:
        """The groups that were seen last, latest first; None: every one."""
        asked = "select told from seen order by last_ns desc limit ?"
        found = []
        for (told,) in self.rows(asked, -1 if most is None else most):
            with suppress(BadSeen):  # it is seen again when it fails again
                found.append(seen_text.parsed(told))
        return found

    def firsts(self) -> dict[str, int]:
        """When each group was first seen, by its key."""
        asked = "select key, first_ns from seen order by last_ns desc limit ?"
        return dict(self.rows(asked, KNOWN))

    def hits(self, since_minute: int) -> dict[tuple[str, int], int]:
        """Hits by group and minute, from a minute on."""
        asked = "select key, minute, hits from hits where minute >= ?"
        return {(key, minute): hits for key, minute, hits in self.rows(asked, since_minute)}

    def heard(self, since_hour: int) -> set[tuple[str, int]]:
        """Vendors that answered, and in which hours, from an hour on."""
        asked = "select vendor, hour from heard where hour >= ?"
        return {(vendor, hour) for vendor, hour in self.rows(asked, since_hour)}

    def rows(self, asked: str, value: int) -> list[Any]:
        """What the file answers; nothing, and a notice, where it cannot be read."""
        try:
            with self.lock:
                return self.connection.execute(asked, (value,)).fetchall()
        except sqlite3.Error as error:
            self.tell(f"{self.path} cannot be read as it should ({error}): something is missing.")
            return []

    def tell(self, notice: str) -> None:
        """Note what people should know, once."""
        if notice not in self.notices:
            self.notices.append(notice)

    def keep(self, sight: Sight) -> None:
        """Join what was seen with what is known; returns at once, never raises."""
        if self.barred:
            return
        if self.thread is None:
            self.join(sight)
        else:
            self.thread.submit(self.join, sight)

    def join(self, sight: Sight) -> None:
        """Join what was seen, some groups at a time."""
        try:
            for at in range(SLICE, len(sight.seen), SLICE):
                with self.lock, self.writing() as connection:
                    learn(connection, sight.seen[at : at + SLICE])
            with self.lock, self.writing() as connection:
                learn(connection, sight.seen[:SLICE])
                count(connection, sight)
        except sqlite3.Error as error:
            self.tell(f"What was seen of groups cannot be kept ({error}); what people did is.")

    def changed(self) -> bool:
        """Whether another process wrote since this was last asked; never waits."""
        if self.path is None or not self.lock.acquire(blocking=False):
            return False
        try:
            before, self.version = self.version, self.data_version()
        except sqlite3.Error:
            return False
        finally:
            self.lock.release()
        return before != self.version

    def data_version(self) -> int:
        """A number that another process's writing changes, and ours does not."""
        (version,) = self.connection.execute("pragma data_version").fetchone()
        return int(version)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it, or nothing."""
        begin(self.connection)
        try:
            yield self.connection
            self.connection.execute("commit")
        finally:
            if self.connection.in_transaction:  # a full disk may have rolled back already
                self.connection.execute("rollback")

    def close(self) -> None:
        """Write what was handed over and let go of the file; what comes later is refused."""
        self.barred = self.barred or "the store is closed."
        if self.thread is not None:
            self.thread.shutdown()
        self.connection.close()


def learn(connection: sqlite3.Connection, seen: Sequence[Seen]) -> None:
    """Join groups with what is known of them."""
    for mine in seen:
        row = connection.execute("select told from seen where key = ?", (mine.key,)).fetchone()
        known = mine
        if row is not None:
            with suppress(BadSeen):
                known = mine.joined(seen_text.parsed(row[0]))
        connection.execute(
            "insert or replace into seen (key, first_ns, last_ns, told) values (?, ?, ?, ?)",
            (known.key, known.first_ns, known.last_ns, json.dumps(seen_text.written(known))),
        )


def count(connection: sqlite3.Connection, sight: Sight) -> None:
    """Join counts by the minute and answers by the hour, and let go of the oldest."""
    connection.executemany(
        "insert into hits (key, minute, hits) values (?, ?, ?)"
        " on conflict (key, minute) do update set hits = max(hits, excluded.hits)",
        [(key, minute, hits) for (key, minute), hits in sight.hits.items()],
    )
    connection.executemany("insert or ignore into heard (vendor, hour) values (?, ?)", sight.heard)
    for forget, kept in (
        ("delete from hits where minute < (select max(minute) from hits) - ?", KEPT_MINUTES),
        ("delete from heard where hour < (select max(hour) from heard) - ?", KEPT_HOURS),
    ):
        connection.execute(forget, (kept,))


def opened(path: Path) -> Store:
    """The store in a file that is ours; raise `sqlite3.Error` when it cannot be used."""
    try:
        connection, version = connect(path)
    except sqlite3.Error as error:
        if not damaged(error):
            raise
        return renewed(path)
    if version > NEWEST:
        connection.close()
        return readonly(path, version)
    return Store(connection, path)


def renewed(path: Path) -> Store:
    """A new store in place of a damaged one, which is moved aside, with what can be read of it."""
    aside, rescued = salvaged(path)
    private_file(path)
    connection, _ = connect(path)
    store = Store(connection, path)
    acts = []
    for told in rescued:
        with suppress(BadAct):
            acts.append(acts_text.parsed(told))
    kept = store.add(acts)
    store.notices.append(
        f"The file of notes and states was damaged. It was moved to {aside.name}, beside {path}; "
        f"{kept} acts could be read from it and are kept."
    )
    return store


def readonly(path: Path, version: int) -> Store:
    """A store that a newer program wrote: it can be read, and is left as it is."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None,
        check_same_thread=False,
    )  # fmt: skip
    connection.text_factory = legible
    why = (
        f"{path} was written by a newer spandeck (version {version}, this one knows "
        f"{NEWEST}), and is only read. Update this one to change it."
    )
    return Store(connection, path, barred=why)


def unusable(path: Path, error: Exception) -> Store:
    """A store in memory instead of a file that cannot be used: it keeps nothing."""
    why = f"{path} cannot be used, so nothing can be kept: {str(error).rstrip('.')}."
    return Store(fresh(), None, barred=why)
