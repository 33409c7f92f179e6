"""The failures that a view shows: those of the ring that fit, newest first, held while one reads.

A span that failed is one failure, whichever vendors tell of it. It asks nobody and knows no
widget. What is long (`reading`, `refitting`) is a generator, to be run in slices; nothing that is
shown changes until its answer is taken.
"""

from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass

from spandeck.model.occurrence import Occurrence
from spandeck.model.tail import Item
from spandeck.paint.failure import Retold
from spandeck.tail.ring import Ring
from spandeck.ui.views.tempo import Tempo

Entry = tuple[int, int, Item, str]
"""When it happened, its number in the ring, itself, and what it is told of: their order is the
list's, backwards."""
Fits = Callable[[Occurrence], bool]
Names = Callable[[Occurrence], str]
SOME = 64
"""Items looked at between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the ring held that was not read before."""

    entries: Sequence[Entry]
    """Those that fit."""
    next: int
    """The number of the item to be read then."""
    read_ns: int
    """When the last one that was read had come."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is told of the rows that are shown."""

    new: int = 0
    late: int = 0
    changed: int = 0


class ErrorList:
    """The rows of one view; `mine` says which failures it is about, `fits` which it shows.

    Two of the same `name` are one row.
    """

    def __init__(self, ring: Ring, mine: Fits, fits: Fits, name: Names) -> None:
        """Everything that the ring holds is still to be read."""
        self.ring, self.mine, self.fits, self.name = ring, mine, fits, name
        self.tempo = Tempo()
        self.shown: Sequence[Entry] = ()
        """Oldest first."""
        self.tellers: dict[str, tuple[str, ...]] = {}
        """By name: the vendors that told of it, in the order in which they did."""
        self.kept: Sequence[Entry] = ()
        """What came while the reader holds the list, as much as the ring could hold."""
        self.lost = 0
        """How many more came than could be kept."""
        self.next = 0
        self.read_ns = 0
        self.held_at: int | None = None
        """The number from which items are kept back; None while they are let in."""
        self.looked: int | None = None
        """The number from which items are new to the reader; None before the first look."""
        self.counts = Counts()

    def __len__(self) -> int:
        return len(self.shown)

    @property
    def unread(self) -> bool:
        """Whether the ring has more than was read."""
        return self.next < self.ring.end

    @property
    def waiting(self) -> int:
        """How many are kept back, those included that were too many."""
        return len(self.kept) + self.lost

    def entry(self, index: int) -> Entry:
        """One row as shown, the newest first."""
        return self.shown[-1 - index]

    def new(self, entry: Entry) -> bool:
        """Whether it came since the reader looked."""
        return self.looked is not None and entry[1] >= self.looked

    def index(self, entry: Entry) -> int | None:
        """Where a row that was shown stands now; one that changed stands where it happened."""
        at = bisect_left(self.shown, entry[:2], key=lambda each: each[:2])
        if at < len(self.shown) and self.shown[at][1] == entry[1]:
            return len(self.shown) - 1 - at
        return self.place(entry[2].occurrence)

    def place(self, occurrence: Occurrence) -> int | None:
        """Where a failure stands, whoever told of it last."""
        name = self.name(occurrence)
        return next((n for n, each in enumerate(reversed(self.shown)) if each[3] == name), None)

    def retold(self, entry: Entry) -> Retold:
        """A row with what had been told of it before, where it was told otherwise since."""
        _, number, item, _ = entry
        if not item.changed:
            return Retold(item)
        earlier = (self.ring[each] for each in range(number - 1, self.ring.first - 1, -1))
        key = item.occurrence.key
        told = (each.occurrence for each in earlier if each.occurrence.key == key)
        return Retold(item, next(told, None))

    def reading(self) -> Generator[None, None, Read]:
        """Read what the ring has more."""
        entries: list[Entry] = []
        times: list[int] = []
        number, read_ns = self.next, self.read_ns
        while number < self.ring.end:
            if number < self.ring.first:
                number = self.ring.first
                self.tempo.miss(read_ns, self.ring[number].seen_ns)
            item = self.ring[number]
            at_ns, read_ns = item.occurrence.at_ns, item.seen_ns
            if self.mine(item.occurrence):
                if not item.changed:
                    times.append(at_ns)
                if self.fits(item.occurrence):
                    entries.append((at_ns, number, item, self.name(item.occurrence)))
            number += 1
            if number % SOME == 0:
                yield
        self.tempo.add(times, read_ns)
        return Read(entries, number, read_ns)

    def take(self, read: Read) -> None:
        """Let in what was read, or keep it back while the reader holds the list."""
        self.next, self.read_ns = read.next, read.read_ns
        self.kept = (*self.kept, *read.entries)
        if self.held_at is None:
            self.release()
        elif (over := len(self.kept) - self.ring.cap) > 0:
            self.kept = self.kept[over:]
            self.lost += over
        if self.looked is None:
            self.look()

    def hold(self) -> None:
        """Let nothing in until `release`."""
        if self.held_at is None:
            self.held_at = self.next

    def release(self) -> None:
        """Let in what was kept back, and let go what fell out of the ring."""
        self.shown = merged((*self.shown, *self.kept), self.ring.first)
        self.note(self.kept)
        self.kept, self.lost, self.held_at = (), 0, None
        self.count()

    def note(self, entries: Iterable[Entry]) -> None:
        """Know who told of these; who told of what is no longer shown is forgotten in time."""
        for _, _, item, name in entries:
            before, vendor = self.tellers.get(name, ()), item.occurrence.vendor
            if vendor not in before:
                self.tellers[name] = (*before, vendor)
        if len(self.tellers) > 2 * len(self.shown) + SOME:
            self.tellers = {name: self.tellers[name] for *_, name in self.shown}

    def refitting(self, fits: Fits) -> Generator[None, None, Sequence[Entry]]:
        """Find what meets another filter, of all that is held here or in the ring."""
        held = {number: item for _, number, item, _ in (*self.shown, *self.kept)}
        for number in range(self.ring.first, self.next):
            if number >= self.ring.first and self.mine(self.ring[number].occurrence):
                held[number] = self.ring[number]
            if number % SOME == 0:
                yield
        found: list[Entry] = []
        for looked, (number, item) in enumerate(held.items()):
            if fits(item.occurrence):
                told = item.occurrence
                found.append((told.at_ns, number, item, self.name(told)))
            if looked % SOME == 0:
                yield
        return found

    def refit(self, fits: Fits, found: Sequence[Entry]) -> None:
        """Show what was found for another filter; what is held back stays back."""
        until = self.next if self.held_at is None else self.held_at
        self.fits, self.lost = fits, 0
        self.kept = [each for each in found if each[1] >= until]
        let_in = [each for each in found if each[1] < until]
        self.shown, self.tellers = merged(let_in, 0), {}
        self.note(let_in)
        self.count()

    def look(self) -> None:
        """The reader has seen all that came so far."""
        self.looked = self.next
        self.count()

    def count(self) -> None:
        """Count anew what is told of the rows."""
        looked = self.next if self.looked is None else self.looked
        self.counts = Counts(
            sum(number >= looked for _, number, _, _ in self.shown),
            sum(item.late for _, _, item, _ in self.shown),
            sum(item.changed for _, _, item, _ in self.shown),
        )


def merged(entries: Iterable[Entry], first: int) -> Sequence[Entry]:
    """In the order in which they happened; one of each name: what changed last, or came first."""
    kept = [each for each in entries if each[1] >= first]
    best: dict[str, int] = {}
    for _, number, item, name in kept:
        weight = number if item.changed else -number
        if (known := best.get(name)) is None or weight > known:
            best[name] = weight
    kept = [each for each in kept if each[1] == abs(best[each[3]])]
    kept.sort()
    return kept


def retelling(ring: Ring, mine: Fits) -> Generator[None, None, Sequence[Retold]]:
    """Find what came late or was told otherwise, the last told first, with what was told before."""
    last: dict[tuple[str, str, str], Occurrence] = {}
    found: list[Retold] = []
    for number in range(ring.first, ring.end):
        if number % SOME == 0:
            yield
        if number < ring.first:
            continue  # it fell out meanwhile
        item = ring[number]
        if (item.late or item.changed) and mine(item.occurrence):
            found.append(Retold(item, last.get(item.occurrence.key)))
        last[item.occurrence.key] = item.occurrence
    return found[::-1]


def by_key(occurrence: Occurrence) -> str:
    """A failure's key as one text: each vendor's telling is a row of its own."""
    return "/".join(occurrence.key)


def by_span(occurrence: Occurrence) -> str:
    """The same for every vendor that tells of the same span."""
    of = occurrence.of
    if occurrence.kind == "span" and of.trace_id and of.span_id:
        return f"{of.trace_id}/{of.span_id}"
    return by_key(occurrence)
