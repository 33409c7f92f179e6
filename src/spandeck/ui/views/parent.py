"""Choosing what a list belongs to: the ids that a required filter takes, from their own list."""

from textual.widget import Widget

from spandeck.model.page import Ask, BadRow
from spandeck.model.query import Condition, Filter, Query
from spandeck.model.resource import Record, Resource, at
from spandeck.paint.recordcell import cell, columns
from spandeck.paint.tracerow import Manner
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.views.desk import Desk

OFFERED = 100
"""Records that are offered; an id that is not among them is typed."""
DEEP = 4
"""How far lists may belong to lists."""


def missing(resource: Resource, query: Query) -> list[Filter]:
    """The filters that a list cannot be asked without, and that have no value yet."""
    given = {each.field for each in query.conditions}
    return [each for each in resource.filters if each.required and each.name not in given]


async def offered(desk: Desk, known: Filter, ask: Ask) -> list[Record]:
    """The records whose ids a filter takes, as far as their list needs nothing more.

    Raise `SourceError`.
    """
    source = desk.opened.records
    resource = source.catalog.by_name.get(known.of)
    if resource is None or resource.listing is None:
        return []
    query = lately(desk, resource)
    if missing(resource, query):
        return []
    page = await source.records(resource, query, limit=min(OFFERED, resource.largest), ask=ask)
    return [row for row in page.items if not isinstance(row, BadRow) and row.id]


def lately(desk: Desk, resource: Resource) -> Query:
    """What was chosen lately for the filters that a list needs."""
    found = [
        Condition(each.name, "=", desk.lately[each.of])
        for each in resource.filters
        if each.required and each.of in desk.lately
    ]
    return Query(tuple(found), text=" ".join(f"{each.field}={each.value}" for each in found))


async def choose(view: Widget, desk: Desk, known: Filter, ask: Ask, depth: int = 0) -> str | None:
    """Let the reader choose an id for a filter, and first what its own list belongs to.

    None when nothing was chosen, or nothing can be offered. Raise `SourceError`.
    """
    resource = desk.opened.records.catalog.by_name.get(known.of)
    if resource is None or depth >= DEEP:
        return None
    for each in missing(resource, lately(desk, resource)):
        if await choose(view, desk, each, ask, depth + 1) is None:
            return None
    records = await offered(desk, known, ask)
    found: str | None = records[0].id if len(records) == 1 else None
    if len(records) > 1:
        choices = [Choice(each.id, label(resource, each), each.id) for each in records]
        title = f"Which {resource.singular.replace('-', ' ')}?"
        found = await view.app.push_screen_wait(Chooser(title, choices, search=True))
    if found is not None:
        desk.lately[resource.name] = found
    return found


def label(resource: Resource, record: Record) -> str:
    """A record in a few words: its first column."""
    first = resource.columns[:1]
    if not first:
        return record.id
    shown = columns(resource)[0]
    return cell(first[0], at(record.raw, first[0].path), shown, Manner(), lead=True).text
