"""What a marked set of traces has that the rest has not, ranked: counts, a test, and a caveat.

Pure. A word is told by the difference of its shares, tested by Fisher's exact test; a number by
how often it is larger, tested by ranks. The least probable by chance comes first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from spandeck.model.contrast import Contrast, Difference, Side
from spandeck.why.chance import fisher, ranks, superiority

LEAST = 2
"""Traces of a set that must have a word, or state a number, before it is looked at: what one
alone has tells nothing of the set."""
UNTELLING = 0.5
"""The probability above which a difference is not told at all."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One trace, as far as it is known."""

    trace_id: str
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What is named in it, by attribute: the models that it asked, the code it failed with."""
    numbers: Mapping[str, float] = field(default_factory=dict)


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
            repeated = one.count >= LEAST or one.of < LEAST if effect > 0 else two.count >= LEAST
            if repeated and not (either and effect < 0):
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
