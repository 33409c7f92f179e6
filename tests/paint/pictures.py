"""What the tests of pictures share: lines as plain strings, and a day to draw."""

from collections.abc import Sequence

from rich.cells import cell_len

from spandeck.paint.document import Line

HOUR = 3600 * 10**9
MINUTE = 60 * 10**9
NOON = 1_795_262_400 * 10**9
"""2026-11-21 12:00 UTC."""


def text(line: Line) -> str:
    return "".join(piece for piece, _ in line)


def texts(lines: Sequence[Line]) -> list[str]:
    return [text(line) for line in lines]


def picture(lines: Sequence[Line]) -> str:
    """The lines as a reader of the test sees them, blanks at the right left out."""
    return "\n".join(text(line).rstrip() for line in lines)


def drawn(told: str) -> str:
    """A picture as it stands in a test: between the quotes, each line behind a bar."""
    return "\n".join(line.split("┃", 1)[1].rstrip() for line in told.splitlines() if "┃" in line)


def exact(lines: Sequence[Line], width: int) -> bool:
    """Whether every line fills the width, no more and no less."""
    return all(cell_len(text(line)) == width for line in lines)


def roles(lines: Sequence[Line]) -> set[str]:
    return {role for line in lines for _, role in line}
