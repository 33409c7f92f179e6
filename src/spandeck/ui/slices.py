"""Long work cut into slices, so that the screen answers while it runs."""

import asyncio
from collections.abc import Callable, Generator
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")
SLICE_S = 0.004
"""How long a slice lasts: well inside one frame, with room for a repaint beside it."""


async def in_slices(
    work: Generator[None, None, T], *, clock: Callable[[], float] = perf_counter
) -> T:
    """Run the work to its end and return its result, giving way whenever a slice is over.

    The work yields often and cheaply; cancelling the caller closes it.
    """
    try:
        until = clock() + SLICE_S
        while True:
            next(work)
            if clock() >= until:
                await asyncio.sleep(0)
                until = clock() + SLICE_S
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        work.close()
