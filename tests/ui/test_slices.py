"""Long work gives way to the rest of the program whenever a slice of time is over."""

import asyncio
from collections.abc import Generator, Iterator
from itertools import count

import pytest

from spandeck.ui.slices import TURNS, in_slices


def steps(number: int) -> Generator[None, None, str]:
    for _ in range(number):
        yield
    return "done"


def ticking(step_s: float) -> Iterator[float]:
    return (number * step_s for number in count())


async def turns(step_s: float) -> int:
    """How often others ran while ten steps of this length were done."""
    others = 0

    async def other() -> None:
        nonlocal others
        while True:
            others += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    clock = ticking(step_s)
    assert await in_slices(steps(10), clock=lambda: next(clock)) == "done"
    task.cancel()
    return others


async def test_short_work_is_done_in_one_slice() -> None:
    assert await turns(0.0001) == 0


async def test_long_work_lets_others_run_between_its_steps() -> None:
    assert await turns(0.02) == 10 * TURNS


async def test_work_that_is_cancelled_is_closed() -> None:
    closed = asyncio.Event()

    def endless() -> Generator[None, None, None]:
        try:
            while True:
                yield
        finally:
            closed.set()

    task = asyncio.create_task(in_slices(endless()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert closed.is_set()
