"""Aligned columns of text for a person or for awk; must not know where the rows come from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TextIO, TypeVar

from rich.cells import cell_len, chop_cells

from spandeck.paint.units import one_line

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: its title and what a row says in it."""

    title: str
    text: Callable[[T], str]
    right: bool = False
    """Numbers stand to the right."""
    widest: int = 48
    """In cells; longer text ends in `…`."""


class Table(Generic[T]):
    """Prints rows as they come: the first rows set the widths, later ones only widen them."""

    def __init__(self, stream: TextIO, columns: Sequence[Column[T]]) -> None:
        self.stream = stream
        self.columns = columns
        self.widths = [0] * len(columns)
        self.headed = False

    def add(self, rows: Sequence[T]) -> None:
        """Print some rows, below a header if they are the first."""
        if not rows:
            return
        lines = [[fitted(column, row) for column in self.columns] for row in rows]
        if not self.headed:
            lines.insert(0, [column.title for column in self.columns])
            self.headed = True
        for line in lines:
            self.widths = [
                max(width, cell_len(text)) for width, text in zip(self.widths, line, strict=True)
            ]
        for line in lines:
            self.stream.write("  ".join(map(padded, self.columns, self.widths, line)).rstrip())
            self.stream.write("\n")


def fitted(column: Column[T], row: T) -> str:
    """What a row says in a column, on one line and no wider than the column allows."""
    text = one_line(column.text(row))
    if cell_len(text[: column.widest * 8]) <= column.widest:
        return text
    return chop_cells(text[: column.widest * 8], column.widest - 1)[0] + "…"


def padded(column: Column[T], width: int, text: str) -> str:
    """Text filled up with blanks to a width in cells."""
    blanks = " " * (width - cell_len(text))
    return blanks + text if column.right else text + blanks
