"""Arize's answers to our questions about traces; what is asked and how is elsewhere."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from http import HTTPStatus

import httpx

from spandeck.model.connection import Connection
from spandeck.model.errors import Missing
from spandeck.model.page import Ask, Page
from spandeck.model.query import Filter, Query
from spandeck.model.session import Session
from spandeck.model.source import PLAIN, Health, SpanBatch
from spandeck.model.trace import TraceSummary
from spandeck.vendors.arize import landmarks, sessions
from spandeck.vendors.arize.dialect import Arize
from spandeck.vendors.arize.memory import Memory
from spandeck.vendors.arize.places import projects
from spandeck.vendors.arize.spans import Spans, located, named, streamed
from spandeck.vendors.arize.terms import filters
from spandeck.vendors.arize.traces import Traces
from spandeck.vendors.edge import Edge

TITLE = "Arize"
KEY = {HTTPStatus.OK: "ok", HTTPStatus.UNAUTHORIZED: "refused", HTTPStatus.FORBIDDEN: "narrow"}
"""What an answer says of the key; all of them say that the service answers."""


class ArizeSource:
    """Fulfils `model.source.TraceSource`."""

    vendor: str = "arize"
    title: str = TITLE

    def __init__(self, client: httpx.AsyncClient, connection: Connection) -> None:
        """`client` has the connection's origin as its base URL and puts the key on requests."""
        dialect = Arize()
        self.edge = Edge(client, TITLE, dialect.message, dialect.complaints, dialect.explains)
        self.origin = connection.url.rstrip("/")
        self.memory = Memory()
        self.list = Traces(self.edge, self.memory)
        self.filters: tuple[Filter, ...] = filters(self.memory.hints)

    async def traces(
        self, query: Query, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[TraceSummary]:
        """One page of traces over all projects that are meant, newest first (contract §8.4)."""
        return await self.list.page(query, cursor, limit, ask)

    async def sessions(
        self, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Session]:
        """One page of sessions, grouped from traces; newest first."""
        return await sessions.sessions(self.list, cursor, limit, ask)

    async def session(self, session_id: str, *, ask: Ask = PLAIN) -> Session:
        """One session with its traces, as far as they name it."""
        return await sessions.session(self.list, session_id, ask)

    async def spans(self, trace_id: str, *, ask: Ask = PLAIN) -> AsyncGenerator[SpanBatch, None]:
        """All spans of one trace as they are decoded; raise `Missing` where there is none.

        A trace that no list has shown is looked for in every project.
        """
        spans, last = Spans(trace_id), None
        lies = self.memory.where(trace_id)
        if not lies:
            lies = await located(self.edge, ask, await projects(self.edge, ask), trace_id)
        for project in lies:
            async with aclosing(streamed(self.edge, ask, project, spans)) as batches:
                async for batch in batches:
                    if last is None:
                        self.memory.lie(trace_id, project)
                    last = (project, batch)
                    yield batch
        if last is None:
            raise Missing(TITLE, f"{named(trace_id)} not found, or this key cannot see it")
        project, batch = last
        yield await spans.end(project, batch.answered_ns, cached=batch.cached)

    async def health(self, *, ask: Ask = PLAIN) -> Health:
        """Whether the API answers, and what it thinks of the key."""
        answer, _ = await self.edge.get(
            "/v2/organizations",
            what="health",
            ask=ask,
            params={"limit": 1},
            expected=(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
        )
        key = KEY.get(HTTPStatus(answer.status), str(answer.status))
        return Health(True, {"api": "ok", "key": key}, answer.answered_ns)

    def web_link(self, trace_id: str) -> str:
        """The trace in the vendor's web interface, whose paths no document states."""
        app = landmarks.home(self.origin)
        for each in self.memory.where(trace_id):
            ids = {"space": each.space_id, "project": each.id, "trace": trace_id}
            return landmarks.PROJECT.written(app, **ids)
        return landmarks.TRACE.written(app, trace=trace_id)
