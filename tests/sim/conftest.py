"""A simulated Risicare at a fixed moment, asked in process."""

from collections.abc import AsyncIterator

import httpx
import pytest

from spandeck.sim.risicare import application
from spandeck.sim.risicare.keys import Keys, keys
from spandeck.sim.world import World
from tests.sim.asking import Watch, client


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def world(watch: Watch) -> World:
    return World(7, "small", watch)


@pytest.fixture
def tokens() -> Keys:
    return keys(7)


@pytest.fixture
async def vendor(world: World, tokens: Keys) -> AsyncIterator[httpx.AsyncClient]:
    """The project in which the story happens, without limits."""
    async with client(application(world, limits=None), tokens.world) as asking:
        yield asking


@pytest.fixture
async def empty(world: World, tokens: Keys) -> AsyncIterator[httpx.AsyncClient]:
    """The project that holds only what is sent to it, without limits."""
    async with client(application(world, limits=None), tokens.empty) as asking:
        yield asking
