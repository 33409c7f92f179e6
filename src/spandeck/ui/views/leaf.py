"""One stretch of a list of traces: its rows while they are wanted, and what is kept for ever.

What is kept after the rows are let go costs 25 bytes a row: enough to refetch them without
showing one twice, to find the next failure, and to draw the histogram.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import nan

from spandeck.model.page import BadRow
from spandeck.model.trace import TraceSummary

Row = TraceSummary | BadRow
UNKNOWN_NS = -1


@dataclass(frozen=True, slots=True)
class Start:
    """Where a stretch begins: after a cursor of the vendor's, or at a time."""

    cursor: str | None = None
    until_ns: int | None = None


def identity(row: Row) -> int:
    """A number that stands for the row: of its trace id, or of a bad row's raw JSON."""
    return hash(row.trace_id if isinstance(row, TraceSummary) else ("bad", row.raw))


@dataclass(slots=True)
class Leaf:
    """Rows that were fetched together."""

    start: Start
    answered_ns: int
    cached: bool = False
    rows: list[Row] | None = None
    """None once they were let go."""
    ids: "array[int]" = field(default_factory=lambda: array("q"))
    started_ns: "array[int]" = field(default_factory=lambda: array("q"))
    """`UNKNOWN_NS` where the vendor did not say."""
    duration_ms: "array[float]" = field(default_factory=lambda: array("d"))
    """NaN where the vendor did not say."""
    failed: bytearray = field(default_factory=bytearray)
    agents: bool = False
    """Whether some row's agent is not just its name again."""

    def __len__(self) -> int:
        return len(self.ids)

    def fill(self, rows: Iterable[Row]) -> None:
        """Hold these rows and what is kept of them."""
        self.rows = []
        self.ids, self.started_ns = array("q"), array("q")
        self.duration_ms, self.failed = array("d"), bytearray()
        for row in rows:
            self.insert(len(self.ids), row)

    def insert(self, place: int, row: Row) -> None:
        """Put one row in."""
        if self.rows is not None:
            self.rows.insert(place, row)
        self.ids.insert(place, identity(row))
        self.started_ns.insert(place, started(row))
        self.duration_ms.insert(place, duration(row))
        self.failed.insert(place, failure(row))
        self.agents |= told_apart(row)

    def renew(self, place: int, row: Row) -> None:
        """Put a newer version of a row in the place of the older one."""
        if self.rows is not None:
            self.rows[place] = row
        self.started_ns[place] = started(row)
        self.duration_ms[place] = duration(row)
        self.failed[place] = failure(row)
        self.agents |= told_apart(row)

    def cut(self, length: int) -> None:
        """Forget everything behind the first rows."""
        if self.rows is not None:
            del self.rows[length:]
        del self.ids[length:], self.started_ns[length:], self.duration_ms[length:]
        del self.failed[length:]

    def place(self, started_ns: int) -> int:
        """Where a row that started then belongs, newest first."""
        return next((i for i, each in enumerate(self.started_ns) if each < started_ns), len(self))


def started(row: Row) -> int:
    """When it started, as it is kept."""
    known = row.started_ns if isinstance(row, TraceSummary) else None
    return UNKNOWN_NS if known is None else known


def duration(row: Row) -> float:
    """How long it took, as it is kept."""
    known = row.duration_ms if isinstance(row, TraceSummary) else None
    return nan if known is None else known


def told_apart(row: Row) -> bool:
    """Whether its agent says more than its name."""
    return isinstance(row, TraceSummary) and row.agent_name not in (None, "", row.name)


def failure(row: Row) -> int:
    """1 for a trace that failed; a row that cannot be read says nothing of its trace."""
    return int(isinstance(row, TraceSummary) and row.failed)
