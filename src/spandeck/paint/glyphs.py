"""Characters that pictures are made of, and what stands for each where there is only ASCII.

A picture is made in Unicode and turned into ASCII cell by cell, so both forms have one shape.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Literal

from rich.cells import cell_len

from spandeck.paint.document import Line

Charset = Literal["unicode", "ascii"]

EIGHTHS = " ▁▂▃▄▅▆▇█"
SHADES = " ·░▒▓█"
"""From nothing to all of it; each is darker than the one before it, in ASCII too."""
HATCH, CURSOR, CLIPPED, POINTER = "╱", "│", "↑", "▲"
"""A maintenance window; the cursor's column; a value beyond the scale; where the cursor is."""
LEVEL, TICK, WALL = "╌", "┤", "│"
"""A threshold; a labelled step of the scale; the edge of a picture."""
PLAIN = {
    **dict(zip(EIGHTHS[1:], ".,-~+*%#", strict=True)),
    **dict(zip(SHADES[1:], ".:oO#", strict=True)),
    **dict(zip("╱│↑▲▸╌┈┤╵─━▌▽", "/|^^>--|'-=|v", strict=True)),
    **dict(zip("○●■◇◆", "o*#.+", strict=True)),
    **dict(zip("✓✗↺–—−…≤×→±µ“”’≥", 'vx@---~<x>+u""\'>', strict=True)),
}
"""One ASCII character for each of ours; whatever else comes, a name for example, becomes `?`."""
TABLE = str.maketrans(PLAIN)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a picture is painted on."""

    width: int
    """Cells; every line is exactly so wide."""
    height: int = 1
    """Lines, the axis and the legend included."""
    charset: Charset = "unicode"
    colour: bool = True
    """Whether colours can be told apart; without, lines carry marks."""
    zone: tzinfo = UTC
    """The zone of every time that is written."""


def plain(text: str) -> str:
    """The text in ASCII, as many cells wide."""
    told = text.translate(TABLE)
    if told.isascii():
        return told
    return "".join(each if each.isascii() else "?" * cell_len(each) for each in told)


def finished(lines: Iterable[Line], sheet: Sheet) -> list[Line]:
    """The lines in the characters of the sheet; pieces without text are left out."""
    kept = [tuple(piece for piece in line if piece[0]) for line in lines]
    if sheet.charset == "unicode":
        return kept
    return [tuple((plain(text), role) for text, role in line) for line in kept]
