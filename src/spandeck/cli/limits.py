"""`spandeck limits`: how the request budget of this user on this host stands; asks no vendor."""

import argparse
from dataclasses import asdict

from spandeck.cli.choice import meant
from spandeck.cli.connect import connections
from spandeck.cli.narrate import say
from spandeck.cli.outlet import outlet
from spandeck.cli.table import Column
from spandeck.model.limits import Reading, Window
from spandeck.net import State
from spandeck.paint.budget import shares
from spandeck.paint.units import NOTHING, duration, exact

COLUMNS: tuple[Column[Reading], ...] = (
    Column("VENDOR", lambda each: each.vendor),
    Column("CATEGORY", lambda each: each.category),
    Column("POLICY", lambda each: ", ".join(map(policy, each.windows)) or NOTHING),
    Column("USED", lambda each: exact(each.used), right=True),
    Column("LEFT", lambda each: exact(each.remaining), right=True),
    Column("RESET", lambda each: seconds(each.reset_s), right=True),
    Column("BLOCKED", lambda each: seconds(each.blocked_s or None), right=True),
    Column("SENT", lambda each: exact(each.sent), right=True),
    Column("429S", lambda each: exact(each.throttled), right=True),
    Column("RETRIES", lambda each: exact(each.retried), right=True),
    Column("WAITED", lambda each: seconds(each.waited_s or None), right=True),
    Column("PROCESSES", lambda each: exact(len(each.processes)), right=True),
    Column("PANES", lambda each: shares(each.panes.items())),
)


def run(arguments: argparse.Namespace) -> int:
    """Print what the processes of this user have shared of the profile's budgets."""
    choice = meant(arguments)
    found, notices = connections(choice, choice.profile.vendors)
    state = State.open(choice.places.state)
    try:
        for each in found:
            state.scope(each)  # a budget belongs to a key: only those of the profile are read
        readings = state.readings()
    finally:
        state.close()
    for notice in (*notices, *state.notices):
        say(notice)
    into = outlet(arguments.output, COLUMNS, asdict, ())
    into.add(readings)
    into.end()
    if not readings:
        say("no vendor has been asked lately, so every budget is whole.")
    return 0


def policy(window: Window) -> str:
    """`1 000 per 60 s (X-RateLimit)`."""
    return f"{exact(window.limit)} per {window.seconds:g} s ({window.source})"


def seconds(wait_s: float | None) -> str:
    """A wait."""
    return duration(None if wait_s is None else wait_s * 1000)
