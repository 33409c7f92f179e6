"""What goes wrong, live: what the tail brings, kept in a ring and grouped on a board.

One for the whole program; whoever shows it asks no vendor, and nothing here holds the loop.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from spandeck.model.group import Target
from spandeck.model.occurrence import Occurrence
from spandeck.model.source import Sources, TraceSource
from spandeck.model.tail import Item
from spandeck.tail.ring import Ring
from spandeck.tail.tail import Tail
from spandeck.triage.board import Board
from spandeck.triage.store import Store
from spandeck.ui.slices import Breath

BACK_S = 3600.0
"""How far back the first poll looks: as far as groups are counted by the minute."""
SOME = 32
"""How many items are taken before the rest of the program is let run: a millisecond or two."""


class Triage:
    """The tail, the ring and the board of one profile; `run` it once."""

    def __init__(self, tail: Tail, board: Board, since_ns: int) -> None:
        """`since_ns` is from when on the tail tells."""
        self.tail, self.board, self.since_ns = tail, board, since_ns
        self.ring = Ring()
        self.traces: Mapping[str, TraceSource] = {}
        """Who knows the web addresses of traces, by vendor."""

    @classmethod
    async def open(cls, sources: Sources, file: Path | None, clock: Callable[[], int]) -> "Triage":
        """Over a profile's feeds and the file of what was thought of its groups."""
        board = await asyncio.to_thread(lambda: Board(Store.open(file), clock))
        since_ns = clock() - int(BACK_S * 1e9)
        tail = Tail(sources.feeds, since_ns=since_ns, budget=sources.budget, clock=clock)
        made = cls(tail, board, since_ns)
        made.traces = sources.traces
        return made

    def link(self, occurrence: Occurrence) -> str:
        """The trace in its vendor's own web interface; empty where there is none."""
        source, trace_id = self.traces.get(occurrence.vendor), occurrence.of.trace_id
        return source.web_link(trace_id) if source and trace_id else ""

    @property
    def version(self) -> int:
        """Grows with whatever changes what the ring or the board say."""
        return self.ring.end + self.board.version

    def tick(self) -> None:
        """Time passed, and others may have acted."""
        self.board.tick(self.tail.standings)

    def holding(self, target: Target) -> str | None:
        """The key of the group in which a trace or a span failed, as far as it was told."""
        trace_id, _, span_id = target.id.partition("/")
        for group in self.board.groups():
            for each in group.recent:
                if each.of.trace_id == trace_id and span_id in ("", each.of.span_id):
                    return group.fingerprint.key
        return None

    async def run(self, heard: Callable[[frozenset[str]], object] = frozenset) -> None:
        """Take what comes until cancelled; `heard` is told the groups that are new to everyone."""
        async for batch in self.tail.batches():
            fresh = await self.take(batch.items)
            if fresh:
                heard(fresh)

    async def take(self, items: Sequence[Item]) -> frozenset[str]:
        """Take some in, in slices; the keys of the groups that are new to everyone."""
        breath, fresh = Breath(), frozenset[str]()
        for some in cut(items, SOME):
            self.ring.add(some)
            fresh |= self.board.take(some)
            await breath.draw()
        return fresh


def cut(items: Sequence[Item], size: int) -> Sequence[Sequence[Item]]:
    """The same in pieces of at most so many."""
    return [items[start : start + size] for start in range(0, len(items), size)]
