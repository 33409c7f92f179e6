"""The groups of one profile as time goes on: what was told, and how each stands.

It is handed failures and a store; it must not know where failures come from or who looks at it.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from spandeck.model.group import Group
from spandeck.model.occurrence import Occurrence
from spandeck.model.tail import Item, Standing
from spandeck.triage import snapshot
from spandeck.triage.act import Act, NotDone
from spandeck.triage.book import Book
from spandeck.triage.gathering import Gathering
from spandeck.triage.seen import Seen
from spandeck.triage.state import HOUR_NS, MINUTE_NS, SILENT_H
from spandeck.triage.store import KEPT_HOURS, Sight, Store
from spandeck.triage.verdict import decided

MOVING_NS = 2 * HOUR_NS
"""A group that failed so lately may stand otherwise when a minute has passed."""
SILENT_NS = SILENT_H * HOUR_NS
GROUPS = 5_000
"""Groups that are held; of more, the closed ones that failed least lately are let go."""
FOLDED = 500
"""So many are let go at once."""
FLUSH_NS = 5_000_000_000
"""How often what was seen is handed to the store."""
RESTORED_NS = 24 * HOUR_NS
"""Groups that failed so lately, or that somebody ruled on, are known again after a start."""


class Watch:
    """The groups and their states."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        """Reads the store."""
        self.store = store
        self.clock = clock
        self.book = Book()
        self.gathering = Gathering(store.firsts())
        self.version = 0
        """Grows with whatever changes what `groups` says."""
        self.folded = 0
        """Groups that were let go, since there were too many."""
        self.shown: dict[str, Group] = {}
        self.ranked: tuple[Group, ...] = ()
        self.ranked_at = -1
        self.number = 0
        self.minute = clock() // MINUTE_NS
        self.flushed_ns = 0
        self.heard = store.heard(clock() // HOUR_NS - KEPT_HOURS)
        self.read()
        for seen in store.seen():
            if self.lasting(seen):
                self.gathering.restore(seen)

    def lasting(self, seen: Seen) -> bool:
        """Whether a group of before is still worth knowing."""
        ruling = self.book.ruling(seen.key).act
        ruled = ruling is not None and ruling.verb != "resolve"
        return ruled or self.clock() - seen.last_ns < RESTORED_NS

    def take(self, items: Iterable[Item]) -> frozenset[str]:
        """Count failures in; the keys of the groups that nobody on this profile ever saw."""
        now_ns, fresh = self.clock(), set()
        for item in items:
            known = len(self.gathering.tallies)
            key = self.gathering.take(item, now_ns)
            if len(self.gathering.tallies) > known and key not in self.gathering.firsts:
                fresh.add(key)
        self.version += 1
        if len(self.gathering.tallies) > GROUPS:
            self.fold()
        return frozenset(fresh)

    def fold(self) -> None:
        """Let go of the closed groups that failed least lately; of open ones if that must be."""
        self.flush()
        age = {key: each.last_ns for key, each in self.gathering.tallies.items()}
        closed = {key for key, each in self.shown.items() if not each.open}
        leaving = sorted(age, key=lambda key: (key not in closed, age[key]))[:FOLDED]
        self.gathering.fold(leaving)
        self.folded += len(leaving)

    def key(self, occurrence: Occurrence) -> str:
        """The key of the group a failure belongs to."""
        return self.gathering.key(occurrence)

    def groups(self) -> tuple[Group, ...]:
        """All groups: the open ones by impact, then the others, the last to fail first."""
        if self.ranked_at != self.version:
            self.look()
            self.ranked = tuple(sorted(self.shown.values(), key=rank))
            self.ranked_at = self.version
        return self.ranked

    def group(self, key: str) -> Group | None:
        """One group; a key that was merged names the group it counts as."""
        self.look()
        return self.shown.get(self.book.rules.target(key))

    def look(self) -> None:
        """See anew what changed."""
        now_ns, tallies = self.clock(), self.gathering.tallies
        for key in self.gathering.touched:
            tally = tallies.get(key)
            before = self.shown.pop(key, None)
            if tally is not None and tally.recent:
                self.shown[key] = snapshot.group(tally, self.book, self.heard, now_ns, before)
        self.gathering.touched.clear()

    def tick(self, standings: Iterable[Standing] = ()) -> None:
        """Time passed: snoozes end, minutes move on, states age; others may have acted.

        `standings` say which vendors answer: without them silence proves nothing.
        """
        now_ns, tallies = self.clock(), self.gathering.tallies
        if self.store.changed():
            self.read()
        self.hear(standings)
        snoozed = {
            key: each.state for key, each in self.shown.items() if each.state.word == "snoozed"
        }
        self.turned(key for key, each in snoozed.items() if (each.until_ns or now_ns + 1) <= now_ns)
        self.decide(
            [key for key, each in snoozed.items() if each.until_worse and key in tallies], now_ns
        )
        if now_ns // MINUTE_NS != self.minute:
            self.minute = now_ns // MINUTE_NS
            silent = [key for key, each in tallies.items() if now_ns - each.last_ns >= SILENT_NS]
            self.decide(silent, now_ns)
            moving = (key for key, each in tallies.items() if now_ns - each.last_ns < MOVING_NS)
            self.turned(moving)
        if now_ns - self.flushed_ns >= FLUSH_NS:
            self.flush()

    def read(self) -> None:
        """Read what was done since, by whomever."""
        added = self.store.acts(self.number)
        if added:
            self.number = added[-1][0]
            self.learn([act for _, act in added])

    def learn(self, acts: Sequence[Act]) -> None:
        """Take acts in."""
        if self.book.add(acts):
            self.gathering.regroup(self.book.rules, self.clock())
        self.turned(self.book.rules.target(each.target.id) for each in acts)

    def turned(self, keys: Iterable[str]) -> None:
        """Note that groups must be looked at anew."""
        turned = set(keys)
        self.gathering.touched |= turned
        self.version += bool(turned)

    def hear(self, standings: Iterable[Standing]) -> None:
        """Note the vendors all of whose feeds answered within this hour."""
        hour, vendors = self.clock() // HOUR_NS, dict[str, bool]()
        for each in standings:
            answered = (each.answered_ns or 0) // HOUR_NS >= hour and not each.trouble
            vendors[each.vendor] = vendors.get(each.vendor, True) and answered
        self.heard.update((name, hour) for name, answered in vendors.items() if answered)

    def decide(self, keys: Iterable[str], now_ns: int) -> None:
        """Do what the program itself decides about groups."""
        for key in keys:
            tally, ruling = self.gathering.tallies[key], self.book.ruling(key)
            course = snapshot.course(tally, self.book, self.heard, now_ns)
            act = decided(key, ruling, course, self.later())
            if act is not None:
                with suppress(NotDone):  # decided again at the next start, it need not be on disk
                    self.store.add([act])
                self.learn([act])

    def later(self) -> int:
        """The time of an act: after all that is known, whatever other clocks say."""
        return max(self.clock(), self.book.latest_ns + 1)

    def flush(self) -> None:
        """Hand what was seen to the store."""
        self.flushed_ns = self.clock()
        learned = [each for each in self.gathering.tallies.values() if each.learned and each.recent]
        hits = {(each.key, hour): n for each in learned for hour, n in each.hours.items()}
        self.store.keep(Sight(tuple(map(snapshot.seen, learned)), hits, frozenset(self.heard)))
        for each in learned:
            each.learned = False

    def close(self) -> None:
        """Keep what was seen, and let go of the store."""
        self.flush()
        self.store.close()


def rank(group: Group) -> tuple[bool, float, str]:
    """Open groups first, by impact; then the others, the last to fail first."""
    weight = group.impact if group.open else group.last_ns
    return not group.open, -weight, group.fingerprint.key
