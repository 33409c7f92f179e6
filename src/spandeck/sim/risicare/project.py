"""One project: the world's traces and those that were sent to it, as one list.

A world's trace that is deleted, or that spans are sent to, is hidden in the world; in the second
case it is first copied to the archive, which alone can be written to.
"""

from asyncio import sleep
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from pydantic_core import from_json, to_json

from spandeck.sim.archive import Archive
from spandeck.sim.archive.facts import Facts
from spandeck.sim.archive.shelf import Shelf
from spandeck.sim.clock import Clock
from spandeck.sim.meaning import facts
from spandeck.sim.risicare.records import event_record, span_record
from spandeck.sim.search import Position, Search, Summary, order
from spandeck.sim.span import Event, Span
from spandeck.sim.world import World, pages
from spandeck.sim.world.outline import Outline

Kept = tuple[Facts, bytes]
"""A span as the archive keeps it: what lists need, and its JSON."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of summaries and where the next one starts."""

    rows: Sequence[Summary]
    next: Position | None


@dataclass(frozen=True, slots=True)
class Detail:
    """One trace: its row and its spans as (depth, JSON) in pre-order."""

    summary: Summary
    spans: Iterator[tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Sessions:
    """One page of sessions, each with its traces, and where the next one starts."""

    rows: Sequence[tuple[str, Sequence[Summary]]]
    next: Position | None


class Project:
    """What one key opens."""

    def __init__(
        self, identifier: str, name: str, archive: Archive, world: World | None, clock: Clock
    ) -> None:
        """Without a world it holds only what is sent to it."""
        self.id, self.name, self.archive, self.world = identifier, name, archive, world
        self.clock, self.shelf = clock, Shelf(archive, identifier)
        self.hidden: set[int] = set()
        for trace_id in archive.gone(identifier) if world else ():
            self.hide(trace_id)

    def hide(self, trace_id: str) -> None:
        """Show the world's trace of this id no more, if there is one."""
        number = self.world.trace_ids.number(trace_id) if self.world else None
        if number is not None:
            self.hidden.add(number)

    def find(self, trace_id: str) -> int | None:
        """The world's index of a trace that can be seen."""
        index = self.world.find(trace_id) if self.world else None
        return None if index in self.hidden else index

    def traces(self, search: Search, after: Position | None, limit: int) -> Listed:
        """One page of traces, newest first."""
        rows: list[tuple[Position, Callable[[], Summary]]] = []
        reached: Position | None = None
        if world := self.world:
            walk = pages.walk(world, search, after, limit + 1, self.hidden)
            reached = walk.reached
            rows = [(world.place(each), partial(pages.summary, world, each)) for each in walk.found]
        for row in self.archive.traces(self.id, search, after, limit + 1):
            place = Position(row.started_ns, row.trace_id)
            if reached is None or not reached.before(*place):
                rows.append((place, partial(itself, row)))
        rows.sort(key=lambda each: order(each[0]))
        shown = [row() for _, row in rows[:limit]]  # only what is shown is summed up
        return Listed(shown, rows[limit - 1][0] if len(rows) > limit else reached)

    def trace(self, trace_id: str) -> Detail | None:
        """One trace with all its spans, or None."""
        index = self.find(trace_id)
        if self.world and index is not None:
            seen = self.world.outline(index)
            return Detail(pages.summary(self.world, seen), rendered(self.world, seen))
        summary = self.archive.trace(self.id, trace_id)
        return None if summary is None else Detail(summary, self.sent(trace_id))

    def sent(self, trace_id: str) -> Iterator[tuple[int, bytes]]:
        """The archive's spans of one trace, with the events that were sent apart."""
        apart = self.archive.events(self.id, trace_id)
        for depth, span_id, body in self.archive.bodies(self.id, trace_id):
            added = apart.get(span_id)
            yield depth, joined(body, added) if added else body

    def session(self, session_id: str) -> Sequence[Summary]:
        """The traces of a session, oldest first; empty when there is none."""
        found: list[Summary] = []
        if world := self.world:
            indexes = [each for each in world.find_session(session_id) if each not in self.hidden]
            found = [pages.summary(world, world.outline(each)) for each in indexes]
        found += self.archive.traces(self.id, Search(session_id=session_id), None, -1)
        return sorted(found, key=lambda each: (each.started_ns, each.trace_id))

    def sessions(self, after: Position | None, limit: int) -> Sessions:
        """One page of sessions, newest first by their first trace."""
        found = self.archive.sessions(self.id, after, limit + 1)
        if world := self.world:
            found = [each for each in found if not world.find_session(each[0])]
            found += islice(pages.sessions(world, after, self.hidden), limit + 1)
        places = sorted((Position(at, name) for name, at in found), key=order)
        rows = [(place.trace_id, self.session(place.trace_id)) for place in places[:limit]]
        return Sessions(rows, places[limit - 1] if len(places) > limit else None)

    def delete(self, trace_id: str) -> bool:
        """Forget a trace for good; whether there was one."""
        there = self.find(trace_id) is not None or self.archive.trace(self.id, trace_id) is not None
        if there:
            self.archive.forget(self.id, trace_id)
            self.hide(trace_id)
        return there

    def delete_session(self, session_id: str) -> bool:
        """Forget all traces of a session; whether there was one."""
        traces = self.session(session_id)
        for each in traces:
            self.delete(each.trace_id)
        return bool(traces)

    async def keep(self, spans: Sequence[Kept], together: int) -> None:
        """Keep spans that were sent, a few at a time."""
        for trace_id in {span.trace_id for span, _ in spans}:
            self.adopt(trace_id)
        for first in range(0, len(spans), together):
            self.archive.put(self.id, spans[first : first + together])
            await sleep(0)

    def note(self, trace_id: str, span_id: str, event: Event) -> None:
        """Keep an event that was sent apart from its span."""
        self.adopt(trace_id)
        body = to_json(event_record(event), inf_nan_mode="strings")
        self.archive.put_event(self.id, trace_id, span_id, body)

    def adopt(self, trace_id: str) -> None:
        """Copy a trace of the world to the archive, so that it can be added to."""
        index = self.find(trace_id)
        if self.world and index is not None:
            self.archive.put(self.id, map(kept, self.world.spans(self.world.outline(index))))
            self.archive.hide(self.id, trace_id)
            self.hide(trace_id)


def itself(row: Summary) -> Summary:
    """A row that is summed up already."""
    return row


def kept(span: Span) -> Kept:
    """A span as it is put into the archive."""
    return facts(span), to_json(span_record(span), inf_nan_mode="strings")


def joined(body: bytes, events: Iterable[bytes]) -> bytes:
    """A span's JSON with more events."""
    span = from_json(body)
    span["events"] += map(from_json, events)
    return to_json(span)


def rendered(world: World, seen: Outline) -> Iterator[tuple[int, bytes]]:
    """The world's spans of one trace as (depth, JSON)."""
    depths: dict[str | None, int] = {None: -1}
    for span in world.spans(seen):
        depths[span.span_id] = depth = depths[span.parent_id] + 1
        yield depth, to_json(span_record(span))
