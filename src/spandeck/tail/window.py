"""What of a feed is new, late or changed: the memory by which each failure is told exactly once.

Decisions only. It is bounded: it reaches back as far as late ones still come, and never further
than `MOST` failures; what is older than that is told no more.
"""

from spandeck.model.occurrence import Occurrence
from spandeck.model.tail import Item
from spandeck.tail.mark import Known, Mark, digest

MOST = 100_000
"""Failures of one feed that are remembered."""
SLICES = 64
"""How many parts of the overlap are forgotten one by one."""
SWEEPS = 4
"""How often the whole window is read, at least, while one overlap passes."""
SWEEP_NS = 120 * 1_000_000_000
"""The longest that a late one may wait for that."""


class Window:
    """What was told of one feed, from the horizon on."""

    def __init__(self, overlap_s: float, mark: Mark, most: int = MOST) -> None:
        """Go on after `mark`; `overlap_s` is how far back of the newest one late ones come."""
        self.overlap_ns = int(overlap_s * 1e9)
        self.slice_ns = max(1, self.overlap_ns // SLICES)
        self.most = most
        self.horizon_ns = mark.horizon_ns
        self.newest_ns = mark.newest_ns
        self.before_ns = mark.newest_ns
        """The newest that was known when this poll began."""
        self.known: dict[tuple[str, str], Known] = dict(mark.known)
        self.slices: dict[int, list[tuple[str, str]]] = {}
        """What is known by its time, to be forgotten a slice at a time."""
        for name, (at_ns, _) in self.known.items():
            self.place(name, at_ns)
        self.swept_ns: int | None = None

    def begin(self) -> None:
        """A poll begins: what is older than the newest known from here on came late."""
        self.before_ns = self.newest_ns

    def meet(self, occurrence: Occurrence, seen_ns: int) -> Item | None:
        """The item to tell of an occurrence that was read; None where it was told already.

        One that claims to be of the future counts as of now, so that it cannot hide what follows.
        """
        name = (occurrence.kind, occurrence.id)
        known, says = self.known.get(name), digest(occurrence)
        at_ns = min(occurrence.at_ns, seen_ns)
        if known is None and at_ns < self.horizon_ns:
            return None
        if known is None or known[0] < at_ns:
            self.place(name, at_ns)
        else:
            at_ns = known[0]
        self.known[name] = (at_ns, says)
        if known is not None:
            return None if known[1] == says else Item(occurrence, seen_ns, changed=True)
        late = self.before_ns is not None and at_ns < self.before_ns
        self.newest_ns = max(self.newest_ns or 0, at_ns)
        self.narrow()
        return Item(occurrence, seen_ns, late=late)

    def due(self, now_ns: int) -> bool:
        """Whether it is time to read the whole window, where a late one may be anywhere."""
        if self.swept_ns is None:
            return True
        return now_ns - self.swept_ns >= min(SWEEP_NS, self.overlap_ns // SWEEPS)

    def swept(self, now_ns: int, reached_ns: int | None = None) -> None:
        """All was read from the horizon on, or only from `reached_ns` on: the horizon moves up."""
        self.swept_ns = now_ns
        bounds = [self.horizon_ns, reached_ns or 0]
        if self.newest_ns is not None:
            bounds.append(self.newest_ns - self.overlap_ns)
        self.raised(max(bounds))

    def mark(self) -> Mark:
        """What is known now; it stays as it is while the window goes on."""
        return Mark(self.horizon_ns, self.newest_ns, dict(self.known))

    def place(self, name: tuple[str, str], at_ns: int) -> None:
        """Note in which slice a known one is."""
        self.slices.setdefault(at_ns // self.slice_ns, []).append(name)

    def narrow(self) -> None:
        """Forget the oldest slices while more is known than may be."""
        while len(self.known) > self.most and len(self.slices) > 1:
            self.raised((min(self.slices) + 1) * self.slice_ns)

    def raised(self, horizon_ns: int) -> None:
        """Move the horizon up and forget what lies wholly below it."""
        self.horizon_ns = max(self.horizon_ns, horizon_ns)
        ended = self.horizon_ns // self.slice_ns
        for each in [number for number in self.slices if number < ended]:
            for name in self.slices.pop(each):
                if name in self.known and self.known[name][0] // self.slice_ns == each:
                    del self.known[name]
