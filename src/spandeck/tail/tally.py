"""What a feed has told so far, counted: how many, how often lately, and how long they took."""

from collections import Counter, deque
from collections.abc import Sequence
from statistics import median

from spandeck.model.tail import Item

MINUTE_NS = 60_000_000_000
LATELY = 5
"""Minutes over which a rate is told."""
LAGS = 100
"""Failures by which the lag is judged."""


class Tally:
    """The counts of one feed; bounded, however many it tells of."""

    def __init__(self, began_ns: int) -> None:
        """What happened before `began_ns` could not be read in time: it says nothing of the lag."""
        self.began_ns = began_ns
        self.told = 0
        self.minutes: Counter[int] = Counter()
        self.lags: deque[float] = deque(maxlen=LAGS)

    def add(self, items: Sequence[Item]) -> None:
        """Count what is told now; one that was told before, and changed, is no further failure."""
        for item in items:
            if item.changed:
                continue
            at_ns = min(item.occurrence.at_ns, item.seen_ns)
            self.told += 1
            self.minutes[at_ns // MINUTE_NS] += 1
            if at_ns >= self.began_ns:
                self.lags.append(item.lag_s)
        if items:
            self.forget(items[-1].seen_ns)

    def forget(self, now_ns: int) -> None:
        """Let go of the minutes that no rate is told of any more."""
        for minute in [each for each in self.minutes if each < now_ns // MINUTE_NS - LATELY]:
            del self.minutes[minute]

    def per_min(self, now_ns: int) -> float:
        """Failures a minute, over the last whole minutes and the one under way."""
        now = now_ns // MINUTE_NS
        count = sum(self.minutes[each] for each in range(now - LATELY + 1, now + 1))
        return count / (LATELY - 1 + now_ns % MINUTE_NS / MINUTE_NS)

    @property
    def lag_s(self) -> float | None:
        """The median of how long the last ones took to be read; None before there is one."""
        return median(self.lags) if self.lags else None
