"""Reads any resource of any vendor by its catalog: one engine, a dialect a vendor.

It knows no vendor and no resource; pages, envelopes and errors are the dialect's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from json import dumps
from typing import Any
from urllib.parse import quote

import httpx

from spandeck.model.action import Action, Values
from spandeck.model.catalog import Catalog
from spandeck.model.connection import Connection
from spandeck.model.errors import Missing, Refused
from spandeck.model.page import Ask, BadRow, Page
from spandeck.model.query import BadQuery, Condition, Filter, Query, find
from spandeck.model.record import iso
from spandeck.model.resource import Call, Record, Resource, at
from spandeck.model.source import EVERYTHING, PLAIN, Draft, Outcome
from spandeck.vendors import drafting
from spandeck.vendors.dialect import Asked, Dialect
from spandeck.vendors.edge import Edge

LONGEST_ID = 64
"""Characters of an id that a sentence shows."""


class Records:
    """Fulfils `model.source.RecordSource`."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        connection: Connection,
        title: str,
        catalog: Catalog,
        dialect: Dialect,
    ) -> None:
        """`client` has the connection's origin as its base URL and puts the key on requests."""
        self.vendor, self.title = catalog.vendor, title
        self.catalog, self.dialect = catalog, dialect
        self.writes = connection.writes
        self.edge = Edge(client, title, dialect.message)

    async def records(
        self,
        resource: Resource,
        query: Query = EVERYTHING,
        cursor: str | None = None,
        *,
        limit: int = 100,
        ask: Ask = PLAIN,
    ) -> Page[Record]:
        """One page of a resource's list; raise `BadQuery` for what cannot be asked.

        A cursor that has expired starts again at the first page and says so.
        """
        try:
            return await self.page(resource, query, cursor, limit, ask)
        except Refused as refused:
            if cursor is None or refused.status != HTTPStatus.BAD_REQUEST:
                raise
        page = await self.page(resource, query, None, limit, ask)
        return replace(page, notes=("the cursor expired; started again", *page.notes))

    async def page(
        self, resource: Resource, query: Query, cursor: str | None, limit: int, ask: Ask
    ) -> Page[Record]:
        """One page as the vendor gives it."""
        call = resource.listing
        if call is None:
            raise BadQuery(f"{resource.title} are not listed; one is read by its id.")
        asked, path = self.asked(resource, call, query, "")
        self.dialect.page(resource, cursor, max(1, min(limit, resource.largest)), asked)
        async with self.edge.stream(
            path,
            what=f"list of {resource.title.lower()}",
            ask=ask,
            params=asked.params,
            method=call.method,
            body=asked.body or None,
        ) as answer:
            own, rows = await answer.rows(resource.rows or self.dialect.rows)
            try:
                place = self.dialect.place(resource, own, cursor, len(rows))
            except ValueError as error:
                raise answer.unreadable(str(error)) from error
        items, twice = read(resource, rows)
        rest = {k: v for k, v in own.items() if k not in self.dialect.beside}
        return Page(
            items,
            place.cursor,
            answer.answered_ns,
            answer.cached,
            place.notes + twice,
            rest,
            place.total,
        )

    async def record(
        self, resource: Resource, identity: str, query: Query = EVERYTHING, *, ask: Ask = PLAIN
    ) -> Record:
        """One record by its id; raise `Missing` where there is none, or no path can hold it."""
        call = resource.item
        if call is None:
            raise BadQuery(f"{resource.title} are listed, but none is read by its id.")
        asked, path = self.asked(resource, call, query, identity)
        shown = identity if len(identity) <= LONGEST_ID else identity[:LONGEST_ID] + "…"
        answer, body = await self.edge.get(
            path,
            what=f"{resource.singular} {shown}".strip(),
            ask=ask,
            params=asked.params,
            method=call.method,
            body=asked.body or None,
        )
        raw = self.dialect.item(body)
        if not isinstance(raw, Mapping):
            raise answer.unreadable("it is no JSON object")
        return Record(identity or str(at(raw, resource.key) or ""), raw)

    def draft(self, action: Action, values: Values, target: str = "") -> Draft:
        """The request that an action with these values would be; raise `Missing` for a bad id."""
        if action.targeted:
            self.segment(target)
        return drafting.draft(action, values, target)

    async def act(self, draft: Draft, *, ask: Ask = PLAIN) -> Outcome:
        """Send it once; a lost answer raises `Unreachable` saying that the outcome is unknown."""
        action = draft.action
        async with self.edge.stream(
            draft.path,
            what=action.title.lower(),
            ask=ask,
            params=draft.params,
            method=draft.method,
            body=draft.body,
        ) as answer:
            raw = await answer.body()
        if raw is None:
            return Outcome(answer.status, None, answer.answered_ns)
        item = self.dialect.item(raw)
        found = item if isinstance(item, Mapping) else {"value": item}
        resource = self.catalog.resource(action.on)
        record = Record(draft.target or str(at(found, resource.key) or ""), found)
        follow = at(found, action.follow.identity) if action.follow else None
        return Outcome(answer.status, record, answer.answered_ns, follow and str(follow))

    def asked(
        self, resource: Resource, call: Call, query: Query, identity: str
    ) -> tuple[Asked, str]:
        """The parameters, body and path of a request; raise `BadQuery` where one is missing."""
        made, parts = Asked(), {"id": self.segment(identity) if "{id}" in call.template else ""}
        special: list[Condition] = []
        for each in (*query.conditions, *within(resource, query)):
            found, _ = find(each.field, resource.filters)
            name, value = found.wire or found.name, written(found, each)
            if not found.at_vendor:
                continue
            match found.place:
                case "path":
                    parts[name] = self.segment(str(value))
                case "query":
                    made.params[name] = value
                case "body":
                    made.body[name] = value
                case "filter":
                    special.append(each)
        missing = [
            each.name
            for each in resource.filters
            if each.required and (each.wire or each.name) not in made.params | made.body | parts
        ]
        if missing:
            raise BadQuery(
                f"{resource.title} are asked for by {', '.join(missing)}: {missing[0]}=…"
            )
        self.dialect.filtered(resource, special, made)
        return made, call.template.format_map(parts)

    def segment(self, identity: str) -> str:
        """An id as part of a path; raise `Missing` for one that no path can hold."""
        if identity in ("", ".", ".."):
            raise Missing(self.title, f"“{identity}” is no id")
        return quote(identity, safe="")


def within(resource: Resource, query: Query) -> Iterable[Condition]:
    """The query's range of time as conditions of this resource."""
    if resource.window is None:
        return
    for name, value in zip(resource.window, (query.since_ns, query.until_ns), strict=True):
        if value is not None and all(each.field != name for each in query.conditions):
            yield Condition(name, "=", value)


def written(known: Filter, asked: Condition) -> str | int | float | bool:
    """A value as vendors read it: times in ISO 8601, numbers without a needless fraction."""
    if known.kind == "time" and isinstance(asked.value, int):
        return iso(asked.value) or ""
    if known.kind == "number" and isinstance(asked.value, float) and asked.value.is_integer():
        return int(asked.value)
    return asked.value


def read(
    resource: Resource, rows: Iterable[Any]
) -> tuple[tuple[Record | BadRow, ...], tuple[str, ...]]:
    """Rows as records, each id once; a row that is no object stands under `value`."""
    made: list[Record | BadRow] = []
    seen: set[str] = set()
    repeated = 0
    for row in rows:
        if isinstance(row, BadRow):
            made.append(row)
            continue
        raw = row if isinstance(row, Mapping) else {"value": row}
        found = at(raw, resource.key) if resource.key else None
        if resource.key and found is None:
            made.append(BadRow(dumps(row, ensure_ascii=False), f"it has no {resource.key}"))
            continue
        identity = "" if found is None else str(found)
        if identity and identity in seen:
            repeated += 1
            continue
        seen.add(identity)
        made.append(Record(identity, raw))
    return tuple(made), (f"rows that came twice: {repeated}",) if repeated else ()
