"""Any vendor's resources and traces against answers that nobody promised, over the real stack.

Whatever comes ends as rows or as one of the named errors: one safe line, about the vendor alone.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import Any

import httpx
import pytest

from spandeck.model.connection import Connection, Token
from spandeck.model.errors import SourceError
from spandeck.model.page import Ask
from spandeck.model.query import Condition, Filter, Query
from spandeck.model.resource import Resource
from spandeck.model.source import Opened, TraceSource
from spandeck.net import State, open_client
from spandeck.vendors import VENDORS
from tests.net.clock import virtual_clock, virtually
from tests.vendors.opened import LOADED, NOW_NS
from tests.vendors.scripted import Chunks

KEY = "key-that-nobody-may-see"
ID = "a/..%2F\n\x1b]0;b"
ASK = Ask(patience_s=5.0)
JSON = {"content-type": "application/json"}
HOUR_NS = 3600 * 1_000_000_000
ROWS: tuple[Any, ...] = (
    None,
    {},
    "x\x1b]0;y\x07",
    1e300,
    [None, 5, "text", [], {}, {"id": None}, {"id": {"a": 1}}, {"id": "a"}, {"id": "a"}],
    {"items": {"items": None}},
)
"""What may stand where rows are promised, or numbers and cursors."""


def strange(held: Any) -> bytes:
    """One body that is wrong in the same way for every vendor's envelope."""
    keys = ("data", "items", "results", "vendors", "traces", "spans", "sessions")
    place = dict.fromkeys(("cursor", "next_cursor", "has_more", "page_index", "total"), held)
    return json.dumps(dict.fromkeys(keys, held) | {"pagination": place, **place}).encode()


def paged(held: Any) -> bytes:
    """The same within an envelope that has one more level."""
    return json.dumps({"kind": "PAGINATED", "data": json.loads(strange(held))}).encode()


def answer(status: int, body: bytes, *said: tuple[str, str], cut: bool = False) -> httpx.Response:
    """An answer as it comes from the network, cut off if asked."""
    stream = Chunks([body], httpx.RemoteProtocolError("gone") if cut else None)
    return httpx.Response(status, headers=JSON | dict(said), stream=stream)


ANSWERS: Mapping[str, Callable[[], httpx.Response]] = {
    "key refused, echoed": lambda: answer(401, json.dumps({"detail": f"bad {KEY}"}).encode()),
    "escape in an error": lambda: answer(400, b'{"detail": "a\\u001b[2J\\n", "error": 5}'),
    "error of no shape": lambda: answer(422, b'{"error": {"errors": 5, "message": []}}'),
    "a page of HTML": lambda: answer(502, b"<html>", ("content-type", "text/html")),
    "deep": lambda: answer(200, b'{"data":' * 5_000),
    "cut": lambda: answer(200, b'{"data": [{"id": "a"}, {"id"', cut=True),
    "no gzip": lambda: answer(200, b"\x1f\x8b\x08junk", ("content-encoding", "gzip")),
    "not UTF-8": lambda: answer(200, b'{"data": [{"id": "\xe9"}]}'),
    "elsewhere": lambda: answer(302, b"", ("location", "https://evil.test/")),
    "a number": lambda: answer(200, b"5"),
    **{f"rows {n}": lambda held=held: answer(200, strange(held)) for n, held in enumerate(ROWS)},  # type: ignore[misc]
    **{f"page {n}": lambda held=held: answer(200, paged(held)) for n, held in enumerate(ROWS)},  # type: ignore[misc]
}


def given(known: Filter) -> str | float | int:
    """Some value of a filter's kind."""
    if known.choices:
        return known.choices[0]
    return NOW_NS if known.kind == "time" else 5 if known.kind in ("number", "duration") else "p"


def question(resource: Resource) -> Query:
    """A query with everything that the resource cannot be asked without."""
    calls = [each for each in (resource.listing, resource.item) if each is not None]
    paths = " ".join(each.template for each in calls)
    needed = (
        each
        for each in resource.filters
        if each.required or "{%s}" % (each.wire or each.name) in paths
    )
    query = Query(tuple(Condition(each.name, "=", given(each)) for each in needed))
    return query.within(NOW_NS - HOUR_NS, NOW_NS) if resource.window else query


async def of_traces(source: TraceSource) -> AsyncIterator[Callable[[], Any]]:
    """Every question to a source of traces."""

    async def drained() -> None:
        async with aclosing(source.spans(ID, ask=ASK)) as batches:  # type: ignore[type-var]
            async for _ in batches:
                pass

    yield lambda: source.traces(Query(), ask=ASK)
    yield drained
    yield lambda: source.sessions(ask=ASK)
    yield lambda: source.session(ID, ask=ASK)
    yield lambda: source.health(ask=ASK)


async def questions(found: Opened) -> AsyncIterator[Callable[[], Any]]:
    """Every question that this vendor can be asked."""
    records = found.records
    for each in records.catalog.resources:
        query, one = question(each), "" if each.single else ID
        if each.listing:
            yield lambda each=each, query=query: records.records(each, query, ask=ASK)  # type: ignore[misc]
        if each.item:
            yield lambda each=each, query=query, one=one: records.record(  # type: ignore[misc]
                each, one, query, ask=ASK
            )
    if found.traces is not None:
        async for ask in of_traces(found.traces):
            yield ask


async def bombard(vendor: str, name: str, made: Callable[[], httpx.Response]) -> None:
    """Ask this vendor everything, and get this answer to all of it."""
    api, clock = VENDORS[vendor].load(), virtual_clock()
    connection = Connection(vendor, "https://vendor.test", Token(KEY))
    network, state = httpx.MockTransport(lambda _: made()), State.open(None, clock=clock)
    async with open_client(
        api.descriptor, connection, state=state, clock=clock, network=network
    ) as client:
        async for ask in questions(api.open(client, connection)):
            try:
                await ask()
            except SourceError as error:
                said = str(error)
                assert said.isprintable(), (name, said)
                assert KEY not in said, (name, said)
                assert "pydantic" not in said, (name, said)
    state.close()


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("vendor", LOADED)
def test_any_answer_ends_as_rows_or_as_one_safe_line(vendor: str, name: str) -> None:
    virtually(bombard(vendor, name, ANSWERS[name]))
