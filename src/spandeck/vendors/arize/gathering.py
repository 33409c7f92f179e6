"""One page of a project's traces, its spans read one by one while it still arrives."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from json import dumps
from typing import Any

from pydantic import ValidationError

from spandeck.model.page import BadRow
from spandeck.model.safe import safe
from spandeck.model.trace import Span, TraceSummary
from spandeck.vendors.answer import Answer
from spandeck.vendors.arize import naming, translation
from spandeck.vendors.arize.places import Project
from spandeck.vendors.arize.terms import Question
from spandeck.vendors.arize.wire import Envelope, Pagination, TraceRow
from spandeck.vendors.complaint import why
from spandeck.vendors.decoding import decode
from spandeck.vendors.split import Node, Piece, Splitter

Order = tuple[int, str, str]
"""Sorts newest first, ties by ids: the start backwards, the trace's id, the root's."""
NOWHERE: Order = (-(1 << 63), "", "")
"""Of a row that does not say when it began: before all others, unless it can stand by another."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row for every root (contract §8.4), and where it stands in the list."""

    order: Order
    row: TraceSummary | BadRow
    root_id: str = ""
    truncated: bool = False
    """Whether more than a thousand spans were cut off."""
    wanted: bool = True
    """Whether it meets what Arize could not be asked."""


@dataclass(frozen=True, slots=True)
class Slab:
    """A project's page, newest first."""

    entries: tuple[Entry, ...]
    place: Pagination | None
    answered_ns: int
    cached: bool


class Gathering:
    """Pieces of one page becoming entries, a trace as soon as the next one begins."""

    def __init__(
        self, project: Project, question: Question, seen: Callable[[Span], object]
    ) -> None:
        """`seen` is told every span that could be read."""
        self.project, self.question, self.seen = project, question, seen
        self.traces: dict[Node, Piece] = {}
        self.spans: dict[Node, list[Span]] = defaultdict(list)
        self.bad: dict[Node, int] = defaultdict(int)
        self.last: Node | None = None
        """The trace that is being read."""
        self.entries: list[Entry] = []
        self.own: Any = None
        """The page without its rows, once it is complete."""

    def add(self, piece: Piece) -> None:
        """Read one piece; a span that cannot be read is counted."""
        if piece.node.parent is None:
            self.settle()
            self.own = decode(piece.raw)
            return
        trace = piece.node
        while trace.parent is not None and trace.parent.parent is not None:
            trace = trace.parent
        if trace is not self.last:
            self.settle()
            self.last = trace
        if piece.node is trace:
            self.traces[trace] = piece
            return
        try:
            span = translation.span(decode(piece.raw))
        except ValueError:
            self.bad[trace] += 1
            return
        self.seen(span)
        self.spans[trace].append(span)

    def settle(self) -> None:
        """The trace that was read is complete."""
        node, self.last = self.last, None
        if node is None:
            return
        piece, spans, bad = self.traces.pop(node), self.spans.pop(node, []), self.bad.pop(node, 0)
        try:
            raw = naming.respelt(decode(piece.raw))
            self.entries.append(self.entry(raw, spans, bad))
        except ValidationError as error:
            self.refuse(dumps(raw, ensure_ascii=False), why(error))
        except ValueError:
            self.refuse(safe(piece.raw.decode(errors="replace")), "it is not JSON")

    def refuse(self, raw: str, reason: str) -> None:
        """Keep a row that could not be read, behind the one before it."""
        self.entries.append(Entry(NOWHERE, BadRow(raw, reason)))

    def entry(self, raw: Any, spans: list[Span], bad: int) -> Entry:
        """A trace as a row; raise `ValidationError`."""
        row = TraceRow.model_validate(raw)
        facts = {name: each for name, each in raw.items() if name != "spans"}
        told: Mapping[str, Any] = {**facts, **self.project.facts}
        if bad:
            told = {**told, "unreadable_spans": bad}
        found = translation.summary(row, spans, told, self.project.space or None)
        root_id = row.root_span_id or ""
        order = (-found.started_ns, found.trace_id, root_id) if found.started_ns else NOWHERE
        wanted = self.question.keeps(found, spans)
        return Entry(order, found, root_id, bool(row.spans_truncated), wanted)


async def gathered(
    answer: Answer, project: Project, question: Question, seen: Callable[[Span], object]
) -> Slab:
    """An answer of POST /v2/traces; raise `Unreadable`.

    The vendor promises newest first, and elsewhere no order (contract §12): it is sorted here.
    """
    found = Gathering(project, question, seen)
    async with aclosing(answer.pieces(Splitter("traces", "spans"))) as slices:
        async for pieces in slices:
            try:
                for piece in pieces:
                    found.add(piece)
            except ValueError as error:
                raise answer.unreadable("the answer is not JSON") from error
    try:
        if "traces" not in found.own:
            raise answer.unreadable("it has no “traces”")
        place = Envelope.model_validate(found.own).pagination
    except ValidationError as error:
        raise answer.unreadable(why(error)) from error
    return Slab(ordered(found.entries), place, answer.answered_ns, answer.cached)


def ordered(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Newest first; what does not say when it began stays by the one before it, or after it."""
    known = (each.order for each in entries if each.order != NOWHERE)
    last = next(known, NOWHERE)
    made = []
    for each in entries:
        last = last if each.order == NOWHERE else each.order
        made.append(replace(each, order=last))
    return tuple(sorted(made, key=lambda entry: entry.order))
