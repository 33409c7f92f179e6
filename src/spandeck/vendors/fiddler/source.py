"""Fiddler's answers to our questions about traces, all of them grouped from spans (§5.24)."""

from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from http import HTTPStatus

import httpx

from spandeck.model.connection import Connection
from spandeck.model.errors import Missing
from spandeck.model.page import Ask, Freshness, Page
from spandeck.model.query import Filter, Query
from spandeck.model.session import Session
from spandeck.model.source import EVERYTHING, PLAIN, Health, SpanBatch
from spandeck.model.trace import TraceSummary
from spandeck.vendors.edge import Edge
from spandeck.vendors.fiddler import landmarks
from spandeck.vendors.fiddler.applications import Applications
from spandeck.vendors.fiddler.asking import FILTERS, Question, equals, question
from spandeck.vendors.fiddler.dialect import Fiddler
from spandeck.vendors.fiddler.group import API
from spandeck.vendors.fiddler.grouping import Application, grouped
from spandeck.vendors.fiddler.sessions import firsts, newest, sessions
from spandeck.vendors.fiddler.spans import Read, Tally, streamed
from spandeck.vendors.fiddler.walking import Expired, Walks, after, mark
from spandeck.vendors.memo import Memo

TITLE = "Fiddler"
PARKED = 8
"""Lists that can be gone on with where they stopped, rather than from their cursor."""
REMEMBERED = 20_000
"""Traces of which is known in which application they are."""
LONGEST_ID = 64


class FiddlerSource:
    """Fulfils `model.source.TraceSource`."""

    vendor: str = "fiddler"
    title: str = TITLE
    filters: tuple[Filter, ...] = FILTERS

    def __init__(self, client: httpx.AsyncClient, connection: Connection) -> None:
        """`client` has the connection's origin as its base URL and puts the key on requests."""
        dialect = Fiddler()
        self.edge = Edge(client, TITLE, dialect.message, dialect.complaints)
        self.origin = connection.url.rstrip("/")
        self.applications = Applications(self.edge)
        self.parked: OrderedDict[str, Walks] = OrderedDict()
        self.homes: Memo[str, str] = Memo(REMEMBERED)
        """In which application a trace is, by its id."""

    async def traces(
        self, query: Query, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[TraceSummary]:
        """One page of traces, newest first, grouped from spans.

        Raises `BadQuery` for what cannot be asked. A cursor that is not ours starts again at the
        first page and says so.
        """
        wanted = question(query)
        chosen, notes = await self.applications.chosen(wanted, ask)
        walks, doubts = self.walks(wanted, chosen, cursor, ask)
        page = await walks.page(max(1, limit), ask)
        for row in page.items:
            if isinstance(row, TraceSummary):
                self.homes.put(row.trace_id, row.raw["application_id"])
        if page.cursor is not None:
            self.parked[page.cursor] = walks
        while len(self.parked) > PARKED:
            self.parked.popitem(last=False)
        return replace(page, notes=doubts + notes + page.notes)

    def walks(
        self, wanted: Question, chosen: list[Application], cursor: str | None, ask: Ask
    ) -> tuple[Walks, tuple[str, ...]]:
        """The walks that a page goes on with, and what must be said.

        What an earlier page read ahead is used once; the cursor alone suffices without it.
        """
        if cursor is None:
            return Walks(self.edge, wanted, chosen), ()
        if ask.freshness is not Freshness.CACHED:
            found = self.parked.pop(cursor, None)
            if found is not None and found.question == wanted:
                return found, ()
        try:
            return Walks(self.edge, wanted, chosen, mark(cursor)), ()
        except Expired:
            return Walks(self.edge, wanted, chosen), ("the cursor expired; started again",)

    async def sessions(
        self, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Session]:
        """One page of sessions, the one with the newest trace first, each with all its traces."""
        chosen, notes = await self.applications.chosen(Question(), ask)
        tally = Tally()
        made: list[Session] = []
        bad = []
        place = cursor
        while True:
            page = await self.traces(EVERYTHING, place, limit=limit, ask=ask)
            bad += [row for row in page.items if not isinstance(row, TraceSummary)]
            found = firsts(page.items)
            whole = await sessions(self.edge, chosen, tuple(found), "list of sessions", ask, tally)
            # One whose newest trace is not this one was given when that came.
            fresh = [
                whole[name]
                for name, row in found.items()
                if name in whole and newest(whole[name]).trace_id == row.trace_id
            ]
            made += fresh
            place = page.cursor
            if place is None or len(made) >= limit:
                break
        if len(made) > limit:
            end = newest(made[limit - 1])
            place = after((-(end.started_ns or 0), end.trace_id))
        answered = min(tally.answered_ns, page.answered_ns)
        return Page(
            (*made[:limit], *bad),
            place,
            answered,
            tally.cached and page.cached,
            () if cursor else notes,
        )

    async def session(self, session_id: str, *, ask: Ask = PLAIN) -> Session:
        """One session with all its traces, in whichever applications they are."""
        what = named("session", session_id)
        chosen = await self.applications.every(ask)
        found = await sessions(self.edge, chosen, (session_id,), what, ask, Tally())
        if session_id not in found:
            raise Missing(TITLE, f"{what} not found, or this key cannot see it")
        return found[session_id]

    async def spans(self, trace_id: str, *, ask: Ask = PLAIN) -> AsyncGenerator[SpanBatch, None]:
        """All spans of one trace as they are decoded, then the trace's own row.

        It is looked for in one application after the other, the one it was listed in first.
        """
        what = named("trace", trace_id)
        home = self.homes.get(trace_id)
        for each in sorted(await self.applications.every(ask), key=lambda each: each.id != home):
            body = Question().body(each.id, equals("Span::trace_id", trace_id))
            body["ordering"] = "start_time"  # what still arrives comes last, and shifts nothing
            read = Read()
            async with aclosing(streamed(self.edge, body, what, ask, read)) as batches:
                async for batch in batches:
                    yield batch
            if read.rows:
                self.homes.put(trace_id, each.id)
                group = grouped(each, read.rows)[read.rows[0].trace_id]
                yield replace(batch, spans=(), bad=(), summary=group.summary())
            if read.came:
                return
        raise Missing(TITLE, f"{what} not found, or this key cannot see it")

    async def health(self, *, ask: Ask = PLAIN) -> Health:
        """Whether it answers, and what it says of itself; that it wants a key is an answer too."""
        wants_key = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
        answer, body = await self.edge.get(
            f"{API}/server-info", what="health", ask=ask, expected=wants_key
        )
        said = body.get("data") if isinstance(body, dict) else None
        version = said.get("server_version") if isinstance(said, dict) else None
        parts = {"version": str(version)} if version else {"api": "it answers, and wants a key"}
        return Health(True, parts, answer.answered_ns)

    def web_link(self, trace_id: str) -> str:
        """The trace in the vendor's web interface, whose paths no document states."""
        home = self.homes.get(trace_id)
        if home is None:
            return landmarks.TRACE.written(self.origin, trace=trace_id)
        return landmarks.HOME.written(self.origin, application=home, trace=trace_id)


def named(kind: str, identity: str) -> str:
    """One thing in a sentence; an id may have any length."""
    return f"{kind} {identity if len(identity) <= LONGEST_ID else identity[:LONGEST_ID] + '…'}"
