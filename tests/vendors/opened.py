"""Any vendor's sources over its simulator, in this process: a world whose clock stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import httpx

from spandeck.model.connection import Connection, Token
from spandeck.model.source import Opened
from spandeck.sim.world import World
from spandeck.vendors import VENDORS

NOW_NS = 1_795_256_700_000_000_000
"""A moment of the story at which a fix is active."""
SEED = 7
ORIGIN = "http://127.0.0.1:7412"
LOADED = list(VENDORS)


@asynccontextmanager
async def opened(name: str) -> AsyncIterator[Opened]:
    """A vendor's sources, with the key that sees the story and may write."""
    simulated = import_module(f"spandeck.sim.{name}")
    application = simulated.application(World(SEED, clock=lambda: NOW_NS), limits=None)
    token = Token(simulated.tokens(SEED)["token"])
    connection = Connection(name, ORIGIN, token, writes=True, simulated=True)
    load = VENDORS[name].load
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application),
        base_url=ORIGIN,
        headers={"authorization": f"Bearer {token.reveal()}"},
    ) as client:
        yield load().open(client, connection)
