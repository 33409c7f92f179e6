"""A simulated Apidepth at a fixed moment, asked in process."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from spandeck.sim.apidepth import application
from spandeck.sim.apidepth.keys import Keys, keys
from spandeck.sim.world import World
from spandeck.sim.world.calls import Calls
from tests.sim.asking import Watch, client


@pytest.fixture
def tokens() -> Keys:
    return keys(7)


@pytest.fixture(scope="session")
def still() -> Starlette:
    """An application at a moment that does not pass, for tests that only read."""
    return application(World(7, "small", Watch()), limits=None)


@pytest.fixture(scope="session")
def calls(still: Starlette) -> Calls:
    """The world's calls as that application sees them."""
    found: Calls = still.state.calls
    return found


@pytest.fixture
async def story(still: Starlette, tokens: Keys) -> AsyncIterator[httpx.AsyncClient]:
    """The account with the story, only read."""
    async with client(still, tokens.world) as asking:
        yield asking


@pytest.fixture
def app(world: World) -> Starlette:
    return application(world, limits=None)


@pytest.fixture
async def vendor(app: Starlette, tokens: Keys) -> AsyncIterator[httpx.AsyncClient]:
    """The account with the story, to be written to."""
    async with client(app, tokens.world) as asking:
        yield asking


@pytest.fixture
async def empty(app: Starlette, tokens: Keys) -> AsyncIterator[httpx.AsyncClient]:
    """The account that holds only what is sent to it."""
    async with client(app, tokens.empty) as asking:
        yield asking
