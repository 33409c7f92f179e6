"""Cells to paint on, and dots finer than cells: eight to a cell in braille, four in blocks.

What lies outside is not drawn; nothing here knows scales or times.
"""

from collections.abc import Sequence
from typing import Literal

from spandeck.paint.document import Line

Form = Literal["braille", "block", "mark"]
"""What a line is made of; `mark` puts one character in a cell and works in ASCII."""
DOTS: dict[Form, tuple[tuple[int, ...], ...]] = {
    "braille": ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80)),
    "block": ((1, 4), (2, 8)),
    "mark": ((1,),),
}
"""The bits of a cell's dots: its columns from the left, each from the top."""
BLOCKS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By the sum of 1 for the upper left, 2 upper right, 4 lower left, 8 lower right."""
Stroke = Literal["solid", "dashed", "chain", "dotted", "sparse"]
STROKES: dict[Stroke, str] = {
    "solid": "#",
    "dashed": "#####..",
    "chain": "#####..#..",
    "dotted": "#.",
    "sparse": "#...",
}
"""Which dots of a line are drawn, across, over and over."""


class Cells:
    """A grid of characters with their roles, painted one over the other."""

    __slots__ = ("chars", "height", "roles", "width")

    def __init__(self, width: int, height: int) -> None:
        self.width = max(0, width)
        self.height = max(0, height)
        self.chars = [[" "] * self.width for _ in range(self.height)]
        self.roles = [["plain"] * self.width for _ in range(self.height)]

    def put(self, x: int, y: int, char: str, role: str) -> None:
        """One character, over what was there."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self.chars[y][x], self.roles[y][x] = char, role

    def under(self, x: int, y: int, char: str, role: str) -> None:
        """One character, if nothing is there."""
        if 0 <= x < self.width and 0 <= y < self.height and self.chars[y][x] == " ":
            self.chars[y][x], self.roles[y][x] = char, role

    def write(self, x: int, y: int, text: str, role: str) -> None:
        """A text of narrow characters."""
        for place, char in enumerate(text, x):
            self.put(place, y, char, role)

    def lines(self) -> list[Line]:
        """Every line, neighbours of one role in one piece."""
        return [joined(*line) for line in zip(self.chars, self.roles, strict=True)]


def joined(chars: Sequence[str], roles: Sequence[str]) -> Line:
    """Characters as pieces, each as long as its role lasts."""
    pieces: list[tuple[str, str]] = []
    start = 0
    for at in range(1, len(roles) + 1):
        if at == len(roles) or roles[at] != roles[start]:
            pieces.append(("".join(chars[start:at]), roles[start]))
            start = at
    return tuple(pieces)


class Dots:
    """Lines of dots; where several cross in a cell, the last one gives it its role."""

    __slots__ = ("across", "bits", "columns", "down", "form", "owners")

    def __init__(self, width: int, height: int, form: Form = "braille") -> None:
        """So many cells."""
        self.form = form
        self.columns = DOTS[form]
        self.across = width * len(self.columns)
        """How many dots there are from left to right."""
        self.down = height * len(self.columns[0])
        """How many dots there are from top to bottom."""
        self.bits: dict[tuple[int, int], int] = {}
        """By cell: the sum of its dots' bits."""
        self.owners: dict[tuple[int, int], tuple[str, str]] = {}
        """By cell: the mark and the role of the line drawn there last."""

    def run(self, x: int, top: int, bottom: int, owner: tuple[str, str]) -> None:
        """Dots below each other, both ends included, counted from the upper left."""
        if not 0 <= x < self.across:
            return
        column, place = divmod(x, len(self.columns))
        dots = self.columns[place]
        high = len(dots)
        top, bottom = max(0, top), min(self.down - 1, bottom)
        for row in range(top // high, bottom // high + 1):
            ground = row * high
            cell = column, row
            bits = sum(dots[max(0, top - ground) : bottom - ground + 1])
            self.bits[cell] = self.bits.get(cell, 0) | bits
            self.owners[cell] = owner

    def line(
        self,
        start: tuple[int, int],
        end: tuple[int, int],
        owner: tuple[str, str],
        stroke: Stroke = "solid",
    ) -> None:
        """Dots from one place to another at its right, both included, in a stroke's pattern."""
        (x1, y1), (x2, y2) = start, end
        pattern = STROKES["solid" if self.form == "mark" else stroke]
        long, rise = x2 - x1, y2 - y1
        if not long:
            self.run(x1, min(y1, y2), max(y1, y2), owner)
            return
        for step in range(long + 1):
            if pattern[(x1 + step) % len(pattern)] != "#":
                continue
            if abs(rise) <= long:
                top = bottom = y1 + (2 * step * rise + long) // (2 * long)
            else:
                top, bottom = steep(y1, rise, step, long)
            self.run(x1 + step, top, bottom, owner)

    def onto(self, cells: Cells) -> None:
        """Paint every cell that has a dot."""
        for (x, y), bits in self.bits.items():
            mark, role = self.owners[x, y]
            if self.form != "mark":
                mark = chr(0x2800 + bits) if self.form == "braille" else BLOCKS[bits]
            cells.put(x, y, mark, role)


def steep(start: int, rise: int, step: int, long: int) -> tuple[int, int]:
    """The dots of one column of a line that rises or falls by several a column."""
    down = 1 if rise > 0 else -1
    high = abs(rise)
    first = (high * max(0, 2 * step - 1) + long) // (2 * long)
    last = high if step == long else max(first, (high * (2 * step + 1) + long) // (2 * long) - 1)
    ends = start + down * first, start + down * last
    return min(ends), max(ends)
