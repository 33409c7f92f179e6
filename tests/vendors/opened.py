"""Any vendor's sources over its simulator, in this process: a world whose clock stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module

import httpx
from starlette.applications import Starlette

from spandeck.model.connection import Connection, Token
from spandeck.model.source import Opened
from spandeck.sim.faults import Fault
from spandeck.sim.ledger import Ledger
from spandeck.sim.world import World
from spandeck.vendors import VENDORS

NOW_NS = 1_795_256_700_000_000_000
"""A moment of the story at which a fix is active."""
SEED = 7
ORIGIN = "http://127.0.0.1:7412"
LOADED = list(VENDORS)


@cache
def world(scale: str, now_ns: int) -> World:
    """A world at a moment; what it has worked out serves every test."""
    return World(SEED, scale, clock=lambda: now_ns)


def simulator(
    name: str,
    *faults: Fault,
    scale: str = "small",
    now_ns: int = NOW_NS,
    ledger: Ledger | None = None,
) -> Starlette:
    """A vendor's simulator without limits; what arrives is written into the ledger."""
    simulated = import_module(f"spandeck.sim.{name}")
    made: Starlette = simulated.application(
        world(scale, now_ns), limits=None, faults=faults, ledger=ledger
    )
    return made


@asynccontextmanager
async def opened(
    name: str, over: Starlette | None = None, key: str | None = None
) -> AsyncIterator[Opened]:
    """A vendor's sources over its simulator.

    The key is the one that sees the story and may write, unless another is given.
    """
    simulated = import_module(f"spandeck.sim.{name}")
    token = Token(key or simulated.tokens(SEED)["token"])
    connection = Connection(name, ORIGIN, token, writes=True, simulated=True)
    load = VENDORS[name].load
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(over or simulator(name)),
        base_url=ORIGIN,
        headers={"authorization": f"Bearer {token.reveal()}"},
    ) as client:
        yield load().open(client, connection)
