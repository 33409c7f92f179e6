"""The spans of one trace, over all pages and projects, as they are decoded (contract §8.3)."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from http import HTTPStatus

from pydantic import ValidationError

from spandeck.model.errors import Missing, Refused
from spandeck.model.gathering import gathered
from spandeck.model.page import Ask
from spandeck.model.safe import safe
from spandeck.model.source import SpanBatch
from spandeck.model.trace import Span
from spandeck.vendors.answer import Answer
from spandeck.vendors.arize import translation
from spandeck.vendors.arize.dialect import following
from spandeck.vendors.arize.merging import AT_ONCE
from spandeck.vendors.arize.places import Project
from spandeck.vendors.arize.syntax import quoted
from spandeck.vendors.arize.telemetry import LARGEST_SPANS
from spandeck.vendors.arize.terms import EARLIEST
from spandeck.vendors.arize.wire import Envelope, TraceRow
from spandeck.vendors.complaint import why
from spandeck.vendors.decoding import decode
from spandeck.vendors.edge import Edge, Params
from spandeck.vendors.split import Piece, Splitter


class Spans:
    """Gathers what pages bring until it is taken as a batch."""

    def __init__(self, trace_id: str) -> None:
        """`trace_id` is the one asked for."""
        self.trace_id = trace_id
        self.all: dict[str, Span] = {}
        """Every span so far, each once: pages may overlap at the edges of the window."""
        self.good: list[Span] = []
        self.bad: list[str] = []
        self.own: Envelope | None = None
        """The page without its rows, once it is complete."""

    def __bool__(self) -> bool:
        return bool(self.good or self.bad)

    def add(self, piece: Piece) -> None:
        """Read one piece; raise `ValidationError` for a page that is none."""
        if piece.node.parent is None:
            self.own = Envelope.model_validate(decode(piece.raw))
            return
        try:
            span = translation.span(decode(piece.raw))
        except ValueError:
            self.bad.append(safe(piece.raw.decode(errors="replace")))
            return
        if span.span_id not in self.all:
            self.all[span.span_id] = span
            self.good.append(span)

    def take(self, answer: Answer) -> SpanBatch:
        """What was gathered since the last batch."""
        batch = SpanBatch(tuple(self.good), answer.answered_ns, answer.cached, tuple(self.bad))
        self.good, self.bad = [], []
        return batch

    async def end(self, project: Project, answered_ns: int, *, cached: bool) -> SpanBatch:
        """That the trace is complete, and what it comes to; the loop has its turns meanwhile."""
        row = TraceRow(trace_id=self.trace_id)
        told = {"trace_id": self.trace_id, **project.facts}
        found = tuple(self.all.values())
        slices = translation.summing(row, found, told, project.space or None)
        while True:
            try:
                next(slices)
            except StopIteration as end:
                return SpanBatch((), answered_ns, cached, summary=end.value)
            await asyncio.sleep(0)


async def located(
    edge: Edge, ask: Ask, projects: Sequence[Project], trace_id: str
) -> tuple[Project, ...]:
    """The projects that hold spans of a trace nobody has listed; asked a few at a time."""

    async def holds(project: Project) -> bool:
        params = {"limit": 1}
        try:
            async with asked(edge, ask, project, trace_id, params) as answer:
                _, rows = await answer.rows("spans")
        except (Missing, Refused) as error:
            if error.status == HTTPStatus.UNAUTHORIZED:
                raise
            return False
        return bool(rows)

    for start in range(0, len(projects), AT_ONCE):
        several = projects[start : start + AT_ONCE]
        found = await gathered(map(holds, several))
        if any(found):
            return tuple(each for each, held in zip(several, found, strict=True) if held)
    return ()


def asked(
    edge: Edge, ask: Ask, project: Project, trace_id: str, params: Params
) -> AbstractAsyncContextManager[Answer]:
    """The request for a trace's spans; look-ups by id see what just arrived (contract §8.3)."""
    body = {
        "project_id": project.id,
        "start_time": EARLIEST,
        "filter": f"context.trace_id = {quoted(trace_id)}",
    }
    what = named(trace_id)
    return edge.stream("/v2/spans", what=what, ask=ask, params=params, method="POST", body=body)


async def streamed(
    edge: Edge, ask: Ask, project: Project, spans: Spans
) -> AsyncGenerator[SpanBatch, None]:
    """The spans that one project holds of a trace, page after page, in batches.

    A body that breaks off gives what was read of it and then raises `Unreadable`.
    """
    cursor: str | None = None
    while True:
        params: dict[str, str | int] = {"limit": LARGEST_SPANS}
        params |= {"cursor": cursor} if cursor else {}
        spans.own = None
        async with (
            asked(edge, ask, project, spans.trace_id, params) as answer,
            aclosing(answer.pieces(Splitter("spans"))) as slices,
        ):
            try:
                async for pieces in slices:
                    for piece in pieces:
                        spans.add(piece)
                    if spans:
                        yield spans.take(answer)
            except ValidationError as error:
                raise answer.unreadable(why(error)) from error
        cursor, _doubts = following(spans.own.pagination if spans.own else None, cursor)
        if cursor is None:
            return


def named(trace_id: str, longest: int = 64) -> str:
    """A trace in a sentence; an id may have any length."""
    return f"trace {trace_id if len(trace_id) <= longest else trace_id[:longest] + '…'}"
