"""What failed at Fiddler: the failed spans of every application, and among them where it began.

Only failed spans are asked for, never whole traces: a query costs one of 120 a minute.
"""

from collections.abc import Iterable
from functools import partial
from itertools import chain

from spandeck.model.occurrence import Occurrence
from spandeck.model.page import Ask, Page
from spandeck.model.source import PLAIN
from spandeck.model.trace import Span
from spandeck.semantics.occurrence import Around
from spandeck.semantics.origin import Family, lighter
from spandeck.vendors.fiddler.asking import FAILED, Question
from spandeck.vendors.fiddler.filtering import both
from spandeck.vendors.fiddler.source import FiddlerSource
from spandeck.vendors.fiddler.spans import Tally, asked
from spandeck.vendors.fiddler.translation import BESIDE, span
from spandeck.vendors.fiddler.wire import SpanRow
from spandeck.vendors.memo import Memo
from spandeck.vendors.patrol import Found, Patrol
from spandeck.vendors.unhurried import unhurried

WHAT = "failed spans"
TREE = both([FAILED])
PAGE = 250
"""Failed spans that are asked for at once: a model's call brings its conversation along."""
REMEMBERED = 2_000
"""Traces whose failed spans are kept: those of one may come on two pages, or at two polls."""


class Errors:
    """Fulfils `model.occurrence.Feed`."""

    vendor: str = "fiddler"
    name: str = "errors"
    title: str = "Fiddler errors"
    every_s: float = 10.0
    """A query for each application where something failed lately, of 120 a minute."""
    overlap_s: float = 600.0
    """Spans are found by when they began: one that lasts longer than ten minutes is not."""

    def __init__(self, source: FiddlerSource) -> None:
        """`source` knows the applications."""
        self.source = source
        self.patrol = Patrol("applications")
        self.families: Memo[tuple[str, str], Family] = Memo(REMEMBERED)
        """By application and trace."""

    async def occurrences(
        self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Occurrence]:
        """The failures among the next failed spans of the applications that are due.

        A query is as large as it may be, whatever the `limit`: it is queries that are counted.
        """
        every = await self.source.applications.every(ask.settled)
        named = {each.id: each.name for each in every}
        return await self.patrol.page(named, since_ns, cursor, partial(self.read, named, ask))

    async def read(
        self, named: dict[str, str], ask: Ask, place: str, since_ns: int, cursor: str | None
    ) -> Found:
        """One page of one application; its cursor is how many spans were given before."""
        tally, offset = Tally(), int(cursor or 0)
        body = Question(since_ns=since_ns).body(place, TREE)
        page = await asked(
            self.source.edge, body | {"page_size": PAGE, "offset": offset}, WHAT, ask, tally
        )
        known = Around(project=named[place], fatal=False)  # a root that failed is among them
        traces = await self.add(place, page.rows)
        told = chain.from_iterable(each.occurrences(self.vendor, known) for each in traces)
        found = tuple([each async for each in unhurried(told)])
        after = str(offset + page.size) if page.more else None
        bad = tuple(tally.bad.values())
        return Found(found, bad, after, tally.answered_ns, tally.cached)

    async def add(self, place: str, rows: Iterable[SpanRow]) -> Iterable[Family]:
        """Get to know failed spans of an application; the families that they belong to."""
        found: dict[str, Family] = {}
        async for row in unhurried(rows):
            name = row.trace_id
            family = found.get(name) or self.families.get((place, name)) or Family()
            family.add((failed(row),))
            found[name] = family
        for name, family in found.items():
            self.families.put((place, name), family)
            self.source.homes.put(name, place)
        return found.values()


def failed(row: SpanRow) -> Span:
    """A failed span, without its input and output."""
    told = {name: getattr(row, name) for name in BESIDE if name not in ("input", "output")}
    return lighter(span(row, told))
