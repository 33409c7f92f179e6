"""Apidepth's catalog over its simulator: every list read whole, with the words for each null."""

from typing import Any

import httpx
import pytest

from spandeck.model.connection import Connection, Token
from spandeck.model.errors import Missing, Refused
from spandeck.model.page import Page
from spandeck.model.query import BadQuery, Query, parse
from spandeck.model.resource import Column, Record, Resource, at
from spandeck.model.source import Opened
from spandeck.sim.apidepth import application
from spandeck.sim.apidepth.keys import keys
from spandeck.sim.world import World
from spandeck.vendors.apidepth.api import API
from spandeck.vendors.apidepth.catalog import CATALOG, DESCRIPTOR
from spandeck.vendors.apidepth.dialect import Apidepth
from tests.sim.asking import NOW, Watch

LISTS = [each for each in CATALOG.resources if each.listing]
ONE = {"vendor": "openai"}


def opened(network: httpx.AsyncBaseTransport, token: str) -> Opened:
    headers = {"authorization": f"Bearer {token}"}
    client = httpx.AsyncClient(transport=network, base_url="http://sim", headers=headers)
    return API.open(client, Connection("apidepth", "http://sim", Token(token)))


@pytest.fixture(scope="module")
def network() -> httpx.ASGITransport:
    return httpx.ASGITransport(application(World(7, "small", Watch()), limits=None))


@pytest.fixture
def story(network: httpx.ASGITransport) -> Opened:
    return opened(network, keys(7).world)


@pytest.fixture
def empty(network: httpx.ASGITransport) -> Opened:
    return opened(network, keys(7).empty)


def asked(resource: Resource, **filters: str) -> Query:
    """A query with these filters, and the vendor where one is needed."""
    needed = {each.name: ONE[each.name] for each in resource.filters if each.required}
    words = " ".join(f'{name}="{text}"' for name, text in (needed | filters).items())
    return parse(words, resource.filters)


async def read(opened: Opened, name: str, **filters: str) -> Page[Record]:
    resource = CATALOG.resource(name)
    return await opened.records.records(resource, asked(resource, **filters))


async def rows(opened: Opened, name: str, **filters: str) -> list[dict[str, Any]]:
    """The rows of a list as they were sent."""
    page = await read(opened, name, **filters)
    return [dict(each.raw) for each in page.items if isinstance(each, Record)]


@pytest.mark.parametrize("resource", LISTS, ids=lambda each: each.name)
async def test_every_list_is_whole_and_its_columns_lead_somewhere(
    story: Opened, resource: Resource
) -> None:
    page = await story.records.records(resource, asked(resource))
    found = [each for each in page.items if isinstance(each, Record)]
    assert found
    assert len(found) == len(page.items) == page.total
    assert page.cursor is None
    if resource.key:
        assert len({each.id for each in found}) == len(found)
    for column in resource.columns:
        assert any(at(each.raw, column.path) is not None for each in found), column.path


@pytest.mark.parametrize("resource", LISTS, ids=lambda each: each.name)
async def test_a_relation_leads_to_a_list_that_can_be_read(
    story: Opened, resource: Resource
) -> None:
    page = await story.records.records(resource, asked(resource))
    record = next(each for each in page.items if isinstance(each, Record))
    for relation in resource.relations:
        target = CATALOG.resource(relation.to)
        where = {name: str(at(record.raw, path)) for name, path in relation.where.items()}
        text = " ".join(f'{name}="{value}"' for name, value in where.items())
        assert (await story.records.records(target, parse(text, target.filters))).items


NULLS = [
    ("rate-limits", "top_endpoint", "none was"),
    ("model-usage", "deprecated_at", "not yet"),
    ("model-usage", "sunset_at", "not set"),
    ("model-usage", "successor", "none named"),
    ("health-scores", "score", "no data"),
    ("health-scores", "latency_sub", "no data"),
    ("health-scores", "error_sub", "no data"),
    ("health-scores", "rate_sub", "unsaid"),
    ("health-scores", "status_sub", "not watched"),
    ("uptime", "uptime_pct", "not checked"),
    ("slo", "endpoint", "all of the vendor"),
    ("sla", "endpoint", "all of the vendor"),
    ("sla", "compliance_pct", "too few"),
]


@pytest.mark.parametrize(("name", "path", "words"), NULLS)
async def test_a_null_in_the_story_has_words(
    story: Opened, name: str, path: str, words: str
) -> None:
    assert column(name, path).absent == words
    assert None in [at(each, path) for each in await rows(story, name)]


def column(name: str, path: str) -> Column:
    return next(each for each in CATALOG.resource(name).columns if each.path == path)


@pytest.mark.parametrize("vendor", ["stripe", "carrier", "nobody"])
async def test_a_burn_down_without_headers_has_words(story: Opened, vendor: str) -> None:
    [found] = await rows(story, "burn-down", vendor=vendor)
    silent = {
        each.path for each in CATALOG.resource("burn-down").columns if at(found, each.path) is None
    }
    quota = {"burn_down.rl_limit", "burn_down.rl_reset_at"}
    if vendor != "carrier":
        assert found["burn_down"] is None
        rest = ("rl_remaining", "risk", "minutes_to_throttle", "burn_rate_per_min")
        quota |= {f"burn_down.{each}" for each in rest}
    assert quota <= silent
    assert all(column("burn-down", each).absent != "—" for each in silent)


async def test_a_collector_that_was_never_checked_has_words(empty: Opened) -> None:
    resource = CATALOG.resource("status")
    found = await empty.records.record(resource, "")
    assert found.raw["status"] == "unknown"
    silent = [each for each in resource.columns if at(found.raw, each.path) is None]
    assert {each.absent for each in silent} == {"never checked"}
    assert len(silent) == 4


async def test_facts_beside_the_rows_are_kept(story: Opened) -> None:
    page = await read(story, "throttling")
    assert set(page.rest) == {"total_429s", "trend_pct", "top_endpoint", "burn_down"}
    assert (await read(story, "health-scores")).rest["aggregate"] > 0
    assert (await read(story, "sla", window="90")).rest == {"window_days": 90}
    assert set((await read(story, "registry")).rest) == {"version", "customer_vendors", "warnings"}
    assert (await read(story, "burn-down")).rest == {}


async def test_filters_narrow_at_the_vendor(story: Opened) -> None:
    whole = await rows(story, "latency")
    part = await rows(story, "latency", env="staging", endpoint="/v1/chat/completions")
    assert sum(each["total_count"] for each in part) < sum(each["total_count"] for each in whole)
    staging = await rows(story, "sla", env="staging")
    assert {each["threshold_ms"] for each in staging} == {2600}
    assert {each["window_days"] for each in await rows(story, "sla", window="60")} == {60}


async def test_a_range_of_time_is_asked_for(story: Opened) -> None:
    hour_ns = 3600 * 10**9
    query = asked(CATALOG.resource("latency")).within(NOW - 5 * hour_ns, NOW - 2 * hour_ns)
    page = await story.records.records(CATALOG.resource("latency"), query)
    assert [each.id for each in page.items if isinstance(each, Record)] == [
        f"2026-11-21T{hour:02}:00:00Z" for hour in (9, 10, 11, 12)
    ]


@pytest.mark.parametrize(
    ("name", "filters"),
    [("latency", ""), ("endpoints", "env=staging"), ("throttling", ""), ("burn-down", "")],
)
async def test_without_a_vendor_nothing_is_asked(story: Opened, name: str, filters: str) -> None:
    resource = CATALOG.resource(name)
    with pytest.raises(BadQuery, match="vendor=…"):
        await story.records.records(resource, parse(filters, resource.filters))


def test_an_unknown_window_is_refused_before_it_is_asked() -> None:
    with pytest.raises(BadQuery, match="30, 60, 90"):
        parse("window=7", CATALOG.resource("sla").filters)


async def test_what_only_the_vendor_can_refuse_is_said_in_its_words(
    network: httpx.ASGITransport, story: Opened
) -> None:
    resource = CATALOG.resource("latency")
    backwards = asked(resource, **{"from": "2026-11-21T10:00Z", "to": "2026-11-21T09:00Z"})
    with pytest.raises(Refused, match="from must be before to"):
        await story.records.records(resource, backwards)
    stranger = opened(network, "apd_live_unknown")
    with pytest.raises(Refused, match="Invalid API key"):
        await stranger.records.records(CATALOG.resource(API.probe))
    draft = story.records.draft(CATALOG.action("delete-slo"), {}, "none")
    with pytest.raises(Missing):
        await story.records.act(draft)


@pytest.mark.parametrize(
    ("body", "message", "complaints"),
    [
        ({"error": {"message": "no", "field": "env"}}, "no", {"env": "no"}),
        ({"error": {"field": "env"}}, None, {"env": "it is wrong"}),
        ({"error": "no"}, "no", {}),
        ({"message": "no"}, "no", {}),
        ({}, None, {}),
    ],
)
def test_errors_are_read_however_they_are_written(
    body: object, message: str | None, complaints: dict[str, str]
) -> None:
    assert Apidepth().message(body) == message
    assert Apidepth().complaints(body) == complaints


def test_a_body_that_is_no_error_at_all_is_none() -> None:
    with pytest.raises(ValueError, match="ErrorBody"):
        Apidepth().message([1])
    assert Apidepth().complaints("<html>") == {}


def test_every_route_is_known_to_the_budget_and_events_have_their_own() -> None:
    for resource in LISTS:
        assert resource.listing is not None
        assert DESCRIPTOR.route("GET", resource.listing.template).category == "default"
    assert DESCRIPTOR.route("POST", "/v1/events").category == "ingest"
    assert DESCRIPTOR.route("DELETE", "/v1/slo/4b").category == "default"
    assert DESCRIPTOR.route("GET", "/v1/latency").fresh_s >= 60


def test_a_screen_about_every_provider_need_not_wait_and_a_refusal_slows_it_down() -> None:
    (window,) = DESCRIPTOR.windows["default"]
    assert window.source == "adaptive"
    assert window.limit >= 24
