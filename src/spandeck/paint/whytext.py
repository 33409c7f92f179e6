"""The why-card in words: each line as a sentence, and all of it as text to be sent on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

from spandeck.model.evidence import WatchAt
from spandeck.model.markdown import escaped
from spandeck.model.record import iso
from spandeck.model.told import Subject, Told
from spandeck.model.verdict import Verdict
from spandeck.paint.units import moment
from spandeck.paint.whyfact import sentence


@dataclass(frozen=True, slots=True)
class Card:
    """What is painted."""

    lines: Sequence[Told] = ()
    """In the order of their subjects."""
    verdict: Verdict | None = None
    """None while nothing can be said yet."""
    at_ns: int = 0
    """When it failed."""
    now_ns: int = 0
    zone: tzinfo = UTC

    @property
    def waiting(self) -> int:
        """How many lines are still awaited."""
        return sum(awaited(each) for each in self.lines)

    @property
    def unknown(self) -> int:
        """Of how many lines nothing is known."""
        return sum(bool(each.unknown) for each in self.lines)

    @property
    def counting(self) -> Collection[Subject]:
        """The subjects that the verdict rests on."""
        reasons = self.verdict.reasons if self.verdict else ()
        return {subject for each in reasons for subject in each.subjects}


def awaited(line: Told) -> bool:
    """Whether its answer has not come."""
    return line.fact is None and not line.none and not line.unknown


def text(line: Told, at_ns: int, zone: tzinfo = UTC) -> str:
    """A line as a sentence; the first one about the provider says which it is."""
    if line.fact is not None:
        said = sentence(line.fact, at_ns, zone)
        proof = line.evidence
        if line.subject is Subject.THROTTLING and isinstance(proof, WatchAt):
            return f"{proof.provider}: {said}"
        return said
    if line.unknown:
        return f"{line.subject.value}: {line.unknown}"
    return line.none or f"asking: {line.subject.value}"


def source(line: Told, zone: tzinfo = UTC) -> str:
    """Who says so, and of which hour: `Apidepth 14:00`, `Apidepth now`, `Risicare`."""
    if awaited(line) or line.unknown:
        return line.source
    if line.hour_ns is not None:
        return f"{line.source} {moment(line.hour_ns, zone):%H:%M}"
    return f"{line.source} now" if line.live else line.source


def markdown(card: Card, title: str) -> str:
    """The whole card for a ticket or a chat; everything that was sent to us stands as code."""
    lines = [f"**{escaped(title)}**", ""]
    for each in card.lines:
        said = f"`{text(each, card.at_ns, card.zone).replace('`', 'ˋ')}`"
        lines.append(f"- {said} ({source(each, card.zone) or 'nobody'})")
    found = card.verdict
    if found is not None:
        sure = f" ({found.confidence})" if found.confidence else ""
        lines += ["", f"→ **{escaped(found.sentence)}**{sure}"]
        lines += [f"  - {each.rule}: {escaped(each.because)}" for each in found.reasons]
    return "\n".join(lines)


def record(card: Card, line: Told) -> Mapping[str, Any]:
    """A line as it is exported."""
    return {
        "subject": line.subject.name.lower(),
        "said": text(line, card.at_ns, card.zone),
        "source": line.source,
        "as_of": iso(line.as_of_ns),
        "known": line.fact is not None or bool(line.none),
        "counts": line.fact is not None and line.subject in card.counting,
    }
