"""One page of traces from the spans of several applications: walked at once, newest first.

Every trace comes once, at its place, as soon as nothing earlier in the list can come any more.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import compress, decompressobj, error

from spandeck.model.gathering import gathered
from spandeck.model.page import Ask, BadRow, Page
from spandeck.model.record import iso
from spandeck.model.trace import TraceSummary
from spandeck.vendors.edge import Edge
from spandeck.vendors.fiddler.asking import Question, among
from spandeck.vendors.fiddler.grouping import (
    MICROSECOND,
    Application,
    Group,
    Place,
    Walk,
    grouped,
)
from spandeck.vendors.fiddler.spans import LARGEST, Tally, asked
from spandeck.vendors.fiddler.wire import SpanRow

WHAT = "list of traces"
SPANS_A_TRACE = 8
"""So many spans are asked for at first for every trace that is wanted."""
SMALLEST = 100
MOST_PAGES = 12
"""Pages of spans that one page of traces may cost, completing it aside."""
BATCH = 20
"""Traces that are completed by one query."""
MOST_COMPLETING = 10
"""Pages of spans that completing one batch may cost."""
MOST_OPEN = 500
"""Traces under way, and traces without a root, that a cursor carries."""
LONGEST_CURSOR = 262_144


class Expired(ValueError):
    """A cursor that is none of ours."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a list goes on: all a cursor holds."""

    place: Place
    open: Mapping[str, Sequence[str]]
    """By application, the traces that come after the place and have spans before it."""
    loose: Sequence[str] = ()
    """Traces given without a root: an older span that comes late would move them to after it."""

    def written(self) -> str:
        """As a cursor's text."""
        held = {"at": self.place, "open": self.open, "loose": self.loose}
        return urlsafe_b64encode(compress(json.dumps(held).encode())).decode()


def mark(cursor: str) -> Mark:
    """What a cursor holds; raise `Expired`."""
    try:
        held = json.loads(decompressobj().decompress(urlsafe_b64decode(cursor), LONGEST_CURSOR))
        at, trace_id = held["at"]
        return Mark((int(at), str(trace_id)), dict(held["open"]), tuple(held["loose"]))
    except (ValueError, KeyError, TypeError, error) as wrong:
        raise Expired("the cursor cannot be read") from wrong


class Walks:
    """The walks of a question through its applications, as far as they have come."""

    def __init__(
        self,
        edge: Edge,
        question: Question,
        applications: Iterable[Application],
        start: Mark | None = None,
    ) -> None:
        """`start` is where an earlier page ended, None for the beginning."""
        self.edge, self.question = edge, question
        self.after = start.place if start else None
        self.loose = dict.fromkeys(start.loose if start else ())
        until_ns = -start.place[0] if start else question.until_ns
        before = None if until_ns is None else until_ns // MICROSECOND + 1
        self.walks = [Walk(each, question.by, question.until_ns, before) for each in applications]
        for walk in self.walks:
            for trace_id in start.open.get(walk.application.id, ()) if start else ():
                walk.groups[trace_id] = Group(trace_id, walk.application, torn=True)

    async def page(self, limit: int, ask: Ask) -> Page[TraceSummary]:
        """The next traces, as many as wanted unless there are few among very many spans."""
        tally = Tally()
        first = self.after is None
        await gathered(self.advance(each, limit, ask, tally) for each in self.walks)
        await self.place(ask, tally)
        left = MOST_PAGES - len(self.walks)
        while len(found := self.ready()) < limit and left > 0 and self.barrier_ns >= 0:
            left -= 1
            await self.advance(self.behind(), limit, ask, tally)
            await self.place(ask, tally)
        given = await self.whole(found[:limit], ask, tally)
        ended = self.barrier_ns < 0 and len(found) <= limit
        self.after = given[-1].place if len(found) > limit else (-self.barrier_ns, "")
        for each in given:
            self.let_go(each)
        self.loose |= dict.fromkeys(each.trace_id for each in given if not each.rooted)
        rows: tuple[TraceSummary | BadRow, ...] = tuple(each.summary() for each in given)
        return Page(
            rows + tuple(tally.bad.values()),
            None if ended else self.mark().written(),
            tally.answered_ns,
            tally.cached,
            notes(given, tally, first=first),
        )

    @property
    def barrier_ns(self) -> int:
        """Traces that began later can all be given; -1 when every walk has ended."""
        return max((each.frontier_ns for each in self.walks), default=-1)

    def behind(self) -> Walk:
        """The walk that the others wait for."""
        return max(self.walks, key=lambda each: each.frontier_ns)

    async def advance(self, walk: Walk, limit: int, ask: Ask, tally: Tally) -> None:
        """Read the next page of spans of one application."""
        if walk.ended:
            return
        wanted = limit if walk.by == "some" else limit * SPANS_A_TRACE
        body = self.question.body(walk.application.id, self.question.tree)
        body |= {"page_size": max(SMALLEST, min(wanted, LARGEST)), "offset": walk.offset}
        if walk.before_us is not None:
            body["end_time"] = iso(walk.before_us * MICROSECOND)
        page = await asked(self.edge, body, WHAT, ask, tally)
        walk.take(page.rows, page.size, more=page.more)

    async def place(self, ask: Ask, tally: Tally) -> None:
        """Find out where traces stand whose root was not seen."""
        await self.complete(
            {each.application.id: each.unplaced() for each in self.walks}, ask, tally
        )

    async def whole(self, given: Sequence[Group], ask: Ask, tally: Tally) -> list[Group]:
        """The same traces with all their spans."""
        lacking: dict[str, list[str]] = {each.application.id: [] for each in self.walks}
        for walk in self.walks:
            for each in given:
                if each.application == walk.application and walk.lacks(each):
                    lacking[walk.application.id].append(each.trace_id)
        await self.complete(lacking, ask, tally)
        now = {walk.application.id: walk.groups for walk in self.walks}
        return [now[each.application.id].get(each.trace_id, each) for each in given]

    async def complete(self, lacking: Mapping[str, Sequence[str]], ask: Ask, tally: Tally) -> None:
        """Ask for all spans of some traces, by application."""
        await gathered(
            self.completed(walk, ids[at : at + BATCH], ask, tally)
            for walk in self.walks
            for ids in [lacking[walk.application.id]]
            for at in range(0, len(ids), BATCH)
        )

    async def completed(self, walk: Walk, ids: Sequence[str], ask: Ask, tally: Tally) -> None:
        """A batch of them; one that is gone meanwhile is forgotten."""
        tree = among("Span::trace_id", ids)
        body = Question().body(walk.application.id, tree) | {"page_size": LARGEST}
        found: list[SpanRow] = []
        offset, more = 0, True
        for _ in range(MOST_COMPLETING):
            page = await asked(self.edge, body | {"offset": offset}, WHAT, ask, tally)
            found += page.rows
            offset += page.size
            more = page.more
            if not more:
                break
        if more:
            for row in found:
                walk.groups[row.trace_id].add(row)
            for each in ids:
                group = walk.groups[each]
                group.torn, group.cut = group.torn or walk.lacks(group), True
            return
        groups = grouped(walk.application, found)
        for each in ids:
            if each in groups:
                walk.groups[each] = groups[each]
            else:
                del walk.groups[each]

    def ready(self) -> list[Group]:
        """The traces that can be given, in their order; the others are let go."""
        found = []
        for walk in self.walks:
            for group in walk.ready(self.after, self.barrier_ns):
                if group.trace_id not in self.loose and self.question.fits(group.summary()):
                    found.append(group)
                else:
                    self.let_go(group)
        return sorted(found, key=lambda each: each.place)

    def let_go(self, group: Group) -> None:
        """Forget a trace that was given, or is not wanted."""
        for walk in self.walks:
            if walk.application == group.application:
                walk.groups.pop(group.trace_id, None)

    def mark(self) -> Mark:
        """Where the next page begins."""
        place = self.after or (0, "")
        found = {each.application.id: each.open(place)[-MOST_OPEN:] for each in self.walks}
        loose = tuple(self.loose)[-MOST_OPEN:]
        return Mark(place, {name: ids for name, ids in found.items() if ids}, loose)


def notes(given: Sequence[Group], tally: Tally, *, first: bool) -> tuple[str, ...]:
    """What the reader must know: how the traces came about, and which may lack spans."""
    made = [f"grouped from {tally.spans} spans"] if first else []
    partial = sum(each.partial for each in given)
    if partial:
        made.append(f"{partial} traces may be incomplete")
    return ("; ".join(made),) if made else ()


def after(place: Place) -> str:
    """The cursor of a list that goes on after this trace, whatever was under way there."""
    return Mark(place, {}).written()
