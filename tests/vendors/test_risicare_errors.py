"""Risicare's failures: details are read once, and one that cannot be had is still told."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from spandeck.model.errors import Limited, Refused, Unreachable
from spandeck.model.occurrence import Occurrence
from spandeck.model.page import BadRow
from spandeck.sim.risicare.keys import keys
from spandeck.vendors.risicare.errors import Errors
from tests.corpora import small
from tests.vendors.opened import ORIGIN, SEED, opened, simulator
from tests.vendors.scripted import detail, listed, refused, source

START = "2026-11-21T10:00:00Z"


def row(number: int, **facts: Any) -> dict[str, Any]:
    """A row of the list of traces."""
    return {
        "trace_id": f"t-{number}",
        "name": "shop",
        "agent_name": "planner",
        "environment": "production",
        "status": "error",
        "has_error": True,
        "error_code": "TOOL.EXECUTION.TIMEOUT",
        "start_time": START,
        "duration_ms": 1500.0,
        "span_count": 2,
        "error_count": 1,
        **facts,
    }


def broken(name: str = "s-1", parent: str | None = None) -> dict[str, Any]:
    """A failed span."""
    return {
        "span_id": name,
        "parent_span_id": parent,
        "name": "search_web",
        "kind": "tool_call",
        "start_time": START,
        "end_time": "2026-11-21T10:00:01Z",
        "status": "error",
        "status_message": "TimeoutError: search_web did not answer",
    }


class Vendor:
    """Answers lists, and details by trace."""

    def __init__(self, rows: list[Any], details: Mapping[str, httpx.Response]) -> None:
        self.rows, self.details = rows, details
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.rpartition("/")[2]
        self.asked.append(name)
        if name == "traces":
            return listed(*self.rows)
        return self.details.get(name) or refused(404, "not_found", "Trace not found")

    def feed(self) -> Errors:
        return Errors(source(self))


async def test_a_trace_that_did_not_change_is_read_once() -> None:
    vendor = Vendor([row(1), row(2)], {"t-1": detail(broken()), "t-2": detail(broken())})
    feed = vendor.feed()
    first, again = await feed.occurrences(0), await feed.occurrences(0)
    assert first.items == again.items
    assert sorted(vendor.asked) == ["t-1", "t-2", "traces", "traces"]


async def test_a_trace_that_grew_is_read_again() -> None:
    vendor = Vendor([row(1)], {"t-1": detail(broken())})
    feed = vendor.feed()
    await feed.occurrences(0)
    vendor.rows = [row(1, span_count=3, error_count=2)]
    vendor.details = {"t-1": detail(broken(), broken("s-2"))}
    page = await feed.occurrences(0)
    assert [each.id for each in page.items if isinstance(each, Occurrence)] == [
        "t-1/s-1",
        "t-1/s-2",
    ]


async def test_the_vendors_word_and_the_traces_facts_come_along() -> None:
    page = await Vendor([row(1)], {"t-1": detail(broken())}).feed().occurrences(0)
    (told,) = page.items
    assert isinstance(told, Occurrence)
    assert told.cause.code == "TOOL.EXECUTION.TIMEOUT"
    assert (told.cause.type, told.cause.message) == ("TimeoutError", "search_web did not answer")
    assert (told.spot.agent, told.spot.environment) == ("planner", "production")


async def test_a_trace_that_is_gone_is_told_as_a_whole_with_a_note() -> None:
    page = await Vendor([row(1), row(2)], {"t-2": detail(broken())}).feed().occurrences(0)
    whole = [each for each in page.items if isinstance(each, Occurrence) and each.kind == "trace"]
    (told,) = whole
    assert (told.id, told.cause.code, told.spot.agent) == (
        "t-1",
        "TOOL.EXECUTION.TIMEOUT",
        "planner",
    )
    assert told.at_ns % 10**10 == 15 * 10**8  # a second and a half after its start
    assert page.notes == (
        "the spans of 1 trace could not be read: trace t-1 not found, or this key cannot see it",
    )


async def test_a_trace_without_a_failed_span_fails_as_a_whole() -> None:
    good = {**broken(), "status": "half-done"}
    page = await Vendor([row(1)], {"t-1": detail(good)}).feed().occurrences(0)
    assert [each.kind for each in page.items if isinstance(each, Occurrence)] == ["trace"]


async def test_a_detail_that_failed_for_once_is_asked_for_again() -> None:
    vendor = Vendor([row(1), row(2)], {"t-1": detail(broken()), "t-2": httpx.Response(500)})
    feed = vendor.feed()
    kinds = [
        each.kind for each in (await feed.occurrences(0)).items if not isinstance(each, BadRow)
    ]
    assert sorted(kinds) == ["span", "trace"]
    vendor.details = {"t-2": detail(broken())}
    found = (await feed.occurrences(0)).items
    assert {each.kind for each in found if isinstance(each, Occurrence)} == {"span"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(500), Unreachable),
        (refused(429, "rate_limited", "slow down"), Limited),
        (refused(401, "unauthorized", "no"), Refused),
    ],
    ids=["500", "429", "401"],
)
async def test_what_concerns_every_detail_is_raised(
    answer: httpx.Response, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        await Vendor([row(1)], {"t-1": answer}).feed().occurrences(0)


async def test_details_that_were_read_before_a_429_are_not_read_again() -> None:
    answers = {"t-1": detail(broken()), "t-2": refused(429, "rate_limited", "slow down")}
    vendor = Vendor([row(1), row(2)], answers)
    feed = vendor.feed()
    with pytest.raises(Limited):
        await feed.occurrences(0)
    vendor.details = {"t-2": detail(broken())}
    assert len((await feed.occurrences(0)).items) == 2
    assert vendor.asked.count("t-1") == 1


@pytest.mark.parametrize("name", ["langgraph_openinference", "openai_genai_v2"])
async def test_every_recorded_trace_that_failed_is_told_with_its_cause(name: str) -> None:
    recorded, over = small(name), simulator("risicare", scale="tiny")
    empty = keys(SEED).empty
    async with opened("risicare", over, empty) as risicare:
        headers = {
            "authorization": f"Bearer {empty}",
            "content-type": "application/x-protobuf",
        }
        transport = httpx.ASGITransport(over)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as gateway:
            for export in recorded.requests():
                body = export.SerializeToString()
                await gateway.post("/v1/otlp/v1/traces", content=body, headers=headers)
        failed = {
            each for each, spans in recorded.traces.items() if any(span.failed for span in spans)
        }
        found: list[Occurrence] = []
        cursor = None
        while True:
            page = await risicare.feeds[0].occurrences(0, cursor)
            found += [each for each in page.items if isinstance(each, Occurrence)]
            cursor = page.cursor
            if cursor is None:
                break
    assert {each.of.trace_id for each in found} == failed
    assert all(each.cause.type and each.cause.message for each in found)
    assert {each.kind for each in found} == {"span"}
