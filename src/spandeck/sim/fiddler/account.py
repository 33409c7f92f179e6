"""What one token opens: an organization, its records and their links to each other.

A link is kept as an id; the name beside it is looked up when the record is shown, so that a
renamed project is renamed everywhere, and what hangs on a deleted record goes with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from spandeck.sim.archive import Archive
from spandeck.sim.archive.shelf import Shelf
from spandeck.sim.clock import Clock, iso
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.errors import missing
from spandeck.sim.world import World
from spandeck.sim.world.chance import key
from spandeck.sim.world.fiddler import attributes
from spandeck.sim.world.spans import Spans


@dataclass(frozen=True, slots=True)
class Link:
    """A field that holds another record."""

    kind: str
    """Where that record is kept."""
    noun: str
    extra: tuple[str, ...] = ()
    """What is shown of it besides id and name."""


LINKS = {
    "project": Link("projects", "Project"),
    "application": Link("applications", "Application"),
    "model": Link("models", "Model", ("version",)),
    "environment": Link("environments", "Environment", ("type",)),
    "baseline": Link("baselines", "Baseline"),
    "segment": Link("segments", "Segment", ("definition",)),
    "dataset": Link("datasets", "Dataset"),
    "experiment": Link("experiments", "Experiment"),
    "evaluator": Link("evaluators", "Evaluator"),
    "alert_rule": Link("alert-rules", "Alert rule"),
}
INHERITED = ("project", "application")
"""What a record has of the records that it is made for."""


class Account:
    """One organization."""

    def __init__(self, name: str, archive: Archive, world: World | None, clock: Clock) -> None:
        """Without a world it holds only what is sent to it; ids depend on the name alone."""
        self.name, self.archive, self.world, self.clock = name, archive, world, clock
        self.id = fixed(f"organization {name}")
        self.shelf = Shelf(archive, f"fiddler {name}")
        self.spans = Spans(world, attributes) if world else None
        self.user: Record = {}
        """Whose token it is; filled in with the seeds."""

    def now(self) -> str:
        """The time, as it is written."""
        return iso(self.clock())

    def stamped(self, identifier: str | None = None) -> Record:
        """What every new record has: an id, times, and by whom."""
        now, user = self.now(), self.signature()
        made = {"id": identifier or str(uuid4()), "created_at": now, "updated_at": now}
        return made | {"created_by": user, "updated_by": user, "organization": self.reference()}

    def signature(self) -> Record:
        """The user as records name them."""
        return {name: self.user[name] for name in ("id", "full_name", "email")}

    def reference(self) -> Record:
        """The organization as records name it."""
        return {"id": self.id, "name": self.name}

    def add(self, kind: str, fields: Mapping[str, Any], identifier: str | None = None) -> Record:
        """Keep a new record; every `<link>_id` among the fields must lead to another."""
        record = self.stamped(identifier)
        for name, found in fields.items():
            link = name.removesuffix("_id")
            if name == link or link not in LINKS:
                record[name] = found
                continue
            record[link] = None if found is None else {"id": str(found)}
            if found is not None:
                record = {**self.inherited(link, str(found)), **record}
        self.shelf.put(kind, record["id"], record)
        return record

    def inherited(self, link: str, identifier: str) -> Record:
        """The project and application of a linked record; `Refusal` 404 when there is none."""
        other = self.get(LINKS[link].kind, identifier, LINKS[link].noun)
        return {name: other[name] for name in INHERITED if name in other}

    def get(self, kind: str, identifier: str, noun: str) -> Record:
        """A record as it is kept; `Refusal` 404."""
        found = self.shelf.get(kind, identifier)
        if found is None:
            raise missing(noun, identifier)
        return found

    def change(self, kind: str, record: Record, fields: Mapping[str, Any]) -> Record:
        """Keep a record with some fields changed."""
        touched = {"updated_at": self.now(), "updated_by": self.signature()}
        changed: Record = {**record, **fields, **touched}
        self.shelf.put(kind, record["id"], changed)
        return changed

    def shown(self, record: Record) -> Record:
        """A record with its links named."""
        named = {name: self.named(name, record[name]["id"]) for name in LINKS if record.get(name)}
        return record | named

    def named(self, link: str, identifier: str) -> Record:
        """A link as it is shown."""
        other = self.shelf.get(LINKS[link].kind, identifier) or {}
        shown = {"id": identifier, "name": other.get("name")}
        return shown | {name: other.get(name) for name in LINKS[link].extra}

    def all(self, kind: str, **links: str) -> Iterator[Record]:
        """The records of a kind, oldest first, that have these links."""
        for record in self.shelf.all(kind):
            if all(linked(record, name) == identifier for name, identifier in links.items()):
                yield record

    def remove(self, kind: str, identifier: str) -> None:
        """Forget a record and all that is linked to it."""
        self.shelf.remove(kind, identifier)
        link = next((name for name, each in LINKS.items() if each.kind == kind), None)
        for other in tuple(self.shelf.kinds) if link else ():
            for record in self.shelf.all(other):
                if link and linked(record, link) == identifier:
                    self.remove(other, record["id"])


def linked(record: Record, name: str) -> str | None:
    """The id behind a link."""
    found = record.get(name)
    return str(found["id"]) if isinstance(found, dict) else None


@lru_cache(4096)
def fixed(purpose: str) -> str:
    """A version 4 UUID that is always the same for a purpose."""
    high, low = key(0, purpose), key(1, purpose)
    return str(UUID(int=high << 64 | low, version=4))
