"""Whatever the vendor's own client models allow, our client reads: all of it, in both spellings."""

import asyncio
import json
import re
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from spandeck.model.connection import Connection, Token
from spandeck.model.page import BadRow
from spandeck.model.query import Condition, Query
from spandeck.model.record import iso
from spandeck.model.resource import Call, Record, Resource, at
from spandeck.model.safe import safe_value
from spandeck.model.source import Opened
from spandeck.model.trace import Span, TraceSummary
from spandeck.vendors.arize.api import API
from spandeck.vendors.arize.catalog import CATALOG
from tests.vendors.arize_answers import Name, answers, humped, operations

ORIGIN = "https://arize.test"
PROJECTS = {"projects": [{"id": "p", "name": "p"}], "pagination": {"has_more": False}}
SPACES = {"spaces": [], "pagination": {"has_more": False}}
LISTED = [each for each in CATALOG.resources if each.listing]
READ = [each for each in CATALOG.resources if each.item]
FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
STATUSES = {"OK": "ok", "ERROR": "error", "UNSET": "unset", None: "unset", "": "unset"}


def opened(client: httpx.AsyncClient) -> Opened:
    return API.open(client, Connection("arize", ORIGIN, Token("t")))


def answering(body: Any, *, leading: bool = False) -> httpx.AsyncClient:
    """A vendor with this answer to everything, but perhaps to what leads to traces."""

    def answer(request: httpx.Request) -> httpx.Response:
        lists = {"/v2/projects": PROJECTS, "/v2/spaces": SPACES} if leading else {}
        return httpx.Response(200, json=lists.get(request.url.path, body))

    return httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url=ORIGIN)


def schema(call: Call) -> str:
    return operations()[call.method, re.sub(r"\{[^}]*\}", "{}", call.template)]


def asked(resource: Resource) -> Query:
    return Query(
        tuple(
            Condition(each.name, "=", each.choices[0] if each.choices else "x")
            for each in resource.filters
            if each.required
        )
    )


def page(resource: Resource, drawn: Any) -> Any:
    """The answer as the only page of a list, with rows even if it was drawn without the key."""
    paging = {Name("pagination"): {Name("has_more"): False}}
    return {Name(resource.rows): [], **drawn, **paging}


def sent(value: Any) -> Any:
    """A value as it arrives: through JSON, its texts made safe."""
    return safe_value(json.loads(json.dumps(value)))


async def listed(resource: Resource, body: Any) -> list[Record]:
    async with answering(body) as client:
        found = await opened(client).records.records(resource, asked(resource), limit=500)
    assert not [each for each in found.items if isinstance(each, BadRow)]
    return [each for each in found.items if isinstance(each, Record)]


async def item(resource: Resource, body: Any) -> Record:
    async with answering(body) as client:
        return await opened(client).records.record(resource, "x", asked(resource))


def alike(resource: Resource, one: Record, two: Record) -> None:
    """Whether both spellings of a record show the same."""
    for column in resource.columns:
        assert at(one.raw, column.path) == at(two.raw, column.path), column


@pytest.mark.parametrize("resource", LISTED, ids=lambda each: each.name)
def test_every_list_is_read_in_both_spellings_and_nothing_is_lost(resource: Resource) -> None:
    assert resource.listing is not None

    @FEW
    @given(answers(schema(resource.listing)))
    def check(drawn: Any) -> None:
        body = page(resource, drawn)
        plain = asyncio.run(listed(resource, body))
        assert [each.raw for each in plain] == sent(body[resource.rows] or [])
        other = asyncio.run(listed(resource, humped(body)))
        for one, two in zip(plain, other, strict=True):
            assert one.id == two.id
            alike(resource, one, two)

    check()


@pytest.mark.parametrize("resource", READ, ids=lambda each: each.name)
def test_every_item_is_read_in_both_spellings_and_nothing_is_lost(resource: Resource) -> None:
    assert resource.item is not None

    @FEW
    @given(answers(schema(resource.item)))
    def check(drawn: Any) -> None:
        one = asyncio.run(item(resource, drawn))
        assert one.raw == sent(drawn)
        alike(resource, one, asyncio.run(item(resource, humped(drawn))))

    check()


async def spans(body: Any) -> list[Span]:
    async with answering(body, leading=True) as client:
        source = opened(client).traces
        assert source is not None
        batches = [batch async for batch in source.spans("t")]
    assert not any(batch.bad for batch in batches)
    return [span for batch in batches for span in batch.spans]


def told(span: Span) -> dict[str, Any]:
    """A span as the vendor would send it, without what is empty."""
    named = {
        "name": span.name,
        "kind": span.kind,
        "context": {"trace_id": span.trace_id, "span_id": span.span_id},
        "parent_id": span.parent_id,
        "start_time": iso(span.started_ns),
        "end_time": iso(span.ended_ns),
        "status_code": span.status,
        "status_message": span.status_message,
        "attributes": span.attributes,
        "events": [
            {"name": each.name, "timestamp": iso(each.at_ns), "attributes": each.attributes}
            for each in span.events
        ],
        **span.extra,
    }
    return full(named)


def full(value: dict[str, Any]) -> dict[str, Any]:
    """Without fields that say nothing: missing, null and empty mean the same of a span's own."""
    return {name: each for name, each in value.items() if each not in (None, "", [], {})}


def test_every_span_is_read_in_both_spellings_and_nothing_is_lost() -> None:
    @settings(FEW, max_examples=60)
    @given(answers("ListSpansResponse"))
    def check(drawn: Any) -> None:
        body = drawn | {"pagination": {"has_more": False}, "spans": drawn.get("spans") or []}
        for each in body["spans"]:
            each["events"] = [full(event) for event in each.get("events") or ()]
        wanted = [full(each) for each in sent(body["spans"])]
        for each in wanted:
            each["status_code"] = STATUSES.get(each.get("status_code"), each.get("status_code"))
        if wanted:
            found = asyncio.run(spans(body))
            shown = [told(span) for span in found]
            for one in shown:
                one["events"] = [full(event) for event in one.get("events", ())]
            assert [full(each) for each in shown] == wanted
            assert asyncio.run(spans(humped(body))) == found

    check()


async def traces(body: Any) -> list[TraceSummary]:
    async with answering(body, leading=True) as client:
        source = opened(client).traces
        assert source is not None
        found = await source.traces(Query())
    return [each for each in found.items if isinstance(each, TraceSummary)]


def test_every_trace_is_read_in_both_spellings_and_nothing_is_lost() -> None:
    @settings(FEW, max_examples=40)
    @given(answers("ListTracesResponse"))
    def check(drawn: Any) -> None:
        body = drawn | {"pagination": {"has_more": False}, "traces": drawn.get("traces") or []}
        found = {each.trace_id: each for each in asyncio.run(traces(body))}
        assert len(found) == len(body["traces"])
        for each in sent(body["traces"]):
            row = found[each["trace_id"]]
            assert full({**each, "spans": None}).items() <= row.raw.items()
            assert (row.span_count or 0) == len(each.get("spans") or ())
        assert {each.trace_id: each for each in asyncio.run(traces(humped(body)))} == found

    check()
