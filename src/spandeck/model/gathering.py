"""Several questions at once: all of their answers, or the first thing that went wrong."""

import asyncio
from collections.abc import Collection, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from spandeck.model.upstream import Snapshot

T = TypeVar("T")
U = TypeVar("U")


async def gathered(questions: Iterable[Coroutine[Any, Any, T]]) -> Sequence[T]:
    """The answers in the order of their questions; where one fails, the others are called off."""
    tasks = [asyncio.ensure_future(each) for each in questions]
    await finished(tasks)
    return [each.result() for each in tasks]


async def both(one: Coroutine[Any, Any, T], other: Coroutine[Any, Any, U]) -> tuple[T, U]:
    """Two answers of different kinds; where one fails, the other is called off."""
    tasks = asyncio.ensure_future(one), asyncio.ensure_future(other)
    await finished(tasks)
    return tasks[0].result(), tasks[1].result()


async def finished(tasks: Collection[asyncio.Future[Any]]) -> None:
    """Wait for all, or raise the first thing that went wrong; nothing is left running."""
    try:
        await asyncio.gather(*tasks)
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def together(value: T, answers: Sequence[Snapshot[Any]]) -> Snapshot[T]:
    """What was made of several answers, as old as the oldest of them."""
    return Snapshot(
        value,
        min(each.answered_ns for each in answers),
        any(each.cached for each in answers),
        sum((each.bad for each in answers), ()),
    )
