"""Events of models: those of the story and those published, changed and deleted (contract §5.11).

What is published is kept by its id; an event of the story that is changed is kept likewise and
shadows the original, one that is deleted is remembered as gone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any
from uuid import uuid4

from spandeck.sim.clock import SECOND, read_iso
from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.telling import storable
from spandeck.sim.fiddler.traffic import BY_ID, HISTORY_S, Event, calm

PRODUCTION = "PRODUCTION"
MILLISECONDS_FROM = 1e11
"""Epoch times above this are milliseconds: in seconds it would be the year 5138."""
TRAINED_ON = 2_000
"""Rows of the story's training data."""


class Events:
    """The events of one model."""

    def __init__(self, account: Account, model: Record) -> None:
        """`account` keeps what was published."""
        self.account, self.model = account, model
        self.kind, self.gone = f"events {model['id']}", f"events gone {model['id']}"
        self.seeded = BY_ID.get(model["id"])

    def rows(self, since_ns: int, until_ns: int) -> list[tuple[int, Event]]:
        """Production events of a range of time (its end excluded), with when they happened."""
        kept = (
            (each["at_ns"], each["event"])
            for each in self.account.shelf.all(self.kind)
            if each["environment"] == PRODUCTION and since_ns <= each["at_ns"] < until_ns
        )
        return sorted(chain(kept, self.told(since_ns, until_ns)), key=lambda row: row[0])

    def told(self, since_ns: int, until_ns: int) -> Iterator[tuple[int, Event]]:
        """Those of the story that are as they were."""
        if self.seeded is None:
            return
        now_ns, shelf = self.account.clock(), self.account.shelf
        ranges = [each for each in shelf.all(self.gone) if "since_ns" in each]
        oldest = max(since_ns, now_ns - HISTORY_S * SECOND)
        for at_ns, event in self.seeded.events(oldest, min(until_ns, now_ns)):
            identifier = event["event_id"]
            if shelf.get(self.kind, identifier) or shelf.get(self.gone, identifier):
                continue
            if not any(each["since_ns"] <= at_ns < each["until_ns"] for each in ranges):
                yield at_ns, event

    def sample(self, environment: str) -> list[Event]:
        """The rows of an environment besides production."""
        kept = self.account.shelf.all(self.kind)
        found = [each["event"] for each in kept if each["environment"] == environment]
        trained = self.seeded is not None and environment == "training"
        seeded = calm(self.model["id"], TRAINED_ON) if trained else ()
        return [*seeded, *found]

    def identified(self, event: Mapping[str, Any]) -> str:
        """The id of an event: of the model's id column, or a new one."""
        column = self.model.get("event_id_col")
        found = event.get(column) if column else None
        return str(uuid4()) if found is None else str(found)

    def publish(self, events: Iterable[Mapping[str, Any]], environment: str) -> list[str]:
        """Keep new events; gives their ids in order. `Refusal` 400 for a time that is none."""
        timed = [(self.identified(each), self.at(each), dict(each)) for each in events]
        for identifier, at_ns, event in timed:
            record = {"id": identifier, "environment": environment, "at_ns": at_ns, "event": event}
            self.account.shelf.put(self.kind, identifier, record)
        return [identifier for identifier, _, _ in timed]

    def update(self, events: Sequence[Mapping[str, Any]]) -> list[str]:
        """Change events by their ids; `Refusal` 400 without ids, 404 for an unknown one."""
        column = self.model.get("event_id_col")
        if not column or any(each.get(column) is None for each in events):
            raise Refusal(400, f"source.events: every event needs its '{column or 'event id'}'")
        found = {str(each[column]): each for each in events}
        records = [self.find(identifier) for identifier in found]
        for record in records:
            changed = record["event"] | found[record["id"]]
            self.account.shelf.put(self.kind, record["id"], record | {"event": changed})
        return list(found)

    def find(self, identifier: str) -> Record:
        """An event as it is kept, copied from the story if need be."""
        kept = self.account.shelf.get(self.kind, identifier)
        if kept is not None:
            return kept
        for at_ns, event in self.told(0, self.account.clock()):
            if event["event_id"] == identifier:
                named = {"id": identifier, "environment": PRODUCTION}
                return named | {"at_ns": at_ns, "event": event}
        raise Refusal(404, f"Event '{identifier}' was not found.")

    def delete(self, identifiers: Iterable[str]) -> None:
        """Forget events, whether they are there or not."""
        for each in identifiers:
            self.account.shelf.remove(self.kind, each)
            if self.seeded:
                self.account.shelf.put(self.gone, each, {"id": each})

    def delete_range(self, since_ns: int, until_ns: int) -> None:
        """Forget the production events of a range of time."""
        for each in self.account.shelf.all(self.kind):
            if each["environment"] == PRODUCTION and since_ns <= each["at_ns"] < until_ns:
                self.account.shelf.remove(self.kind, each["id"])
        if self.seeded:
            identifier = f"{since_ns}-{until_ns}"
            record = {"id": identifier, "since_ns": since_ns, "until_ns": until_ns}
            self.account.shelf.put(self.gone, identifier, record)

    def at(self, event: Mapping[str, Any]) -> int:
        """When an event happened: as its time column says, else now."""
        found = event.get(self.model.get("event_ts_col") or "")
        return self.account.clock() if found is None else instant(found)


def instant(found: object) -> int:
    """A time as nanoseconds, from ISO 8601 or from epoch seconds or milliseconds."""
    try:
        if isinstance(found, str) and not found.replace(".", "", 1).isdigit():
            return storable(read_iso(found.strip()))
        counted = float(str(found))
        factor = SECOND if counted < MILLISECONDS_FROM else SECOND // 1000
        return storable(int(counted * factor))
    except (ValueError, OverflowError):
        raise Refusal(400, f"'{found}' is not a time.") from None
