"""What can be done at Apidepth, through the form: valid, each field invalid, and what is sent."""

import json
from typing import Any

import httpx
import pytest

from spandeck.model.errors import Refused
from spandeck.model.form import BadForm, begun, filled
from spandeck.model.query import parse
from spandeck.model.resource import Record
from spandeck.model.source import Opened, Outcome
from spandeck.sim.apidepth import application
from spandeck.sim.apidepth.keys import keys
from spandeck.sim.world import World
from spandeck.vendors.apidepth.catalog import CATALOG
from tests.sim.apidepth.posting import event
from tests.sim.asking import NOW, Watch
from tests.vendors.test_apidepth import opened

SLO = {"vendor": "openai", "metric": "p95", "threshold_ms": "2000"}
WINDOW = {
    "vendor": "stripe",
    "label": "Migration",
    "starts_at": "2026-11-22T02:00:00+01:00",
    "ends_at": "2026-11-22T04:00:00Z",
}
EVENTS = {"batch": json.dumps([event(), event(duration_ms=-1)])}
GOOD = {"create-slo": SLO, "create-maintenance-window": WINDOW, "post-events": EVENTS}


@pytest.fixture
def story() -> Opened:
    app = application(World(7, "small", Watch()), limits=None)
    return opened(httpx.ASGITransport(app), keys(7).world)


async def act(opened: Opened, name: str, typed: dict[str, str], target: str = "") -> Outcome:
    """Fill the form as a person does, and send it."""
    action = CATALOG.action(name)
    values = filled(action, begun(action, None) | typed, NOW)
    return await opened.records.act(opened.records.draft(action, values, target))


async def held(opened: Opened, name: str) -> dict[str, dict[str, Any]]:
    """All records of a resource, by id."""
    page = await opened.records.records(CATALOG.resource(name))
    return {each.id: dict(each.raw) for each in page.items if isinstance(each, Record)}


@pytest.mark.parametrize(
    ("noun", "on", "typed", "stored"),
    [
        (
            "slo",
            "slo",
            SLO,
            {
                "vendor": "openai",
                "endpoint": None,
                "metric": "p95",
                "threshold_ms": 2000,
                "env": "production",
                "default_window_days": 30,
            },
        ),
        (
            "slo",
            "slo",
            SLO | {"endpoint": "/v1/embeddings", "env": "qa", "default_window_days": "90"},
            {"endpoint": "/v1/embeddings", "env": "qa", "default_window_days": 90},
        ),
        (
            "maintenance-window",
            "maintenance-windows",
            WINDOW | {"label": "  Migration "},
            {
                "vendor": "stripe",
                "label": "Migration",
                "starts_at": "2026-11-22T01:00:00+00:00",
                "ends_at": "2026-11-22T04:00:00+00:00",
                "is_active": False,
            },
        ),
    ],
)
async def test_what_is_created_is_there_until_it_is_deleted(
    story: Opened, noun: str, on: str, typed: dict[str, str], stored: dict[str, Any]
) -> None:
    before = await held(story, on)
    outcome = await act(story, f"create-{noun}", typed)
    assert outcome.status == 201
    assert outcome.record is not None
    assert stored.items() <= outcome.record.raw.items()
    after = await held(story, on)
    assert after.keys() - before.keys() == {outcome.record.id}
    gone = await act(story, f"delete-{noun}", {}, outcome.record.id)
    assert (gone.status, gone.record) == (204, None)
    assert await held(story, on) == before


async def test_posted_events_are_counted_and_read_back(story: Opened) -> None:
    outcome = await act(story, "post-events", EVENTS)
    assert outcome.record is not None
    assert outcome.record.raw == {"received": 1}
    resource = CATALOG.resource("latency")
    found = await story.records.records(resource, parse("vendor=acme", resource.filters))
    assert [each.raw["total_count"] for each in found.items if isinstance(each, Record)] == [1]


WRONG = [
    ("create-slo", "vendor", ""),
    ("create-slo", "metric", "p90"),
    ("create-slo", "metric", ""),
    ("create-slo", "threshold_ms", "0"),
    ("create-slo", "threshold_ms", "-5"),
    ("create-slo", "threshold_ms", "1.5"),
    ("create-slo", "threshold_ms", ""),
    ("create-slo", "default_window_days", "45"),
    ("create-slo", "default_window_days", "month"),
    ("create-maintenance-window", "vendor", " "),
    ("create-maintenance-window", "label", ""),
    ("create-maintenance-window", "label", "x" * 101),
    ("create-maintenance-window", "starts_at", "2026-11-22T02:00:00"),
    ("create-maintenance-window", "starts_at", "tomorrow"),
    ("create-maintenance-window", "starts_at", "2026-11-21T14:31:00Z"),
    ("create-maintenance-window", "ends_at", "2026-11-22T04:00:00"),
    ("create-maintenance-window", "ends_at", "2026-11-22T01:00:00Z"),
    ("create-maintenance-window", "ends_at", "2026-11-29T01:00:01Z"),
    ("post-events", "batch", "[]"),
    ("post-events", "batch", "{}"),
    ("post-events", "batch", "[1]"),
    ("post-events", "batch", "[{"),
    ("post-events", "batch", json.dumps([event()] * 101)),
    ("post-events", "batch", json.dumps([event(), event(ts=None)])),
    ("post-events", "extra_vendors", '["maps"]'),
    ("post-events", "extra_vendors", '{"maps": 1}'),
]


@pytest.mark.parametrize(("name", "field", "text"), WRONG)
def test_a_wrong_field_is_refused_before_anything_is_sent(name: str, field: str, text: str) -> None:
    action = CATALOG.action(name)
    with pytest.raises(BadForm) as refused:
        filled(action, begun(action, None) | GOOD[name] | {field: text}, NOW)
    assert set(refused.value.errors) == {field}


def test_every_field_with_a_rule_has_been_wrong() -> None:
    ruled = {
        (action.name, field.name)
        for action in CATALOG.actions
        for field in action.fields
        if field.required or field.choices or field.least is not None or field.longest is not None
    }
    assert ruled <= {(name, field) for name, field, _ in WRONG}


def test_the_broken_event_is_named_by_its_place() -> None:
    action = CATALOG.action("post-events")
    batch = json.dumps([event(), event(ts=None)])
    with pytest.raises(BadForm, match="event 2 has no ts"):
        filled(action, {"batch": batch}, NOW)


@pytest.mark.parametrize("name", ["create-slo", "create-maintenance-window"])
async def test_what_only_the_vendor_knows_comes_back_at_its_field(story: Opened, name: str) -> None:
    with pytest.raises(Refused, match="not tracked") as refused:
        await act(story, name, GOOD[name] | {"vendor": "unheard-of"})
    assert set(refused.value.fields) == {"vendor"}


def test_seven_days_and_a_hundred_characters_are_allowed() -> None:
    longest = WINDOW | {"ends_at": "2026-11-29T01:00:00Z", "label": "x" * 100}
    values = filled(CATALOG.action("create-maintenance-window"), longest, NOW)
    assert values["ends_at"] - values["starts_at"] == 7 * 86_400 * 10**9
