"""A process that spends a shared budget as fast as it is let: `spender.py FILE TIMES`.

Prints the moment of each arrival, in the host's seconds; one of them is killed on the way.
"""

import asyncio
import sys
from pathlib import Path

from spandeck.model.limits import Window
from spandeck.model.page import Priority
from spandeck.net.clock import SYSTEM
from spandeck.net.store import Claim, Ticket
from spandeck.net.store.sqlite import SqliteStore

WINDOW = Window(20, 0.5)
HOLD_S = 0.5
CLAIM = Claim("vendor/x", (WINDOW,), Priority.SAFETY, HOLD_S)


async def spend(path: Path, times: int) -> None:
    store = SqliteStore(path, SYSTEM)
    for _ in range(times):
        while not isinstance(found := await store.reserve(CLAIM), Ticket):
            await SYSTEM.sleep(found)
        print(SYSTEM.monotonic(), flush=True)
        store.settle(found)
    store.close()


if __name__ == "__main__":
    asyncio.run(spend(Path(sys.argv[1]), int(sys.argv[2])))
