"""A failure as one row: what it is and what is new about it in words, and nobody's raw text."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from spandeck.model.group import Word
from spandeck.model.occurrence import Cause, Kind, Occurrence, Reference, Spot
from spandeck.model.tail import Item
from spandeck.paint.errorrow import COLUMNS, Row, cells
from spandeck.paint.row import Cell, Column, fit, line, total
from spandeck.paint.tracerow import Manner

AT = 1_790_000_000_000_000_000
"""2026-09-21 14:13:20 UTC."""
SECOND = 1_000_000_000
NOW = Manner(now_ns=AT + 60 * SECOND)
WIDE = [each if each.kind == "time" else replace(each, width=each.widest) for each in COLUMNS]
FAILURE = Occurrence(
    "risicare",
    "span",
    "7f3a/12",
    AT,
    Cause("TOOL.EXECUTION.TIMEOUT", "TimeoutError", "no answer\nwithin 5 s"),
    Spot("planner", "5.1.0", "call", "search_web", "gpt-4o", environment="production"),
    Reference("7f3a", "12", "session-1"),
)


def painted(row: Row | None, columns: Sequence[Column] = WIDE) -> dict[str, Cell]:
    return dict(zip((each.name for each in columns), cells(row, columns, NOW), strict=True))


def told(occurrence: Occurrence = FAILURE, **more: bool | Word | None) -> dict[str, Cell]:
    late, changed = bool(more.get("late")), bool(more.get("changed"))
    item = Item(occurrence, occurrence.at_ns + 3 * SECOND, late, changed)
    state = more.get("state")
    return painted(Row(item, bool(more.get("new")), state if isinstance(state, str) else None))


def test_a_row_says_when_what_where_and_whose() -> None:
    row = {name: cell.text for name, cell in told(state="regressed").items()}
    assert row["time"] == "14:13:20"
    assert row["what"] == "TOOL.EXECUTION.TIMEOUT"
    assert row["where"] == "search_web · planner"
    assert row["message"] == "no answer␊within 5 s"
    assert (row["state"], row["trace"], row["lag"]) == ("regressed", "7f3a", "3.0 s")


@pytest.mark.parametrize(
    ("marks", "word"),
    [
        ({}, ""),
        ({"new": True}, "+"),
        ({"late": True}, "late"),
        ({"changed": True}, "chg"),
        ({"new": True, "late": True}, "+late"),
        ({"new": True, "late": True, "changed": True}, "+chg"),
    ],
)
def test_what_is_new_late_or_changed_says_so_in_words(marks: dict[str, bool], word: str) -> None:
    assert told(FAILURE, **marks)["news"].text == word


@pytest.mark.parametrize(
    ("kind", "fatal", "mark", "what"),
    [
        ("span", True, "✗", "TOOL.EXECUTION.TIMEOUT"),
        ("span", False, "!", "TOOL.EXECUTION.TIMEOUT"),
        ("alert", True, "▲", "alert TOOL.EXECUTION.TIMEOUT"),
        ("upstream", True, "◆", "provider TOOL.EXECUTION.TIMEOUT"),
    ],
)
def test_each_kind_has_a_mark_and_what_is_no_span_a_word(
    kind: Kind, fatal: bool, mark: str, what: str
) -> None:
    row = told(replace(FAILURE, kind=kind, fatal=fatal))
    assert (row["kind"].text, row["what"].text) == (mark, what)


@pytest.mark.parametrize("state", ["acked", "snoozed", "resolved"])
def test_what_somebody_deals_with_is_told_quietly(state: Word) -> None:
    quiet, loud = told(state=state), told(state="new")
    assert {quiet[name].tone for name in ("kind", "what", "where", "message")} == {"muted"}
    assert (loud["kind"].tone, loud["what"].tone, loud["message"].tone) == (
        "error",
        "error",
        "plain",
    )


@pytest.mark.parametrize(
    ("cause", "what"),
    [
        (Cause(type="TimeoutError"), "TimeoutError"),
        (Cause(http_status=429), "HTTP 429"),
        (Cause(), "p95 too high"),
    ],
)
def test_what_failed_is_told_by_the_best_word_there_is(cause: Cause, what: str) -> None:
    named = replace(FAILURE, cause=cause, of=Reference(name="p95 too high"))
    assert told(named)["what"].text == what


@pytest.mark.parametrize(
    ("vendors", "shown"),
    [((), "risicare"), (("arize",), "risicare"), (("arize", "risicare", "fiddler"), "F R A")],
)
def test_a_row_says_who_told_of_it(vendors: tuple[str, ...], shown: str) -> None:
    assert painted(Row(Item(FAILURE, AT), told_by=vendors))["vendor"].text == shown


def test_in_little_room_what_and_where_keep_what_tells_them_from_others() -> None:
    model = replace(FAILURE, spot=Spot("planner", model="gpt-4o-2024-11-20"))
    row = painted(Row(Item(model, AT)), COLUMNS)
    assert row["what"].text == "…EXECUTION.TIMEOUT"
    assert row["where"].text == "gpt-4o-202…11-20"


def test_what_nobody_said_is_a_dash() -> None:
    bare = told(replace(FAILURE, cause=Cause(), spot=Spot(), of=Reference()))
    for name in ("where", "message", "state", "trace", "session", "environment"):
        assert bare[name].text == "—"


def test_a_message_of_a_megabyte_costs_a_cell() -> None:
    long = told(replace(FAILURE, cause=Cause(message="x" * 1_000_000)))
    assert len(long["message"].text) < 1000


@pytest.mark.parametrize("width", [57, 77, 117, 197])
def test_every_width_shows_what_failed_where_and_why(width: int) -> None:
    columns = fit(COLUMNS, width)
    names = [each.name for each in columns]
    assert {"kind", "time", "what"} <= set(names)
    assert width < 77 or {"news", "vendor", "where"} <= set(names)
    assert width < 117 or "message" in names
    text = "".join(piece for piece, _ in line(columns, cells(Row(Item(FAILURE, AT)), columns, NOW)))
    assert len(text) == total(columns) <= width


def test_a_row_that_was_let_go_is_blank() -> None:
    assert {cell.text for cell in painted(None).values()} == {"·", ""}


def test_a_failure_of_another_day_says_which() -> None:
    yesterday = replace(FAILURE, at_ns=AT - 86_400 * SECOND)
    assert told(yesterday)["time"].text == "Sun 14:13"


def test_an_alert_is_called_by_its_name_rather_than_by_how_grave_it_is() -> None:
    alert = replace(FAILURE, kind="alert", cause=Cause("CRITICAL"), of=Reference(name="p95 drift"))
    assert told(alert)["what"].text == "alert p95 drift"
