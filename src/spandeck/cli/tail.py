"""`spandeck tail`: print what fails as it fails, each failure once, until stopped."""

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Collection
from contextlib import AsyncExitStack, aclosing

from spandeck.cli.asked import asked
from spandeck.cli.checkpoint import Checkpoint
from spandeck.cli.choice import meant
from spandeck.cli.connect import connect
from spandeck.cli.delivery import Delivery
from spandeck.cli.ending import REFUSED, VENDOR, Usage
from spandeck.cli.narrate import say
from spandeck.cli.sink import Sink
from spandeck.cli.tailline import Lines, lines
from spandeck.cli.troubles import Troubles, blind
from spandeck.model.occurrence import Feed, Occurrence
from spandeck.model.query import BadQuery, Query, duration_ms
from spandeck.model.source import Sources
from spandeck.model.tail import Standing
from spandeck.paint.units import exact
from spandeck.tail.tail import Tail
from spandeck.tail.where import FILTERS, passes

PAGES = 200
"""Pages that one poll reads at most: a script is not shown less for being quick."""


def run(arguments: argparse.Namespace) -> int:
    """Print failures as they come; the exit code."""
    query = asked(arguments.where, arguments.since, FILTERS, time.time_ns())
    return asyncio.run(follow(arguments, query, lasting_s(arguments.lasting)))


def lasting_s(text: str | None) -> float | None:
    """How long to go on; None for ever."""
    if text is None:
        return None
    try:
        return duration_ms("--for", text) / 1000
    except BadQuery as error:
        raise Usage(str(error)) from None


async def follow(arguments: argparse.Namespace, query: Query, for_s: float | None) -> int:
    """Connect, go on where the state says, and print until told to stop; the exit code."""
    choice = meant(arguments)
    async with AsyncExitStack() as stack:
        state: Checkpoint | None = None
        if arguments.state is not None:
            state = Checkpoint.open(arguments.state, choice.profile.name)
            stack.callback(state.close)
        delivery = Delivery(Sink(sys.stdout.fileno()), state)
        sources = await connect(choice, stack, only=arguments.vendors or None)
        for notice in sources.notices:
            say(notice)
        if choice.demo:
            say("this is simulated data.")
        await delivery.resume()  # what it settles is told no more
        tail = Tail(
            chosen(sources, arguments.vendors, errors_only=arguments.errors),
            since_ns=query.since_ns or 0,
            budget=sources.budget,
            marks={} if state is None else state.marks(),
            pages=PAGES,
        )
        await until_stopped(Printing(tail, delivery, lines(arguments.output), query), for_s)
        return code_of(tail.standings)


def code_of(standings: Collection[Standing]) -> int:
    """The exit code: whatever one feed told is worth something, and a script wants to know of none.

    A tail that was stopped before anybody could answer did what it was told.
    """
    if not all(each.trouble and each.answered_ns is None for each in standings):
        return 0
    return REFUSED if all(each.refused for each in standings) else VENDOR


def chosen(sources: Sources, vendors: Collection[str], *, errors_only: bool) -> tuple[Feed, ...]:
    """The feeds to follow, of these vendors or of all; raise `Usage` where there is none."""
    found = [each for each in sources.feeds if not vendors or each.vendor in vendors]
    if not found:
        raise Usage("no vendor is connected that tells of failures: see spandeck doctor.")
    followed = tuple(each for each in found if each.name == "errors" or not errors_only)
    if not followed:
        raise Usage("these vendors hold no traces that could fail: leave out --errors.")
    return followed


class Printing:
    """One tail on its way to standard output."""

    def __init__(self, tail: Tail, delivery: Delivery, lines: Lines, query: Query) -> None:
        self.tail, self.delivery, self.lines, self.query = tail, delivery, lines, query
        self.troubles = Troubles()
        self.told = self.late = self.changed = 0

    async def run(self) -> None:
        """Print until the tail ends."""
        async with aclosing(self.tail.batches()) as batches:
            async for batch in batches:
                self.troubles.look(self.tail.standings)
                items = [each for each in batch.items if self.wanted(each.occurrence)]
                name = batch.feed.vendor, batch.feed.name
                await self.delivery.deliver(name, self.lines(items), batch.mark)
                self.told += len(items)
                self.late += sum(each.late for each in items)
                self.changed += sum(each.changed for each in items)

    def wanted(self, failure: Occurrence) -> bool:
        """Whether it is one that was asked for."""
        return passes(failure, self.query.conditions)

    def sum_up(self) -> None:
        """Say how many were told, and what was not."""
        failures = "1 failure" if self.told == 1 else f"{exact(self.told)} failures"
        say(f"{failures} told, {exact(self.late)} late, {exact(self.changed)} changed.")
        for sentence in blind(self.tail.standings):
            say(sentence)


async def until_stopped(printing: Printing, for_s: float | None) -> None:
    """Print until the time is over, SIGTERM or Ctrl-C comes, or nobody reads any more."""
    loop = asyncio.get_running_loop()
    run = asyncio.create_task(printing.run())
    sink = printing.delivery.sink
    sink.watch(run.cancel)
    loop.add_signal_handler(signal.SIGTERM, run.cancel)
    timer = None if for_s is None else loop.call_later(for_s, printing.tail.end)
    try:
        await asyncio.wait((run,))
        if not run.cancelled():
            await run
    finally:
        run.cancel()
        await asyncio.wait((run,))
        loop.remove_signal_handler(signal.SIGTERM)
        sink.unwatch()
        if timer is not None:
            timer.cancel()
        printing.sum_up()
