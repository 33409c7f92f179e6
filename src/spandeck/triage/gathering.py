"""Failures gathered into groups as they come, each at the same small cost, whoever tells of them.

One failing span is one failure however many vendors tell of it, and belongs to one group.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

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
PLACES = 100_000
"""Failures whose group is remembered, to know them when another vendor tells of them."""
EARLIEST_NS = 1_420_070_400_000_000_000
"""2015: what claims to be older has a broken clock."""


class Place(NamedTuple):
    """Where a failure was counted."""

    key: str
    strength: int
    """How much was said of it when it was placed there."""


class Gathering:
    """The groups that were told of."""

    def __init__(self, firsts: Mapping[str, int]) -> None:
        """`firsts` says when groups of former days were first seen."""
        self.tallies: dict[str, Tally] = {}
        self.rules: Rules = NONE
        self.firsts = firsts
        self.places: dict[int, Place] = {}
        self.fresh: set[str] = set()
        """Groups that nobody ever saw before, until somebody asked, and emptied this."""
        self.touched: set[str] = set()
        """Groups that changed since somebody looked, and emptied this."""

    def restore(self, seen: Seen) -> None:
        """Know a group again that was seen before this program started."""
        tally = Tally(seen.key, seen.parts, seen.title, seen.where, seen.first_ns, seen.last_ns)
        tally.known, tally.learned = seen, False
        tally.recent = {trace_of(each): each for each in reversed(seen.recent)}
        self.tallies[seen.key] = tally
        self.touched.add(seen.key)

    def take(self, item: Item, now_ns: int) -> str:
        """Count one in; the key of its group."""
        of, at_ns = item.occurrence, happened(item, now_ns)
        own, failure = hash(of.key), failure_of(of)
        before = self.placed(own)
        if before is not None:  # told again, perhaps with more to say
            self.tallies[before.key].hold(of, self.room)
            self.touched.add(before.key)
            return before.key
        told = self.placed(failure) or self.failed_whole(of)
        if told is not None and strength(of) > told.strength:
            key = self.group(of, at_ns).key
            self.move(of, told.key, key, now_ns)
            told = None
        else:
            key = told.key if told else self.group(of, at_ns).key
        self.count(of, at_ns, key, hit=told is None)
        self.settle(own, failure, of, Place(key, told.strength if told else strength(of)))
        return key

    def count(self, of: Occurrence, at_ns: int, key: str, *, hit: bool) -> None:
        """Count a failure in its group."""
        self.tallies[key].add(of, at_ns, hit=hit, room=self.room)
        self.touched.add(key)

    def settle(self, own: int, failure: int, of: Occurrence, place: Place) -> None:
        """Remember where a failure was counted, and its trace's for whoever knows only that."""
        self.places[own] = self.places[failure] = place
        if of.of.trace_id:
            whole = hash(("trace", of.of.trace_id))
            if whole not in self.places or self.places[whole].strength < 0:
                self.places[whole] = place
        while len(self.places) > PLACES:
            del self.places[next(iter(self.places))]

    def placed(self, name: int) -> Place | None:
        """Where a failure was counted, if its group is still here."""
        found = self.places.get(name)
        if found is None:
            return None
        key = self.rules.target(found.key)
        return Place(key, found.strength) if key in self.tallies else None

    def failed_whole(self, of: Occurrence) -> Place | None:
        """Where a trace was counted that failed without saying where, if this span tells it."""
        if of.kind != "span" or not of.of.trace_id:
            return None
        found = self.placed(hash(("trace", of.of.trace_id)))
        return found if found is not None and found.strength < 0 else None

    def move(self, of: Occurrence, old: str, new: str, now_ns: int) -> None:
        """Bring a failure of which less was known to the group it turned out to belong to."""
        if old == new:
            return
        tally = self.tallies[old]
        held = tally.recent.get(trace_of(of))
        if held is None or (held.of.span_id or of.of.span_id) != of.of.span_id:
            return
        at_ns = clamped(held.at_ns, now_ns)
        tally.drop(held, at_ns, hit=True)
        self.touched.add(old)
        if not tally.told and tally.known is None:
            del self.tallies[old]
        self.count(held, at_ns, new, hit=False)
        self.places[hash(held.key)] = Place(new, strength(of))

    def group(self, of: Occurrence, at_ns: int) -> Tally:
        """The group a failure belongs to by the rule; made when there is none."""
        found = fingerprint(of, self.rules)
        tally = self.tallies.get(found.key)
        if tally is None:
            if found.key not in self.firsts:
                self.fresh.add(found.key)
            first_ns = min(at_ns, self.firsts.get(found.key, at_ns))
            tally = Tally(found.key, found.parts, title(of), where(of), first_ns, at_ns)
            self.tallies[found.key] = tally
        elif of.cause.code and tally.title != of.cause.code and not tally.coded:
            tally.title = of.cause.code
        tally.coded = tally.coded or bool(of.cause.code)
        return tally

    def key(self, of: Occurrence) -> str:
        """The group a failure was counted in, or would be."""
        place = self.placed(hash(of.key)) or self.placed(failure_of(of))
        return place.key if place else fingerprint(of, self.rules).key

    @property
    def room(self) -> int:
        """How many occurrences one group may hold now."""
        return max(FEWEST, min(MOST, HELD // max(len(self.tallies), 1)))

    def regroup(self, rules: Rules, now_ns: int) -> None:
        """Apply other rules to what is here.

        A group that goes as a whole to another keeps its counts. One that falls apart is counted
        anew from what is held of it: its newest failures.
        """
        before, self.rules = self.rules, rules
        loosened = {before.target(key) for key in before.merges}
        fresh = set(self.fresh)
        for key, tally in [*self.tallies.items()]:
            held = tally.newest()
            if key not in loosened and self.goes(held[0], tally, before) == key:
                continue
            goes = {hash(each.key): self.goes(each, tally, before) for each in held}
            if {*goes.values()} == {key}:
                continue
            del self.tallies[key]
            self.touched.add(key)
            if len({*goes.values()}) == 1:
                self.absorb(tally, held[0], goes[hash(held[0].key)])
            else:
                self.scatter(held, now_ns)
        self.fresh = fresh  # what people regrouped is nothing new

    def goes(self, of: Occurrence, tally: Tally, before: Rules) -> str:
        """The group that a failure of this one belongs to now.

        One that is only remembered may state too little to tell, and stays with its group.
        """
        if tally.known and of in tally.known.recent and fingerprint(of, before).key != tally.key:
            return self.rules.target(tally.key)
        return fingerprint(of, self.rules).key

    def scatter(self, held: Sequence[Occurrence], now_ns: int) -> None:
        """Count anew what is held of a group, each in the group it belongs to now."""
        for each in reversed(held):
            at_ns = clamped(each.at_ns, now_ns)
            key = self.group(each, at_ns).key
            self.count(each, at_ns, key, hit=True)
            self.settle(hash(each.key), failure_of(each), each, Place(key, strength(each)))

    def absorb(self, tally: Tally, of: Occurrence, into: str) -> None:
        """Count all of one group as another."""
        target = self.tallies.get(into) or self.group(of, tally.last_ns)
        target.absorb(tally, self.room)
        self.touched.add(target.key)
        for each in tally.recent.values():
            place = Place(target.key, strength(each))
            self.settle(hash(each.key), failure_of(each), each, place)

    def fold(self, keys: Iterable[str]) -> None:
        """Let go of groups; what the store knows of them stays."""
        for key in keys:
            del self.tallies[key]
            self.touched.add(key)


def happened(item: Item, now_ns: int) -> int:
    """When a failure counts as having happened: never in the future, nor before such programs."""
    at_ns = item.occurrence.at_ns
    return clamped(at_ns if at_ns >= EARLIEST_NS else item.seen_ns, now_ns)


def clamped(at_ns: int, now_ns: int) -> int:
    """A time that some clock stated, at most a minute ahead of ours taken as it is."""
    return min(at_ns, now_ns) if at_ns > now_ns + MINUTE_NS else at_ns


def failure_of(of: Occurrence) -> int:
    """What is one failure for all vendors: the span, the trace that failed, else what it is."""
    if of.kind == "span" and of.of.trace_id and of.of.span_id:
        return hash(("span", of.of.trace_id, of.of.span_id))
    if of.kind == "trace" and of.of.trace_id:
        return hash(("trace", of.of.trace_id))
    return hash(of.key)
