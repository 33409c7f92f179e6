"""One group's counts while they grow: every failure costs the same, and memory has a bound.

Failures come late, twice and in any order; what was counted can be taken back exactly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TypeVar

from spandeck.model.group import DISTINCT
from spandeck.model.occurrence import Occurrence
from spandeck.triage.fingerprint import Part
from spandeck.triage.seen import MOST, Seen
from spandeck.triage.state import BEFORE, LATELY, MINUTE_NS

T = TypeVar("T")
KEPT_MINUTES = BEFORE + LATELY
SILENCE = (0,) * KEPT_MINUTES


class Distinct:
    """How many different ones there are, exactly up to `DISTINCT`."""

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}
        """By hash: two of 5 000 share one of 2⁶⁴ less often than a disk forgets."""

    def add(self, value: str) -> None:
        """Count one in."""
        name = hash(value)
        if name in self.counts or len(self.counts) < DISTINCT:
            self.counts[name] = self.counts.get(name, 0) + 1

    def drop(self, value: str) -> None:
        """Take one back."""
        name = hash(value)
        left = self.counts.get(name, 0) - 1
        if left > 0:
            self.counts[name] = left
        else:
            self.counts.pop(name, None)

    def __len__(self) -> int:
        return len(self.counts)


class Minutes:
    """Hits by the minute over the last `KEPT_MINUTES`, as a ring."""

    def __init__(self) -> None:
        self.ring = [0] * KEPT_MINUTES
        self.newest = 0
        """The latest minute that was counted in, since the epoch."""

    def add(self, at_ns: int, hits: int = 1) -> None:
        """Count hits at a time; those before all kept minutes are let go."""
        minute = at_ns // MINUTE_NS
        if minute > self.newest:
            for passed in range(max(self.newest + 1, minute - KEPT_MINUTES + 1), minute + 1):
                self.ring[passed % KEPT_MINUTES] = 0
            self.newest = minute
        if minute > self.newest - KEPT_MINUTES:
            place = minute % KEPT_MINUTES
            self.ring[place] = max(0, self.ring[place] + hits)

    def at(self, minute: int) -> int:
        """The hits of a minute since the epoch; 0 where it is not kept."""
        kept = self.newest - KEPT_MINUTES < minute <= self.newest
        return self.ring[minute % KEPT_MINUTES] if kept else 0

    def absorb(self, other: "Minutes") -> None:
        """Count in what another ring counted."""
        for back in range(KEPT_MINUTES - 1, -1, -1):
            minute = other.newest - back
            hits = other.ring[minute % KEPT_MINUTES]
            if hits:
                self.add(minute * MINUTE_NS, hits)

    def last(self, now_ns: int) -> tuple[int, ...]:
        """The hits of each of the last `KEPT_MINUTES`, oldest first; the last one is under way."""
        passed = now_ns // MINUTE_NS - self.newest
        if passed >= KEPT_MINUTES:
            return SILENCE
        oldest = (self.newest + 1) % KEPT_MINUTES
        found = (*self.ring[oldest:], *self.ring[:oldest], *SILENCE[:passed])
        return (*SILENCE[:-passed], *found)[:KEPT_MINUTES] if passed < 0 else found[passed:]


@dataclass(slots=True)
class Tally:
    """What was counted of one group."""

    key: str
    parts: tuple[Part, ...]
    title: str
    where: str
    first_ns: int
    last_ns: int
    told: int = 0
    hits: int = 0
    """Failures, those that several vendors tell of counted once."""
    traces: Distinct = field(default_factory=Distinct)
    users: Distinct = field(default_factory=Distinct)
    sessions: Distinct = field(default_factory=Distinct)
    minutes: Minutes = field(default_factory=Minutes)
    before: Minutes = field(default_factory=Minutes)
    """The same, as it was known before this program started: some of it may be told again."""
    stirred: set[int] = field(default_factory=set)
    """Minutes since the epoch whose hits nobody has kept yet."""
    shares: dict[str, dict[str, int]] = field(default_factory=dict)
    """How often each agent, version, vendor and model was told of."""
    recent: dict[str, Occurrence] = field(default_factory=dict)
    """The newest occurrence of each of the newest traces; by trace, or by their own name."""
    coded: bool = False
    """Whether the title is a vendor's code."""
    known: Seen | None = None
    """What was known of it before this program started."""
    learned: bool = True
    """Whether something is known that nobody has kept yet."""
    kept_ns: int = 0
    """When it was last kept."""

    def add(self, occurrence: Occurrence, *, hit: bool, room: int) -> None:
        """Count one in; `hit` is False where another vendor told of the same failure before."""
        self.learned = True
        self.told += 1
        at_ns = occurrence.at_ns
        self.first_ns, self.last_ns = min(self.first_ns, at_ns), max(self.last_ns, at_ns)
        for count, value in distinct(self, occurrence):
            count.add(value)
        for name, value in shared(occurrence):
            counts = self.shares.setdefault(name, {})
            if value in counts or len(counts) < MOST:
                counts[value] = counts.get(value, 0) + 1
        if hit:
            self.strike(at_ns, 1)
        self.hold(occurrence, room)

    def drop(self, occurrence: Occurrence, *, hit: bool) -> None:
        """Take one back: it turned out to be another group's."""
        self.learned = True
        self.told -= 1
        for count, value in distinct(self, occurrence):
            count.drop(value)
        for name, value in shared(occurrence):
            counts = self.shares.get(name, {})
            counts[value] = counts.get(value, 0) - 1
            if counts[value] <= 0:
                del counts[value]
        if hit:
            self.strike(occurrence.at_ns, -1)
        if self.recent.get(trace_of(occurrence)) is occurrence:
            del self.recent[trace_of(occurrence)]

    def strike(self, at_ns: int, hits: int) -> None:
        """Count hits at a time."""
        self.hits += hits
        self.minutes.add(at_ns, hits)
        self.stirred.add(at_ns // MINUTE_NS)

    def hold(self, occurrence: Occurrence, room: int) -> None:
        """Keep it as the newest of its trace, and let go of what there is no room for."""
        name = trace_of(occurrence)
        held = self.recent.get(name)
        if held is None or occurrence.at_ns > held.at_ns or occurrence.key == held.key:
            self.recent.pop(name, None)
            self.recent[name] = occurrence
        while len(self.recent) > room:
            del self.recent[next(iter(self.recent))]

    def absorb(self, other: "Tally", room: int) -> None:
        """Count in all that another group counted."""
        self.learned = True
        self.told, self.hits = self.told + other.told, self.hits + other.hits
        self.first_ns = min(self.first_ns, other.first_ns)
        self.last_ns = max(self.last_ns, other.last_ns)
        self.minutes.absorb(other.minutes)
        self.before.absorb(other.before)
        self.stirred |= other.stirred
        summed(self.traces.counts, other.traces.counts)
        summed(self.users.counts, other.users.counts)
        summed(self.sessions.counts, other.sessions.counts)
        for name, counts in other.shares.items():
            summed(self.shares.setdefault(name, {}), counts)
        for each in other.recent.values():
            self.hold(each, room)
        if other.known is not None and self.known is None:
            self.known = replace(other.known, key=self.key, parts=self.parts)

    def last(self, now_ns: int) -> tuple[int, ...]:
        """The hits of each of the last `KEPT_MINUTES`, oldest first."""
        told, known = self.minutes.last(now_ns), self.before.last(now_ns)
        return told if known is SILENCE else tuple(map(max, told, known))

    def kept(self) -> dict[tuple[str, int], int]:
        """The hits of the minutes that nobody has kept yet."""
        return {(self.key, minute): self.minutes.at(minute) for minute in self.stirred}

    def newest(self) -> tuple[Occurrence, ...]:
        """What is held, newest first."""
        return tuple(sorted(self.recent.values(), key=attrgetter("at_ns"), reverse=True))

    def again_ns(self, after_ns: int) -> int | None:
        """When it first failed after a time, as far as is held; None where it did not."""
        if self.last_ns <= after_ns:
            return None
        later = (each.at_ns for each in self.recent.values() if each.at_ns > after_ns)
        return min(later, default=self.last_ns)


def summed(mine: dict[T, int], theirs: Mapping[T, int]) -> None:
    """Add counts to counts."""
    for name, count in theirs.items():
        mine[name] = mine.get(name, 0) + count


def trace_of(occurrence: Occurrence) -> str:
    """What counts as one of the things it hit: its trace, or itself where it has none."""
    return occurrence.of.trace_id or "\n".join(occurrence.key)


def distinct(tally: Tally, occurrence: Occurrence) -> Iterable[tuple[Distinct, str]]:
    """What an occurrence counts in, and as which."""
    yield tally.traces, trace_of(occurrence)
    if occurrence.of.user_id:
        yield tally.users, occurrence.of.user_id
    if occurrence.of.session_id:
        yield tally.sessions, occurrence.of.session_id


def shared(occurrence: Occurrence) -> Iterable[tuple[str, str]]:
    """What an occurrence shares with others of its group."""
    yield "vendor", occurrence.vendor
    spot = occurrence.spot
    for name, value in (("agent", spot.agent), ("version", spot.version), ("model", spot.model)):
        if value:
            yield name, value
