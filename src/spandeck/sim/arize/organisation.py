"""An organisation: the records it holds, the world it watches, and who asks about them.

A record is what the vendor shows of a thing, kept on the shelf under its kind and its id. What a
record belongs to is told by its fields, and by that who may see it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zlib import crc32

from spandeck.sim.archive import Archive
from spandeck.sim.archive.shelf import Shelf
from spandeck.sim.arize.errors import Problem, missing
from spandeck.sim.arize.ids import identifier
from spandeck.sim.clock import SECOND, Clock, iso, read_iso
from spandeck.sim.world import World, openinference
from spandeck.sim.world.chance import key, mix
from spandeck.sim.world.spans import Spans

Record = dict[str, Any]

HOLDERS = {
    "space_id": "spaces",
    "project_id": "projects",
    "dataset_id": "datasets",
    "experiment_id": "experiments",
    "prompt_id": "prompts",
    "evaluator_id": "evaluators",
    "annotation_queue_id": "annotation-queues",
    "task_id": "tasks",
    "webhook_id": "webhooks",
    "organization_id": "organizations",
}
"""The fields that say what a record belongs to, nearest first, and the kinds they point at."""
FOUNDED_NS = read_iso("2026-01-12T09:00:00Z")
NUMBERS = "numbers"
"""The kind of the records that count ids."""


class Organisation:
    """What one organisation holds."""

    def __init__(
        self, name: str, archive: Archive, seed: int, world: World | None, clock: Clock
    ) -> None:
        """Without a world it holds only what is sent to it."""
        self.name, self.archive, self.world, self.clock = name, archive, world, clock
        self.shelf = Shelf(archive, f"arize {name}")
        self.spans = Spans(world, openinference.attributes) if world else None
        self.secret = key(seed, f"arize ids {name}")

    def id(self, word: str, number: int) -> str:
        """The id of a thing that is numbered already, such as those of the beginning."""
        return identifier(word, number, self.secret)

    def next_id(self, word: str) -> str:
        """An id that nothing had before; after those of the beginning, below 1000."""
        return self.id(word, self.next_number(word))

    def next_number(self, word: str) -> int:
        """Counts up, over restarts."""
        number: int = (self.shelf.get(NUMBERS, word) or {"next": 1000})["next"]
        self.shelf.put(NUMBERS, word, {"next": number + 1})
        return number

    def next_uuid(self) -> str:
        """An id in the form of those that examples have."""
        low = self.next_number("uuid")
        return str(UUID(int=mix(self.secret ^ low) << 64 | mix(low), version=4))

    def now(self) -> str:
        """The time, as records write it."""
        return iso(self.clock())

    def day(self, number: int) -> str:
        """The morning of a day in the organisation's life, as records write it."""
        return iso(FOUNDED_NS + number * 86_400 * SECOND)

    def digest(self, identifier: str) -> str:
        """A commit hash for a version: forty hex digits, as they look everywhere."""
        drawn = mix(self.secret ^ mix(crc32(identifier.encode())))
        return f"{drawn:016x}{mix(drawn):016x}{mix(drawn ^ 1) & 0xFFFFFFFF:08x}"

    def touch(self, kind: str, identifier: str) -> None:
        """Note that something of a record has just changed."""
        record = self.shelf.get(kind, identifier)
        if record is not None:
            self.shelf.put(kind, identifier, record | {"updated_at": self.now()})

    def forget(self, kind: str, identifier: str) -> None:
        """Delete a record and all that it holds, however deep."""
        self.shelf.remove(kind, identifier)
        fields = [field for field, held_by in HOLDERS.items() if held_by == kind]
        for held in tuple(self.shelf.kinds) if fields else ():
            for record in self.shelf.all(held):
                if any(record.get(field) == identifier for field in fields):
                    self.forget(held, record["id"])

    def space_id(self, record: Mapping[str, Any]) -> str | None:
        """The space that a record belongs to, by itself or by what holds it."""
        for field, kind in HOLDERS.items():
            found = record.get(field)
            if not isinstance(found, str):
                continue
            if field == "space_id":
                return found
            holder = self.shelf.get(kind, found)
            if holder is not None:
                return self.space_id(holder)
        return None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: decides between done, 403 and 404, in this order (contracts/arize.md §5)."""

    organisation: Organisation
    user_id: str
    acts: bool
    """Whether it may change anything."""
    blind: frozenset[str] = frozenset()
    """The spaces that it cannot see."""

    def sees(self, kind: str, record: Mapping[str, Any]) -> bool:
        """Whether a record may be shown."""
        space = record["id"] if kind == "spaces" else self.organisation.space_id(record)
        return space not in self.blind

    def all(self, kind: str) -> Iterator[Record]:
        """The records of a kind that may be shown, oldest first."""
        return (each for each in self.organisation.shelf.all(kind) if self.sees(kind, each))

    def find(self, kind: str, identifier: str) -> Record:
        """One record; `Problem` 404 when it is not there or may not be seen."""
        found = self.organisation.shelf.get(kind, identifier)
        if found is None or not self.sees(kind, found):
            raise missing(kind.removesuffix("s").replace("-", " "))
        return found

    def act(self) -> None:
        """Raise `Problem` 403 for a key that may only read."""
        if not self.acts:
            raise Problem(403, "This key can see the resource but may not do this.")

    def change(self, kind: str, identifier: str) -> Record:
        """A record that is about to be changed: 404, then 403."""
        found = self.find(kind, identifier)
        self.act()
        return found

    def refer(self, sent: Mapping[str, Any]) -> None:
        """Raise `Problem` 404 when a body names a holder that is not there or not to be seen."""
        for field, kind in HOLDERS.items():
            if isinstance(sent.get(field), str):
                self.find(kind, sent[field])
