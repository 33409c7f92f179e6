"""An event loop whose time leaps: hours of waiting pass in milliseconds, in the right order."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

from spandeck.net import Clock

T = TypeVar("T")
EPOCH = 1_800_000_000.0
"""What the wall clock says when a virtual loop begins."""


class Leap(selectors.DefaultSelector):
    """A selector that does not wait for a timer but tells how long it would have."""

    leapt = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout:
            self.leapt += timeout
        return super().select(None if timeout is None else 0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in virtual time: `time`, `sleep` and `timeout` all follow it."""

    def __init__(self) -> None:
        self.leap = Leap()
        super().__init__(self.leap)

    def time(self) -> float:
        return self.leap.leapt


def seconds() -> float:
    return asyncio.get_running_loop().time()


def virtual_clock(skew: float = 0.0) -> Clock:
    """The running loop's time as a clock; `skew` is how wrong its wall clock is."""
    return Clock(lambda: EPOCH + skew + seconds(), seconds, asyncio.sleep, boot="virtual")


def virtually(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


class HandClock:
    """A clock set by hand, for what does not wait."""

    def __init__(self, at: float = 1000.0, wall: float = EPOCH, boot: str = "first") -> None:
        self.at = at
        self.wall = wall
        self.boot = boot
        self.slept: list[float] = []

    def clock(self) -> Clock:
        return Clock(lambda: self.wall + self.at, lambda: self.at, self.sleep, self.boot)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds
