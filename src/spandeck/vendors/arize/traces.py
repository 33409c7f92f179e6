"""Arize's traces as one list over all the projects that a query means."""

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from spandeck.model.page import Ask, BadRow, Freshness, Page
from spandeck.model.query import Query
from spandeck.model.trace import TraceSummary
from spandeck.vendors.arize import cursor as places
from spandeck.vendors.arize.cursor import Expired, Place, Stand
from spandeck.vendors.arize.gathering import Entry, Slab, gathered
from spandeck.vendors.arize.memory import Memory
from spandeck.vendors.arize.merging import Merge
from spandeck.vendors.arize.places import Project, meant, projects
from spandeck.vendors.arize.terms import CHOOSES, Question, question
from spandeck.vendors.edge import Edge

MOST_PROJECTS = 24
"""Projects that are read at once; a key that sees more is asked to choose."""
KEPT = 8
"""Merged lists whose unused rows are kept for the page that follows."""
RECENT_NS = 60 * 1_000_000_000
"""Kept rows that came within a minute are new, even to who wants nothing from a cache."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the list."""

    entries: Sequence[Entry]
    began: Place
    """Where it was read from."""
    cursor: str | None
    merge: Merge
    notes: tuple[str, ...]

    def until(self, last: Entry) -> str | None:
        """The cursor with which the list goes on after one of these entries."""
        if last is self.entries[-1]:
            return self.cursor
        stands = {name: Stand(cursor=s.cursor, begun=True) for name, s in self.began.stands.items()}
        return places.written(Place(mark=self.began.mark, after=last.order, stands=stands))


class Traces:
    """Reads the list page by page."""

    def __init__(self, edge: Edge, memory: Memory) -> None:
        """`memory` is told where traces were found and what spans say."""
        self.edge, self.memory = edge, memory
        self.kept: OrderedDict[tuple[int, str], Merge] = OrderedDict()

    async def page(
        self, query: Query, cursor: str | None, limit: int, ask: Ask
    ) -> Page[TraceSummary]:
        """One page, newest first; raise `BadQuery` for what cannot be asked."""
        read = await self.read(query, cursor, limit, ask)
        items, twice = folded(read.entries)
        notes = (*read.notes, *twice)
        return Page(items, read.cursor, read.merge.answered_ns, read.merge.cached, notes)

    async def read(self, query: Query, cursor: str | None, limit: int, ask: Ask) -> Read:
        """The entries of one page, and where the list went on from and goes on."""
        asked = question(query)
        mark = places.mark(asked.body, chosen(query))
        merge, notes = await self.opened(query, mark, cursor, ask)
        began = Place(mark=mark, after=merge.after, stands=merge.stands())
        entries = await merge.take(max(1, limit), partial(self.fetch, asked, ask))
        return Read(entries, began, self.keep(merge, mark), merge, (*notes, *merge.notes))

    async def opened(
        self, query: Query, mark: int, cursor: str | None, ask: Ask
    ) -> tuple[Merge, tuple[str, ...]]:
        """The list at its place, and what is to be said about that."""
        kept = None if cursor is None else self.kept.pop((mark, cursor), None)
        if kept is not None:
            since_ns = time.time_ns() - RECENT_NS
            if ask.freshness is not Freshness.RELOAD or kept.came_since(since_ns):
                return kept, ()
        found = meant(await projects(self.edge, ask), query)
        if not found:
            return Merge({}), ("no project that this key sees is meant",)
        notes: tuple[str, ...] = ()
        if len(found) > MOST_PROJECTS:
            notes = (f"{MOST_PROJECTS} of {len(found)} projects; choose with project=…",)
        found = found[:MOST_PROJECTS]
        if cursor is not None:
            try:
                place = places.read(cursor, mark)
            except Expired:
                return Merge.begin(found), ("the cursor expired; started again", *notes)
            return Merge.resume(found, place), ()
        return Merge.begin(found), notes

    async def fetch(
        self, asked: Question, ask: Ask, project: Project, cursor: str | None, limit: int
    ) -> Slab:
        """One page of one project (contract §8.4)."""
        params: dict[str, str | int] = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        async with self.edge.stream(
            "/v2/traces",
            what=f"traces of {project.name}",
            ask=ask,
            params=params,
            method="POST",
            body={"project_id": project.id, **asked.body},
        ) as answer:
            slab = await gathered(answer, project, asked, self.memory.see)
        self.memory.found(project, slab.entries)
        return slab

    def keep(self, merge: Merge, mark: int) -> str | None:
        """The cursor for what follows, and the rows that were read beyond this page."""
        stands = merge.stands()
        if not stands:
            return None
        after = places.written(Place(mark=mark, after=merge.after, stands=stands))
        self.kept[mark, after] = replace(merge, notes=[], answered_ns=0, cached=True)
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return after


def chosen(query: Query) -> list[str]:
    """What a query says of projects: part of what a cursor belongs to."""
    return [str(each) for each in query.conditions if each.field in CHOOSES]


def folded(
    entries: Sequence[Entry],
) -> tuple[tuple[TraceSummary | BadRow, ...], tuple[str, ...]]:
    """Rows, each trace once: Arize gives one for every root, and the tree shows all of them."""
    rows: dict[str, TraceSummary | BadRow] = {}
    seen: set[tuple[str, str]] = set()
    repeated = 0
    for place, each in enumerate(entries):
        if isinstance(each.row, BadRow):
            rows[f"bad {place}"] = each.row
            continue
        known = (each.row.trace_id, each.root_id)
        first = rows.get(each.row.trace_id)
        repeated += known in seen
        if isinstance(first, TraceSummary) and known not in seen:
            rows[first.trace_id] = joined(first, each.row)
        rows.setdefault(each.row.trace_id, each.row)
        seen.add(known)
    return tuple(rows.values()), (f"rows that came twice: {repeated}",) if repeated else ()


def joined(first: TraceSummary, other: TraceSummary) -> TraceSummary:
    """One row for two roots of a trace: the newer tells it, and its spans came with both."""
    more = max(first, other, key=lambda row: row.span_count or 0)
    roots = [*first.raw.get("roots", [first.raw.get("root_span_id")])]
    return replace(
        first,
        span_count=more.span_count,
        error_count=more.error_count,
        tokens=more.tokens,
        cost_usd=more.cost_usd,
        raw={**first.raw, "roots": [*roots, other.raw.get("root_span_id")]},
    )
