"""`spandeck get`: print what a vendor holds, all of it or as much as asked, never silently less."""

import argparse
import asyncio
import time
from contextlib import AsyncExitStack
from functools import partial

from spandeck.cli import shown
from spandeck.cli.asked import asked, sieve
from spandeck.cli.choice import meant
from spandeck.cli.connect import connect
from spandeck.cli.ending import Usage
from spandeck.cli.listing import Listing, T
from spandeck.cli.narrate import say
from spandeck.cli.outlet import Outlet
from spandeck.cli.progress import progress
from spandeck.model.limits import Budget
from spandeck.model.page import Ask, Freshness, Page, Priority
from spandeck.model.query import local
from spandeck.model.session import Session
from spandeck.model.source import TraceSource
from spandeck.model.trace import Span, TraceSummary
from spandeck.paint.units import exact
from spandeck.vendors import VENDORS

PATIENCE_S = 3600.0
"""A script would rather wait for the budget than fail: up to the longest window but a day's."""
ASK = Ask(Priority.INTERACTIVE, Freshness.RELOAD, PATIENCE_S, pane="get")
"""Past the cache: a script's answer has no age."""


def run(arguments: argparse.Namespace) -> int:
    """Print what was asked for."""
    refuse_nonsense(arguments)
    asyncio.run(get(arguments))
    return 0


def refuse_nonsense(arguments: argparse.Namespace) -> None:
    """Complain about arguments that do not go together, before anything is opened."""
    kind, vendor = arguments.kind, VENDORS[arguments.vendor]
    try:
        "".join((arguments.id or "", *arguments.where)).encode()
    except UnicodeEncodeError:
        raise Usage("what was typed is not text in UTF-8.") from None
    if vendor.load is None:
        raise Usage(vendor.absent)
    if kind in ("trace", "session") and not arguments.id:
        raise Usage(f"get {vendor.name} {kind} takes an ID.")
    if kind in ("traces", "sessions") and arguments.id:
        raise Usage(
            f"get {vendor.name} {kind} takes no ID; for one: get {vendor.name} {kind[:-1]}."
        )
    if kind != "traces" and (arguments.where or arguments.since):
        raise Usage("--where and --since are for traces.")


async def get(arguments: argparse.Namespace) -> None:
    """Connect the one vendor and print."""
    choice = meant(arguments)
    async with AsyncExitStack() as stack:
        sources = await connect(choice, stack, only=(arguments.vendor,))
        for notice in sources.notices:
            say(notice)
        if choice.demo:
            say("this is simulated data.")
        source = sources.traces[arguments.vendor]
        match arguments.kind:
            case "traces":
                await get_traces(arguments, source, sources.budget)
            case "trace":
                await get_trace(arguments, source)
            case "sessions":
                await get_sessions(arguments, source, sources.budget)
            case "session":
                await get_session(arguments, source)


async def get_traces(arguments: argparse.Namespace, source: TraceSource, budget: Budget) -> None:
    """A list of traces."""
    query = asked(arguments.where, arguments.since, source.filters, time.time_ns())
    ours = local(query, source.filters)
    if ours:
        names = ", ".join(str(each) for each in ours)
        say(f"{source.title} cannot filter by {names}: rows are fetched and filtered here.")

    async def fetch(cursor: str | None, limit: int) -> Page[TraceSummary]:
        return await source.traces(query, cursor, limit=limit, ask=ASK)

    listing = Listing(fetch, lambda row: row.trace_id, bound(arguments), sieve(ours), started)
    await pour(listing, shown.traces(arguments.output), budget, "traces")


async def get_sessions(arguments: argparse.Namespace, source: TraceSource, budget: Budget) -> None:
    """A list of sessions."""

    async def fetch(cursor: str | None, limit: int) -> Page[Session]:
        return await source.sessions(cursor, limit=limit, ask=ASK)

    listing = Listing(fetch, lambda row: row.session_id, bound(arguments), place=started)
    await pour(listing, shown.sessions(arguments.output), budget, "sessions")


async def get_trace(arguments: argparse.Namespace, source: TraceSource) -> None:
    """One trace with exactly its spans, a span that came again replacing its first coming."""
    spans: dict[str, Span] = {}
    bad: list[str] = []
    summary: TraceSummary | None = None
    async for batch in source.spans(arguments.id, ask=ASK):
        spans |= {span.span_id: span for span in batch.spans}
        bad += batch.bad
        summary = batch.summary or summary
    shown.trace(arguments.output, arguments.id, summary, tuple(spans.values()), bad)


async def get_session(arguments: argparse.Namespace, source: TraceSource) -> None:
    """One session with its traces."""
    shown.session(arguments.output, await source.session(arguments.id, ask=ASK))


def started(row: TraceSummary | Session) -> int | None:
    """What lists are sorted by, newest first."""
    return row.started_ns


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
