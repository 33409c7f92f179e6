"""Which cells of a picture differ from those of another: only they need to be painted again."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len

from spandeck.paint.document import Line

Stretch = tuple[int, int, int]
"""Cells next to each other: column, line, and how many."""
APART = 4
"""Fewer equal cells than these between two that differ are painted too: a jump costs more."""


def differing(before: Sequence[Line], after: Sequence[Line]) -> list[Stretch]:
    """The stretches of cells that differ, line by line."""
    pairs = enumerate(zip_longest(before, after, fillvalue=()))
    return [
        (first, y, last + 1 - first)
        for y, (old, new) in pairs
        if old != new
        for first, last in stretches(old, new)
    ]


def stretches(old: Line, new: Line) -> Iterator[tuple[int, int]]:
    """The first and last cell of each stretch that differs in two lines."""
    first = last = -1
    for at, (one, other) in enumerate(zip_longest(cells(old), cells(new))):
        if one == other:
            continue
        if first >= 0 and at - last > APART:
            yield first, last
            first = at
        elif first < 0:
            first = at
        last = at
    if first >= 0:
        yield first, last


def cells(line: Line) -> list[tuple[str, str]]:
    """One entry a cell: a wide character has its second cell empty."""
    found: list[tuple[str, str]] = []
    for text, role in line:
        for char in text:
            found.append((char, role))
            found += [("", role)] * (cell_len(char) - 1)
    return found
