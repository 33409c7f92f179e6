"""What a list of traces can be asked for, and where in it one stands: the same for all holders."""

from dataclasses import dataclass
from typing import NamedTuple


class Position(NamedTuple):
    """A place in a list ordered newest first, ties by id: just after this trace."""

    started_ns: int
    trace_id: str

    def before(self, started_ns: int, trace_id: str) -> bool:
        """Whether this trace comes after the place."""
        return (-self.started_ns, self.trace_id) < (-started_ns, trace_id)


def order(place: Position) -> tuple[int, str]:
    """The key that sorts places: newest first, ties by id."""
    return -place.started_ns, place.trace_id


@dataclass(frozen=True, slots=True)
class Search:
    """Conditions that must all hold; None asks for nothing. Bounds are inclusive."""

    session_id: str | None = None
    agent_name: str | None = None
    has_error: bool | None = None
    error_code: str | None = None
    """With a trailing `*` a prefix (contracts/risicare.md §1)."""
    min_duration_ms: float | None = None
    max_duration_ms: float | None = None
    since_ns: int | None = None
    until_ns: int | None = None
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One row of a list of traces, with what a vendor may say about it."""

    trace_id: str
    name: str
    started_ns: int
    ended_ns: int | None
    span_count: int
    error_count: int
    max_depth: int
    """Levels of the tree; a trace of one span has 1."""
    tokens: int | None
    cost_usd: float | None
    session_id: str | None = None
    user_id: str | None = None
    agent_name: str | None = None
    environment: str | None = None
    error_code: str | None = None

    @property
    def duration_ms(self) -> float | None:
        """From the first start to the last end, in milliseconds."""
        return None if self.ended_ns is None else (self.ended_ns - self.started_ns) / 1e6
