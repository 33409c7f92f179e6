"""What a marked set of traces has that the rest has not, ranked: counts, a test, and a caveat.

Pure. A word is told by the difference of its shares, tested by Fisher's exact test; a number by
how often it is larger, tested by ranks. The least probable by chance comes first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from spandeck.why.chance import fisher, ranks, superiority

LEAST = 2
"""Traces that must have a word, or state a number, before it is looked at."""
FEW = 5
"""Traces below which a set is too small to say much."""
CHANCE = 0.05
"""The probability above which a difference may well be chance."""
UNTELLING = 0.5
"""The probability above which a difference is not told at all."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One trace, as far as it is known."""

    trace_id: str
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What is named in it, by attribute: the models that it asked, the code it failed with."""
    numbers: Mapping[str, float] = field(default_factory=dict)


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


def contrast(marked: Sequence[Sample], rest: Sequence[Sample]) -> Contrast:
    """Compare a set with the rest."""
    if not marked or not rest:
        return Contrast(len(marked), len(rest))
    found = [*worded(marked, rest), *numbered(marked, rest)]
    told = [each for each in found if each.effect and each.chance <= UNTELLING]
    told.sort(key=lambda each: (each.chance, -abs(each.effect), each.attribute, each.value))
    return Contrast(len(marked), len(rest), tuple(told), len(found))


def worded(marked: Sequence[Sample], rest: Sequence[Sample]) -> Iterable[Difference]:
    """Every word of every attribute; of two words that exclude each other, the marked set's."""
    for attribute in names(each.words for each in (*marked, *rest)):
        ours = [each.words[attribute] for each in marked if attribute in each.words]
        theirs = [each.words[attribute] for each in rest if attribute in each.words]
        if not ours or not theirs:
            continue
        here, there = counted(ours), counted(theirs)
        values = dict.fromkeys((*here, *there))
        either = len(values) == 2 and all(len(each) == 1 for each in (*ours, *theirs))
        for value in values:
            one, two = Side(here[value], len(ours)), Side(there[value], len(theirs))
            effect = one.share - two.share
            if one.count + two.count >= LEAST and not (either and effect < 0):
                chance = fisher(one.count, one.of, two.count, two.of)
                yield Difference(attribute, value, one, two, effect, chance)


def counted(said: Iterable[frozenset[str]]) -> Counter[str]:
    """How many traces have each word."""
    return Counter(value for each in said for value in each)


def numbered(marked: Sequence[Sample], rest: Sequence[Sample]) -> Iterable[Difference]:
    """Every number that both sets state."""
    for attribute in names(each.numbers for each in (*marked, *rest)):
        ours = [each.numbers[attribute] for each in marked if attribute in each.numbers]
        theirs = [each.numbers[attribute] for each in rest if attribute in each.numbers]
        if min(len(ours), len(theirs)) >= LEAST:
            yield Difference(
                attribute,
                "",
                Side(len(ours), len(marked), median(ours)),
                Side(len(theirs), len(rest), median(theirs)),
                2 * superiority(ours, theirs) - 1,
                ranks(ours, theirs),
            )


def names(said: Iterable[Mapping[str, object]]) -> list[str]:
    """Every attribute that some trace has, in the order they came."""
    return list(dict.fromkeys(name for each in said for name in each))
