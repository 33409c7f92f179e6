"""Risicare's answers to our questions: what to ask, and in which order; the rest is elsewhere."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from spandeck.model.connection import Connection
from spandeck.model.errors import Missing, Refused, Unreadable
from spandeck.model.page import Ask, BadRow, Page
from spandeck.model.query import Filter, Query
from spandeck.model.session import Session
from spandeck.model.source import PLAIN, Health, SpanBatch
from spandeck.model.trace import TraceSummary
from spandeck.vendors.complaint import why
from spandeck.vendors.edge import Edge
from spandeck.vendors.risicare import landmarks, translation
from spandeck.vendors.risicare.catalog import FILTERS
from spandeck.vendors.risicare.dialect import Risicare, following
from spandeck.vendors.risicare.parameters import Parameters, paging, parameters
from spandeck.vendors.risicare.spans import Spans
from spandeck.vendors.risicare.telemetry import API
from spandeck.vendors.risicare.wire import Envelope
from spandeck.vendors.split import Splitter

T = TypeVar("T")

TITLE = "Risicare"
LONGEST_ID = 64
"""Characters of an id that a sentence shows: twice what the vendor's own ids have."""


class RisicareSource:
    """Fulfils `model.source.TraceSource`."""

    vendor: str = "risicare"
    title: str = TITLE
    filters: tuple[Filter, ...] = FILTERS

    def __init__(self, client: httpx.AsyncClient, connection: Connection) -> None:
        """`client` has the connection's origin as its base URL and puts the key on requests."""
        self.edge = Edge(client, TITLE, Risicare().message)
        self.origin = connection.url.rstrip("/")

    async def traces(
        self, query: Query, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[TraceSummary]:
        """One page of traces, newest first (contract §2); `limit` is at most 100.

        Raises `BadQuery` for what cannot be asked. A cursor that has expired starts again at the
        first page and says so.
        """
        return await self.page(
            translation.TRACES, lambda place: parameters(query, place, limit), cursor, ask
        )

    async def sessions(
        self, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Session]:
        """One page of sessions, newest first (contract §3)."""
        return await self.page(
            translation.SESSIONS, lambda place: paging(place, limit), cursor, ask
        )

    async def session(self, session_id: str, *, ask: Ask = PLAIN) -> Session:
        """One session with all its traces (contract §3); `raw` has those that cannot be read."""
        what, path = named("session", session_id), item("sessions", session_id)
        async with self.edge.stream(path, what=what, ask=ask) as answer:
            own, rows = await answer.rows("traces")
            traces = [each.raw if isinstance(each, BadRow) else each for each in rows]
            try:
                return translation.session(own | {"traces": traces} if traces else own)
            except ValidationError as error:
                raise answer.unreadable(why(error)) from error

    async def spans(self, trace_id: str, *, ask: Ask = PLAIN) -> AsyncGenerator[SpanBatch, None]:
        """All spans of one trace as they are decoded, nested or flat (contract §1, TraceDetail).

        A body that breaks off gives what was read of it and then raises `Unreadable`.
        """
        spans = Spans(trace_id)
        what, path = named("trace", trace_id), item("traces", trace_id)
        async with (
            self.edge.stream(path, what=what, ask=ask) as answer,
            aclosing(answer.pieces(Splitter("spans", "children"))) as slices,
        ):
            try:
                async for pieces in slices:
                    for piece in pieces:
                        spans.add(piece)
                    if spans:
                        yield spans.take(answer.answered_ns, answer.cached)
            except Unreadable as error:
                spans.settle()
                if spans:
                    yield spans.take(answer.answered_ns, answer.cached)
                why = error.happened.removeprefix(f"{what}: ")
                raise answer.unreadable(f"{why}; {spans.count} spans of it were read") from error

    async def health(self, *, ask: Ask = PLAIN) -> Health:
        """Whether it is ready, and its parts (contract §15)."""
        answer, body = await self.edge.get("/health/ready", what="health", ask=ask, expected=(503,))
        return Health(answer.status == HTTPStatus.OK, translation.parts(body), answer.answered_ns)

    def web_link(self, trace_id: str) -> str:
        """The trace in the vendor's web interface, whose paths no document states."""
        return landmarks.TRACE.written(self.origin, trace=trace_id)

    async def page(
        self,
        kind: translation.Kind[T],
        asked: Callable[[str | None], Parameters],
        cursor: str | None,
        ask: Ask,
    ) -> Page[T]:
        """One page of any list; `asked` gives the parameters for a cursor."""
        try:
            return await self.answered(kind, asked(cursor), cursor, ask)
        except Refused as refused:
            if cursor is None or refused.status != HTTPStatus.BAD_REQUEST:
                raise
        page = await self.answered(kind, asked(None), None, ask)
        return replace(page, notes=("the cursor expired; started again", *page.notes))

    async def answered(
        self, kind: translation.Kind[T], params: Parameters, cursor: str | None, ask: Ask
    ) -> Page[T]:
        """One page as the vendor gives it for these parameters."""
        what, path = f"list of {kind.name}", f"{API}/{kind.name}"
        async with self.edge.stream(path, what=what, ask=ask, params=params) as answer:
            own, rows = await answer.rows("data")
            try:
                envelope = Envelope.model_validate(own)
            except ValidationError as error:
                raise answer.unreadable(why(error)) from error
        after, doubts = following(envelope.pagination, cursor)
        items, repeated = kind.rows(rows)
        return Page(items, after, answer.answered_ns, answer.cached, doubts + repeated)


def named(kind: str, identity: str) -> str:
    """One thing in a sentence; an id may have any length."""
    return f"{kind} {identity if len(identity) <= LONGEST_ID else identity[:LONGEST_ID] + '…'}"


def item(kind: str, identity: str) -> str:
    """The path of one thing; raise `Missing` for an id that no path can hold."""
    if identity in ("", ".", ".."):
        raise Missing(TITLE, f"“{identity}” is no id")
    return f"{API}/{kind}/{quote(identity, safe='')}"
