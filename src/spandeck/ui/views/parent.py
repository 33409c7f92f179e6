"""Choosing what a list belongs to: the ids that a required filter takes, from their own list."""

from collections.abc import Sequence

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


def outermost(desk: Desk, resource: Resource, query: Query, depth: int = 0) -> Filter | None:
    """The filter to be chosen first: lists may themselves belong to something."""
    for each in missing(resource, query):
        around = desk.opened.records.catalog.by_name.get(each.of)
        if around is None or around.listing is None or depth >= DEEP:
            return each
        return outermost(desk, around, lately(desk, around), depth + 1) or each
    return None


def chooser(resource: Resource, records: Sequence[Record]) -> Chooser[str]:
    """Dismissed with the id of one of them."""
    choices = [Choice(each.id, label(resource, each), each.id) for each in records]
    return Chooser(f"Which {resource.singular.replace('-', ' ')}?", choices, search=True)


def label(resource: Resource, record: Record) -> str:
    """A record in a few words: its first column."""
    first = resource.columns[:1]
    if not first:
        return record.id
    shown = columns(resource)[0]
    return cell(first[0], at(record.raw, first[0].path), shown, Manner(), lead=True).text
