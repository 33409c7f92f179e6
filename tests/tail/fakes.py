"""A vendor's list of failures in memory and in virtual time: a real `Feed`, with bad habits."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from spandeck.model.errors import SourceError
from spandeck.model.occurrence import PLAIN, Cause, Kind, Occurrence, Reference
from spandeck.model.page import Ask, BadRow, Page
from spandeck.model.tail import Item
from spandeck.tail.mark import Mark
from spandeck.tail.tail import Tail
from tests.net.clock import EPOCH, seconds

SECOND_NS = 1_000_000_000
BEGAN_NS = int(EPOCH) * SECOND_NS
"""When a virtual loop begins."""


def now_ns() -> int:
    """The virtual loop's time; before and after it runs, its beginning."""
    try:
        return BEGAN_NS + round(seconds() * SECOND_NS)
    except RuntimeError:
        return BEGAN_NS


def failure(
    name: str, at_s: float, *, message: str = "no answer", kind: Kind = "span", vendor: str = "fake"
) -> Occurrence:
    """A failure so many seconds after the loop began."""
    at_ns = BEGAN_NS + round(at_s * SECOND_NS)
    return Occurrence(vendor, kind, name, at_ns, Cause(message=message), of=Reference(name))


@dataclass
class FakeFeed:
    """What has arrived of a list, newest first; pages are counted from the top, so they shift."""

    arrivals: list[tuple[float, Occurrence]] = field(default_factory=list)
    """When each becomes visible, in seconds after the loop began; one of the same key again
    replaces the one before."""
    vendor: str = "fake"
    name: str = "errors"
    title: str = "Fake errors"
    every_s: float = 5.0
    overlap_s: float = 60.0
    page: int = 100
    takes_s: float = 0.0
    """How long an answer takes."""
    troubles: list[SourceError | None] = field(default_factory=list)
    """What the next requests meet; None is an answer."""
    expires: set[str] = field(default_factory=set)
    """Cursors that expire once: the list starts again at the top."""
    bad: tuple[BadRow, ...] = ()
    """Rows that stand on top of every first page."""
    asked: list[tuple[int, str | None]] = field(default_factory=list)
    """Since when, and at which cursor, in order."""
    asks: list[Ask] = field(default_factory=list)

    async def occurrences(
        self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Occurrence]:
        """One page of what is visible now."""
        self.asked.append((since_ns, cursor))
        self.asks.append(ask)
        await asyncio.sleep(self.takes_s)
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble
        notes: tuple[str, ...] = ()
        if cursor in self.expires:
            self.expires.remove(cursor)
            cursor, notes = None, ("the cursor expired; started again",)
        rows, start = self.visible(since_ns), int(cursor or 0)
        end = start + min(limit, self.page)
        following = str(end) if end < len(rows) else None
        bad = () if start else self.bad
        return Page((*bad, *rows[start:end]), following, now_ns(), notes=notes)

    def visible(self, since_ns: int) -> list[Occurrence]:
        """What has arrived by now and happened since then, newest first."""
        here = {row.key: row for at_s, row in self.arrivals if at_s <= seconds()}
        found = [row for row in here.values() if row.at_ns >= since_ns]
        return sorted(found, key=lambda row: row.at_ns, reverse=True)


def following(*feeds: FakeFeed, mark: Mark | None = None, since_s: float = -3600.0) -> Tail:
    """A tail of these feeds in virtual time."""
    marks = {} if mark is None else {(each.vendor, each.name): mark for each in feeds}
    since_ns = BEGAN_NS + round(since_s * SECOND_NS)
    return Tail(feeds, since_ns=since_ns, marks=marks, clock=now_ns)


async def told(tail: Tail, for_s: float) -> list[Item]:
    """What a tail tells within so many virtual seconds."""
    items: list[Item] = []

    async def read() -> None:
        async for batch in tail.batches():
            items.extend(batch.items)

    reader = asyncio.create_task(read())
    await asyncio.sleep(for_s)
    tail.end()
    await reader
    return items


def names(items: Iterable[Item]) -> list[str]:
    """The ids of items, in order."""
    return [each.occurrence.id for each in items]
