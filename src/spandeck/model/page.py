"""How a question is asked and how a list is answered: `Ask`, `Page`, `BadRow`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Priority(IntEnum):
    """Who goes first when the budget is short (limiter.md, "Who goes first")."""

    SAFETY = 0
    INTERACTIVE = 1
    TAIL = 2
    PREFETCH = 3


class Freshness(Enum):
    """How old an answer may be."""

    CACHED = "cached"
    """Whatever the cache holds, however old; `NotCached` when it holds nothing. Costs no budget."""
    FRESH = "fresh"
    """From the cache while the route's freshness lasts, otherwise from the vendor."""
    RELOAD = "reload"
    """Past the cache, which is then renewed."""


@dataclass(frozen=True, slots=True)
class Ask:
    """How one question is asked; travels with the request as `extensions={"ask": Ask(…)}`."""

    priority: Priority = Priority.INTERACTIVE
    freshness: Freshness = Freshness.FRESH
    patience_s: float = 10.0
    """The longest wait for budget; a longer one becomes `Limited`."""
    pane: str = ""
    """Which part of the program asks, for the Limits screen, such as `risicare.traces`."""

    @property
    def settled(self) -> "Ask":
        """The same for what hardly changes, such as a list of projects: the cache may answer."""
        if self.freshness is not Freshness.RELOAD:
            return self
        return replace(self, freshness=Freshness.FRESH)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read: shown, counted and exportable, never hidden."""

    raw: str
    """The row's JSON as the vendor sent it, made safe."""
    why: str
    """One sentence: the field and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, as data: it knows how to ask for the next one but does not do it."""

    items: tuple[T | BadRow, ...]
    cursor: str | None
    """Where the next page starts, in the vendor's own words; None on the last page."""
    answered_ns: int
    """When the vendor gave this answer, UTC nanoseconds since the epoch."""
    cached: bool = False
    """Whether it was replayed from the cache."""
    notes: tuple[str, ...] = field(default=())
    """What the reader must know, such as "the cursor expired; started again"."""
    rest: Mapping[str, Any] = field(default_factory=dict)
    """What the answer said beside its rows, such as totals; without the fields of paging."""
    total: int | None = None
    """How many rows there are in all, where the vendor says."""
