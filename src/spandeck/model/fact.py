"""What was found out about one failure, as typed facts; who told them is `told`'s.

Facts hold no opinion: `why` draws the conclusion. What nobody stated is None. Times are UTC
nanoseconds since the epoch.
"""

from dataclasses import dataclass
from typing import TypeAlias

from spandeck.model.fleet import Standing
from spandeck.model.occurrence import Cause, Occurrence, Spot
from spandeck.model.upstream import BurnDown, Incident, Maintenance, ModelUse, Objective, Score


@dataclass(frozen=True, slots=True)
class Failed:
    """The failure itself, as its span tells it."""

    kind: str
    """What the span is: `llm`, `tool`, … (`semantics.facts`)."""
    cause: Cause
    spot: Spot
    started_ns: int | None
    at_ns: int
    """When it ended, its start where it has no end."""
    retry_after_s: float | None = None
    """How long the provider asked to wait."""

    @property
    def duration_ms(self) -> float | None:
        """How long it took; None for a span without a start."""
        return None if self.started_ns is None else (self.at_ns - self.started_ns) / 1e6


@dataclass(frozen=True, slots=True)
class Throttling:
    """A provider's 429s in the hour of the failure."""

    hour_ns: int
    count: int
    minutes: int
    """How much of the hour had passed when it was counted; 60 for all of it."""
    before: int
    """429s in the hour before."""
    usual: float
    """The median of the hours of the day before."""
    top_endpoint: str | None
    """Where most of the day's 429s were."""

    @property
    def grown(self) -> float | None:
        """How much more a minute than in the hour before, 0.15 for 15 %; None where that had none.

        The first minutes of an hour say nothing yet.
        """
        if not self.before or self.minutes < LEAST_MINUTES:
            return None
        return self.count / self.minutes * 60 / self.before - 1


LEAST_MINUTES = 5
"""Minutes of an hour before its counts are compared with those of a whole one."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How quick the provider was in that hour: for us, for everyone, and as it mostly is."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class Errors:
    """The calls to the provider in that hour that failed, 429s included."""

    hour_ns: int
    errors: int
    requests: int
    usual: float | None
    """The share that fails in an ordinary hour, 0 to 1; None where too little is known."""

    @property
    def share(self) -> float | None:
        """The share that failed, 0 to 1; None without a call."""
        return self.errors / self.requests if self.requests else None


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of the provider's quota now, not then."""

    burn: BurnDown
    asked_ns: int


@dataclass(frozen=True, slots=True)
class Health:
    """The provider's score now; `score.status` is what its own status page says."""

    score: Score


@dataclass(frozen=True, slots=True)
class Watcher:
    """Whether the watcher of providers was well: what it counts while it is down is too little."""

    status: str
    """Now, in its own word."""
    down: tuple[Incident, ...]
    """Its own incidents at the time of the failure."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Whether the model is still offered."""

    model: str
    use: ModelUse


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The provider's maintenance windows at the time of the failure; empty for none."""

    windows: tuple[Maintenance, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """The provider's objectives, and how they were kept on the day of the failure."""

    date: str
    """`YYYY-MM-DD`."""
    met: tuple[Objective, ...]
    missed: tuple[Objective, ...]
    """Those of which an hour of that day breached."""


@dataclass(frozen=True, slots=True)
class Siblings:
    """The other traces of the same minute that failed, and those of them that failed alike."""

    told_apart: bool
    """Whether there is a word for the way in which it failed, to tell others by."""
    alike: int
    agents: tuple[str, ...]
    """Of those that failed alike, this one's included."""
    failed: int
    """All that failed, alike or not, this one left out."""
    complete: bool = True
    """Whether there were no more than were read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of one version."""

    version: str
    read: int
    """Traces of which all was read."""
    failed: int
    """Those of them that failed alike."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The agent's versions among a sample of its traces: failed alike, passed, and from before."""

    agent: str
    version: str | None
    """The one that failed."""
    seen: tuple[Seen, ...]
    """Every version that was read, the failing one first."""
    share: float | None
    """Of the agent's traces around the failure, the share that failed alike, 0 to 1."""
    counted: int
    """How many traces that share is of."""
    began_ns: int | None
    """When the first one failed so, as far back as was looked."""
    looked_ns: int
    """How far back that is."""


@dataclass(frozen=True, slots=True)
class Retries:
    """The tries of the call that failed."""

    tries: int
    early: int
    """Those that began before the time that the provider had asked to wait was over."""
    asked_s: float | None
    """How long it had asked to wait, the last time."""
    waited_s: float | None
    """How long was waited before the last try."""
    overcome: bool
    """Whether the last try went well."""


@dataclass(frozen=True, slots=True)
class Loop:
    """The tool call that was made most often with equal arguments in the trace."""

    tool: str
    arguments: str
    times: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing of which two vendors say different things."""

    what: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same trace at another vendor; no differences where both say the same."""

    vendor: str
    title: str
    held: bool
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a vendor found out about this trace, or about others that failed alike."""

    id: str
    said: str
    """The cause in its words."""
    confidence: float | None
    """0 to 1."""
    exact: bool
    """Whether it is about this very trace."""
    at_ns: int | None


@dataclass(frozen=True, slots=True)
class Mending:
    """A fix for this way of failing, and how far it is deployed."""

    id: str
    title: str
    status: str
    traffic_pct: float | None = None
    """The share of the traffic that it is on; None where it is not deployed."""
    deployment: str | None = None
    """How the deployment stands, in the vendor's word."""


@dataclass(frozen=True, slots=True)
class Fired:
    """The alerts that fired around the failure, the nearest first."""

    alerts: tuple[Occurrence, ...]


OfProvider: TypeAlias = (
    Throttling | Pace | Errors | Quota | Health | Watcher | Lifetime | Upkeep | Agreed
)
"""What a watcher of providers tells."""
Fact: TypeAlias = (
    Failed
    | Siblings
    | Versions
    | Retries
    | Loop
    | Elsewhere
    | Diagnosis
    | Mending
    | Fired
    | OfProvider
)
