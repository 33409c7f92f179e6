"""How a list looks at its rows: what it must know of each, whatever they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from spandeck.model.query import Value, fact
from spandeck.model.trace import TraceSummary

T = TypeVar("T")


def unknown(row: object) -> None:
    """What no row says."""


def never(row: object) -> bool:
    """What holds for no row."""
    return False


@dataclass(frozen=True, slots=True)
class Lens(Generic[T]):
    """One way to look at rows; every function answers at once, from the row alone."""

    noun: str
    """What one row is called, such as `trace`."""
    nouns: str
    key: Callable[[T], str]
    """What tells a row from all others, for ever."""
    fact: Callable[[T, str], Value | None]
    """One fact of a row, under the names that filters and columns share."""
    started_ns: Callable[[T], int | None] = unknown
    """When it began or was made, in UTC nanoseconds: where newest rows stand first."""
    duration_ms: Callable[[T], float | None] = unknown
    failed: Callable[[T], bool] = never
    aside: Callable[[T], bool] = never
    """Whether it says something in a column that is left out while no row does."""


def told_apart(row: TraceSummary) -> bool:
    """Whether its agent says more than its name."""
    return row.agent_name not in (None, "", row.name)


TRACES: Lens[TraceSummary] = Lens(
    "trace",
    "traces",
    lambda row: row.trace_id,
    fact,
    lambda row: row.started_ns,
    lambda row: row.duration_ms,
    lambda row: row.failed,
    told_apart,
)
