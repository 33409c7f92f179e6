"""A trace as one row: a mark for every status, nothing unknown told as zero, no line broken."""

from zoneinfo import ZoneInfo

import pytest

from spandeck.model.page import BadRow
from spandeck.model.trace import TraceSummary
from spandeck.paint.row import Column, fit, line
from spandeck.paint.tracerow import COLUMNS, Manner, cells

START = 1_790_000_000_000_000_000
"""2026-09-21 14:13:20 UTC."""
NOW = Manner(now_ns=START + 60_000_000_000, scale_ms=10_000.0)


def told(row: TraceSummary | BadRow | None, manner: Manner = NOW) -> dict[str, str]:
    return {
        column.name: cell.text
        for column, cell in zip(COLUMNS, cells(row, COLUMNS, manner), strict=True)
    }


def trace(**facts: object) -> TraceSummary:
    known: dict[str, object] = {
        "trace_id": "7f3a",
        "name": "plan",
        "status": "ok",
        "started_ns": START,
        "duration_ms": 1840.0,
    }
    return TraceSummary(**{**known, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "mark"),
    [
        ({"status": "error"}, "✗"),
        ({"status": "ok"}, "✓"),
        ({"status": "unset"}, "·"),
        ({"status": "ok", "error_count": 2}, "!"),
        ({"status": "cancelled"}, "?"),
    ],
)
def test_every_status_has_a_mark_of_its_own(facts: dict[str, object], mark: str) -> None:
    assert told(trace(**facts))["status"] == mark


def test_what_the_vendor_did_not_say_is_never_zero() -> None:
    row = told(trace(duration_ms=None, started_ns=None))
    unsaid = ("start", "duration", "spans", "errors", "tokens", "cost", "agent", "session")
    assert {row[name] for name in unsaid} == {"—"}


def test_a_start_is_told_as_short_as_it_can_be() -> None:
    assert told(trace())["start"] == "14:13:20"
    tomorrow = Manner(now_ns=START + 86_400_000_000_000)
    assert told(trace(), tomorrow)["start"] == "21 Sep 14:13"
    assert told(trace(), Manner(now_ns=NOW.now_ns, relative=True))["start"] == "1 m ago"
    assert told(trace(), Manner(now_ns=START, relative=True))["start"] == "now"
    kolkata = Manner(ZoneInfo("Asia/Kolkata"), now_ns=START)
    assert told(trace(), kolkata)["start"] == "19:43:20"


def test_a_wide_column_tells_the_start_to_the_millisecond() -> None:
    column = (Column("start", "start", "time", 23),)
    assert cells(trace(), column, NOW)[0].text == "2026-09-21 14:13:20.000"


def test_a_bar_is_the_share_of_what_counts_as_slow() -> None:
    share = {
        c.name: cell.share for c, cell in zip(COLUMNS, cells(trace(), COLUMNS, NOW), strict=True)
    }
    assert share["duration"] == pytest.approx(0.184)
    flat = cells(trace(), COLUMNS, Manner(scale_ms=0.0))
    assert max(cell.share or 0.0 for cell in flat) == 0.0


def test_a_name_stays_on_its_line_and_a_nameless_trace_shows_its_id() -> None:
    assert told(trace(name="two\nlines\there"))["name"] == "two␊lines␉here"
    assert told(trace(name=""))["name"] == "7f3a"


def test_a_row_that_cannot_be_read_says_why() -> None:
    row = told(BadRow('{"x": 1}', "trace_id: missing"))
    assert row["status"] == "?"
    assert row["name"] == "unreadable: trace_id: missing"


def test_a_row_that_is_being_asked_for_again_has_its_place() -> None:
    assert set(told(None).values()) == {"·", "…"}


@pytest.mark.parametrize("width", [60, 76, 100, 116, 196])
def test_a_row_fits_every_terminal(width: int) -> None:
    columns = fit(COLUMNS, width)
    row = line(columns, cells(trace(name="探" * 90, agent_name="a" * 90), columns, NOW))
    assert "".join(text for text, _ in row).isprintable()
    assert {"status", "name", "duration"} <= {each.name for each in columns}


@pytest.mark.parametrize(("partial", "spans"), [(False, "1 200"), (True, "≥1 200")])
def test_a_trace_that_lacks_spans_has_at_least_so_many(partial: bool, spans: str) -> None:
    assert told(trace(span_count=1200, partial=partial))["spans"] == spans
