"""Prints a list as its pages come, and says what it did not say itself."""

import argparse
from functools import partial

from spandeck.cli.listing import Listing, T
from spandeck.cli.narrate import say
from spandeck.cli.outlet import Outlet
from spandeck.cli.progress import progress
from spandeck.model.limits import Budget
from spandeck.model.page import Ask, Freshness, Priority
from spandeck.paint.units import exact

PATIENCE_S = 3600.0
"""A script would rather wait for the budget than fail: up to the longest window but a day's."""
ASK = Ask(Priority.INTERACTIVE, Freshness.RELOAD, PATIENCE_S, pane="get")
"""Past the cache: a script's answer has no age."""


def bound(arguments: argparse.Namespace) -> int | None:
    """How many rows at most."""
    limit: int = arguments.limit
    return None if arguments.all else limit


async def pour(listing: Listing[T], into: Outlet[T], budget: Budget, what: str) -> None:
    """Print a list as its pages come, and say what it did not say itself."""
    async with progress(partial(so_far, listing, budget, what)):
        async for rows in listing.pages():
            into.add(rows)
    into.end()
    for note in listing.notes:
        say(note)
    if listing.more:
        say(f"{exact(listing.shown)} {what} shown, and there are more: --all, or --limit N.")
    elif not listing.shown:
        say(f"no {what} like that.")


def so_far(listing: Listing[T], budget: Budget, what: str) -> str:
    """How far a long list has come, and what it waits for."""
    queued = [each for each in budget.readings() if each.waiting]
    wait_s = max((max(each.blocked_s, each.reset_s or 0) for each in queued), default=0.0)
    waiting = f", the budget returns in {wait_s:.0f} s" if wait_s >= 1 else ""
    return f"{exact(listing.shown)} {what}{waiting}"
