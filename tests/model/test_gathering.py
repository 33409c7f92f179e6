"""Several questions are asked at once, and none of them outlives the one who asked."""

import asyncio

import pytest

from spandeck.model.gathering import both, gathered


class Questions:
    """Questions that note whether they were called off."""

    def __init__(self) -> None:
        self.called_off: list[str] = []

    async def never(self, name: str) -> str:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        try:
            return await answer
        finally:
            await asyncio.sleep(0)  # closing an answer takes a turn, too
            self.called_off.append(name)

    async def soon(self, name: str, turns: int = 1) -> str:
        for _ in range(turns):
            await asyncio.sleep(0)
        return name

    async def wrong(self) -> str:
        await asyncio.sleep(0)
        raise ValueError("no answer")


async def test_answers_come_in_the_order_of_their_questions() -> None:
    asked = Questions()
    assert await gathered([asked.soon("a", 3), asked.soon("b", 1)]) == ["a", "b"]
    assert await both(asked.soon("a", 3), asked.soon("b", 1)) == ("a", "b")
    assert await gathered([]) == []


async def test_where_one_fails_the_others_are_called_off_and_waited_for() -> None:
    asked = Questions()
    with pytest.raises(ValueError, match="no answer"):
        await gathered([asked.never("a"), asked.wrong(), asked.never("b")])
    with pytest.raises(ValueError, match="no answer"):
        await both(asked.never("c"), asked.wrong())
    assert asked.called_off == ["a", "b", "c"]


async def test_whoever_is_called_off_leaves_nothing_running() -> None:
    asked = Questions()
    asking = asyncio.create_task(both(asked.never("a"), gathered([asked.never("b")])))
    await asked.soon("", 3)
    asking.cancel()
    await asyncio.wait((asking,))
    assert sorted(asked.called_off) == ["a", "b"]
    assert asyncio.all_tasks() == {asyncio.current_task()}
