"""One stretch of a list: its rows while they are wanted, and what is kept for ever.

What is kept after the rows are let go costs 25 bytes a row: enough to refetch them without
showing one twice, to find the next failure, and to draw the histogram.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import nan
from typing import Generic, TypeVar

from spandeck.model.page import BadRow
from spandeck.ui.views.lens import Lens

T = TypeVar("T")
UNKNOWN_NS = -1


@dataclass(frozen=True, slots=True)
class Start:
    """Where a stretch begins: after a cursor of the vendor's, or at a time."""

    cursor: str | None = None
    until_ns: int | None = None


def identity(lens: Lens[T], row: T | BadRow) -> int:
    """A number that stands for the row: of its key, or of a bad row's raw JSON."""
    return hash(("bad", row.raw) if isinstance(row, BadRow) else lens.key(row))


@dataclass(slots=True)
class Leaf(Generic[T]):
    """Rows that were fetched together."""

    lens: Lens[T]
    start: Start
    answered_ns: int
    cached: bool = False
    rows: list[T | BadRow] | None = None
    """None once they were let go."""
    ids: "array[int]" = field(default_factory=lambda: array("q"))
    started_ns: "array[int]" = field(default_factory=lambda: array("q"))
    """`UNKNOWN_NS` where the vendor did not say."""
    duration_ms: "array[float]" = field(default_factory=lambda: array("d"))
    """NaN where the vendor did not say."""
    failed: bytearray = field(default_factory=bytearray)
    """A row that cannot be read says nothing of failures."""
    aside: bool = False
    """Whether some row says something that is left out otherwise."""

    def __len__(self) -> int:
        return len(self.ids)

    def fill(self, rows: Iterable[T | BadRow]) -> None:
        """Hold these rows and what is kept of them."""
        self.rows = []
        self.ids, self.started_ns = array("q"), array("q")
        self.duration_ms, self.failed = array("d"), bytearray()
        for row in rows:
            self.insert(len(self.ids), row)

    def insert(self, place: int, row: T | BadRow) -> None:
        """Put one row in."""
        if self.rows is not None:
            self.rows.insert(place, row)
        started_ns, duration_ms, failed = self.kept(row)
        self.ids.insert(place, identity(self.lens, row))
        self.started_ns.insert(place, started_ns)
        self.duration_ms.insert(place, duration_ms)
        self.failed.insert(place, failed)

    def renew(self, place: int, row: T | BadRow) -> None:
        """Put a newer version of a row in the place of the older one."""
        if self.rows is not None:
            self.rows[place] = row
        self.started_ns[place], self.duration_ms[place], self.failed[place] = self.kept(row)

    def kept(self, row: T | BadRow) -> tuple[int, float, bool]:
        """What is kept of a row when it is let go."""
        if isinstance(row, BadRow):
            return UNKNOWN_NS, nan, False
        lens = self.lens
        self.aside = self.aside or lens.aside(row)
        started_ns, duration_ms = lens.started_ns(row), lens.duration_ms(row)
        return (
            UNKNOWN_NS if started_ns is None else started_ns,
            nan if duration_ms is None else duration_ms,
            lens.failed(row),
        )

    def cut(self, length: int) -> None:
        """Forget everything behind the first rows."""
        if self.rows is not None:
            del self.rows[length:]
        del self.ids[length:], self.started_ns[length:], self.duration_ms[length:]
        del self.failed[length:]

    def place(self, started_ns: int) -> int:
        """Where a row that started then belongs, newest first."""
        return next((i for i, each in enumerate(self.started_ns) if each < started_ns), len(self))
