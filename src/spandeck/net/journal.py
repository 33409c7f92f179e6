"""The bowl that notes every write before it is sent (design §4.5), and the file it notes it in.

What cannot be noted is not sent. Nothing here ever deletes an entry or repeats a request.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock

import httpx

from spandeck.model.connection import Connection
from spandeck.model.errors import Refused
from spandeck.model.limits import Descriptor
from spandeck.net.asked import route_of
from spandeck.net.clock import Clock
from spandeck.net.limit import UNSENT
from spandeck.private import private_file

SCHEMA = """
create table if not exists write (
    number integer primary key autoincrement, at_ns integer not null, vendor text not null,
    origin text not null, fingerprint text not null, method text not null, path text not null,
    body text not null, outcome text, answered_ns integer, settled_ns integer
);
"""
BUSY_S = 10.0
UNKNOWN = "unknown"
"""The outcome of a write whose answer was lost."""
NEVER = "not sent"
"""The outcome of a write that provably did not reach the vendor."""
PENDING_NS = 90 * 1_000_000_000
"""Longer than any write may take: an entry without an outcome is then of a process that died."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One write as it was noted."""

    number: int
    at_ns: int
    """When it was about to be sent, UTC nanoseconds."""
    vendor: str
    origin: str
    fingerprint: str
    """Which key was used: a keyed hash, which does not reveal it."""
    method: str
    path: str
    """Without the query."""
    body: str
    """A keyed hash of what was sent; empty for no body."""
    outcome: str | None
    """The HTTP status, `not sent`, `unknown`, or None while nobody has said."""
    answered_ns: int | None
    settled_ns: int | None
    """When a person had looked what came of it."""

    def doubtful(self, now_ns: int) -> bool:
        """Whether nobody knows what came of it, and nobody has looked yet.

        A failure of the vendor's (5xx) says no more than a lost answer.
        """
        if self.settled_ns is not None or self.outcome == NEVER:
            return False
        if self.outcome is None:
            return now_ns - self.at_ns > PENDING_NS
        return self.outcome == UNKNOWN or self.outcome.startswith("5")


class Journal:
    """The writes of this user, in a file of their own; each call is on disk when it returns."""

    def __init__(self, path: Path | None, key: bytes, notice: Callable[[str], None]) -> None:
        """`path` is None for simulated data, whose journal ends with the process.

        `key` is the installation's secret; `notice` hears of an outcome that could not be noted.
        """
        self.path = path
        self.key = key
        self.notice = notice
        self.barred: OSError | None = None
        """Why there can be no file; writes are then refused."""
        self.lock = Lock()
        self.connection: sqlite3.Connection | None = None

    def begin(self, entry: Entry) -> int:
        """Note an intent and return its number; raise `OSError` or `sqlite3.Error`."""
        with self.lock, self.opened() as connection:
            noted = connection.execute(
                "insert into write (at_ns, vendor, origin, fingerprint, method, path, body)"
                " values (:at_ns, :vendor, :origin, :fingerprint, :method, :path, :body)",
                asdict(entry),
            )
            return noted.lastrowid or 0

    def end(self, number: int, outcome: str, now_ns: int) -> None:
        """Note what came of a write; a failure leaves it doubtful, which is the truth."""
        try:
            with self.lock, self.opened() as connection:
                connection.execute(
                    "update write set outcome = ?, answered_ns = ? where number = ?",
                    (outcome, now_ns, number),
                )
        except (OSError, sqlite3.Error) as error:
            self.notice(f"What came of write {number} could not be noted: {error}.")

    def settle(self, number: int, now_ns: int) -> bool:
        """Note that a person looked what came of a write; whether there is such a write."""
        with self.lock, self.opened() as connection:
            settled = "update write set settled_ns = coalesce(settled_ns, ?) where number = ?"
            return connection.execute(settled, (now_ns, number)).rowcount > 0

    def entries(self) -> Sequence[Entry]:
        """Every write, the latest first; none where none was ever noted."""
        if self.connection is None and self.path is not None and not self.path.exists():
            return ()
        with self.lock, self.opened() as connection:
            rows = connection.execute("select * from write order by number desc")
            return [Entry(*row) for row in rows]

    def opened(self) -> sqlite3.Connection:
        """The file, made when it is not there; as a context it commits or takes back."""
        if self.barred is not None:
            raise self.barred
        if self.connection is None:
            if self.path is not None:
                private_file(self.path)
            connection = sqlite3.connect(
                self.path or ":memory:", timeout=BUSY_S, check_same_thread=False
            )
            try:
                connection.execute("pragma synchronous = full")
                connection.executescript(SCHEMA)
            except sqlite3.Error:
                connection.close()
                raise
            self.connection = connection
        return self.connection

    def close(self) -> None:
        """Let go of the file."""
        if self.connection is not None:
            self.connection.close()

    def digest(self, body: bytes) -> str:
        """A body as the journal keeps it: enough to know it again, not to read it."""
        return blake2b(body, key=self.key, digest_size=16).hexdigest() if body else ""


class JournalTransport(httpx.AsyncBaseTransport):
    """Notes a write before it is sent and what came of it after; reads pass untouched."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        descriptor: Descriptor,
        connection: Connection,
        *,
        journal: Journal,
        clock: Clock,
        scope: str,
    ) -> None:
        """`scope` names vendor, origin and key, a line each, without revealing the key."""
        self.inner = inner
        self.descriptor = descriptor
        self.connection = connection
        self.journal = journal
        self.clock = clock
        self.scope = scope

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer; raise `Refused` for a write that cannot be noted, which is then not sent."""
        if route_of(request, self.descriptor).reads:
            return await self.inner.handle_async_request(request)
        number = await self.begin(request)
        outcome = UNKNOWN
        try:
            response = await self.inner.handle_async_request(request)
            outcome = str(response.status_code)
        except UNSENT:
            outcome = NEVER
            raise
        finally:
            await asyncio.shield(
                asyncio.to_thread(self.journal.end, number, outcome, self.now_ns())
            )
        return response

    async def begin(self, request: httpx.Request) -> int:
        """Note the intent."""
        vendor, origin, fingerprint, _ = self.scope.split("\n", 3)
        entry = Entry(
            number=0,
            at_ns=self.now_ns(),
            vendor=vendor,
            origin=origin,
            fingerprint=fingerprint,
            method=request.method,
            path=request.url.path,
            body=self.journal.digest(await request.aread()),
            outcome=None,
            answered_ns=None,
            settled_ns=None,
        )
        try:
            return await asyncio.to_thread(self.journal.begin, entry)
        except (OSError, sqlite3.Error) as error:
            raise Refused(
                self.connection.vendor,
                f"nothing was sent, since the journal of writes cannot be written ({error})",
                advice="Make room on the disk, or mend the state directory: spandeck doctor.",
            ) from error

    def now_ns(self) -> int:
        """The wall clock in nanoseconds."""
        return int(self.clock.now() * 1e9)

    async def aclose(self) -> None:
        """Close the bowls below."""
        await self.inner.aclose()
