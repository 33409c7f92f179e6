"""`spandeck get`: print what a vendor holds, all of it or as much as asked, never silently less."""

import argparse
import asyncio
import time
from contextlib import AsyncExitStack

from spandeck.cli import shown
from spandeck.cli.asked import asked, sieve
from spandeck.cli.choice import meant
from spandeck.cli.connect import connect
from spandeck.cli.ending import Usage
from spandeck.cli.listing import Listing
from spandeck.cli.narrate import say
from spandeck.cli.offer import catalog
from spandeck.cli.pour import ASK, bound, pour
from spandeck.cli.records import get_resource, refuse
from spandeck.model.limits import Budget
from spandeck.model.page import Page
from spandeck.model.query import local
from spandeck.model.session import Session
from spandeck.model.source import TraceSource
from spandeck.model.trace import Span, TraceSummary
from spandeck.vendors import VENDORS

CURATED = ("traces", "trace", "sessions", "session")
"""What is printed in our own words where the vendor holds traces; all else as the vendor's."""


def run(arguments: argparse.Namespace) -> int:
    """Print what was asked for."""
    refuse_nonsense(arguments)
    asyncio.run(get(arguments))
    return 0


def refuse_nonsense(arguments: argparse.Namespace) -> None:
    """Complain about arguments that do not go together, before anything is opened."""
    kind, vendor = arguments.kind, VENDORS[arguments.vendor]
    try:
        "".join((arguments.kind, arguments.id or "", *arguments.where)).encode()
    except UnicodeEncodeError:
        raise Usage("what was typed is not text in UTF-8.") from None
    offered = catalog(vendor.name)
    if kind not in CURATED:
        refuse(arguments, offered.resource(kind))


def refuse_trace(arguments: argparse.Namespace) -> None:
    """The same for traces and sessions, where the vendor's are ours."""
    kind, vendor = arguments.kind, VENDORS[arguments.vendor]
    if kind in ("trace", "session") and not arguments.id:
        raise Usage(f"get {vendor.name} {kind} takes an ID.")
    if kind in ("traces", "sessions") and arguments.id:
        raise Usage(
            f"get {vendor.name} {kind} takes no ID; for one: get {vendor.name} {kind[:-1]}."
        )
    if kind != "traces" and (arguments.where or arguments.since or arguments.until):
        raise Usage("--where, --since and --until are for lists that can be filtered.")


async def get(arguments: argparse.Namespace) -> None:
    """Connect the one vendor and print."""
    choice = meant(arguments)
    async with AsyncExitStack() as stack:
        sources = await connect(choice, stack, only=(arguments.vendor,))
        for notice in sources.notices:
            say(notice)
        if choice.demo:
            say("this is simulated data.")
        source = sources.traces.get(arguments.vendor)
        if source is None or arguments.kind not in CURATED:
            await get_resource(arguments, sources.records[arguments.vendor], sources.budget)
            return
        refuse_trace(arguments)
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
    query = asked(arguments.where, arguments.since, source.filters, time.time_ns(), arguments.until)
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
