"""Failures that are one problem: what they share, how many they hit, and what is thought of them.

Grouping itself is `triage`'s; these are its values, which screens and commands show.
"""

from dataclasses import dataclass, field
from typing import Literal

from spandeck.model.occurrence import Occurrence

Word = Literal["new", "ongoing", "escalating", "regressed", "acked", "snoozed", "resolved"]
OPEN: tuple[Word, ...] = ("new", "escalating", "regressed", "ongoing")
"""The states that ask for somebody's attention, the most urgent first."""
MINUTES = 60
"""How many minutes back a group is counted by the minute."""
DISTINCT = 5_000
"""Traces, users and sessions are told apart up to here: a group that counts so many has `≥`."""


@dataclass(frozen=True, slots=True)
class State:
    """What is thought of a group, and why."""

    word: Word
    since_ns: int
    reason: str = ""
    """One sentence for what the program decided, such as `resolved at 13:02, failed again`."""
    by: str = ""
    """Who decided it, `user@host`; empty for the program itself."""
    until_ns: int | None = None
    """When a snooze ends by itself."""
    until_worse: bool = False
    """Whether a snooze ends when it gets worse."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The rule by which failures are one problem, for people to see and to change."""

    key: str
    """A short stable name of the parts below, the same on every machine."""
    parts: tuple[tuple[str, str], ...]
    """What they share: (`type`, `TimeoutError`), (`message`, `… did not answer within ‹n› s`)."""

    def part(self, name: str) -> str:
        """One of them; empty where it has none."""
        return dict(self.parts).get(name, "")


@dataclass(frozen=True, slots=True)
class Target:
    """What a note or a bookmark is about."""

    kind: Literal["group", "trace", "span"]
    id: str
    """A group's key, a trace's id, or a trace's and a span's id joined by `/`."""
    vendor: str = ""
    """Empty for a group."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person wrote."""

    id: str
    target: Target
    at_ns: int
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Something a person wants to find again."""

    target: Target
    title: str
    at_ns: int
    by: str


@dataclass(frozen=True, slots=True)
class Group:
    """Failures with one fingerprint, as far as they were told."""

    fingerprint: Fingerprint
    title: str
    """What failed: the vendor's code, else the exception or the status."""
    where: str
    """The tool, the model or the step in which it failed."""
    state: State
    traces: int
    """Distinct traces that it hit, across vendors; occurrences where they have no trace."""
    told: int
    """Occurrences, each vendor's counted."""
    users: int
    sessions: int
    agents: tuple[str, ...]
    versions: tuple[str, ...]
    vendors: tuple[str, ...]
    models: tuple[str, ...]
    first_ns: int
    """When it first happened, as far as was ever known."""
    last_ns: int
    minutes: tuple[int, ...]
    """Hits in each of the last `MINUTES` minutes, oldest first; the last one is under way."""
    recent: tuple[Occurrence, ...]
    """The newest occurrence of each of its newest traces, newest first, a few hundred at most."""
    impact: float
    """How much it asks for attention: by whom it hits, how new it is, and where it is going."""
    notes: tuple[Note, ...] = field(default=())
    bookmarked: bool = False

    @property
    def newest(self) -> Occurrence:
        """The failure that happened last."""
        return self.recent[0]

    @property
    def open(self) -> bool:
        """Whether it asks for somebody's attention."""
        return self.state.word in OPEN
