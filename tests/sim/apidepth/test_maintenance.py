"""/v1/maintenance-windows: the rules for times and labels, and when a window is active."""

from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.sim.apidepth.posting import event, post, read, refused
from tests.sim.asking import Record, Watch

WANTED = {
    "vendor": "acme",
    "label": "Migration",
    "starts_at": "2026-11-21T15:00:00Z",
    "ends_at": "2026-11-21T16:00:00+00:00",
}


async def plan(asking: httpx.AsyncClient, **changes: Any) -> Record:
    answer = await asking.post("/v1/maintenance-windows", json=WANTED | changes)
    assert answer.status_code == 201, answer.text
    made: Record = answer.json()
    return made


@pytest.fixture
async def tracking(empty: httpx.AsyncClient) -> httpx.AsyncClient:
    """The empty account, which now tracks `acme`."""
    await post(empty, [event()])
    return empty


async def test_a_window_is_made_shown_and_deleted(tracking: httpx.AsyncClient) -> None:
    made = await plan(tracking, label="  Migration \t")
    UUID(made["id"])
    assert made == {
        "id": made["id"],
        "vendor": "acme",
        "label": "Migration",
        "starts_at": "2026-11-21T15:00:00+00:00",
        "ends_at": "2026-11-21T16:00:00+00:00",
        "created_at": "2026-11-21T14:31:00+00:00",
        "is_active": False,
    }
    earlier = await plan(tracking, starts_at="2026-11-21T15:40:00+01:00")
    found = await read(tracking, "maintenance-windows")
    assert found == {"windows": [earlier, made]}  # by their start, not by their making
    path = f"/v1/maintenance-windows/{made['id']}"
    gone = await tracking.delete(path)
    assert (gone.status_code, gone.content) == (204, b"")
    refused(await tracking.delete(path), 404)
    assert await read(tracking, "maintenance-windows") == {"windows": [earlier]}


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("vendor", "unheard-of"),
        ("vendor", None),
        ("label", ""),
        ("label", "  \n "),
        ("label", "x" * 101),
        ("label", 7),
        ("starts_at", "2026-11-21T15:00:00"),
        ("starts_at", "2026-11-21"),
        ("starts_at", "soon"),
        ("starts_at", 1795273200),
        ("starts_at", "2026-11-21T14:31:00Z"),
        ("starts_at", "2026-11-21T14:00:00Z"),
        ("ends_at", "2026-11-21T16:00:00"),
        ("ends_at", "2026-11-21T15:00:00Z"),
        ("ends_at", "2026-11-21T14:45:00Z"),
        ("ends_at", "2026-11-28T15:00:01Z"),
    ],
)
async def test_a_bad_window_is_refused_by_its_field(
    tracking: httpx.AsyncClient, field: str, bad: object
) -> None:
    refused(await tracking.post("/v1/maintenance-windows", json=WANTED | {field: bad}), 422, field)
    assert await read(tracking, "maintenance-windows") == {"windows": []}


@pytest.mark.parametrize("field", WANTED)
async def test_what_a_window_must_have(tracking: httpx.AsyncClient, field: str) -> None:
    lacking = {name: value for name, value in WANTED.items() if name != field}
    refused(await tracking.post("/v1/maintenance-windows", json=lacking), 422, field)


async def test_labels_are_measured_after_trimming(tracking: httpx.AsyncClient) -> None:
    made = await plan(tracking, label=f"  {'x' * 100}  ")
    assert made["label"] == "x" * 100


async def test_seven_days_are_not_too_long_in_any_zone(tracking: httpx.AsyncClient) -> None:
    starts = datetime(2026, 12, 1, 2, tzinfo=timezone(timedelta(hours=-5)))
    ends = (starts + timedelta(days=7)).astimezone(timezone(timedelta(hours=9)))
    made = await plan(tracking, starts_at=starts.isoformat(), ends_at=ends.isoformat())
    assert made["starts_at"] == "2026-12-01T07:00:00+00:00"
    assert made["ends_at"] == "2026-12-08T07:00:00+00:00"


async def test_a_window_is_active_from_its_start_to_just_before_its_end(
    tracking: httpx.AsyncClient, watch: Watch
) -> None:
    await plan(tracking)
    active: list[bool] = []
    for minutes in (28, 1, 59, 1):  # 14:59, 15:00, 15:59, 16:00
        watch.pass_by(minutes * 60)
        [found] = (await read(tracking, "maintenance-windows"))["windows"]
        active.append(found["is_active"])
    assert active == [False, True, True, False]


async def test_the_story_has_windows_past_present_and_to_come(story: httpx.AsyncClient) -> None:
    windows = (await read(story, "maintenance-windows"))["windows"]
    assert [each["is_active"] for each in windows] == [False, True, False, False]
    assert windows[0]["ends_at"] < "2026-11-21"
    assert windows[2]["starts_at"] > "2026-11-22"
