"""What all acts together come to: rulings, notes, bookmarks and rules, in whatever order they came.

Pure bookkeeping in memory; it must not know where acts are kept.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from spandeck.model.group import Note, Target
from spandeck.triage.act import Act, Verb
from spandeck.triage.fingerprint import FIELDS, Rules

RULINGS: tuple[Verb, ...] = ("ack", "resolve", "reopen", "snooze", "wake")
"""Acts of which the latest says how a group stands."""
SHAPING: tuple[Verb, ...] = ("split", "merge")
"""Acts that change what is one group."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was last said about how a group stands."""

    act: Act | None = None
    """The latest act of `RULINGS` in force; None where nobody said anything."""
    touched: bool = False
    """Whether a person did anything about the group that is in force."""


class Book:
    """The acts, and what follows from them."""

    def __init__(self) -> None:
        self.acts: dict[str, Act] = {}
        self.batches: defaultdict[str, list[Act]] = defaultdict(list)
        """What was done at once."""
        self.undone: set[tuple[str, str]] = set()
        """Who undid which batch: nobody undoes what another did."""
        self.about: defaultdict[tuple[str, str], list[Act]] = defaultdict(list)
        """The acts about each thing, in order; the vendor does not matter, for a trace is one."""
        self.rules = Rules()
        self.latest_ns = 0
        """When the latest act of all was."""

    def add(self, acts: Iterable[Act]) -> bool:
        """Take some acts in, known ones too; whether they change what is one group."""
        reshaped = False
        for act in acts:
            if act.id in self.acts:
                continue
            self.acts[act.id] = act
            self.latest_ns = max(self.latest_ns, act.at_ns)
            if act.verb == "undo":
                self.undone.add((act.by, act.text("batch")))
                taken = self.batches.get(act.text("batch"), ())
                reshaped = reshaped or any(each.verb in SHAPING for each in taken)
                continue
            self.batches[act.batch].append(act)
            about = self.about[act.target.kind, act.target.id]
            about.append(act)
            if len(about) > 1 and about[-2].order > act.order:
                about.sort(key=lambda each: each.order)
            reshaped = reshaped or act.verb in SHAPING
        if reshaped:
            self.rules = self.ruled()
        return reshaped

    def shaping(self) -> list[Act]:
        """The acts that change what is one group, in order, undone ones too."""
        found = [each for each in self.acts.values() if each.verb in SHAPING]
        return sorted(found, key=lambda each: each.order)

    def ruled(self) -> Rules:
        """The rules in force; what would merge in a circle is left out."""
        splits: dict[str, tuple[str, ...]] = {}
        merges: dict[str, str] = {}
        for act in self.shaping():
            key = act.target.id
            if not self.stands(act):
                continue
            if act.verb == "split" and act.text("by") in FIELDS:
                splits[key] = (*splits.get(key, ()), act.text("by"))
            elif act.verb == "merge" and Rules({}, merges).target(act.text("into")) != key:
                merges[key] = act.text("into")
        return Rules(splits, merges)

    def stands(self, act: Act) -> bool:
        """Whether whoever did it did not undo it."""
        return (act.by, act.batch) not in self.undone

    def in_force(self, kind: str, name: str) -> list[Act]:
        """The acts about one thing that nobody undid, in order."""
        return [each for each in self.about.get((kind, name), ()) if self.stands(each)]

    def family(self, key: str) -> list[str]:
        """A group's key, and those of the groups that count as it."""
        merged = [each for each in self.rules.merges if self.rules.target(each) == key]
        return [key, *(each for each in merged if each != key)]

    def ruling(self, key: str) -> Ruling:
        """What was last said about how a group stands."""
        acts = self.in_force("group", key)
        said = [each for each in acts if each.verb in RULINGS]
        return Ruling(said[-1] if said else None, any(each.by for each in acts))

    def history(self, key: str) -> tuple[Act, ...]:
        """What was done about a group, and about those that count as it, oldest first."""
        found = [act for each in self.family(key) for act in self.in_force("group", each)]
        return tuple(sorted(found, key=lambda each: each.order))

    def notes(self, target: Target) -> tuple[Note, ...]:
        """What was written about something, oldest first."""
        ids = self.family(target.id) if target.kind == "group" else [target.id]
        acts = [
            act for each in ids for act in self.in_force(target.kind, each) if act.verb == "note"
        ]
        return tuple(
            Note(act.id, act.target, act.at_ns, act.by, act.text("text"))
            for act in sorted(acts, key=lambda each: each.order)
        )

    def bookmarked(self, target: Target) -> Act | None:
        """The act that bookmarked it; None where it is not."""
        marks = ("bookmark", "unbookmark")
        acts = [each for each in self.in_force(target.kind, target.id) if each.verb in marks]
        return acts[-1] if acts and acts[-1].verb == "bookmark" else None

    def bookmarks(self) -> tuple[Act, ...]:
        """The acts behind what is bookmarked, latest first."""
        marked = {act.target for act in self.acts.values() if act.verb == "bookmark"}
        found = {act.id: act for each in marked if (act := self.bookmarked(each))}
        return tuple(sorted(found.values(), key=lambda each: each.order, reverse=True))

    def concerned(self, act: Act) -> list[str]:
        """The ids of what an act is about; of what it undoes, of all that was done at once."""
        if act.verb != "undo":
            return [act.target.id]
        batch = act.text("batch")
        return [each.target.id for each in self.batches.get(batch, ())]

    def last_of(self, by: str) -> tuple[Act, ...]:
        """What this person did last that is not undone: one act, or those done at once."""
        own = [act for act in self.acts.values() if act.by == by and act.verb != "undo"]
        own = [act for act in own if self.stands(act)]
        if not own:
            return ()
        batch = max(own, key=lambda each: each.order).batch
        return tuple(act for act in own if act.batch == batch)
