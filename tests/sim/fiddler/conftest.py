"""A simulated Fiddler at a fixed moment, asked in process."""

from collections.abc import AsyncIterator

import httpx
import pytest

from spandeck.sim.fiddler import application
from spandeck.sim.fiddler.keys import keys
from spandeck.sim.world import World
from tests.sim.asking import client


@pytest.fixture
async def fiddler(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The organization in which the story happens, without limits."""
    async with client(application(world, limits=None), keys(7).world) as asking:
        yield asking


@pytest.fixture
async def blank(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The organization that holds only what is sent to it, without limits."""
    async with client(application(world, limits=None), keys(7).empty) as asking:
        yield asking
