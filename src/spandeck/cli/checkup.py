"""The doctor's look at vendors: one read with each key, its latency, and whose clock is wrong."""

import sqlite3
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx

from spandeck.cli.choice import Choice
from spandeck.cli.connect import connection, simulated
from spandeck.cli.ending import CONFIGURATION, UNEXPECTED, code_of
from spandeck.cli.finding import BAD, FINE, PLAIN, WARN, Finding, tell
from spandeck.config.secret import masked
from spandeck.config.settings import BadConfig
from spandeck.model.connection import Connection
from spandeck.model.errors import SourceError
from spandeck.model.page import Ask, Freshness
from spandeck.net import State, open_client
from spandeck.paint.units import duration
from spandeck.sim.child import start
from spandeck.vendors import VENDORS
from spandeck.vendors.vendor import Vendor

ASK = Ask(freshness=Freshness.RELOAD, pane="doctor")
SKEW_S = 5.0
"""More than the second that a Date header is rounded to, and a slow answer."""


@dataclass
class Dated:
    """Remembers the vendor's clock of the last answer; give `heard` to a client as a hook."""

    ahead_s: float | None = None
    """How far the vendor's clock is ahead of ours; None until an answer said."""

    async def heard(self, response: httpx.Response) -> None:
        """Compare the `Date` of an answer with our clock."""
        try:
            theirs = parsedate_to_datetime(response.headers.get("date", ""))
        except ValueError:
            return
        self.ahead_s = theirs.timestamp() - time.time()


async def checkup(choice: Choice) -> int:
    """Look at every vendor; returns the exit code of the first complaint."""
    async with AsyncExitStack() as stack:
        state = State.open(None if choice.demo else choice.places.state)
        stack.callback(state.close)
        for notice in state.notices:
            tell(Finding(WARN, "cache", notice))
        tell(writes(state))
        served = await simulated(stack.enter_async_context(start())) if choice.demo else []
        simulators = {each.vendor: each for each in served}
        codes = [await look(choice, each, state, simulators) for each in VENDORS.values()]
    return next(filter(None, codes), 0)


def writes(state: State) -> Finding:
    """Whether there are writes of which nobody knows what came."""
    try:
        found = state.journal.entries()
    except (sqlite3.Error, OSError) as error:
        return Finding(BAD, "writes", f"their journal cannot be read: {error}", UNEXPECTED)
    doubts = [each for each in found if each.doubtful(time.time_ns())]
    if not doubts:
        return Finding(FINE, "writes", f"{len(found)} in the journal, none of unknown outcome")
    named = ", ".join(f"{each.number} ({each.method} {each.path})" for each in doubts)
    return Finding(WARN, "writes", f"unknown outcome: {named}; look, then spandeck writes --settle")


async def look(
    choice: Choice, vendor: Vendor, state: State, simulators: Mapping[str, Connection]
) -> int:
    """One vendor: connected at all? then one read; returns the exit code to end with."""
    if vendor.name not in {*choice.profile.vendors, *simulators}:
        return tell(Finding(PLAIN, vendor.name, choice.absent(vendor.name)))
    try:
        connected = simulators.get(vendor.name) or connection(choice, vendor.name)
    except BadConfig as error:
        return tell(Finding(BAD, vendor.name, str(error), CONFIGURATION))
    at = f"{connected.url}, key {masked(connected.token)}"
    dated = Dated()
    begun = time.monotonic()
    try:
        await read(vendor, connected, state, dated)
    except SourceError as error:
        return tell(Finding(BAD, vendor.name, f"{at}: {error}", code_of(error)))
    took = duration((time.monotonic() - begun) * 1000)
    tell(Finding(FINE, vendor.name, f"{at}, answers in {took}"))
    return tell(clock(dated.ahead_s))


async def read(vendor: Vendor, connected: Connection, state: State, dated: Dated) -> None:
    """Ask for one row of what every key may read, past the cache."""
    api = vendor.load()
    async with open_client(api.descriptor, connected, state=state) as client:
        client.event_hooks["response"].append(dated.heard)
        found = api.open(client, connected).records
        probe = found.catalog.resource(api.probe)
        if probe.listing is None:
            await found.record(probe, "", ask=ASK)
        else:
            await found.records(probe, limit=1, ask=ASK)


def clock(ahead_s: float | None) -> Finding:
    """What a vendor's `Date` says about our clock: ages and waits are wrong by as much."""
    if ahead_s is None:
        return Finding(PLAIN, "clock", "the vendor did not say its time")
    if abs(ahead_s) <= SKEW_S:
        return Finding(FINE, "clock", "agrees with the vendor's to the second")
    side = "behind" if ahead_s > 0 else "ahead of"
    return Finding(WARN, "clock", f"{duration(abs(ahead_s) * 1000)} {side} the vendor's: set it")
