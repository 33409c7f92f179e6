"""Cells to paint on, and dots finer than cells: eight to a cell in braille, four in blocks.

What lies outside is not drawn; nothing here knows scales or times.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from spandeck.paint.document import Line

Form = Literal["braille", "block", "mark"]
"""What a line is made of; `mark` puts one character in a cell and works in ASCII."""
DOTS: dict[Form, tuple[int, int]] = {"braille": (2, 4), "block": (2, 2), "mark": (1, 1)}
"""Dots of a cell, across and down."""
BRAILLE = (0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80)
"""The bit of each dot, line by line from the top."""
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


@dataclass(slots=True)
class Dots:
    """Lines of dots; where several cross in a cell, the last one gives it its role."""

    width: int
    height: int
    form: Form = "braille"
    bits: dict[tuple[int, int], int] = field(default_factory=dict)
    """By cell: the sum of its dots' bits."""
    owners: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    """By cell: the mark and the role of the line drawn there last."""

    @property
    def across(self) -> int:
        """How many dots there are from left to right."""
        return self.width * DOTS[self.form][0]

    @property
    def down(self) -> int:
        """How many dots there are from top to bottom."""
        return self.height * DOTS[self.form][1]

    def dot(self, x: int, y: int, owner: tuple[str, str]) -> None:
        """One dot, counted from the upper left."""
        if not (0 <= x < self.across and 0 <= y < self.down):
            return
        wide, high = DOTS[self.form]
        cell = x // wide, y // high
        place = x % wide + y % high * wide
        bit = BRAILLE[place] if self.form == "braille" else 1 << place
        self.bits[cell] = self.bits.get(cell, 0) | bit
        self.owners[cell] = owner

    def line(
        self,
        start: tuple[int, int],
        end: tuple[int, int],
        owner: tuple[str, str],
        stroke: Stroke = "solid",
    ) -> None:
        """Dots from one place to another, both included, in the pattern of a stroke."""
        (x, y), (x2, y2) = start, end
        pattern = STROKES["solid" if self.form == "mark" else stroke]
        steps = max(abs(x2 - x), abs(y2 - y), 1)
        for step in range(steps + 1):
            at = x + (2 * step * (x2 - x) + steps) // (2 * steps)
            if pattern[at % len(pattern)] == "#":
                self.dot(at, y + (2 * step * (y2 - y) + steps) // (2 * steps), owner)

    def onto(self, cells: Cells) -> None:
        """Paint every cell that has a dot."""
        for (x, y), bits in self.bits.items():
            mark, role = self.owners[x, y]
            if self.form != "mark":
                mark = chr(0x2800 + bits) if self.form == "braille" else BLOCKS[bits]
            cells.put(x, y, mark, role)
