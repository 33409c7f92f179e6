"""`spandeck writes`: the journal of what was sent to change things; asks no vendor."""

import argparse
import sqlite3
import time
from dataclasses import asdict

from spandeck.cli.choice import meant
from spandeck.cli.ending import Failed, Usage
from spandeck.cli.narrate import say
from spandeck.cli.outlet import outlet
from spandeck.cli.shown import when
from spandeck.cli.table import Column
from spandeck.net import State
from spandeck.net.journal import Entry
from spandeck.paint.units import NOTHING

COLUMNS: tuple[Column[Entry], ...] = (
    Column("N", lambda each: str(each.number), right=True),
    Column("WHEN", lambda each: when(each.at_ns)),
    Column("VENDOR", lambda each: each.vendor),
    Column("REQUEST", lambda each: f"{each.method} {each.path}", widest=100),
    Column("OUTCOME", lambda each: each.outcome or "unknown"),
    Column("LOOKED AT", lambda each: when(each.settled_ns) if each.settled_ns else NOTHING),
)


def run(arguments: argparse.Namespace) -> int:
    """Print the journal, the latest first, or note that a doubt was settled."""
    choice = meant(arguments)
    state = State.open(None if choice.demo else choice.places.state)
    now_ns = time.time_ns()
    try:
        if arguments.settle is not None:
            settle(state, arguments.settle, now_ns)
            return 0
        found = state.journal.entries()
    except (sqlite3.Error, OSError) as error:
        raise Failed(f"the journal of writes cannot be read: {error}.") from error
    finally:
        state.close()
    for notice in state.notices:
        say(notice)
    into = outlet(arguments.output, COLUMNS, asdict, ())
    into.add(found)
    into.end()
    doubts = [str(each.number) for each in found if each.doubtful(now_ns)]
    if doubts:
        say(f"what came of {', '.join(doubts)} is unknown: look at the vendor, then --settle N.")
    if not found:
        say("nothing was ever sent to change anything.")
    return 0


def settle(state: State, number: int, now_ns: int) -> None:
    """Note that a person looked; raise `Usage` where there is no such write."""
    if not state.journal.settle(number, now_ns):
        raise Usage(f"there is no write {number}.")
    say(f"write {number} is noted as looked at.")
