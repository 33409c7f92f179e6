"""Risicare's lists: what is asked, page after page, and what becomes of the rows."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from spandeck.model.errors import Refused, Unreadable
from spandeck.model.page import BadRow
from spandeck.model.query import BadQuery, Condition, Query, parse
from spandeck.model.trace import TraceSummary
from spandeck.vendors.risicare.catalog import FILTERS
from spandeck.vendors.wire import nanoseconds
from tests.vendors.scripted import Script, body, listed, refused, source

EPOCH = datetime(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)
EXPIRED = refused(400, "invalid_request", "The cursor has expired")
FULL = {
    "trace_id": "trace-abc123",
    "name": "answer",
    "session_id": "s-1",
    "agent_name": "planner",
    "environment": "production",
    "status": "error",
    "has_error": True,
    "error_code": "TOOL.EXECUTION.TIMEOUT",
    "start_time": "2026-11-21T10:00:00.000001Z",
    "end_time": "2026-11-21T10:00:01Z",
    "duration_ms": 999.999,
    "span_count": 12,
    "error_count": 1,
    "total_tokens": 4200,
    "total_cost_usd": 0.084,
    "novel": {"kept": True},
}


async def sent(text: str, **more: Any) -> dict[str, str]:
    """The parameters that a filter line becomes."""
    script = Script(listed())
    await source(script).traces(parse(text, FILTERS), **more)
    return script.asked[0]


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("", {}),
        ("error_code=TOOL.*", {"error_code": "TOOL.*"}),
        ("status=error", {"has_error": "true"}),
        ("status=ok", {"has_error": "false"}),
        ("has_error=true status=error", {"has_error": "true"}),
        ("duration>5s duration<=2m", {"min_duration_ms": "5000.0", "max_duration_ms": "120000.0"}),
        (
            "min_duration_ms=5 max_duration_ms=7",
            {"min_duration_ms": "5.0", "max_duration_ms": "7.0"},
        ),
        ("duration>5s duration>1s", {"min_duration_ms": "5000.0"}),
        ("session=s-1 agent=planner", {"session_id": "s-1", "agent_name": "planner"}),
        ("session_id=s-1 agent_name=planner", {"session_id": "s-1", "agent_name": "planner"}),
        ('environment="pre prod"', {"environment": "pre prod"}),
        ("start>2026-11-21T10:00+02:00", {"start_time_from": "2026-11-21T08:00:00.000000Z"}),
        ("start_time_to=2026-11-21T10:00Z", {"start_time_to": "2026-11-21T10:00:00.000000Z"}),
        ("name=a* spans>3 errors>=1 tokens<9 cost>0.1", {}),
    ],
)
async def test_filters_become_the_vendors_parameters(text: str, parameters: dict[str, str]) -> None:
    assert await sent(text) == {"limit": "100", **parameters}


@pytest.mark.parametrize(
    "text", ["error_code=A error_code=B", "status=ok has_error=true", "session=a session=b"]
)
async def test_what_the_vendor_cannot_be_asked_is_never_sent(text: str) -> None:
    script = Script(listed())
    with pytest.raises(BadQuery, match="one value at a time"):
        await source(script).traces(parse(text, FILTERS))
    assert script.requests == []


@pytest.mark.parametrize(
    "unknown", [Condition("colour", "=", "red"), Condition("status", ">=", "ok")]
)
async def test_a_condition_that_is_no_filter_is_refused(unknown: Condition) -> None:
    with pytest.raises(BadQuery, match="Allowed: error_code"):
        await source(Script(listed())).traces(Query((unknown,)))


async def test_the_range_of_time_and_a_filter_on_the_start_meet_in_the_tighter_bound() -> None:
    query = parse("start>2026-11-21T10:00Z", FILTERS).within(
        nanoseconds("2026-11-21T09:00:00Z"), nanoseconds("2026-11-21T12:00:00.5Z")
    )
    script = Script(listed())
    await source(script).traces(query)
    assert script.asked[0] == {
        "limit": "100",
        "start_time_from": "2026-11-21T10:00:00.000000Z",
        "start_time_to": "2026-11-21T12:00:00.500000Z",
    }


@pytest.mark.parametrize(("limit", "asked"), [(0, "1"), (50, "50"), (5000, "100")])
async def test_a_page_is_never_asked_larger_than_the_vendor_gives(limit: int, asked: str) -> None:
    assert (await sent("", limit=limit))["limit"] == asked


async def test_a_full_row_is_read_in_our_words() -> None:
    (row,) = (await source(Script(listed(FULL))).traces(Query())).items
    assert row == TraceSummary(
        trace_id="trace-abc123",
        name="answer",
        status="error",
        started_ns=1_795_255_200_000_001_000,
        duration_ms=999.999,
        span_count=12,
        error_count=1,
        error_code="TOOL.EXECUTION.TIMEOUT",
        agent_name="planner",
        session_id="s-1",
        environment="production",
        tokens=4200,
        cost_usd=0.084,
    )
    assert isinstance(row, TraceSummary)
    assert row.raw == FULL


async def test_a_bare_row_has_nothing_that_the_vendor_did_not_say() -> None:
    (row,) = (
        await source(Script(listed({"trace_id": "t", "duration_ms": None}))).traces(Query())
    ).items
    assert row == TraceSummary("t", "", "unset", None, None)


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"status": "paused"}, "paused"),
        ({"has_error": True}, "error"),
        ({"has_error": False}, "ok"),
    ],
)
async def test_an_unknown_status_is_shown_and_a_missing_one_told_from_has_error(
    row: dict[str, Any], status: str
) -> None:
    (found,) = (await source(Script(listed({"trace_id": "t"} | row))).traces(Query())).items
    assert isinstance(found, TraceSummary)
    assert found.status == status


async def test_a_duration_is_told_from_the_times_when_it_is_missing() -> None:
    row = {"trace_id": "t", "start_time": "2026-11-21T10:00:00", "end_time": "2026-11-21T10:00:02"}
    (found,) = (await source(Script(listed(row))).traces(Query())).items
    assert isinstance(found, TraceSummary)
    assert found.duration_ms == 2000


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("null", "it is no object"),
        ("[1]", "it is no object"),
        ("{}", "trace_id: Field required"),
        ('{"trace_id":""}', "trace_id: String should have at least 1 character"),
        ('{"trace_id":7}', "trace_id: Input should be a valid string"),
        ('{"trace_id":"t","start_time":"soon"}', "start_time: not a time in ISO 8601"),
        ('{"trace_id":"t","start_time":1705312800}', "start_time: a time is text in ISO 8601"),
        ('{"trace_id":"t","start_time":"9999-12-31T00:00:00Z"}', "start_time: a time before 1970"),
        ('{"trace_id":"t","duration_ms":NaN}', "duration_ms: Input should be a finite number"),
        ('{"trace_id":"t","duration_ms":1e999}', "duration_ms: Input should be a finite number"),
        ('{"trace_id":"t","total_cost_usd":1e300}', "total_cost_usd: Input should be less than"),
        ('{"trace_id":"t","span_count":-1}', "span_count: Input should be greater than or equal"),
        ('{"trace_id":"t","span_count":1%s}' % ("0" * 400), "span_count: "),
        ('{"trace_id":"t","name":{"a":"\\u001b"}}', "name: Input should be a valid string"),
    ],
    ids=range(14),
)
async def test_a_bad_row_stands_in_its_place_with_the_reason(bad: str, why: str) -> None:
    page = await source(
        Script(body(b'{"data":[{"trace_id":"a"},%s,{"trace_id":"b"}]}' % bad.encode()))
    ).traces(Query())
    before, row, after = page.items
    assert isinstance(before, TraceSummary)
    assert isinstance(after, TraceSummary)
    assert isinstance(row, BadRow)
    assert row.why.startswith(why)
    assert row.raw.isprintable()


async def test_a_hostile_row_is_shown_as_text() -> None:
    row = {"trace_id": "t", "name": "\x1b]52;c;!\x07[/bold]\u202e", "\x9b": "\x00"}
    (found,) = (await source(Script(listed(row))).traces(Query())).items
    assert isinstance(found, TraceSummary)
    assert found.name == "␛]52;c;!␇[/bold]‹U+202E›"
    assert found.raw["‹U+009B›"] == "␀"


async def test_the_next_page_is_asked_with_the_cursor() -> None:
    script = Script(listed(cursor="eyJ9"), listed())
    risicare = source(script)
    first = await risicare.traces(Query())
    last = await risicare.traces(Query(), first.cursor)
    assert [each.get("cursor") for each in script.asked] == [None, "eyJ9"]
    assert (last.cursor, last.notes) == (None, ())


@pytest.mark.parametrize(
    ("pagination", "cursor", "noted"),
    [
        (None, None, False),
        ({}, None, False),
        ({"cursor": "b"}, "b", False),
        ({"cursor": "b", "has_more": True}, "b", False),
        ({"cursor": "b", "has_more": False}, None, False),
        ({"cursor": None, "has_more": True}, None, True),
        ({"cursor": "a", "has_more": True}, None, True),
    ],
)
async def test_a_list_ends_where_no_new_cursor_is_given(
    pagination: object, cursor: str | None, noted: bool
) -> None:
    answer = body(json.dumps({"data": [], "pagination": pagination}).encode())
    page = await source(Script(answer)).traces(Query(), "a")
    assert (page.cursor, bool(page.notes)) == (cursor, noted)


async def test_a_row_that_comes_twice_is_shown_once_and_that_is_said() -> None:
    rows: tuple[dict[str, str], ...] = (
        {"trace_id": "a", "name": "first"},
        {"trace_id": "b"},
        {"trace_id": "a"},
        {},
    )
    page = await source(Script(listed(*rows))).traces(Query())
    names = [each.name for each in page.items if isinstance(each, TraceSummary)]
    assert names == ["first", ""]
    assert len(page.items) == 3
    assert page.notes == ("rows that came twice: 1",)


async def test_an_expired_cursor_starts_again_once_and_says_so() -> None:
    script = Script(EXPIRED, listed({"trace_id": "t"}, cursor="new"))
    page = await source(script).traces(Query(), "old")
    assert page.notes == ("the cursor expired; started again",)
    assert (len(page.items), page.cursor) == (1, "new")
    assert [each.get("cursor") for each in script.asked] == ["old", None]


@pytest.mark.parametrize(("cursor", "requests"), [(None, 1), ("old", 2)])
async def test_a_request_that_is_refused_without_a_cursor_too_is_refused(
    cursor: str | None, requests: int
) -> None:
    script = Script(EXPIRED)
    with pytest.raises(Refused):
        await source(script).traces(Query(), cursor)
    assert len(script.requests) == requests


async def test_sessions_are_paged_and_read_like_traces() -> None:
    row = {
        "session_id": "s-1",
        "user_id": "u",
        "start_time": "2026-11-21T10:00:00Z",
        "end_time": "2026-11-21T10:00:01Z",
        "trace_count": 3,
        "error_count": 0,
        "total_tokens": 9,
        "total_cost_usd": None,
    }
    script = Script(listed(row, {}, cursor="next"))
    page = await source(script).sessions(limit=20)
    session, bad = page.items
    assert isinstance(bad, BadRow)
    assert not isinstance(session, BadRow)
    assert (session.session_id, session.user_id, session.duration_ms) == ("s-1", "u", 1000)
    assert (session.trace_count, session.error_count, session.tokens) == (3, 0, 9)
    assert (session.cost_usd, session.traces, page.cursor) == (None, (), "next")
    assert script.requests[0].url.path == "/api/v1/sessions"
    assert script.asked == [{"limit": "20"}]


async def test_a_session_holds_its_traces_and_the_raw_one_also_those_that_are_bad() -> None:
    document = {"session_id": "s/1", "traces": [{"trace_id": "a"}, {}, FULL], "metadata": {}}
    script = Script(body(json.dumps(document).encode()))
    found = await source(script).session("s/1")
    assert [each.trace_id for each in found.traces] == ["a", "trace-abc123"]
    assert found.raw == document
    assert script.requests[0].url.raw_path == b"/api/v1/sessions/s%2F1"


@pytest.mark.parametrize("content", [b"{}", b'{"session_id":"s","traces":{}}', b"{1}", b"x"])
async def test_a_session_that_cannot_be_read_is_said(content: bytes) -> None:
    with pytest.raises(Unreadable, match="session s: "):
        await source(Script(body(content))).session("s")


@pytest.mark.parametrize(
    ("status", "answer", "parts"),
    [
        (200, {"status": "ok"}, {"status": "ok"}),
        (200, {"checks": {"redis": "ok", "n": 1}}, {"redis": "ok"}),
        (503, {"redis": True, "clickhouse": False}, {"redis": "ok", "clickhouse": "down"}),
        (503, {"postgres": {"status": "down", "ms": 9}}, {"postgres": "down"}),
        (200, [], {}),
    ],
)
async def test_health_is_told_from_the_status_with_its_parts(
    status: int, answer: object, parts: dict[str, str]
) -> None:
    response = body(json.dumps(answer).encode())
    response.status_code = status
    health = await source(Script(response)).health()
    assert (health.healthy, health.parts) == (status == 200, parts)


def test_a_trace_has_an_address_for_the_browser() -> None:
    link = source(Script(listed())).web_link("a/b?c")
    assert link == "https://risicare.test/traces/a%2Fb%3Fc"


@given(st.datetimes(EPOCH, datetime(2260, 1, 1), timezones=st.just(UTC) | st.timezones()))
def test_times_are_exact_to_the_microsecond(at: datetime) -> None:
    assume(at >= EPOCH.replace(tzinfo=UTC))
    assert nanoseconds(at.isoformat()) == (at - EPOCH.replace(tzinfo=UTC)) // MICROSECOND * 1000


def test_a_time_without_an_offset_is_utc_and_finer_digits_are_dropped() -> None:
    assert nanoseconds("1970-01-01T00:00:01.123456789") == 1_123_456_000
