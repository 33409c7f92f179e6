"""What outlives a request: the budget, the cached pages, the counts, and what went wrong.

One `State` serves every client of a process. It holds files but decides nothing.
"""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from secrets import token_bytes

from spandeck.model.connection import Connection
from spandeck.model.limits import Reading
from spandeck.net.clock import SYSTEM, Clock
from spandeck.net.files import secret
from spandeck.net.journal import Journal
from spandeck.net.meter import Meter, Tally
from spandeck.net.pages import MemoryPages, Pages, SqlitePages
from spandeck.net.store import Standing, Store
from spandeck.net.store.fallback import FallbackStore
from spandeck.net.store.memory import MemoryStore
from spandeck.private import directory as private_directory

WRITES = "writes.sqlite"
"""The write journal's file; unlike the others it is never disposed of."""
SEPARATOR = "\n"
"""Between the parts of a bucket's name; it occurs in none of them."""


class State:
    """Stores, counts and notices, shared by all clients of this process."""

    def __init__(self, clock: Clock, key: bytes) -> None:
        """In memory; `open` puts it on disk. `key` is the installation's secret."""
        self.clock = clock
        self.key = key
        self.notices: list[str] = []
        """Sentences about what could not be used; grows while the program runs."""
        self.meter = Meter()
        self.store: Store = MemoryStore(clock)
        self.pages: Pages = MemoryPages()
        self.journal = Journal(None, key, self.notices.append)
        self.scopes: list[str] = []

    @classmethod
    def open(cls, directory: Path | None, *, clock: Clock = SYSTEM) -> "State":
        """The state kept in this directory, or all in memory for None; never raises for a file.

        A directory that cannot be used ends up as a notice and a state in memory. Blocks for a
        few milliseconds, so call it off the loop.
        """
        if directory is None:
            return cls(clock, token_bytes(32))
        try:
            private_directory(directory)
            state = cls(clock, secret(directory / "secret"))
        except OSError as error:
            state = cls(clock, token_bytes(32))
            state.notices.append(f"Nothing is kept between runs: {str(error).rstrip('.')}.")
            state.journal.barred = error
            return state
        store = FallbackStore(directory / "budget.sqlite", clock, state.notices.append)
        pages = SqlitePages(directory / "pages.sqlite", state.notices.append)
        state.store, state.pages = store, pages
        state.journal.path = directory / WRITES
        store.open()
        pages.open()
        return state

    def scope(self, connection: Connection) -> str:
        """What names of this connection's buckets and pages begin with; it reveals no token."""
        token = connection.token.reveal().encode()
        fingerprint = blake2b(token, key=self.key, digest_size=16).hexdigest()
        origin = connection.url.rstrip("/")
        if connection.socket is not None:
            origin += f"#{connection.socket}"
        scope = SEPARATOR.join((connection.vendor, origin, fingerprint, ""))
        if scope not in self.scopes:
            self.scopes.append(scope)
        return scope

    def readings(self) -> tuple[Reading, ...]:
        """One reading per vendor and category of the connections opened in this process."""
        standings = {
            each.name: each for scope in self.scopes for each in self.store.standings(scope)
        }
        return tuple(
            reading(each, self.meter.tallies.get(each.name, Tally())) for each in standings.values()
        )

    def close(self) -> None:
        """Finish writing and let go of the files."""
        self.store.close()
        self.pages.close()
        self.journal.close()


def reading(standing: Standing, tally: Tally) -> Reading:
    """A bucket's standing and this process's counts, as the screens show them."""
    vendor, _, _, category = standing.name.split(SEPARATOR, 3)
    room = tightest(standing)
    return Reading(
        vendor=vendor,
        category=category,
        windows=standing.bucket.windows,
        used=standing.used[room.index],
        remaining=None if standing.bucket.adaptive else room.remaining,
        reset_s=room.reset_s,
        blocked_s=max(0.0, standing.bucket.blocked_until - standing.now),
        waiting=tally.waiting,
        sent=tally.sent,
        throttled=tally.throttled,
        retried=tally.retried,
        cached=tally.cached,
        waited_s=tally.waited_s,
        panes=dict(tally.panes),
        processes=standing.processes,
    )


@dataclass(frozen=True, slots=True)
class Room:
    """What one window of a bucket still admits."""

    index: int
    remaining: int
    reset_s: float
    part: float
    """What remains, as a part of the window's limit."""


def tightest(standing: Standing) -> Room:
    """The window of which the smallest part is left, the vendor's own count included."""
    rooms = []
    for index, each in enumerate(standing.bucket.allowances):
        left, reset_s = each.window.limit - standing.used[index], standing.free_s[index]
        ceiling = each.ceiling
        if ceiling is not None and standing.now < ceiling.until and ceiling.remaining < left:
            left, reset_s = ceiling.remaining, ceiling.until - standing.now
        rooms.append(Room(index, max(0, left), reset_s, left / each.window.limit))
    return min(rooms, key=lambda each: each.part)
