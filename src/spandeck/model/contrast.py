"""What two sets of traces differ in, as values: counts on both sides, and how likely by chance."""

from dataclasses import dataclass

from spandeck.model.trace import TraceSummary

FEW = 5
"""Traces below which a set is too small to say much."""
CHANCE = 0.05
"""The probability above which a difference may well be chance."""


@dataclass(frozen=True, slots=True)
class Sets:
    """Two sets of traces of one vendor that are held against each other."""

    vendor: str
    about: str
    """What the marked ones are, in a few words."""
    marked: tuple[TraceSummary, ...]
    rest: tuple[TraceSummary, ...] | None = None
    """None for what passed of the same agents in the same time, which has to be asked for."""

    @property
    def by_outcome(self) -> bool:
        """Whether what failed is held against what passed: that much is known then."""
        return all(each.failed for each in self.marked) and not any(
            each.failed for each in self.rest or ()
        )


@dataclass(frozen=True, slots=True)
class Side:
    """One set, as far as one attribute goes."""

    count: int
    """Traces that have the word, or state the number."""
    of: int
    """Traces of which that is known."""
    median: float | None = None

    @property
    def share(self) -> float:
        """How many of them have it, 0 to 1."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the sets differ."""

    attribute: str
    value: str
    """The word; empty for a number."""
    marked: Side
    rest: Side
    effect: float
    """-1 to 1: the difference of shares, or how much more often the marked one is larger."""
    chance: float
    """The probability of a difference at least as large if the sets were the same."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """All in which two sets differ."""

    marked: int
    rest: int
    differences: tuple[Difference, ...] = ()
    tests: int = 0
    """How many were made: of twenty, one is below 0.05 by chance alone."""

    @property
    def caveat(self) -> str:
        """What the reader must bear in mind; empty when there is nothing."""
        if not self.marked or not self.rest:
            return "There is nothing to compare: one of the sets is empty."
        if min(self.marked, self.rest) < FEW:
            return (
                f"Only {min(self.marked, self.rest)} on one side: "
                "what differs here may differ by chance."
            )
        likely = [each for each in self.differences if each.chance * self.tests <= CHANCE]
        if self.differences and not likely:
            return f"{self.tests} tests were made: nothing here is beyond what chance may do."
        return ""
