"""The shared file while it works, and a small part of the budget in memory once it does not.

Losing the file must never raise what is admitted: every ticket it granted to this process is
also counted in memory, so that nothing already spent is forgotten.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from spandeck.net.clock import Clock
from spandeck.net.headers import News
from spandeck.net.meter import Tally
from spandeck.net.store import Claim, Standing, Ticket
from spandeck.net.store.memory import MemoryStore
from spandeck.net.store.sqlite import FAULTS, SqliteStore

PORTION = 0.1
"""What this process takes of every window when it cannot see the others: a person has fewer than
ten of them open."""


class FallbackStore:
    """The protocol `Store` over a file that may fail."""

    def __init__(self, path: Path, clock: Clock, notice: Callable[[str], None]) -> None:
        """`notice` hears, once and on any thread, that the file was lost."""
        self.path = path
        self.notice = notice
        self.file = SqliteStore(path, clock, self.lose)
        self.memory = MemoryStore(clock, PORTION)
        self.lost = False

    def open(self) -> None:
        """Open the file now, so that a bad one is noticed before the first request. Blocks."""
        try:
            self.file.open()
        except FAULTS as error:
            self.lose(error)

    async def reserve(self, claim: Claim) -> Ticket | float:
        """A ticket, or seconds to wait."""
        if not self.lost:
            try:
                found = await self.file.reserve(claim)
            except FAULTS as error:
                self.lose(error)
            else:
                if isinstance(found, Ticket):
                    self.memory.keep(found, claim)
                return found
        return await self.memory.reserve(claim)

    def settle(self, ticket: Ticket, later_s: float = 0.0, news: News | None = None) -> None:
        """The ticket is free in `later_s` seconds; learn from its answer."""
        self.memory.settle(ticket, later_s, news)
        if not self.lost:
            self.file.settle(ticket, later_s, news)

    def tell(self, bucket: str, tally: Tally) -> None:
        """Let other processes know what this one counted."""
        if not self.lost:
            self.file.tell(bucket, tally)

    def standings(self, prefix: str) -> tuple[Standing, ...]:
        """How the buckets stand whose names begin so."""
        if not self.lost:
            try:
                return self.file.standings(prefix)
            except sqlite3.OperationalError:  # a look that would have to wait
                return self.memory.standings(prefix)
            except FAULTS as error:
                self.lose(error)
        return self.memory.standings(prefix)

    def lose(self, error: BaseException) -> None:
        """The file has failed: say so once, and go on without it."""
        if not self.lost:
            self.lost = True
            self.notice(
                f"The shared budget {self.path} cannot be used ({error}); "
                f"this process keeps to {PORTION:.0%} of every limit."
            )

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()
