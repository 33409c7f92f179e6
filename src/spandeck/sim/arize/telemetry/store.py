"""The spans of one project: the world's that belong to it, and those that were sent to it.

Nothing of the world is copied: deletions and annotations lie on the organisation's shelf, by
project and span, and are put over what the world and the archive say.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from heapq import merge
from typing import NamedTuple

from pydantic_core import from_json, to_json

from spandeck.sim.archive.recent import Window, discard, of_trace, recent
from spandeck.sim.arize.annotating import upserted
from spandeck.sim.arize.organisation import Organisation, Record
from spandeck.sim.arize.people import PEOPLE, known
from spandeck.sim.arize.projects import part
from spandeck.sim.arize.telemetry.narrow import Narrowed
from spandeck.sim.arize.telemetry.records import annotated, judged, span_record
from spandeck.sim.meaning import facts
from spandeck.sim.span import Span
from spandeck.sim.world import openinference
from spandeck.sim.world.outline import Outline
from spandeck.sim.world.spans import LONGEST_NS, SpanPlace, order

ANNOTATIONS, DELETED = "span-annotations", "deleted-spans"
NOTED = ("annotations", "trace_annotations")
"""What is written to a span afterwards, as the span's record calls it."""
NOT_NARROWED = Narrowed()


class Placed(NamedTuple):
    """A span and where it stands."""

    place: SpanPlace
    record: Record


class Store:
    """The spans of one project."""

    def __init__(self, organisation: Organisation, project_id: str) -> None:
        """Cheap: made for each request."""
        self.organisation, self.project_id = organisation, project_id
        self.archive, self.shelf = organisation.archive, organisation.shelf
        self.key = f"arize {organisation.name} {project_id}"
        self.part = part(organisation, project_id)

    def holds(self, outline: Outline) -> bool:
        """Whether a trace of the world belongs here."""
        return (outline.environment, outline.agent.name) == self.part

    def spans(
        self,
        window: Window,
        after: SpanPlace | None = None,
        narrowed: Narrowed = NOT_NARROWED,
    ) -> Iterator[Placed]:
        """The spans that start in the window, newest first, after a place."""
        sent = (
            Placed(SpanPlace(*each[:3]), self.over(from_json(each.body)))
            for each in recent(self.archive, self.key, window, after)
        )
        both = merge(self.made(window, after, narrowed), sent, key=lambda each: order(each.place))
        return (each for each in latest(both) if not self.deleted(each.place.span_id))

    def made(self, window: Window, after: SpanPlace | None, narrowed: Narrowed) -> Iterator[Placed]:
        """The world's spans among them."""
        spans, world = self.organisation.spans, self.organisation.world
        if spans is None or world is None or self.part is None:
            return

        narrowed = self.holding(window, narrowed)

        def wanted(seen: Outline) -> bool:
            return self.holds(seen) and narrowed.keeps(seen)

        near = self.near(window, narrowed)
        for span in spans.spans(*near, after, wanted, failed=narrowed.failing):
            place = SpanPlace(span.started_ns, span.trace_id, span.span_id)
            yield Placed(place, self.over(self.told(span)))

    def holding(self, window: Window, narrowed: Narrowed) -> Narrowed:
        """Only the traces that hold the spans that are named, if any are; found without text."""
        spans, wanted = self.organisation.spans, narrowed.spans
        if spans is None or wanted is None:
            return narrowed
        glimpses = spans.glimpses(*window, self.holds)
        found = (each.outline.number for each in glimpses if each.place.span_id in wanted)
        return narrowed.within(frozenset(found))

    def near(self, window: Window, narrowed: Narrowed) -> Window:
        """Where to look: around the traces that are named, or everywhere."""
        if self.organisation.world is None or narrowed.traces is None:
            return window
        starts = list(map(self.organisation.world.timeline.started_ns, narrowed.traces)) or [0]
        until_ns = min(window.until_ns, max(starts) + LONGEST_NS + 1)
        return Window(max(window.since_ns, min(starts)), until_ns)

    @cached_property
    def people(self) -> list[Record]:
        """Those who annotate, as annotations name them."""
        found = (known(self.organisation, each.email) for each in PEOPLE)
        return [each for each in found if each is not None]

    def told(self, span: Span) -> Record:
        """A span of the world with what evaluators and people made of it."""
        judgements = {"evaluations": judged(span), "annotations": annotated(span, self.people)}
        return span_record(span) | judgements

    def over(self, record: Record) -> Record:
        """A span with the annotations that were written to it."""
        context = record["context"]
        noted = self.shelf.get(ANNOTATIONS, self.noted_at(context["trace_id"], context["span_id"]))
        if noted is None:
            return record
        return record | {name: upserted(record[name], noted[name]) for name in NOTED}

    def noted_at(self, trace_id: str, span_id: str) -> str:
        """Where a span's annotations lie on the shelf."""
        return f"{self.project_id} {trace_id} {span_id}"

    def deleted(self, span_id: str) -> bool:
        """Whether a span of the world was deleted."""
        return self.shelf.get(DELETED, f"{self.project_id} {span_id}") is not None

    def roots(
        self,
        window: Window,
        after: SpanPlace | None = None,
        narrowed: Narrowed = NOT_NARROWED,
    ) -> Iterator[SpanPlace]:
        """Where the root spans stand that start in the window, newest first, after a place."""
        if after is not None:
            window = Window(window.since_ns, min(window.until_ns, after.started_ns + 1))
        sent = recent(self.archive, self.key, window, after, roots=True)
        places = (SpanPlace(*each[:3]) for each in sent)
        for each in merge(self.made_roots(window, narrowed), places, key=order):
            if after is None or after.before(each):  # each place once
                after = each
                if not self.deleted(each.span_id):
                    yield each

    def made_roots(self, window: Window, narrowed: Narrowed) -> Iterator[SpanPlace]:
        """The world's root spans: each starts with its trace."""
        spans, world = self.organisation.spans, self.organisation.world
        if spans is None or world is None or self.part is None:
            return
        narrowed = self.holding(window, narrowed)
        near = self.near(window, narrowed)
        for index in reversed(spans.reach(*near)):
            seen = world.outline(index)
            inside = near.since_ns <= seen.started_ns < near.until_ns
            if inside and self.holds(seen) and narrowed.keeps(seen):
                yield SpanPlace(*world.place(seen), world.writer.span_id(seen, 0))

    def trace(self, trace_id: str, window: Window, limit: int) -> list[Record]:
        """The first spans of a trace that start in the window, oldest first."""
        found = {each.span_id: self.told(each) for each in self.written(trace_id, window)}
        for each in of_trace(self.archive, self.key, trace_id, window, limit):
            found[each.span_id] = from_json(each.body)
        kept = [self.over(each) for name, each in found.items() if not self.deleted(name)]
        return sorted(kept, key=began)[:limit]

    def written(self, trace_id: str, window: Window) -> Iterator[Span]:
        """The spans of a trace of the world that start in the window, if it belongs here."""
        world = self.organisation.world
        index = world.find(trace_id) if world else None
        seen = world.outline(index) if world and index is not None else None
        if world is None or seen is None or not self.holds(seen):
            return
        for each in world.writer.spans(seen, world.plan(seen), openinference.attributes):
            if window.since_ns <= each.started_ns < window.until_ns:
                yield each

    def keep(self, spans: Sequence[Span]) -> None:
        """Keep spans that were sent; the same span once more replaces what was there."""
        bodies = (to_json(span_record(each), inf_nan_mode="strings") for each in spans)
        self.archive.put(self.key, zip(map(facts, spans), bodies, strict=True))

    def delete(self, span_ids: Iterable[str], window: Window) -> set[str]:
        """Delete spans that start in the window; gives which there were."""
        wanted = set(span_ids)
        gone = discard(self.archive, self.key, wanted, window)
        for place in self.places(window):
            if place.span_id in wanted:
                identifier = f"{self.project_id} {place.span_id}"
                mark = {"id": identifier, "project_id": self.project_id}
                self.shelf.put(DELETED, identifier, mark)
                gone.add(place.span_id)
        return gone

    def places(self, window: Window) -> Iterator[SpanPlace]:
        """Where the spans that start in the window stand, in any order, without any text."""
        if self.organisation.spans is not None and self.part is not None:
            found = self.organisation.spans.glimpses(*window, self.holds)
            yield from (each.place for each in found if not self.deleted(each.place.span_id))
        yield from (SpanPlace(*each[:3]) for each in recent(self.archive, self.key, window))

    def span(self, place: SpanPlace) -> Record | None:
        """The span at a place, if it is still there."""
        instant = Window(place.started_ns, place.started_ns + 1)
        found = self.spans(instant, narrowed=self.only(place.trace_id))
        return next((each.record for each in found if each.place == place), None)

    def only(self, trace_id: str) -> Narrowed:
        """No trace of the world but this."""
        world = self.organisation.world
        index = world.find(trace_id) if world else None
        return Narrowed(frozenset() if index is None else frozenset({index}))

    def session(self, root: SpanPlace) -> str | None:
        """The session that a root span belongs to."""
        world = self.organisation.world
        index = world.find(root.trace_id) if world else None
        if world and index is not None:
            return world.writer.session_id(world.outline(index))
        span = self.span(root)
        return None if span is None else span["attributes"].get("session.id")

    def note(self, place: SpanPlace, field: str, noted: Sequence[Record]) -> None:
        """Write annotations to a span; `field` is one of `NOTED`."""
        identifier = self.noted_at(place.trace_id, place.span_id)
        there = self.shelf.get(ANNOTATIONS, identifier) or {name: [] for name in NOTED}
        record = {"id": identifier, "project_id": self.project_id, **there}
        self.shelf.put(ANNOTATIONS, identifier, record | {field: upserted(there[field], noted)})


def latest(placed: Iterable[Placed]) -> Iterator[Placed]:
    """Of spans at the same place the last: one of the world's may have been sent again."""
    before: Placed | None = None
    for each in placed:
        if before is not None and before.place != each.place:
            yield before
        before = each
    if before is not None:
        yield before


def began(record: Record) -> tuple[str, str]:
    """The key that sorts spans by their start."""
    return record["start_time"], record["context"]["span_id"]
