"""The groups of one profile as time goes on: what was told, and how each stands.

It is handed failures and a store; it must not know where failures come from or who looks at it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from itertools import islice

from spandeck.model.group import Group
from spandeck.model.tail import Item, Standing
from spandeck.triage import snapshot
from spandeck.triage.act import Act, NotDone
from spandeck.triage.book import Book
from spandeck.triage.gathering import Gathering
from spandeck.triage.seen import Seen
from spandeck.triage.state import HOUR_NS, MINUTE_NS, SILENT_H
from spandeck.triage.store import KEPT_HOURS, Sight, Store
from spandeck.triage.tally import KEPT_MINUTES, Tally
from spandeck.triage.verdict import decided

MOVING_NS = 2 * HOUR_NS
"""A group that failed so lately may stand otherwise when a minute has passed."""
SILENT_NS = SILENT_H * HOUR_NS
GROUPS = 5_000
"""Groups that are held; of more, the closed ones that failed least lately are let go."""
FOLDED = 100
"""So many are let go at once."""
LOOKED = 250
"""Groups that are seen anew in one go: of a burst over more, the rest follows."""
SOME = 100
"""Groups that are judged, or kept, in one go: a millisecond or two."""
FLUSH_NS = 2_000_000_000
"""How often what was seen is handed to the store."""


class Watch:
    """The groups and their states."""

    def __init__(self, store: Store, clock: Callable[[], int], back_ns: int) -> None:
        """Reads the store; groups that failed within `back_ns` of now are known again."""
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
        self.silent: list[str] = []
        """Groups without a failure for long, to be judged."""
        self.news: set[tuple[str, int]] = set()
        """What of `heard` nobody has kept yet."""
        self.heard = store.heard(clock() // HOUR_NS - KEPT_HOURS)
        self.read()
        for seen in store.seen():
            if self.lasting(seen, back_ns):
                self.gathering.restore(seen)
        self.gathering.recall(store.hits(self.minute - KEPT_MINUTES))
        self.gathering.regroup(self.book.rules)
        self.look(GROUPS)

    def lasting(self, seen: Seen, back_ns: int) -> bool:
        """Whether a group of before is still worth knowing."""
        ruling = self.book.ruling(seen.key).act
        ruled = ruling is not None and ruling.verb != "resolve"
        return ruled or self.clock() - seen.last_ns < back_ns

    def take(self, items: Iterable[Item]) -> frozenset[str]:
        """Count failures in; the keys of the groups that nobody on this profile ever saw."""
        now_ns = self.clock()
        for item in items:
            self.gathering.take(item, now_ns)
        self.version += 1
        if len(self.gathering.tallies) > GROUPS:
            self.fold()
        fresh = frozenset(self.gathering.fresh)
        self.gathering.fresh.clear()
        return fresh

    def fold(self) -> None:
        """Let go of the closed groups that failed least lately; of open ones if that must be."""
        tallies = self.gathering.tallies
        closed = {key for key, each in self.shown.items() if not each.open}
        leaving = sorted(tallies, key=lambda key: (key not in closed, tallies[key].last_ns))[
            :FOLDED
        ]
        self.keep([tallies[key] for key in leaving])
        self.gathering.fold(leaving)
        self.folded += len(leaving)

    def groups(self) -> tuple[Group, ...]:
        """All groups: the open ones by impact, then the others, the last to fail first."""
        if self.ranked_at != self.version:
            self.ranked_at = self.version
            self.look()
            self.ranked = tuple(sorted(self.shown.values(), key=rank))
        return self.ranked

    def group(self, key: str) -> Group | None:
        """One group; a key that was merged names the group it counts as."""
        found = self.book.rules.target(key)
        self.see({found} & self.gathering.touched)
        return self.shown.get(found)

    def look(self, most: int = LOOKED) -> None:
        """See anew what changed: so many groups, and `version` grows until all were seen."""
        self.see([*islice(self.gathering.touched, most)])
        self.version += bool(self.gathering.touched)

    def see(self, keys: Collection[str]) -> None:
        """See some groups anew."""
        now_ns, tallies = self.clock(), self.gathering.tallies
        for key in keys:
            tally = tallies.get(key)
            before = self.shown.pop(key, None)
            if tally is not None and tally.recent:
                self.shown[key] = snapshot.group(tally, self.book, self.heard, now_ns, before)
        self.gathering.touched.difference_update(keys)

    def tick(self, standings: Iterable[Standing] = ()) -> None:
        """Time passed: snoozes end, minutes move on, states age; others may have acted.

        `standings` say which vendors answer: without them silence proves nothing.
        """
        now_ns, tallies = self.clock(), self.gathering.tallies
        if self.store.changed():
            self.read()
        self.hear(standings)
        self.look()
        if now_ns // MINUTE_NS != self.minute:
            self.minute = now_ns // MINUTE_NS
            ages = {key: now_ns - each.last_ns for key, each in tallies.items()}
            self.turned(key for key, age in ages.items() if age < MOVING_NS)
            self.silent = [key for key, age in ages.items() if age >= SILENT_NS]
        snoozed = {
            key: each.state for key, each in self.shown.items() if each.state.word == "snoozed"
        }
        self.turned(key for key, each in snoozed.items() if (each.until_ns or now_ns + 1) <= now_ns)
        self.decide(key for key, each in snoozed.items() if each.until_worse)
        self.decide(self.silent[:SOME])
        self.silent = self.silent[SOME:]
        if now_ns - self.flushed_ns >= FLUSH_NS:
            self.flushed_ns = now_ns
            self.flush(SOME)

    def read(self) -> None:
        """Read what was done since, by whomever."""
        added = self.store.acts(self.number)
        if added:
            self.number = added[-1][0]
            self.learn([act for _, act in added])

    def learn(self, acts: Sequence[Act]) -> None:
        """Take acts in; what they are about is seen anew at once."""
        if self.book.add(acts):
            self.gathering.regroup(self.book.rules)
            self.look()
        about = {name for each in acts for name in self.book.concerned(each)}
        keys = {self.book.rules.target(each) for each in about}
        self.turned(keys)
        self.see(keys)

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
        answering = {(name, hour) for name, answered in vendors.items() if answered}
        self.news |= answering - self.heard
        self.heard |= answering

    def decide(self, keys: Iterable[str]) -> None:
        """Do what the program itself decides about groups."""
        now_ns, acts = self.clock(), list[Act]()
        for key in keys:
            tally, ruling = self.gathering.tallies.get(key), self.book.ruling(key)
            if tally is None:
                continue
            minutes = tally.last(now_ns)
            course = snapshot.course(tally, minutes, self.book, self.heard, now_ns)
            act = decided(key, ruling, course, self.later() + len(acts))
            acts += [act] if act else []
        if acts:
            with suppress(NotDone):  # decided again at the next start, it need not be on disk
                self.store.add(acts)
            self.learn(acts)

    def later(self) -> int:
        """The time of an act: after all that is known, whatever other clocks say."""
        return max(self.clock(), self.book.latest_ns + 1)

    def flush(self, most: int = GROUPS * 2) -> None:
        """Hand what was seen to the store, of so many groups: what waited longest goes first."""
        waiting = [each for each in self.gathering.tallies.values() if each.learned]
        self.keep(sorted(waiting, key=lambda each: each.kept_ns)[:most])

    def keep(self, tallies: Sequence[Tally]) -> None:
        """Hand some groups to the store, and which vendors answered."""
        seen = [snapshot.seen(each) for each in tallies if each.recent]
        hits = {name: count for each in tallies for name, count in each.kept().items()}
        if seen or self.news:
            self.store.keep(Sight(tuple(seen), hits, frozenset(self.news)))
        self.news.clear()
        for each in tallies:
            each.learned, each.kept_ns = False, self.flushed_ns
            each.stirred.clear()

    def close(self) -> None:
        """Keep what was seen, and let go of the store."""
        self.flush()
        self.store.close()


def rank(group: Group) -> tuple[bool, float, str]:
    """Open groups first, by impact; then the others, the last to fail first."""
    weight = group.impact if group.open else group.last_ns
    return not group.open, -weight, group.fingerprint.key
