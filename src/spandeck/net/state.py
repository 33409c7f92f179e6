"""What outlives a request: the budget, the cached pages, the counts, and what went wrong.

One `State` serves every client of a process. It holds files but decides nothing.
"""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from secrets import token_bytes

from spandeck.model.connection import Connection
from spandeck.model.limits import Descriptor, Reading, Room, Window
from spandeck.net.bucket import fresh
from spandeck.net.clock import SYSTEM, Clock
from spandeck.net.files import secret
from spandeck.net.journal import Journal
from spandeck.net.meter import Meter, Tally, together
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
        self.descriptors: dict[str, Descriptor] = {}
        """What the vendors of the scopes state, as far as they were opened."""

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

    def scope(self, connection: Connection, descriptor: Descriptor | None = None) -> str:
        """What names of this connection's buckets and pages begin with; it reveals no token.

        With the `descriptor` it can be said how buckets stand that were not used yet.
        """
        token = connection.token.reveal().encode()
        fingerprint = blake2b(token, key=self.key, digest_size=16).hexdigest()
        origin = connection.url.rstrip("/")
        if connection.socket is not None:
            origin += f"#{connection.socket}"
        scope = SEPARATOR.join((connection.vendor, origin, fingerprint, ""))
        if scope not in self.scopes:
            self.scopes.append(scope)
        if descriptor is not None:
            self.descriptors[scope] = descriptor
        return scope

    def readings(self) -> tuple[Reading, ...]:
        """One reading per vendor and category of the connections opened in this process."""
        standings = {
            each.name: each for scope in self.scopes for each in self.store.standings(scope)
        }
        return tuple(
            reading(each, self.meter.tallies.get(each.name, Tally())) for each in standings.values()
        )

    def standing(self, vendor: str, method: str, path: str) -> Reading | None:
        """How the bucket stands that pays for a request of the vendor opened last."""
        for scope, descriptor in reversed(self.descriptors.items()):
            if descriptor.vendor != vendor:
                continue
            category = descriptor.route(method, path).category
            if not category:
                return None
            name = scope + category
            known = {each.name: each for each in self.store.standings(name)}
            windows = descriptor.windows.get(category, ())
            found = known.get(name) or untouched(name, windows, self.clock.monotonic())
            return reading(found, self.meter.tallies.get(name, Tally()))
        return None

    def close(self) -> None:
        """Finish writing and let go of the files."""
        self.store.close()
        self.pages.close()
        self.journal.close()


def reading(standing: Standing, tally: Tally) -> Reading:
    """A bucket's standing and what all processes counted, as the screens show them."""
    tally = together((tally, *standing.others))
    vendor, _, _, category = standing.name.split(SEPARATOR, 3)
    rooms = tuple(room(standing, index) for index in range(len(standing.used)))
    tightest = min(rooms, key=lambda each: each.part)
    return Reading(
        vendor=vendor,
        category=category,
        windows=standing.bucket.windows,
        used=tightest.used,
        remaining=None if standing.bucket.adaptive else tightest.remaining,
        reset_s=tightest.reset_s,
        blocked_s=max(0.0, standing.bucket.blocked_until - standing.now),
        waiting=tally.waiting,
        sent=tally.sent,
        throttled=tally.throttled,
        retried=tally.retried,
        cached=tally.cached,
        waited_s=tally.waited_s,
        panes=dict(tally.panes),
        processes=standing.processes,
        rooms=rooms,
    )


def room(standing: Standing, index: int) -> Room:
    """How one window of a bucket stands; what the vendor said is left shrinks as it is spent."""
    allowance, used = standing.bucket.allowances[index], standing.used[index]
    left, reset_s = allowance.window.limit - used, standing.free_s[index]
    ceiling = allowance.ceiling
    if ceiling is not None and standing.now < ceiling.until:
        told = ceiling.remaining - max(0, standing.spent[index] - 1)  # it was told one of them
        if told < left:
            left, reset_s = told, ceiling.until - standing.now
    return Room(allowance.window, used, max(0, left), reset_s)


def untouched(name: str, windows: Sequence[Window], now: float) -> Standing:
    """How a bucket stands that nothing was asked of yet."""
    bucket = fresh(windows)
    nothing = (0,) * len(bucket.allowances)
    return Standing(name, bucket, now, nothing, tuple(map(float, nothing)), nothing)
