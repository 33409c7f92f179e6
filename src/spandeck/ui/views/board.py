"""Rows of answers that came whole, as the list widget is given them; sorted by any column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from spandeck.paint.row import Cell, Column

R = TypeVar("R")
Fact = str | float | int | None


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """How rows of a kind look."""

    columns: tuple[Column, ...]
    name: Callable[[R], str]
    """What stays the same for a row while others come and go."""
    cell: Callable[[R, Column], Cell]
    fact: Callable[[R, str], Fact]
    """What a column sorts by; None comes last whichever way."""


@dataclass
class Board(Generic[R]):
    """Fulfils `paint.row.RowSource`."""

    kind: Kind[R]
    given: Sequence[R] = ()
    """In the order they make most sense in."""
    order: str = ""
    descending: bool = True
    rows: Sequence[R] = field(default=(), init=False)
    """As they are shown."""

    def __post_init__(self) -> None:
        self.columns: Sequence[Column] = self.kind.columns
        self.put(self.given)

    def put(self, given: Sequence[R]) -> None:
        """Hold other rows."""
        self.given = given
        self.sort(self.order, descending=self.descending)

    def sort(self, order: str, *, descending: bool) -> None:
        """Sort by a column; without one, back to the order they were given in."""
        self.order, self.descending, self.rows = order, descending, self.given
        if order:
            fact = self.kind.fact
            known = [each for each in self.given if fact(each, order) is not None]
            unknown = [each for each in self.given if fact(each, order) is None]
            known.sort(key=lambda each: comparable(fact(each, order)), reverse=descending)
            self.rows = [*known, *unknown]

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, index: int) -> str:
        """The row's name."""
        return self.kind.name(self.rows[index])

    def cells(self, index: int, columns: Sequence[Column]) -> Sequence[Cell]:
        """What a row says."""
        return [self.kind.cell(self.rows[index], each) for each in columns]

    def index(self, name: str) -> int | None:
        """Where the row of this name is."""
        return next((at for at, row in enumerate(self.rows) if self.kind.name(row) == name), None)


def comparable(fact: Fact) -> tuple[bool, float, str]:
    """Numbers before texts, each in their own order."""
    if isinstance(fact, str):
        return True, 0.0, fact.casefold()
    return False, float(fact or 0), ""
