"""Tickets and buckets of one host, in a file that all processes of the user share.

Everything that can wait for another process happens on one thread of its own, in order; the loop
never does. Errors of the file are raised, or told to `failed`: who holds this store decides.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from spandeck.net.admission import SLACK, spent, wait
from spandeck.net.bucket import ADAPTIVE, Bucket, dumps, fresh, loads
from spandeck.net.clock import Clock
from spandeck.net.headers import News
from spandeck.net.learning import learn
from spandeck.net.meter import Tally
from spandeck.net.store import Claim, Standing, Ticket
from spandeck.private import private_file

SCHEMA = """
create table if not exists bucket (name text primary key, known text not null);
create table if not exists ticket (
    id text primary key, bucket text not null, process integer not null,
    granted real not null, free real not null
);
create index if not exists ticket_free on ticket (bucket, free);
create table if not exists tally (
    bucket text not null, process integer not null, told real not null, counts text not null,
    primary key (bucket, process)
);
create table if not exists era (boot text not null, offset real not null, seen real not null);
"""
BUSY_S = 10.0
"""How long a transaction waits for the other processes' (worst seen: 1.5 s among eight)."""
GLANCE_S = 0.05
"""How long a mere look waits; readers hardly ever have to."""
KEPT_S = 3600.0
"""Tickets are kept at least this long, in case a window turns out longer than we thought."""
FAULTS = (sqlite3.Error, OSError, ValueError, TypeError, KeyError)
"""What a damaged, full, locked or foreign file can raise."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The tickets of one bucket, counted where they are."""

    connection: sqlite3.Connection
    bucket: str

    def count(self, since: float) -> int:
        """How many are free at `since` or later."""
        asked = "select count(*) from ticket where bucket = ? and free >= ?"
        return int(self.connection.execute(asked, (self.bucket, since)).fetchone()[0])

    def nth(self, since: float, n: int) -> float:
        """When the nth of those is free."""
        asked = (
            "select free from ticket where bucket = ? and free >= ? order by free limit 1 offset ?"
        )
        return float(self.connection.execute(asked, (self.bucket, since, n)).fetchone()[0])


class SqliteStore:
    """The protocol `Store`, in seconds that go on through restarts of program and host."""

    def __init__(
        self, path: Path, clock: Clock, failed: Callable[[BaseException], None] = lambda _: None
    ) -> None:
        """`failed` hears, on any thread, of a settlement that could not be written."""
        self.path = path
        self.clock = clock
        self.failed = failed
        self.thread = ThreadPoolExecutor(1, "spandeck-budget")
        self.opened: sqlite3.Connection | None = None
        self.glance: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open the file now; raises any of `FAULTS`. Blocks, unlike everything after it."""
        self.thread.submit(self.connection).result()

    async def reserve(self, claim: Claim) -> Ticket | float:
        """A ticket, or seconds to wait; raises any of `FAULTS` when the file fails."""
        ticket = Ticket(uuid4().hex, claim.bucket)
        work = self.thread.submit(self.grant, claim, ticket)
        try:
            seconds = await asyncio.wrap_future(work)
        except asyncio.CancelledError:
            self.settle(ticket)  # in case it was granted already
            raise
        return seconds or ticket

    def settle(self, ticket: Ticket, later_s: float = 0.0, news: News | None = None) -> None:
        """The ticket is free in `later_s` seconds; learn from its answer."""
        with suppress(RuntimeError):  # closed: the ticket frees itself
            work = self.thread.submit(self.free, ticket, self.clock.monotonic(), later_s, news)
            work.add_done_callback(self.told)

    def tell(self, bucket: str, tally: Tally) -> None:
        """Let other processes know what this one counted."""
        with suppress(RuntimeError):  # closed: they know what was told before
            self.thread.submit(self.note, bucket, tally.dumps()).add_done_callback(self.told)

    def told(self, work: "Future[None]") -> None:
        """A settlement is done; a failure is passed on."""
        error = work.exception()
        if error is not None:
            self.failed(error)

    def grant(self, claim: Claim, ticket: Ticket) -> float:
        """One transaction: take the ticket and return 0, or return seconds to wait."""
        with self.transaction() as connection:
            now = self.time(connection)
            bucket = self.bucket(connection, claim)
            seconds = wait(bucket, Rows(connection, claim.bucket), claim.priority, now)
            if not seconds:
                row = (ticket.id, claim.bucket, os.getpid(), now, now + claim.hold_s)
                connection.execute("insert into ticket values (?, ?, ?, ?, ?)", row)
                stale = (claim.bucket, now - max(KEPT_S, 2 * bucket.longest_s))
                connection.execute("delete from ticket where bucket = ? and free < ?", stale)
            return seconds

    def free(self, ticket: Ticket, asked: float, later_s: float, news: News | None) -> None:
        """One transaction: set when the ticket is free, and apply what its answer said.

        `asked` is the host's time when that was known, which may be a while ago by now.
        """
        with self.transaction() as connection:
            now = self.time(connection) - (self.clock.monotonic() - asked)
            freed = "update ticket set free = ? where id = ? returning granted"
            row = connection.execute(freed, (now + later_s, ticket.id)).fetchone()
            if row is None or news is None:
                return
            bucket = self.known(connection, ticket.bucket)
            if bucket is not None:
                self.save(connection, ticket.bucket, learn(bucket, news, row[0], now))

    def note(self, bucket: str, counts: str) -> None:
        """One transaction: what this process counted, and none of what is an hour old."""
        with self.transaction() as connection:
            now = self.time(connection)
            row = (bucket, os.getpid(), now, counts)
            connection.execute("insert or replace into tally values (?, ?, ?, ?)", row)
            connection.execute("delete from tally where told < ?", (now - KEPT_S,))

    def bucket(self, connection: sqlite3.Connection, claim: Claim) -> Bucket:
        """The claimed bucket, begun anew when its defaults are not what they were."""
        bucket = self.known(connection, claim.bucket)
        if bucket is None or bucket.defaults != (claim.defaults or (ADAPTIVE,)):
            bucket = fresh(claim.defaults)
            self.save(connection, claim.bucket, bucket)
        return bucket

    def known(self, connection: sqlite3.Connection, name: str) -> Bucket | None:
        """What the file knows of a bucket, if anything."""
        asked = "select known from bucket where name = ?"
        row = connection.execute(asked, (name,)).fetchone()
        return loads(row[0]) if row else None

    def save(self, connection: sqlite3.Connection, name: str, bucket: Bucket) -> None:
        """Write what is known of a bucket."""
        connection.execute("insert or replace into bucket values (?, ?)", (name, dumps(bucket)))

    def time(self, connection: sqlite3.Connection) -> float:
        """The file's own time: never back, and on at the same pace whatever the wall clock does.

        Within one run of the host it is the host's seconds plus a fixed offset; at a new run the
        wall clock says how long the host was down.
        """
        host, row = self.clock.monotonic(), self.era(connection)
        if row is not None and row[0] == self.clock.boot and host + row[1] >= row[2]:
            now = host + row[1]
        elif row is not None and row[0] == self.clock.boot:
            now = row[2]
        else:
            now = max(self.clock.now(), row[2] if row else 0.0)
        if row is None:
            connection.execute("insert into era values (?, ?, ?)", ("", 0.0, 0.0))
        moved = (self.clock.boot, now - host, now)
        connection.execute("update era set boot = ?, offset = ?, seen = ?", moved)
        return now

    def era(self, connection: sqlite3.Connection) -> tuple[str, float, float] | None:
        """Which run of the host the file's time is counted from."""
        row = connection.execute("select boot, offset, seen from era").fetchone()
        return row and (str(row[0]), float(row[1]), float(row[2]))

    def standings(self, prefix: str) -> tuple[Standing, ...]:
        """How the buckets stand whose names begin so; raises any of `FAULTS`.

        A reader of a write-ahead log waits for no writer, so this may run on the loop.
        """
        if not self.path.exists():
            return ()
        if self.glance is None:
            self.glance = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=ro",
                timeout=GLANCE_S,
                check_same_thread=False,
                uri=True,
            )
        era = self.era(self.glance)
        if era is None:
            return ()
        now = max(era[2], self.clock.monotonic() + era[1] if era[0] == self.clock.boot else 0.0)
        asked = "select name, known from bucket where substr(name, 1, ?) = ?"
        rows = self.glance.execute(asked, (len(prefix), prefix)).fetchall()
        return tuple(self.standing(self.glance, name, loads(known), now) for name, known in rows)

    def standing(
        self, connection: sqlite3.Connection, name: str, bucket: Bucket, now: float
    ) -> Standing:
        """How one bucket stands, all processes counted."""
        tickets = Rows(connection, name)
        starts = [now - each.seconds - SLACK for each in bucket.windows]
        used = tuple(tickets.count(since) for since in starts)
        free_s = tuple(
            min(now, tickets.nth(since, 0)) - since if counted else 0.0
            for since, counted in zip(starts, used, strict=True)
        )
        asked = (
            "select process, count(*) from ticket where bucket = ? and free >= ? group by process"
        )
        processes = connection.execute(asked, (name, min(starts))).fetchall()
        asked = "select counts from tally where bucket = ? and told >= ? and process != ?"
        told = connection.execute(asked, (name, now - KEPT_S, os.getpid()))
        return Standing(
            name,
            bucket,
            now,
            used,
            free_s,
            spent(bucket, tickets),
            dict(processes),
            tuple(Tally.loads(counts) for (counts,) in told),
        )

    def close(self) -> None:
        """Write what was settled and let go of the file."""
        self.thread.shutdown()
        for each in (self.opened, self.glance):
            if each is not None:
                each.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction: committed as a whole, or undone."""
        with self.connection() as connection:
            connection.execute("begin immediate")
            yield connection

    def connection(self) -> sqlite3.Connection:
        """The file, opened on the thread at its first use."""
        if self.opened is None:
            private_file(self.path)
            self.opened = sqlite3.connect(
                self.path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )
            self.opened.execute("pragma journal_mode = wal")
            self.opened.execute("pragma synchronous = normal")
            self.opened.executescript(SCHEMA)
        return self.opened
