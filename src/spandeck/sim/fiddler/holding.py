"""The spans of one application: the world's and those that were sent, as one list newest first.

A trace of the world that spans are sent to is copied to the archive first, which alone can be
written to; deleted traces of the world are hidden.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from heapq import merge
from itertools import islice

from pydantic_core import from_json, to_json

from spandeck.sim.archive import Archive
from spandeck.sim.archive.facts import Facts
from spandeck.sim.archive.recent import Sent, Window, count, of_traces, recent
from spandeck.sim.clock import read_iso
from spandeck.sim.fiddler import telling
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.evaluation import Evaluate
from spandeck.sim.fiddler.seen import Seen, Told
from spandeck.sim.world.outline import Outline
from spandeck.sim.world.spans import Keep, SpanPlace, Spans, order

FOREVER_NS = 2**63
MOST_MEASURED = 4096
Kept = tuple[Facts, bytes]
"""A span as the archive keeps it: what lists need, and its JSON."""


class Holding:
    """What one application holds."""

    def __init__(
        self,
        identifier: str,
        archive: Archive,
        spans: Spans | None,
        keep: Keep | None,
    ) -> None:
        """`spans` are the world's, of which those of the traces to `keep` belong here."""
        self.id, self.archive, self.spans, self.keep = identifier, archive, spans, keep
        self.hidden: set[int] = set()
        self.matched: dict[tuple[object, ...], list[Seen]] = {}
        """What the latest questions found, so that their next pages look at nothing again."""
        self.measured: dict[Hashable, float | None] = {}
        """What was measured of times that nothing is added to any more."""
        for trace_id in archive.gone(identifier):
            self.hide(trace_id)

    def total(self, since_ns: int, until_ns: int) -> int:
        """How many spans start in the range, its end excluded."""
        sent = count(self.archive, self.id, Window(since_ns, until_ns))
        if self.spans is None:
            return sent
        return sent + self.spans.count(since_ns, until_ns, self.keep, self.hidden)

    def sent(
        self,
        since_ns: int,
        until_ns: int,
        limit: int | None = None,
        trace_ids: Sequence[str] | None = None,
    ) -> list[Sent]:
        """Those that were sent, newest first; of these traces only, if any are named."""
        window = Window(since_ns, until_ns)
        if trace_ids is not None:
            return of_traces(self.archive, self.id, trace_ids, window)
        return list(islice(recent(self.archive, self.id, window), limit))

    def version(self) -> tuple[int, int, int]:
        """Changes whenever a list of spans may."""
        newest = self.spans.world.newest() if self.spans else 0
        return self.archive.database.total_changes, newest, len(self.hidden)

    def walk(
        self,
        since_ns: int,
        until_ns: int,
        sent: Sequence[Sent],
        evaluate: Evaluate,
        only: Sequence[int] | None = None,
        *,
        failing: bool = False,
    ) -> Iterator[Seen]:
        """All spans of the range, newest first, with the rows of those that were `sent`.

        Of the world's those of failing traces alone, if only failed spans are looked for.
        """
        rows: Iterator[Seen] = (
            Seen(SpanPlace(*each[:3]), evaluate, from_json(each.body)) for each in sent
        )
        if self.spans is None:
            return rows
        spans = self.spans
        keep = self.failing if failing else self.keep
        glimpses = spans.glimpses(since_ns, until_ns, keep, self.hidden, only)
        told: Iterator[Seen] = (Told(each, evaluate, spans) for each in glimpses)
        return merge(told, rows, key=lambda seen: order(seen.place))

    def failing(self, outline: Outline) -> bool:
        """Whether a trace of the world belongs here and something failed in it."""
        return outline.failure is not None and (self.keep is None or self.keep(outline))

    def remembered(self, question: Hashable, measure: Callable[[], float | None]) -> float | None:
        """The answer to a question about what is never added to, measured once."""
        asked = (question, len(self.hidden))
        if asked in self.measured:
            return self.measured[asked]
        if len(self.measured) >= MOST_MEASURED:
            self.measured.clear()
        return self.measured.setdefault(asked, measure())

    def indexes(self, trace_ids: Sequence[str]) -> list[int]:
        """The world's indexes of these traces, rising."""
        world = self.spans.world if self.spans else None
        found = {world.find(each) for each in trace_ids} if world else set()
        return sorted(each for each in found if each is not None)

    def members(self, session_id: str) -> list[int]:
        """The world's indexes of the traces of a session, rising."""
        return list(self.spans.world.find_session(session_id)) if self.spans else []

    def trace_ids(self, indexes: Sequence[int]) -> list[str]:
        """The ids of the world's traces at these indexes."""
        return [self.spans.world.trace_ids.id(each) for each in indexes] if self.spans else []

    def hide(self, trace_id: str) -> None:
        """Show the world's trace of this id no more."""
        number = self.spans.world.trace_ids.number(trace_id) if self.spans else None
        if number is not None:
            self.hidden.add(number)

    def find(self, trace_id: str) -> Outline | None:
        """The world's trace of this id, if it can be seen here."""
        index = self.spans.world.find(trace_id) if self.spans else None
        if self.spans is None or index is None:
            return None
        return self.spans.wanted(index, self.keep, self.hidden)

    def trace(self, trace_id: str) -> dict[str, Record]:
        """The spans of one trace by id, without what evaluators say."""
        found = {name: from_json(body) for _, name, body in self.archive.bodies(self.id, trace_id)}
        outline = self.find(trace_id)
        spans = self.spans
        return found | (self.rendered(outline, spans) if outline and spans else {})

    def rendered(self, outline: Outline, spans: Spans) -> dict[str, Record]:
        """The spans of one of the world's traces by id."""
        world, glimpses = spans.world, spans.within(outline, 0, FOREVER_NS)
        return {
            each.place.span_id: telling.told(world, each, spans.text(each)[each.position])
            for each in glimpses
        }

    def put(self, spans: Sequence[Kept]) -> None:
        """Keep spans that were sent."""
        for trace_id in {facts.trace_id for facts, _ in spans}:
            outline = self.find(trace_id)
            if outline and self.spans:
                self.archive.put(self.id, map(kept, self.rendered(outline, self.spans).values()))
                self.archive.hide(self.id, trace_id)
                self.hide(trace_id)
        self.archive.put(self.id, spans)

    def delete(self, trace_id: str) -> None:
        """Forget a trace for good, whether there is one or not."""
        self.archive.forget(self.id, trace_id)
        self.hide(trace_id)

    def delete_session(self, session_id: str) -> None:
        """Forget the traces of a session for good."""
        ids = self.trace_ids(self.members(session_id))
        rows = self.archive.database.execute(
            "SELECT DISTINCT trace_id FROM span WHERE project = ? AND session_id = ?",
            (self.id, session_id),
        )
        for trace_id in [*ids, *(trace_id for (trace_id,) in rows.fetchall())]:
            self.delete(trace_id)


def kept(record: Record) -> Kept:
    """A span as it is put into the archive."""
    return facts(record), to_json(record, inf_nan_mode="strings")


def facts(record: Record) -> Facts:
    """What the archive keeps beside a span's body."""
    started_ns = read_iso(record["start_time"])
    return Facts(
        record["trace_id"],
        record["span_id"],
        record["parent_span_id"],
        started_ns,
        started_ns + int(record["duration"] * telling.NANOSECONDS),
        record["name"],
        int(record["status_code"] == "ERROR"),
        None,
        None,
        record["session_id"],
        None,
        record["agent_name"],
        None,
        None,
    )
