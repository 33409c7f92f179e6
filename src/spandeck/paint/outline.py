"""A folding list: items with a depth, each of one or several lines, some of which open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from spandeck.paint.document import Line

OPEN, SHUT, PLAIN = "▾ ", "▸ ", "  "


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the cursor can stand on."""

    key: str
    """What stays the same while others fold: a path."""
    depth: int
    lines: tuple[Line, ...]
    open: bool | None = None
    """Whether it is unfolded; None where there is nothing to fold."""


class Outlined(Protocol):
    """Whatever has items; every method answers at once, from memory."""

    def items(self, width: int, *, wrap: bool) -> Sequence[Item]:
        """What is unfolded, in lines of this width."""
        ...

    def turn(self, key: str, *, unfold: bool) -> None:
        """Fold or unfold one item."""
        ...

    def turn_all(self, *, unfold: bool) -> None:
        """Fold or unfold everything."""
        ...

    def hits(self, needle: str) -> Sequence[str]:
        """The items that hold a text, folded ones included, in their order."""
        ...

    def reveal(self, key: str) -> None:
        """Unfold whatever hides an item."""
        ...


def mark(opens: bool | None) -> str:
    """What stands before an item."""
    return PLAIN if opens is None else OPEN if opens else SHUT
