"""Fiddler's failures: among failed spans alone, over pages and polls, where each began."""

import httpx

from spandeck.model.connection import Connection, Token
from spandeck.model.occurrence import Occurrence
from spandeck.model.page import Page
from spandeck.model.source import Opened
from spandeck.vendors.fiddler import errors
from spandeck.vendors.fiddler.api import API
from spandeck.vendors.fiddler.errors import Errors
from tests.vendors.fiddlery import CONNECTION, Made, Vendor, nanoseconds, page

MS = 1000


def failing(trace: int, number: int, start: int, **more: object) -> Made:
    """A failed span of ten milliseconds."""
    told = {"duration_ms": 10.0, "failed": True, "message": "it broke", "error_type": "Boom"}
    return Made(trace, number, start, **{**told, **more})  # type: ignore[arg-type]


def ids(found: Page[Occurrence]) -> list[str]:
    """The spans that are told, as trace and number."""
    told = [each for each in found.items if isinstance(each, Occurrence)]
    return [f"{int(each.id[:32], 16) - 1}/{int(each.id[-8:], 16)}" for each in told]


def root(trace: int, start: int, **more: object) -> Made:
    """The failed root of a trace, around what begins a little later."""
    return failing(trace, 0, start, root=True, duration_ms=50.0, **more)


async def test_a_trace_on_two_pages_is_told_once_with_what_both_say() -> None:
    spans = [root(0, 0), *(failing(0, n, 10 * MS * n) for n in (1, 2, 3))]
    feed = Errors(Vendor({"shop": spans}, most=3).source())
    first = await feed.occurrences(0)
    assert ids(first) == ["0/3", "0/2", "0/1"]
    assert not any(each.fatal for each in first.items if isinstance(each, Occurrence))
    assert first.cursor is not None
    second = await feed.occurrences(0, first.cursor)
    assert ids(second) == ["0/3", "0/2", "0/1"]
    assert all(each.fatal for each in second.items if isinstance(each, Occurrence))
    assert second.cursor is None


async def test_a_root_that_fails_later_makes_what_was_told_fatal() -> None:
    spans = [failing(0, 1, 10)]
    vendor = Vendor({"shop": spans})
    feed = Errors(vendor.source())
    (before,) = (await feed.occurrences(0)).items
    spans.append(root(0, 0))
    (after,) = (await feed.occurrences(0)).items
    assert isinstance(before, Occurrence)
    assert isinstance(after, Occurrence)
    assert (before.fatal, after.fatal, before.key == after.key) == (False, True, True)


async def test_each_application_is_one_query_for_failed_spans_alone() -> None:
    vendor = Vendor({"shop": [failing(0, 1, 10)], "desk": [Made(1, 0, 5, root=True)]})
    found = await Errors(vendor.source()).occurrences(nanoseconds(0))
    assert ids(found) == ["0/1"]
    assert sorted(each["application_id"] for each in vendor.queries) == ["desk", "shop"]
    assert {each["page_size"] for each in vendor.queries} == {errors.PAGE}


async def test_the_application_is_the_project_and_the_trace_is_found_there_again() -> None:
    vendor = Vendor({"shop": [], "desk": [failing(7, 1, 10)]})
    source = vendor.source()
    (told,) = (await Errors(source).occurrences(0)).items
    assert isinstance(told, Occurrence)
    assert (told.of.project, told.spot.agent, told.of.session_id) == ("desk", "planner", "s")
    vendor.queries.clear()
    _ = [batch async for batch in source.spans(told.of.trace_id or "")]
    assert [each["application_id"] for each in vendor.queries] == ["desk"]


async def test_a_conversation_does_not_stay_in_memory() -> None:
    long = failing(0, 1, 10).row()
    long["span_attributes"]["gen_ai.llm.input.user"] = "x" * 100_000
    long["input"] = "y" * 100_000

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v3/applications":
            return page([{"id": "shop"}], 1, 100, 0)
        return page([long], 1, 250, 0)

    transport = httpx.MockTransport(answer)
    client = httpx.AsyncClient(transport=transport, base_url=CONNECTION.url, trust_env=False)
    feed = API.open(client, CONNECTION).feeds[0]
    assert isinstance(feed, Errors)
    await feed.occurrences(0)
    (family,) = feed.families.held.values()
    assert len(repr(family.spans)) < 5_000


def opened(rule: dict[str, object], record: dict[str, object]) -> Opened:
    """A Fiddler with one alert rule of an application, and one record of it."""

    def answer(request: httpx.Request) -> httpx.Response:
        rows = [record] if request.url.path.endswith("/records") else [rule]
        return page(rows, 1, 100, 0)

    transport = httpx.MockTransport(answer)
    client = httpx.AsyncClient(transport=transport, base_url=CONNECTION.url, trust_env=False)
    return API.open(client, Connection("fiddler", CONNECTION.url, Token("k.s")))


RULE: dict[str, object] = {
    "id": "r-1",
    "name": "Failing spans",
    "metric_name": "error_rate",
    "condition": "greater",
    "bin_size": "Hour",
    "application": {"id": "a", "name": "shop"},
}
RECORD: dict[str, object] = {
    "id": "x",
    "alert_rule_id": "r-1",
    "alert_time_bucket": 1_795_251_600_000,
    "alert_run_start_time": 1_795_255_200_000,
    "alert_value": 0.0425,
    "critical_threshold": 0.042,
    "severity": "CRITICAL",
}


async def alert(rule: dict[str, object], record: dict[str, object]) -> Occurrence:
    feed = opened(rule, record).feeds[2]
    (told,) = (await feed.occurrences(0)).items
    assert isinstance(told, Occurrence)
    return told


async def test_an_alert_says_which_metric_was_what_against_which_threshold() -> None:
    told = await alert(RULE, RECORD)
    assert told.id == "r-1/1795251600000"
    assert told.at_ns == 1_795_255_200_000_000_000
    assert told.cause.message == "error_rate is 0.0425, greater than 0.042"
    assert (told.cause.code, told.of.name, told.of.project) == ("CRITICAL", "Failing spans", "shop")


async def test_an_alert_about_one_column_is_another_than_about_the_next() -> None:
    told = await alert(RULE, {**RECORD, "feature_name": "country"})
    assert told.id == "r-1/1795251600000/country"
    assert told.cause.message == "error_rate of country is 0.0425, greater than 0.042"


async def test_an_alert_without_numbers_has_the_vendors_words_or_says_that_it_struck() -> None:
    bare = {**RECORD, "alert_value": None}
    assert (await alert(RULE, bare)).cause.message == "Failing spans struck"
    assert (await alert(RULE, {**bare, "message": "too much"})).cause.message == "too much"


async def test_a_rule_is_asked_for_bins_that_began_before_the_time_that_is_meant() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        rows = [] if request.url.path.endswith("/records") else [RULE]
        return page(rows, len(rows), 100, 0)

    transport = httpx.MockTransport(answer)
    client = httpx.AsyncClient(transport=transport, base_url=CONNECTION.url, trust_env=False)
    feed = API.open(client, CONNECTION).feeds[2]
    await feed.occurrences(nanoseconds(0))
    assert asked[-1].url.params["start_time"].startswith("2026-11-21T08:00:00")
    assert asked[-1].url.params["end_time"] > "2026-11-22"


async def test_a_rule_with_an_absurd_delay_is_asked_for_all_that_there_is() -> None:
    told = await alert({**RULE, "evaluation_delay": 2**60}, RECORD)
    assert told.of.name == "Failing spans"
