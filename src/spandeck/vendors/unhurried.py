"""Work in slices of a few milliseconds: the screen has its turn between two of them."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")

SLICE = 5
"""Failed spans understood in a slice; each takes up to a millisecond."""


async def unhurried(work: Iterable[T], slice_: int = SLICE) -> AsyncIterator[T]:
    """Each of them, so many at a time."""
    for number, each in enumerate(work, 1):
        yield each
        if number % slice_ == 0:
            await asyncio.sleep(0)
