"""How far a long command has come, on stderr, while a person watches."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

PERIOD_S = 0.5


@asynccontextmanager
async def progress(text: Callable[[], str]) -> AsyncIterator[None]:
    """Repaint one line twice a second, if stderr is a terminal that the data does not go to."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield
        return
    ticker = asyncio.create_task(tick(text))
    try:
        yield
    finally:
        ticker.cancel()
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


async def tick(text: Callable[[], str]) -> None:
    """Paint until cancelled, whenever there is something new to say."""
    said = ""
    while True:
        await asyncio.sleep(PERIOD_S)
        if (now := text()) != said:
            said = now
            sys.stderr.write(f"\r\x1b[K{now}")
            sys.stderr.flush()
