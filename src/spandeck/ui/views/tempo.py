"""How many failures happened in each half minute of the last ten, as far as they were read."""

from collections import Counter
from collections.abc import Iterable

STEP_NS = 30_000_000_000
STEPS = 20
"""Half minutes that are told."""


class Tempo:
    """Counts by when things happened; where some were missed it is not known, rather than few."""

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()
        """By half minutes since the epoch."""
        self.missed: set[int] = set()
        """The half minutes in which some were missed."""

    def add(self, times_ns: Iterable[int], now_ns: int) -> None:
        """Count these, and forget what is too old to be told."""
        self.counts.update(each // STEP_NS for each in times_ns)
        oldest = now_ns // STEP_NS - STEPS
        for step in [each for each in self.counts if each < oldest]:
            del self.counts[step]
        self.missed = {each for each in self.missed if each >= oldest}

    def miss(self, since_ns: int, until_ns: int) -> None:
        """Some of what happened between these was missed."""
        end = until_ns // STEP_NS
        self.missed |= set(range(max(since_ns // STEP_NS, end - STEPS), end + 1))

    def last(self, now_ns: int) -> list[float | None]:
        """One number for each half minute until now, oldest first; None where some were missed."""
        end = now_ns // STEP_NS
        steps = range(end - STEPS + 1, end + 1)
        return [None if step in self.missed else float(self.counts[step]) for step in steps]
