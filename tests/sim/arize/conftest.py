"""A simulated Arize at a fixed moment, asked in process."""

from collections.abc import AsyncIterator

import httpx
import pytest

from spandeck.sim.arize import application
from spandeck.sim.arize.keys import keys
from spandeck.sim.world import World
from tests.sim.asking import client


@pytest.fixture
async def arize(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The organisation in which the story happens, without limits."""
    async with client(application(world, limits=None), keys(7).world) as asking:
        yield asking


@pytest.fixture
async def bare(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The organisation that holds only what is sent to it, without limits."""
    async with client(application(world, limits=None), keys(7).empty) as asking:
        yield asking
