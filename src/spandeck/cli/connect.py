"""Connects a profile: tokens, the HTTP stack, the vendors' sources. Heavy: import it late."""

import asyncio
import os
from collections.abc import Collection, Iterable
from contextlib import AsyncExitStack
from pathlib import Path

from spandeck.cli.choice import Choice
from spandeck.config.secret import token
from spandeck.config.settings import BadConfig
from spandeck.model.connection import Connection, Token
from spandeck.model.source import Sources, TraceSource
from spandeck.net import open_client
from spandeck.net.state import State
from spandeck.sim import child
from spandeck.vendors import VENDORS


def connection(choice: Choice, vendor: str) -> Connection:
    """One vendor of the profile, its token fetched; raise `BadConfig` when it cannot be had."""
    login = choice.profile.vendors.get(vendor)
    if login is None:
        raise BadConfig(choice.sentence(vendor))
    key = f"profiles.{choice.profile.name}.{vendor}.token"
    return Connection(
        vendor,
        login.url or VENDORS[vendor].url,
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


async def simulated(stack: AsyncExitStack) -> list[Connection]:
    """The embedded simulator's vendors; its process ends with the stack."""
    vendors = await stack.enter_async_context(child.start())
    return [
        Connection(
            name, each.url, Token(each.token), socket=each.socket, writes=True, simulated=True
        )
        for name, each in vendors.items()
    ]


async def connect(
    choice: Choice, stack: AsyncExitStack, only: Collection[str] | None = None
) -> Sources:
    """Open the sources of a profile; everything is closed with the stack.

    With `only`, just these vendors, and one that cannot be connected raises `BadConfig`;
    without, it becomes a notice and the others live.
    """
    notices: list[str] = []
    if choice.demo:
        found = await simulated(stack)
    elif only is None:
        found, notices = await asyncio.to_thread(connections, choice, choice.profile.vendors)
    else:
        found = [await asyncio.to_thread(connection, choice, each) for each in only]
    state = await asyncio.to_thread(State.open, directory(choice))
    stack.callback(state.close)
    sources: dict[str, TraceSource] = {}
    for each in found:
        vendor = VENDORS[each.vendor]
        if vendor.open is None or vendor.descriptor is None:
            continue
        client = await stack.enter_async_context(open_client(vendor.descriptor, each, state=state))
        sources[each.vendor] = vendor.open(client, each)
    return Sources(sources, state, (*notices, *state.notices))


def directory(choice: Choice) -> Path | None:
    """Where the budget and the cache live: in memory for the simulator, whose data stays apart."""
    return None if choice.demo else choice.places.state
