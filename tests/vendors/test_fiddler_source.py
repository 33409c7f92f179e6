"""One trace, sessions and what goes wrong, over a Fiddler that answers as a test says."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from spandeck import semantics
from spandeck.model.errors import Missing, Unreadable
from spandeck.model.page import BadRow
from spandeck.model.query import BadQuery, Query, parse
from spandeck.model.source import SpanBatch
from spandeck.semantics.facts import Judgement
from spandeck.vendors.fiddler.asking import FILTERS
from spandeck.vendors.fiddler.source import FiddlerSource
from tests.vendors.fiddlery import CONNECTION, Made, Vendor, nanoseconds, page

TRACE = f"{1:032x}"


class Spoiling(Vendor):
    """A vendor that changes its rows before they are sent."""

    changes: Mapping[str, Any] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = super().__call__(request)
        if request.url.path == "/v3/applications":
            return answer
        body = answer.json()
        for row in body["data"]["items"]:
            row.update(self.changes.get(row["span_id"], {}))
        return httpx.Response(200, json=body)


def identity(number: int) -> str:
    return f"{1:08x}{number:08x}"


async def batches(source: FiddlerSource, trace_id: str = TRACE) -> list[SpanBatch]:
    return [each async for each in source.spans(trace_id)]


async def test_a_trace_is_found_in_whichever_application_it_is_and_read_over_all_pages() -> None:
    spans = [Made(0, 0, 0, root=True), *(Made(0, n, n) for n in range(1, 23))]
    vendor = Vendor({"desk": [Made(1, 0, 0, root=True)], "shop": spans}, most=5)
    source = vendor.source()
    found = await batches(source)
    assert sum(len(each.spans) for each in found) == 23
    assert found[-1].summary is not None
    assert (found[-1].summary.span_count, found[-1].summary.raw["application"]) == (23, "shop")
    assert "shop" in source.web_link(TRACE)
    vendor.queries.clear()
    await batches(source)
    assert {each["application_id"] for each in vendor.queries} == {"shop"}


async def test_a_spans_end_type_and_evaluations_are_in_our_words() -> None:
    vendor = Spoiling({"shop": [Made(0, 0, 7, duration_ms=2.5, root=True)]})
    vendor.changes = {
        identity(0): {
            "status_code": "Error",
            "parent_span_id": "",
            "output": "done",
            "surprise": 1,
            "evaluators": [
                {"evaluator_rule_name": "Safety", "output_name": "toxic", "label": "no"},
                {"evaluator_rule_name": "Faith", "output_name": "score", "value": 0.25},
            ],
        }
    }
    (batch, _) = await batches(vendor.source())
    (span,) = batch.spans
    assert (span.parent_id, span.status, span.ended_ns) == (None, "error", nanoseconds(2507))
    assert semantics.read(span).judgements == (
        Judgement("Safety::toxic", None, "no"),
        Judgement("Faith::score", 0.25),
    )
    assert not [name for name in span.attributes if "Safety" in name], "they are told once"
    assert span.attributes["fiddler.span.type"] == "llm"
    assert (span.extra["surprise"], span.extra["output"]) == (1, "done")


async def test_a_span_that_cannot_be_read_is_kept_and_hides_no_other() -> None:
    vendor = Spoiling({"shop": [Made(0, 0, 0, root=True), Made(0, 1, 1), Made(0, 2, 2)]})
    vendor.changes = {identity(1): {"start_time": "yesterday"}}
    found = await batches(vendor.source())
    assert [span.span_id for each in found for span in each.spans] == [identity(0), identity(2)]
    assert [json.loads(raw)["span_id"] for each in found for raw in each.bad] == [identity(1)]
    listed = await vendor.source().traces(Query())
    row, bad = listed.items
    assert isinstance(bad, BadRow)
    assert bad.why.startswith("start_time")
    assert not isinstance(row, BadRow)
    assert row.span_count == 2


async def test_a_trace_that_breaks_off_gives_what_was_read_and_says_so() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v3/applications":
            return page([{"id": "shop"}], 1, 100, 0)
        whole = page([Made(0, n, n).row() for n in range(3)], 3, 1000, 0).content
        kind = {"content-type": "application/json"}
        return httpx.Response(200, content=whole[:-40], headers=kind)

    transport = httpx.MockTransport(answer)
    client = httpx.AsyncClient(transport=transport, base_url=CONNECTION.url)
    source = FiddlerSource(client, CONNECTION)
    reading = source.spans(TRACE)
    first = await anext(reading)
    assert [span.span_id for span in first.spans] == [identity(0), identity(1)]
    with pytest.raises(Unreadable, match="2 spans of it were read"):
        await anext(reading)


async def test_what_no_application_has_is_missing() -> None:
    source = Vendor({"shop": [Made(0, 0, 0, root=True)]}).source()
    with pytest.raises(Missing):
        await batches(source, "f" * 32)
    with pytest.raises(Missing):
        await source.session("nobody")


async def test_sessions_come_once_newest_first_with_all_their_traces() -> None:
    spans = {
        "shop": [Made(n, 0, 10 * n, root=True, session=f"s{n % 3}") for n in range(9)],
        "desk": [Made(20, 0, 85, root=True, session="s1"), Made(21, 0, 5, True, True, session="")],
    }
    vendor = Vendor(spans, most=4)
    for limit in (1, 2, 5):
        source, cursor, found = vendor.source(), None, []
        while True:
            got = await source.sessions(cursor, limit=limit)
            found += [each for each in got.items if not isinstance(each, BadRow)]
            assert len(got.items) <= limit
            cursor = got.cursor
            if cursor is None:
                break
        assert [each.session_id for each in found] == ["s1", "s2", "s0"]
        assert [each.trace_count for each in found] == [4, 3, 3]
        assert found[0].user_id == "ada"
    one = await vendor.source().session("s1")
    assert [each.raw["application"] for each in one.traces] == ["desk", "shop", "shop", "shop"]


async def test_an_application_that_is_none_is_named_with_its_likes() -> None:
    source = Vendor({"shop": [], "desk": []}).source()
    with pytest.raises(BadQuery, match="Did you mean shop"):
        await source.traces(parse("application=shopp", FILTERS))
    page = await source.traces(parse("project=home", FILTERS))
    assert page.items == ()
