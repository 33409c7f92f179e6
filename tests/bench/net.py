"""What the HTTP stack costs a request, and what the cache saves, against a simulator on loopback.

    python -m tests.bench.net [--short]

Goal 12: our stack costs at most 1.25 × a bare httpx request, and a cached page is at least ten
times faster than the network. The cases are interleaved in one run.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from spandeck.model.connection import Connection, Token
from spandeck.model.page import Ask, Freshness
from spandeck.net import State, open_client
from spandeck.vendors.risicare.catalog import DESCRIPTOR
from spandeck.vendors.risicare.telemetry import API
from tests.measure import median_ms, repetitions
from tests.simulator import Simulator, simulator

PAGE = f"{API}/traces?limit=100"
Case = Callable[[], Awaitable[object]]


async def cases(running: Simulator, folder: Path, stack: AsyncExitStack) -> Mapping[str, Case]:
    """Each way to get the same page of 100 traces."""
    bare = httpx.AsyncClient(
        base_url=running.url, headers={"authorization": f"Bearer {running.token}"}, trust_env=False
    )
    found: dict[str, Case] = {"bare httpx": lambda: bare.get(PAGE)}
    await stack.enter_async_context(bare)
    for place, directory in (("memory", None), ("SQLite", folder)):
        state = await asyncio.to_thread(State.open, directory)
        stack.callback(state.close)
        connection = Connection("risicare", running.url, Token(running.token))
        client = open_client(DESCRIPTOR, connection, state=state)
        await stack.enter_async_context(client)
        for what, freshness in (("sent", Freshness.RELOAD), ("cached", Freshness.CACHED)):
            ask = {"ask": Ask(freshness=freshness)}
            found[f"{what}, {place}"] = lambda client=client, ask=ask: client.get(  # type: ignore[misc]
                PAGE, extensions=ask
            )
    return found


async def measured(running: Simulator, folder: Path, times: int) -> Mapping[str, list[float]]:
    """The seconds each case takes, once a round."""
    async with AsyncExitStack() as stack:
        found = await cases(running, folder, stack)
        taken: dict[str, list[float]] = {name: [] for name in found}
        for number in range(times + 3):
            for name, work in found.items():
                start = time.perf_counter()
                await work()
                if number >= 3:  # the first rounds open connections and import
                    taken[name].append(time.perf_counter() - start)
        return taken


def main() -> None:
    """Measure and print one line a case."""
    times = repetitions(__doc__, short=30, usual=200)
    with tempfile.TemporaryDirectory() as folder, simulator("--limits", "off") as running:
        taken = asyncio.run(measured(running, Path(folder).resolve(), times))
    base = median_ms(taken["bare httpx"])
    print(f"a page of 100 traces; medians of {times}")
    for name, seconds in taken.items():
        ours = median_ms(seconds)
        print(f"{name:16} {ours:6.2f} ms = {ours / base:5.2f} × bare httpx")


if __name__ == "__main__":
    main()
