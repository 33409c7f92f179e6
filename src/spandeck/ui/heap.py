"""What the garbage collector costs the screen: one look through a large trace holds the loop.

A trace's values make no circles, so they are freed without it; the widgets around them need it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

LARGE = 5000
"""Spans from which a trace is kept out of the collector's sight while it is on screen."""


@contextmanager
def uncollected() -> Iterator[None]:
    """The collector rests while much is made that stays: over 35 000 spans it takes 60 ms."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Sight:
    """Whether everything there was at some moment is out of the collector's sight."""

    def __init__(self) -> None:
        self.kept = False

    def keep(self, *, out: bool) -> None:
        """Keep everything there is now out of sight, or show it again."""
        if out != self.kept:
            self.kept = out
            (gc.freeze if out else gc.unfreeze)()
