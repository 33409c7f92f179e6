"""Long work cut into slices, so that the screen answers while it runs."""

import asyncio
from collections.abc import Callable, Generator
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")
SLICE_S = 0.004
"""How long a slice lasts: well inside one frame, with room for a repaint beside it."""


TURNS = 4
"""Turns of the loop that others have between two slices: a key passes through several tasks before
it is painted, and would wait for a slice at each."""


class Breath:
    """Gives way to the rest of the program whenever a slice of work has been done."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        """`clock` counts seconds."""
        self.clock = clock
        self.until = clock() + SLICE_S

    async def draw(self) -> None:
        """Go on at once within a slice, otherwise let others run first."""
        if self.clock() >= self.until:
            for _ in range(TURNS):
                await asyncio.sleep(0)
            self.until = self.clock() + SLICE_S


async def in_slices(
    work: Generator[None, None, T], *, clock: Callable[[], float] = perf_counter
) -> T:
    """Run the work to its end and return its result, giving way whenever a slice is over.

    The work yields often and cheaply; cancelling the caller closes it.
    """
    breath = Breath(clock)
    try:
        while True:
            next(work)
            await breath.draw()
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        work.close()
