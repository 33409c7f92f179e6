"""`spandeck get` for any resource: its list, or one of it, as the vendor's catalog says."""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from spandeck.cli.asked import asked
from spandeck.cli.ending import Usage
from spandeck.cli.listing import Listing
from spandeck.cli.narrate import say
from spandeck.cli.outlet import Output
from spandeck.cli.pour import ASK, bound, pour
from spandeck.cli.told import one, rows, told
from spandeck.model.limits import Budget
from spandeck.model.page import Page
from spandeck.model.query import Condition, Query, compares, find, local
from spandeck.model.resource import Column, Record, Resource
from spandeck.model.source import RecordSource
from spandeck.paint.recordfact import fact

DAY_NS = 86_400 * 1_000_000_000
"""The range of time of a list that needs one, where none was said."""


def refuse(arguments: argparse.Namespace, resource: Resource) -> None:
    """Complain about arguments that do not fit this resource, filters included."""
    if arguments.id == "":
        raise Usage("the ID is empty: leave it out for the list.")
    if arguments.id and resource.single:
        raise Usage(f"there is only one {resource.title.lower()}: it takes no ID.")
    if arguments.id and resource.item is None:
        raise Usage(f"{resource.title} are only listed: get {arguments.vendor} {resource.name}.")
    if not (arguments.id or resource.single or resource.listing):
        raise Usage(f"{resource.title} are not listed: say which by its ID.")
    if (arguments.since or arguments.until) and resource.window is None:
        raise Usage(f"{resource.title} have no range of time to choose.")
    asked(arguments.where, arguments.since, resource.filters, 0, arguments.until)


async def get_resource(arguments: argparse.Namespace, source: RecordSource, budget: Budget) -> None:
    """Print what was asked for."""
    resource = source.catalog.resource(arguments.kind)
    refuse(arguments, resource)
    now_ns = time.time_ns()
    where, filters = arguments.where, resource.filters
    query = asked(where, arguments.since, filters, now_ns, arguments.until)
    query = ranged(resource, query, now_ns)
    if resource.note:
        say(resource.note)
    output: Output = arguments.output
    if arguments.id or resource.listing is None:
        one(output, resource, await source.record(resource, arguments.id or "", query, ask=ASK))
        return
    ours = local(query, filters)
    if ours:
        names = ", ".join(str(each) for each in ours)
        say(f"{source.title} cannot filter by {names}: rows are fetched and filtered here.")

    async def fetch(cursor: str | None, limit: int) -> Page[Record]:
        return await source.records(resource, query, cursor, limit=limit, ask=ASK)

    wanted = sieve(resource, ours)
    listing = Listing(fetch, attrgetter("id"), bound(arguments), wanted, largest=resource.largest)
    await pour(listing, rows(output, resource, listing.facts), budget, resource.title.lower())
    if output != "json":
        for name, value in listing.facts.items():
            say(f"{name}: {told(value)}")


def ranged(resource: Resource, query: Query, now_ns: int) -> Query:
    """The query, with the last day as its range where the vendor demands one and none was said."""
    if resource.window is None:
        return query
    needed = [each for each in resource.filters if each.name in resource.window and each.required]
    given = {each.field for each in query.conditions}
    if not needed or given.issuperset(resource.window):
        return query
    until = now_ns if query.until_ns is None else query.until_ns
    if query.since_ns is None and resource.window[0] not in given:
        say("--since was not said: the last day before the end is shown.")
        return replace(query, since_ns=until - DAY_NS, until_ns=until)
    return replace(query, until_ns=until)


def sieve(resource: Resource, conditions: Sequence[Condition]) -> Callable[[Record], bool] | None:
    """Whether a record meets all the conditions that no vendor is asked; None for none."""
    if not conditions:
        return None
    columns = {each.path: each for each in resource.columns}
    known = [(column(resource, each.field, columns), each) for each in conditions]
    return lambda row: all(compares(fact(of, row.raw), each) for of, each in known)


def column(resource: Resource, name: str, columns: Mapping[str, Column]) -> Column:
    """Where a record says what a filter asks for."""
    known, _ = find(name, resource.filters)
    path = known.wire or known.name
    kinds: Mapping[str, Any] = {"time": "time", "duration": "duration"}
    return columns.get(path) or Column(path, "", kinds.get(known.kind, "text"))
