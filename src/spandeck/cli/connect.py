"""Connects a profile: tokens, the HTTP stack, the vendors' sources. Heavy: import it late."""

import asyncio
import os
from collections.abc import Awaitable, Collection, Iterable, Mapping
from contextlib import AsyncExitStack

from spandeck.cli.choice import Choice
from spandeck.config.secret import token
from spandeck.config.settings import BadConfig
from spandeck.model.connection import Connection, Token
from spandeck.model.errors import Unreachable
from spandeck.model.source import Opened, Sources
from spandeck.net import State, open_client
from spandeck.sim.child import NotStarted, SimulatedVendor, start
from spandeck.vendors import VENDORS

Simulator = Awaitable[Mapping[str, SimulatedVendor]]
"""A simulator that may still be starting."""


def connection(choice: Choice, vendor: str) -> Connection:
    """One vendor of the profile, its token fetched; raise `BadConfig` when it cannot be had."""
    login = choice.profile.vendors.get(vendor)
    if login is None:
        raise BadConfig(choice.absent(vendor))
    key = f"profiles.{choice.profile.name}.{vendor}.token"
    return Connection(
        vendor,
        VENDORS[vendor].address(login.url),
        token(login.token, os.environ, key),
        writes=choice.profile.writes,
    )


def connections(choice: Choice, vendors: Iterable[str]) -> tuple[list[Connection], list[str]]:
    """The connections that can be had, and a sentence for each that cannot. Blocks."""
    made: list[Connection] = []
    notices: list[str] = []
    for vendor in vendors:
        try:
            made.append(connection(choice, vendor))
        except BadConfig as error:
            notices.append(str(error))
    return made, notices


async def simulated(simulator: Simulator) -> list[Connection]:
    """The connections to the embedded simulator, where everything may be tried."""
    try:
        vendors = await simulator
    except NotStarted as error:
        raise Unreachable("simulator", str(error), advice="See spandeck sim.") from error
    return [
        Connection(
            name, each.url, Token(each.token), socket=each.socket, writes=True, simulated=True
        )
        for name, each in vendors.items()
    ]


async def connect(
    choice: Choice,
    stack: AsyncExitStack,
    only: Collection[str] | None = None,
    simulator: Simulator | None = None,
) -> Sources:
    """Open the sources of a profile; everything is closed with the stack.

    With `only`, just these vendors, and one that cannot be connected raises `BadConfig`;
    without, it becomes a notice and the others live. The simulator's budget and cache stay in
    memory, so that its data never meets real data; raise `Unreachable` when it does not start.
    """
    notices: list[str] = []
    if choice.demo:
        found = await simulated(simulator or stack.enter_async_context(start()))
    elif only is None:
        found, notices = await asyncio.to_thread(connections, choice, choice.profile.vendors)
    else:
        found = [await asyncio.to_thread(connection, choice, each) for each in only]
    state = await asyncio.to_thread(State.open, None if choice.demo else choice.places.state)
    stack.callback(state.close)
    opened: dict[str, Opened] = {}
    for each in found:
        # Both import much when called first, and the screen lives on meanwhile.
        api = await asyncio.to_thread(VENDORS[each.vendor].load)
        client = await asyncio.to_thread(open_client, api.descriptor, each, state=state)
        await stack.enter_async_context(client)
        opened[each.vendor] = api.open(client, each)
    state.notices[:0] = notices  # the list itself is shown: a disk may fill later
    traces = {name: each.traces for name, each in opened.items() if each.traces is not None}
    records = {name: each.records for name, each in opened.items()}
    upstream = {name: each.upstream for name, each in opened.items() if each.upstream is not None}
    feeds = tuple(feed for each in opened.values() for feed in each.feeds)
    known = tuple(each.landmarks for each in opened.values() if each.landmarks is not None)
    return Sources(traces, state, state.notices, records, upstream, feeds=feeds, landmarks=known)
