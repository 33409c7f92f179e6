"""The verdict of all findings: whom most of them blame, how surely, and what would tell more."""

from collections import Counter
from collections.abc import Mapping, Sequence

from spandeck.model.told import Subject
from spandeck.model.verdict import Blame, Confidence, Finding, Verdict
from spandeck.why.facts import Facts
from spandeck.why.rules import RULES, findings
from spandeck.why.theirs import retried_early

LEAST = 2
"""What speaks for a blame must weigh so much; less is not enough evidence."""
SURE: Sequence[tuple[int, Confidence]] = ((4, "high"), (3, "medium"), (LEAST, "low"))
"""From which weight on a verdict is how sure."""
LOWER: Mapping[Confidence, Confidence] = {"high": "medium", "medium": "low", "low": "low"}
"""How sure it is when another blame has nearly as much for it."""
NEARLY = 1
MORE = 10
"""How much more it would tell where something speaks for the blame already."""
WORSENED = {retried_early.__name__.replace("_", "-"): "our retries"}
"""Findings that do not only speak for a blame but name what made it worse."""


def verdict(facts: Facts) -> Verdict:
    """The conclusion from all that is known so far."""
    found = findings(facts)
    weights: Counter[Blame] = Counter()
    for each in found:
        weights[each.blame] += each.weight
    ranked = weights.most_common()
    if not ranked or ranked[0][1] < LEAST:
        return Verdict(None, None, found, decisive=decisive(facts, weights))
    blame, weight = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    confidence = next(word for least, word in SURE if weight >= least)
    if second >= LEAST and weight - second <= NEARLY:
        confidence = LOWER[confidence]
    ordered = sorted(found, key=lambda each: (each.blame is not blame, -each.weight))
    mine = [each for each in ordered if each.blame is blame]
    return Verdict(
        blame,
        confidence,
        tuple(ordered),
        next((each.named for each in mine if each.named), ""),
        worsened(mine),
        () if confidence == "high" else decisive(facts, weights),
    )


def worsened(found: Sequence[Finding]) -> str:
    """What made it worse; empty for nothing."""
    return next((WORSENED[each.rule] for each in found if each.rule in WORSENED), "")


def decisive(facts: Facts, weights: Mapping[Blame, int]) -> tuple[Subject, ...]:
    """What is not known, of what rules look at: first what could settle a blame that has some."""
    telling: dict[Subject, int] = {}
    for each, _ in RULES:
        worth = abs(each.weight) + (MORE if weights.get(each.blame, 0) > 0 else 0)
        for subject in each.needs:
            if facts.unknown(subject):
                telling[subject] = max(worth, telling.get(subject, 0))
    return tuple(sorted(telling, key=lambda subject: -telling[subject]))
