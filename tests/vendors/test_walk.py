"""Every resource of every vendor that can be opened is listed and read over its simulator."""

import json
from argparse import Namespace
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pytest

from spandeck.cli.records import get_resource
from spandeck.model.page import BadRow
from spandeck.model.query import Condition, Filter, Query
from spandeck.model.record import iso
from spandeck.model.resource import Record, Resource, at
from spandeck.model.source import RecordSource
from spandeck.net import State
from tests.vendors.opened import LOADED, NOW_NS, opened

HOUR_NS = 3600 * 1_000_000_000
PARENTS = 6
"""So many parents are tried until one has what is looked for."""
PAGES = 12
BARE = {"fiddler": ("live-jobs",)}
"""What the story may have nothing of: no job is running at this moment of it."""
SHORT = 3
"""Rows a page, to see pages chain."""


@dataclass
class Walk:
    """One vendor's catalog being walked; what is wrong is collected, not raised."""

    source: RecordSource
    span_ns: int
    """How far back lists that want a range of time are asked."""
    wrong: list[str] = field(default_factory=list)
    firsts: dict[str, tuple[Query, list[Record]]] = field(default_factory=dict)
    """What was found of a resource, and how it was asked for."""

    async def found(self, resource: Resource) -> tuple[Query, list[Record]]:
        """The first rows of a resource under the first parents that have any."""
        if resource.name not in self.firsts:
            self.firsts[resource.name] = (Query(), [])  # a circle of parents ends here
            best: tuple[Query, list[Record]] = (Query(), [])
            async for query in self.questions(resource):
                page = await self.source.records(resource, query, limit=resource.largest)
                bad = [row for row in page.items if isinstance(row, BadRow)]
                self.wrong += [f"{resource.name}: {row.why}" for row in bad[:1]]
                best = query, [row for row in page.items if isinstance(row, Record)]
                if best[1]:
                    break
            self.firsts[resource.name] = best
        return self.firsts[resource.name]

    async def questions(self, resource: Resource) -> AsyncIterator[Query]:
        """Ways to ask for a list, its parents filled in from their own lists."""
        call = resource.listing or resource.item
        assert call is not None
        needed = [
            each
            for each in resource.filters
            if (each.required and (each.place != "path" or resource.listing))
            or "{%s}" % (each.wire or each.name) in call.template
        ]
        window = resource.window or ()
        needed = [each for each in needed if each.name not in window]
        span = (NOW_NS - self.span_ns, NOW_NS) if window else (None, None)
        async for conditions in self.parents(needed):
            yield Query(tuple(conditions)).within(*span)

    async def parents(self, needed: Sequence[Filter]) -> AsyncIterator[list[Condition]]:
        """Values for required filters: ids of the first of them, with what those were asked by."""
        chained = [each for each in needed if each.of]
        fixed = [Condition(each.name, "=", each.choices[0]) for each in needed if each.choices]
        if not chained:
            yield fixed
            return
        *outer, last = chained
        query, rows = await self.found(self.source.catalog.resource(last.of))
        inherited = {each.field: each for each in query.conditions}
        given = [inherited[each.name] for each in outer if each.name in inherited]
        for row in islice(rows, PARENTS):
            yield [*fixed, *given, Condition(last.name, "=", row.id)]

    async def listed(self, resource: Resource) -> list[Record]:
        """Check one list: rows that can be read, ids once, pages that chain."""
        query, rows = await self.found(resource)
        if not rows and resource.name not in BARE.get(self.source.vendor, ()):
            self.wrong.append(f"{resource.name}: nothing is listed")
        ids = [row.id for row in rows]
        if resource.key and len(set(ids)) < len(ids):
            self.wrong.append(f"{resource.name}: an id came twice")
        chained: list[str] = []
        cursor = None
        for _ in range(PAGES):
            page = await self.source.records(resource, query, cursor, limit=SHORT)
            chained += [row.id for row in page.items if isinstance(row, Record)]
            cursor = page.cursor
            if cursor is None:
                break
        if resource.key and chained[: len(ids)] != ids[: len(chained)]:
            self.wrong.append(f"{resource.name}: short pages do not chain to what a long one has")
        if cursor is None and len(chained) < len(rows):
            self.wrong.append(f"{resource.name}: short pages end too early")
        return rows

    async def read(self, resource: Resource, rows: Sequence[Record]) -> list[Record]:
        """Check one of it: by the first id that was listed, or the only one."""
        if resource.single:
            async for query in self.questions(resource):
                return [await self.source.record(resource, "", query)]
        query, _ = self.firsts.get(resource.name, (Query(), []))
        if resource.listing is None:
            return []
        one = await self.source.record(resource, rows[0].id, query)
        if one.id != rows[0].id or (at(one.raw, resource.key) or one.id) != rows[0].raw.get(
            resource.key, one.id
        ):
            self.wrong.append(f"{resource.name}: another one is read than was listed")
        return [one]

    async def visit(self, resource: Resource) -> None:
        """One resource: its list, one of it, and whether its columns are there."""
        rows = await self.listed(resource) if resource.listing else []
        if resource.item is not None and (rows or resource.single):
            rows = [*rows, *await self.read(resource, rows)]
        if not rows:
            return
        for column in resource.columns:
            said = any(says(row.raw, column.path) for row in rows)
            if not said and column.absent == "—":
                self.wrong.append(f"{resource.name}: no row has {column.path}")


def says(raw: Any, path: str) -> bool:
    """Whether a record has something at this path, be it that it says there is nothing."""
    if at(raw, path) is not None:
        return True
    outer, _, last = path.rpartition(".")
    held = at(raw, outer) if outer else raw
    if isinstance(held, Mapping):
        return last in held
    return held is None and bool(outer) and says(raw, outer)


@pytest.mark.parametrize("vendor", LOADED)
async def test_every_resource_is_listed_and_read(vendor: str) -> None:
    async with opened(vendor) as found:
        walk = Walk(found.records, 24 * HOUR_NS)
        for resource in found.records.catalog.resources:
            await walk.visit(resource)
    assert not walk.wrong, "\n".join(walk.wrong)


def shell(vendor: str, resource: Resource, query: Query, output: str, identity: str) -> Namespace:
    """The arguments of `spandeck get` that ask for this."""
    return Namespace(
        vendor=vendor,
        kind=resource.name,
        id=identity or None,
        where=[str(each) for each in query.conditions],
        since=iso(query.since_ns),
        until=iso(query.until_ns),
        limit=5,
        all=False,
        output=output,
    )


@pytest.mark.parametrize("vendor", LOADED)
async def test_every_resource_is_printed(vendor: str, capsys: pytest.CaptureFixture[str]) -> None:
    budget = State.open(None)
    async with opened(vendor) as found:
        walk = Walk(found.records, HOUR_NS)
        for resource in found.records.catalog.resources:
            query, rows = await walk.found(resource) if resource.listing else (Query(), [])
            if resource.single:
                query = await anext(walk.questions(resource))
            if not (rows or resource.single):
                continue
            for output in ("json", "table"):
                asked = shell(vendor, resource, query, output, "")
                await get_resource(asked, found.records, budget)
                printed = capsys.readouterr().out
                assert printed, (resource.name, output)
                assert output != "json" or json.loads(printed)
            if resource.item is not None and not resource.single:
                asked = shell(vendor, resource, query, "json", rows[0].id)
                await get_resource(asked, found.records, budget)
                assert json.loads(capsys.readouterr().out)
