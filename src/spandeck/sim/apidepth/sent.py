"""The events that were posted to one account, in the archive."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from spandeck.sim.archive import Archive
from spandeck.sim.world.call import HOUR_MS, Call
from spandeck.sim.world.quota import Left

COLUMNS = len(Call._fields)


class Event(NamedTuple):
    """A call and what its answer's headers said of the quota."""

    call: Call
    left: Left | None = None


class Sent:
    """What was posted, by vendor and time."""

    def __init__(self, archive: Archive, account: str) -> None:
        """What is asked for all the time, such as the hours that have events, is kept at hand."""
        self.database, self.account = archive.database, account
        self.hours: defaultdict[str, set[int]] = defaultdict(set)
        """By vendor, the hours in which calls ended."""
        self.environments: set[str] = set()
        found = self.database.execute(
            "SELECT DISTINCT vendor, ended_ms / ?, environment FROM call WHERE account = ?",
            (HOUR_MS, account),
        )
        for vendor, number, environment in found:
            self.hours[vendor].add(number)
            self.environments.add(environment)

    def put(self, events: Sequence[Event]) -> None:
        """Keep events."""
        marks = ", ".join("?" * (COLUMNS + 4))
        with self.database as database:
            database.execute("BEGIN")
            database.executemany(
                f"INSERT INTO call VALUES ({marks})",
                [(self.account, *call, *(left or (None,) * 3)) for call, left in events],
            )
        for call, _ in events:
            self.hours[call.vendor].add(call.ended_ms // HOUR_MS)
            self.environments.add(call.environment)

    def calls(self, vendor: str, number: int) -> Iterable[Call]:
        """The calls to a vendor that ended in an hour, in order."""
        found = self.database.execute(
            "SELECT ended_ms, vendor, endpoint, method, environment, outcome, status, "
            "duration_ms, cold_start, model FROM call "
            "WHERE account = ? AND vendor = ? AND ended_ms >= ? AND ended_ms < ? "
            "ORDER BY ended_ms, rowid",
            (self.account, vendor, number * HOUR_MS, (number + 1) * HOUR_MS),
        )
        return (Call(*row) for row in found)

    def models(self, now_ms: int) -> Iterable[tuple[str, str, str, int, int, int]]:
        """By vendor, model and endpoint: how many calls, and when the first and last ended."""
        return self.database.execute(
            "SELECT vendor, model, endpoint, count(*), min(ended_ms), max(ended_ms) FROM call "
            "WHERE account = ? AND model IS NOT NULL AND ended_ms <= ? GROUP BY 1, 2, 3",
            (self.account, now_ms),
        )

    def left(self, vendor: str, environment: str | None, now_ms: int) -> tuple[int, Left] | None:
        """The latest reading of a vendor's quota, and when it was made."""
        found = self.database.execute(
            "SELECT ended_ms, remaining, quota, reset_ms FROM call WHERE account = ? "
            "AND vendor = ? AND remaining IS NOT NULL AND ended_ms <= ? "
            "AND environment = coalesce(?, environment) ORDER BY ended_ms DESC, rowid DESC LIMIT 1",
            (self.account, vendor, now_ms, environment),
        ).fetchone()
        return None if found is None else (found[0], Left(*found[1:]))
