"""An order that stands still while the reader moves, and follows the ranks when they rest."""

from collections.abc import Sequence

REST_S = 5.0
"""How long the reader must not have moved before rows change places."""


class Standstill:
    """Which rows stand where, by name; new ones come last until the reader rests."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()
        self.moved_s: float | None = None
        """When the reader moved last, in seconds of some clock; None for never."""
        self.held = False
        """Whether rows would stand elsewhere if they were ranked now."""

    def moved(self, now_s: float) -> None:
        """The reader moved."""
        self.moved_s = now_s

    def order(self, ranked: Sequence[str], now_s: float, *, hold: bool = False) -> tuple[str, ...]:
        """The names in the order to show: as ranked, or as they stood while it is held.

        `hold` holds it for another reason, such as marks.
        """
        moving = self.moved_s is not None and now_s - self.moved_s < REST_S
        if not (moving or hold):
            self.names, self.held = tuple(ranked), False
            return self.names
        there = set(ranked)
        stood = [each for each in self.names if each in there]
        known = set(stood)
        self.names = (*stood, *(each for each in ranked if each not in known))
        self.held = self.names != tuple(ranked)
        return self.names
