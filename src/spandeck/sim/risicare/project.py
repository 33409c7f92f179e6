"""One project's traces: the world's and those that were sent, as one list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic_core import to_json

from spandeck.sim.risicare.records import span_record
from spandeck.sim.search import Position, Search, Summary
from spandeck.sim.world import World, pages


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


class Project:
    """What one key opens."""

    def __init__(self, identifier: str, name: str, world: World | None) -> None:
        """Without a world it holds only what is sent to it."""
        self.id, self.name, self.world = identifier, name, world

    def traces(self, search: Search, after: Position | None, limit: int) -> Listed:
        """One page of traces, newest first."""
        if self.world is None:
            return Listed((), None)
        found = pages.walk(self.world, search, after, limit, lambda index: False)
        return Listed([pages.summary(self.world, each) for each in found.found], found.reached)

    def trace(self, trace_id: str) -> Detail | None:
        """One trace with all its spans, or None."""
        world = self.world
        index = world.find(trace_id) if world else None
        if world is None or index is None:
            return None
        seen = world.outline(index)
        return Detail(pages.summary(world, seen), rendered(world, index))


def rendered(world: World, index: int) -> Iterator[tuple[int, bytes]]:
    """The world's spans of one trace as (depth, JSON)."""
    depths: dict[str | None, int] = {None: -1}
    for span in world.spans(world.outline(index)):
        depths[span.span_id] = depth = depths[span.parent_id] + 1
        yield depth, to_json(span_record(span), inf_nan_mode="strings")
