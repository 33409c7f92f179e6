"""Failures gathered into groups as they come, each at the same small cost, whoever tells of them.

One failing span is one failure however many vendors tell of it, and belongs to one group.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from spandeck.model.occurrence import Occurrence
from spandeck.model.tail import Item
from spandeck.triage.fingerprint import NONE, Rules, fingerprint, strength, title, where
from spandeck.triage.seen import Seen
from spandeck.triage.state import MINUTE_NS
from spandeck.triage.tally import Tally, trace_of

HELD = 20_000
"""Occurrences kept for looking at, over all groups: the more groups, the fewer of each."""
MOST, FEWEST = 300, 3
"""Of one group."""
PLACES = 150_000
"""Names of failures that are remembered, to know them when another vendor tells of them."""
SURE = 2
"""The `strength` of a failure that is placed for good."""
UNSURE, TELLINGS = 2_000, 8
"""Failures that may yet be moved, and how many tellings of each."""
EARLIEST_NS = 1_420_070_400_000_000_000
"""2015: what claims to be older has a broken clock."""


@dataclass(slots=True)
class Failing:
    """One failure, whoever tells of it, and where it is counted."""

    key: str
    strength: int
    """How much was said of it when it was placed there."""
    tellings: tuple[Occurrence, ...] = ()
    """Who told of it, for as long as somebody may come who knows better; the first one counted."""


class Gathering:
    """The groups that were told of."""

    def __init__(self, firsts: Mapping[str, int]) -> None:
        """`firsts` says when groups of former days were first seen."""
        self.tallies: dict[str, Tally] = {}
        self.rules: Rules = NONE
        self.firsts = firsts
        self.places: dict[int, Failing] = {}
        """By the names that an occurrence, its span and its trace go by."""
        self.unsure: dict[int, Failing] = {}
        """Failures that may yet turn out to belong elsewhere."""
        self.gone: dict[str, str] = {}
        """Groups that went into another as a whole, and which."""
        self.fresh: set[str] = set()
        """Groups that nobody ever saw before, until somebody asked, and emptied this."""
        self.touched: set[str] = set()
        """Groups that changed since somebody looked, and emptied this."""

    def restore(self, seen: Seen) -> None:
        """Know a group again that was seen before this program started."""
        message = seen.fingerprint.part("message") or None
        recent = tuple(
            replace(each, cause=replace(each.cause, message=message)) for each in seen.recent
        )
        tally = Tally(seen.key, seen.parts, seen.title, seen.where, seen.first_ns, seen.last_ns)
        tally.known, tally.learned = replace(seen, recent=recent), False
        tally.recent = {trace_of(each): each for each in reversed(recent)}
        self.tallies[seen.key] = tally
        self.touched.add(seen.key)

    def recall(self, hits: Mapping[tuple[str, int], int]) -> None:
        """Know again how often groups failed, by group and minute."""
        for (key, minute), count in sorted(hits.items()):
            if key in self.tallies:
                self.tallies[key].before.add(minute * MINUTE_NS, count)

    def take(self, item: Item, now_ns: int) -> None:
        """Count one in."""
        of = timed(item, now_ns)
        own, name = hash(of.key), failure_of(of)
        again = self.placed(own)
        if again is not None:  # told again, perhaps with more to say
            self.tallies[again.key].hold(of, self.room)
            self.touched.add(again.key)
            return
        failing = self.placed(name) or self.placed_whole(of)
        first = failing is None
        if failing is None:
            failing = Failing(self.group(of).key, strength(of))
        elif strength(of) > failing.strength:
            self.move(failing, self.group(of).key)
            failing.strength = strength(of)
        self.count(of, failing.key, hit=first)
        self.note(failing, of)
        self.places[own] = self.places[name] = failing
        if of.of.trace_id:
            self.places.setdefault(hash(("trace", of.of.trace_id)), failing)
        while len(self.places) > PLACES:
            del self.places[next(iter(self.places))]

    def count(self, of: Occurrence, key: str, *, hit: bool) -> None:
        """Count a failure in its group; `hit` is False where another told of it before."""
        self.tallies[key].add(of, hit=hit, room=self.room)
        self.touched.add(key)

    def note(self, failing: Failing, of: Occurrence) -> None:
        """Remember who told of a failure while it may yet turn out to belong elsewhere."""
        if failing.strength >= SURE:
            failing.tellings = ()
            self.unsure.pop(id(failing), None)
            return
        failing.tellings = (*failing.tellings, of)[:TELLINGS]
        self.unsure[id(failing)] = failing
        if len(self.unsure) > UNSURE:
            settled = self.unsure.pop(next(iter(self.unsure)))
            settled.strength, settled.tellings = SURE, ()

    def placed(self, name: int) -> Failing | None:
        """Where a failure is counted, if its group is still here."""
        found = self.places.get(name)
        if found is None:
            return None
        found.key = self.rules.target(self.gone.get(found.key, found.key))
        return found if found.key in self.tallies else None

    def placed_whole(self, of: Occurrence) -> Failing | None:
        """Where a trace is counted that failed without saying where, if this span tells it."""
        if of.kind != "span" or not of.of.trace_id:
            return None
        found = self.placed(hash(("trace", of.of.trace_id)))
        return found if found is not None and found.strength < 0 else None

    def move(self, failing: Failing, key: str) -> None:
        """Bring a failure of which less was known to the group it turned out to belong to."""
        if failing.key == key:
            return
        old = self.tallies[failing.key]
        for number, each in enumerate(failing.tellings):
            old.drop(each, hit=number == 0)
            self.count(each, key, hit=number == 0)
        self.touched.add(old.key)
        if not old.told and old.known is None:
            del self.tallies[old.key]
            self.fresh.discard(old.key)
        failing.key = key

    def group(self, of: Occurrence) -> Tally:
        """The group a failure belongs to by the rule; made when there is none."""
        found = fingerprint(of, self.rules)
        tally = self.tallies.get(found.key)
        if tally is None:
            if found.key not in self.firsts:
                self.fresh.add(found.key)
            self.gone.pop(found.key, None)
            first_ns = min(of.at_ns, self.firsts.get(found.key, of.at_ns))
            tally = Tally(found.key, found.parts, title(of), where(of), first_ns, of.at_ns)
            self.tallies[found.key] = tally
        elif of.cause.code and not tally.coded:
            tally.title = title(of)
        tally.coded = tally.coded or bool(of.cause.code)
        return tally

    def key(self, of: Occurrence) -> str:
        """The group a failure was counted in, or would be."""
        place = self.placed(hash(of.key)) or self.placed(failure_of(of)) or self.placed_whole(of)
        return place.key if place else fingerprint(of, self.rules).key

    @property
    def room(self) -> int:
        """How many occurrences one group may hold now."""
        return max(FEWEST, min(MOST, HELD // max(len(self.tallies), 1)))

    def regroup(self, rules: Rules) -> None:
        """Apply other rules to what is here.

        A group that goes as a whole to another keeps its counts. One that falls apart is counted
        anew from what is held of it: its newest failures.
        """
        before, self.rules = self.rules, rules
        loosened = {before.target(key) for key in before.merges}
        fresh = set(self.fresh)
        for key, tally in [*self.tallies.items()]:
            held = tally.newest()
            if not held or (key not in loosened and self.goes(held[0], tally, before) == key):
                continue
            goes = {hash(each.key): self.goes(each, tally, before) for each in held}
            if {*goes.values()} == {key}:
                continue
            del self.tallies[key]
            self.touched.add(key)
            if len({*goes.values()}) == 1:
                self.absorb(tally, held[0], goes[hash(held[0].key)])
            else:
                self.scatter(held)
        self.fresh = fresh  # what people regrouped is nothing new

    def goes(self, of: Occurrence, tally: Tally, before: Rules) -> str:
        """The group that a failure of this one belongs to now.

        One that is only remembered may state too little to tell, and stays with its group.
        """
        if tally.known and of in tally.known.recent and fingerprint(of, before).key != tally.key:
            return self.rules.target(tally.key)
        return fingerprint(of, self.rules).key

    def scatter(self, held: Sequence[Occurrence]) -> None:
        """Count anew what is held of a group, each in the group it belongs to now."""
        for each in reversed(held):
            key = self.group(each).key
            self.count(each, key, hit=True)
            self.places[hash(each.key)] = self.places[failure_of(each)] = Failing(key, SURE)

    def absorb(self, tally: Tally, of: Occurrence, into: str) -> None:
        """Count all of one group as another."""
        target = self.tallies.get(into) or self.group(of)
        target.absorb(tally, self.room)
        self.gone[tally.key] = target.key
        self.touched.add(target.key)

    def fold(self, keys: Iterable[str]) -> None:
        """Let go of groups; what the store knows of them stays."""
        for key in keys:
            del self.tallies[key]
            self.touched.add(key)


def timed(item: Item, now_ns: int) -> Occurrence:
    """An occurrence at a time that can be: not far ahead of us, nor before there were agents."""
    of = item.occurrence
    at_ns = of.at_ns if of.at_ns >= EARLIEST_NS else item.seen_ns
    at_ns = now_ns if at_ns > now_ns + MINUTE_NS else at_ns
    return of if at_ns == of.at_ns else replace(of, at_ns=at_ns)


def failure_of(of: Occurrence) -> int:
    """What is one failure for all vendors: the span, the trace that failed, else what it is."""
    if of.kind == "span" and of.of.trace_id and of.of.span_id:
        return hash(("span", of.of.trace_id, of.of.span_id))
    if of.kind == "trace" and of.of.trace_id:
        return hash(("trace", of.of.trace_id))
    return hash(of.key)
