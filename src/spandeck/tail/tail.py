"""All feeds followed at once, each at its own pace, read as one stream of batches.

It must not keep what it has told: whoever reads decides what stays.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from time import time_ns
from types import MappingProxyType

from spandeck.model.limits import Budget
from spandeck.model.occurrence import Feed
from spandeck.model.tail import Standing
from spandeck.tail.mark import Mark
from spandeck.tail.poller import PAGES, Batch, Means, Poller

NOWHERE: Mapping[tuple[str, str], Mark] = MappingProxyType({})


class Tail:
    """What goes wrong, as the vendors tell of it; trouble with one feed is its standing's."""

    def __init__(
        self,
        feeds: Sequence[Feed],
        *,
        since_ns: int,
        budget: Budget | None = None,
        marks: Mapping[tuple[str, str], Mark] = NOWHERE,
        clock: Callable[[], int] = time_ns,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
        pane: str = "tail",
        pages: int = PAGES,
    ) -> None:
        """Each feed begins at `since_ns`, or goes on at its mark, by vendor and name.

        With a `budget` the pace follows it. `pane` is what the Limits screen calls whoever asks;
        `pages` is how many a poll may read.
        """
        means = Means(clock, pause, budget, pane, pages)
        self.pollers = tuple(
            Poller(feed, marks.get((feed.vendor, feed.name), Mark(since_ns)), means)
            for feed in feeds
        )

    @property
    def standings(self) -> tuple[Standing, ...]:
        """How each feed stands now, in the order they were given."""
        return tuple(each.standing for each in self.pollers)

    def poll(self, vendor: str | None = None) -> None:
        """Ask now, one vendor or all, whatever their pace is."""
        for each in self.pollers:
            if vendor in (None, each.feed.vendor):
                each.call()

    def end(self) -> None:
        """Ask every feed once more; then `batches` ends."""
        for each in self.pollers:
            each.call(last=True)

    async def batches(self) -> AsyncGenerator[Batch, None]:
        """What every poll brought, also when it was nothing, until closed or ended.

        A slow reader makes the feeds wait; nothing is lost to it.
        """
        line: asyncio.Queue[Batch | None] = asyncio.Queue()
        room = asyncio.Semaphore(1)

        async def tell(batch: Batch) -> None:
            await room.acquire()
            line.put_nowait(batch)

        following = asyncio.create_task(self.follow(tell))
        following.add_done_callback(lambda _: line.put_nowait(None))
        try:
            while (batch := await line.get()) is not None:
                yield batch
                room.release()
            await following
        finally:
            following.cancel()
            await asyncio.wait((following,))

    async def follow(self, tell: Callable[[Batch], Awaitable[None]]) -> None:
        """Follow every feed until each has ended, or one breaks."""
        async with asyncio.TaskGroup() as group:
            for each in self.pollers:
                group.create_task(each.follow(tell))
