"""Why something failed, as a verdict: who is to blame, what speaks for it, and how sure it is."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from spandeck.model.told import Subject

Confidence = Literal["high", "medium", "low"]


class Blame(Enum):
    """Who or what is to blame; the value is the verdict, `{}` standing for what is named."""

    THROTTLED = "Throttled by the provider"
    OUTAGE = "The provider fails for everyone"
    SLOW = "The provider is slow for everyone"
    ALONE = "The provider is slow for us alone"
    REGRESSION = "Our own regression in {}"
    LOOPING = "The agent loops on {}"
    WRONG = "The request was wrong: {}"
    KEY = "The provider refuses our key"
    RETIRED = "The model {} is no longer offered"
    DEPENDENCY = "The tool {} fails"
    MAINTENANCE = "Planned maintenance of the provider"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule makes of the facts."""

    rule: str
    blame: Blame
    weight: int
    """How much it speaks for the blame; below zero it speaks against it."""
    because: str
    """The reason in a few words, without a full stop."""
    subjects: tuple[Subject, ...]
    """What it rests on."""
    named: str = ""
    """What the verdict names: a version, a tool, a model."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The conclusion; without a blame there is not enough evidence for any."""

    blame: Blame | None
    confidence: Confidence | None
    findings: tuple[Finding, ...]
    """All of them, the ones that count for the verdict first."""
    named: str = ""
    worsened: str = ""
    """What made it worse, such as `our retries`; empty for nothing."""
    decisive: tuple[Subject, ...] = ()
    """What is not known and would tell, the most telling first."""

    @property
    def sentence(self) -> str:
        """`Throttled by the provider, made worse by our retries`."""
        if self.blame is None:
            return "Not enough evidence"
        said = self.blame.value.format(self.named)
        return f"{said}, made worse by {self.worsened}" if self.worsened else said

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The findings for the blame."""
        return tuple(each for each in self.findings if each.blame is self.blame and each.weight > 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by which facts become a finding, for people to read."""

    name: str
    blame: Blame
    weight: int
    about: str
    """When it speaks, in a sentence."""
    needs: tuple[Subject, ...]
    """The facts it looks at; without them it is silent."""
