"""Reads any resource of any vendor by its catalog: one engine, a dialect a vendor.

It knows no vendor and no resource; pages, envelopes and errors are the dialect's.
"""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

from spandeck.model.action import Action, Values
from spandeck.model.catalog import Catalog
from spandeck.model.connection import Connection
from spandeck.model.errors import Missing, Refused, SourceError, Unreachable, Unreadable
from spandeck.model.page import Ask, Page
from spandeck.model.query import BadQuery, Query
from spandeck.model.resource import Call, Record, Resource, at
from spandeck.model.source import EVERYTHING, PLAIN, Draft, Outcome
from spandeck.vendors import drafting
from spandeck.vendors.answer import Answer
from spandeck.vendors.complaint import why
from spandeck.vendors.dialect import Asked, Dialect
from spandeck.vendors.drafting import BadId
from spandeck.vendors.edge import Edge, Files
from spandeck.vendors.question import question, sent
from spandeck.vendors.rows import held, named, read, rest, spread

LONGEST_ID = 64
"""Characters of an id that a sentence shows."""
LARGEST_FILE = 100 * 1024 * 1024
"""Bytes of a file that is sent in one piece."""


class Records:
    """Fulfils `model.source.RecordSource`."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        connection: Connection,
        title: str,
        catalog: Catalog,
        dialect: Dialect,
    ) -> None:
        """`client` has the connection's origin as its base URL and puts the key on requests."""
        self.vendor, self.title = catalog.vendor, title
        self.catalog, self.dialect = catalog, dialect
        self.writes = connection.writes
        self.edge = Edge(client, title, dialect.message, dialect.complaints, dialect.explains)

    async def records(
        self,
        resource: Resource,
        query: Query = EVERYTHING,
        cursor: str | None = None,
        *,
        limit: int = 100,
        ask: Ask = PLAIN,
    ) -> Page[Record]:
        """One page of a resource's list; raise `BadQuery` for what cannot be asked.

        A cursor that has expired starts again at the first page and says so.
        """
        try:
            return await self.page(resource, query, cursor, limit, ask)
        except Refused as refused:
            if cursor is None or refused.status != HTTPStatus.BAD_REQUEST:
                raise
        page = await self.page(resource, query, None, limit, ask)
        return replace(page, notes=("the cursor expired; started again", *page.notes))

    async def page(
        self, resource: Resource, query: Query, cursor: str | None, limit: int, ask: Ask
    ) -> Page[Record]:
        """One page as the vendor gives it."""
        call = resource.listing
        if call is None:
            raise BadQuery(f"{resource.title} are not listed; one is read by its id.")
        asked, path = self.asked(resource, call, query)
        self.dialect.page(resource, cursor, max(1, min(limit, resource.largest)), asked)
        key = resource.rows or self.dialect.rows
        async with self.edge.stream(
            path,
            what=f"list of {resource.title.lower()}",
            ask=ask,
            params=asked.params,
            method=call.method,
            body=sent(call, asked),
        ) as answer:
            own, rows = self.dialect.named(resource, *await answer.rows(key))
            try:
                rows = rows or spread(resource, held(own, key))
                place = self.dialect.place(resource, own, cursor, len(rows))
            except ValueError as error:
                raise answer.unreadable(why(error)) from error
        items, twice = read(resource, rows)
        return Page(
            items,
            place.cursor,
            answer.answered_ns,
            answer.cached,
            place.notes + twice,
            rest(own, key, self.dialect.beside),
            place.total,
        )

    async def record(
        self, resource: Resource, identity: str, query: Query = EVERYTHING, *, ask: Ask = PLAIN
    ) -> Record:
        """One record by its id; raise `Missing` where there is none, or no path can hold it."""
        call = resource.item
        if call is None:
            raise BadQuery(f"{resource.title} are listed, but none is read by its id.")
        asked, path = self.asked(resource, call, query, identity)
        answer, body = await self.edge.get(
            path,
            what=f"{resource.singular} {shown(identity)}".strip(),
            ask=ask,
            params=asked.params,
            method=call.method,
            body=sent(call, asked),
        )
        try:
            raw = self.dialect.item(body)
        except ValueError as error:
            raise answer.unreadable(why(error)) from error
        if not isinstance(raw, Mapping):
            raise answer.unreadable("it is no JSON object")
        return Record(identity or named(resource, raw), raw)

    def draft(self, action: Action, values: Values, target: str = "") -> Draft:
        """The request that an action with these values would be; raise `Missing` for a bad id."""
        try:
            return drafting.draft(action, values, target)
        except BadId as error:
            raise Missing(self.title, str(error)) from error

    async def act(self, draft: Draft, *, ask: Ask = PLAIN) -> Outcome:
        """Send it once; a lost answer raises `Unreachable` saying that the outcome is unknown."""
        action, files = draft.action, await self.attached(draft)
        async with AsyncExitStack() as stack:
            stream = self.edge.stream(
                draft.path,
                what=action.title.lower(),
                ask=ask,
                params=draft.params,
                method=draft.method,
                body=draft.body,
                files=files,
            )
            try:
                answer = await stack.enter_async_context(stream)
            except (Unreachable, Unreadable) as error:
                self.doubt(draft, error)
                raise
            item = await self.answered(answer, action)
        found = item if item is None or isinstance(item, Mapping) else {"value": item}
        follow = followed(action, draft, found or {})
        if found is None:
            return Outcome(answer.status, None, answer.answered_ns, follow)
        resource = self.catalog.resource(action.on)
        record = Record(draft.target or named(resource, found), found)
        return Outcome(answer.status, record, answer.answered_ns, follow)

    async def attached(self, draft: Draft) -> Files | None:
        """The file that goes along; raise `Refused` where it cannot be read or is too large."""
        if draft.file is None or not (self.writes or draft.action.effect == "read"):
            return None  # a profile that only reads is told so, whatever the file
        part, name = draft.file
        try:
            return {
                part: (Path(name).name, await asyncio.to_thread(content, Path(name), draft.piece))
            }
        except OSError as error:
            said = (error.strerror or "it is too large").lower()
            raise Refused(self.title, f"{name} cannot be read: {said}", advice="") from error

    async def answered(self, answer: Answer, action: Action) -> Any:
        """What a success holds, None for nothing; raise `Unreadable` saying that it was done."""
        try:
            raw = await answer.body()
            return None if raw is None else self.dialect.item(raw)
        except (SourceError, ValueError) as error:
            said = error.happened if isinstance(error, SourceError) else why(error)
            unread = answer.unreadable(said.removeprefix(f"{answer.what}: "))
            if action.effect != "read":
                unread.happened += "; but it was done"
                unread.advice = "Do not send it again: read what came of it."
            raise unread from error

    def doubt(self, draft: Draft, error: SourceError) -> None:
        """Add to an error that nobody knows what came of a write, and how to find out."""
        error.doubtful = error.doubtful and draft.action.effect != "read"
        if not error.doubtful:
            return
        resource = self.catalog.resource(draft.action.on)
        one = f"{resource.singular} {shown(draft.target)}"
        place = one if draft.target and resource.item else f"the {resource.title.lower()}"
        error.happened += "; whether it was done is unknown"
        error.advice = f"It is not sent again by itself: look at {place} first."

    def asked(
        self, resource: Resource, call: Call, query: Query, identity: str = ""
    ) -> tuple[Asked, str]:
        """The request of a question; raise `BadQuery`, and `Missing` for a bad id."""
        try:
            return question(resource, call, query, self.dialect, identity)
        except BadId as error:
            raise Missing(self.title, str(error)) from error


def content(path: Path, piece: tuple[int, int] | None) -> bytes:
    """What is in a file, or in a piece of it; raise `OSError`."""
    first, size = piece or (0, path.stat().st_size)
    if size > LARGEST_FILE:
        raise OSError(f"{path} is too large")
    with path.open("rb") as stream:
        stream.seek(first)
        return stream.read(size)


def shown(identity: str) -> str:
    """An id in a sentence; it may have any length."""
    return identity if len(identity) <= LONGEST_ID else identity[:LONGEST_ID] + "…"


def followed(action: Action, draft: Draft, answer: Mapping[str, Any]) -> str | None:
    """The id of the record by which the result is followed: the answer's, or the target's own."""
    if action.follow is None:
        return None
    if not action.follow.identity:
        return draft.target or None
    found = at(answer, action.follow.identity)
    return None if found is None else str(found)
