"""A record's cells: each kind told as people read it, and what is not as promised stands out."""

from math import inf, nan
from typing import Any

import pytest

from spandeck.model.page import BadRow
from spandeck.model.resource import Column, ColumnKind, Record, Resource
from spandeck.paint.recordcell import cell, cells, column, columns, shortened, sparkline
from spandeck.paint.recordfact import drifted, fact
from spandeck.paint.row import fit, line, total
from spandeck.paint.tracerow import Manner

NOW_NS = 1_790_000_000_000_000_000
MANNER = Manner(now_ns=NOW_NS)


def told(kind: ColumnKind, value: Any, unit: str = "", manner: Manner = MANNER) -> str:
    of = Column("x", "X", kind, unit)
    return cell(of, value, column(of, 1), manner, lead=False).text


@pytest.mark.parametrize(
    ("kind", "value", "unit", "text"),
    [
        ("duration", 8231, "", "8.2 s"),
        ("duration", 5, "min", "5 m 00 s"),
        ("count", 35701, "", "35 701"),
        ("count", 1390049, "", "1.4M"),
        ("count", "12", "", "12"),
        ("number", 0.25, "", "0.25"),
        ("money", 0.084, "", "$0.084"),
        ("ratio", 0.07, "", "7 %"),
        ("ratio", 0.1234, "", "12.3 %"),
        ("percent", 0.012, "", "0.012 %"),
        ("flag", True, "", "yes"),
        ("flag", False, "", "no"),
        ("status", "rolled_back", "", "✗ rolled_back"),
        ("status", "COMPLETED", "", "✓ COMPLETED"),
        ("status", "retry_logic", "", "retry_logic"),
        ("list", ["a", "b"], "", "a, b"),
        ("list", [1, 2, 3], "", "▃▆█"),
        ("list", [{"a": 1}], "", "1 of them"),
        ("list", [], "", "none"),
        ("time", "2026-09-21T14:13:20Z", "", "14:13:20"),
        ("time", NOW_NS // 10**9, "epoch_s", "14:13:20"),
        ("time", "2025-01-02T03:04:05Z", "", "02 Jan 2025"),
        ("text", "two\nlines", "", "two␊lines"),
    ],
)
def test_a_value_is_told_by_its_kind(kind: ColumnKind, value: Any, unit: str, text: str) -> None:
    assert told(kind, value, unit) == text


def test_an_age_is_told_where_it_is_asked_for() -> None:
    manner = Manner(now_ns=NOW_NS, relative=True)
    assert told("time", "2026-09-21T14:10:00Z", manner=manner) == "3 m ago"
    assert told("time", "2027-01-01T00:00:00Z", manner=manner) == "to come"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("duration", "soon"),
        ("count", True),
        ("time", 5),
        ("flag", "yes"),
        ("text", {"a": 1}),
        ("count", 10**400),
        ("number", "nan"),
        ("ratio", "1e999"),
        ("duration", 1e308),
        ("time", "0001-01-01T00:00:00Z"),
        ("time", "9999-12-31T23:59:59-14:00"),
    ],
)
def test_what_is_not_as_promised_is_shown_as_it_came_and_counted(
    kind: ColumnKind, value: Any
) -> None:
    of = Column("x", "X", kind)
    shown = cell(of, value, column(of, 1), MANNER, lead=False)
    assert shown.tone == "warn"
    assert shown.text
    resource = Resource("things", "Things", "All", columns=(of,))
    assert drifted(resource, {"x": value}) == 1
    assert fact(of, {"x": value}) is None


@pytest.mark.parametrize("unit", ["epoch_s", "epoch_ms"])
@pytest.mark.parametrize("value", [-1, 1e18, 2**80, 10**400, inf, nan])
def test_a_time_that_no_calendar_has_is_shown_as_it_came(unit: str, value: float) -> None:
    of = Column("x", "X", "time", unit)
    assert cell(of, value, column(of, 1), MANNER, lead=False).tone == "warn"
    assert fact(of, {"x": value}) is None


@pytest.mark.parametrize("value", [nan, inf, -inf, 10**400])
def test_a_word_that_is_no_number_either_is_a_word(value: float) -> None:
    of = Column("x", "X")
    assert fact(of, {"x": value}) == str(value)
    assert told("list", [value, 1, 2]).endswith(", 1, 2")


def test_what_is_missing_says_what_that_means() -> None:
    of = Column("x", "X", "time", absent="never")
    assert cell(of, None, column(of, 0), MANNER, lead=True).text == "never"
    assert drifted(Resource("things", "Things", "All", columns=(of,)), {}) == 0


def test_an_id_keeps_its_tail() -> None:
    assert shortened("dep-166227-000000000042", 12) == "dep…00000042"
    assert shortened("f-31", 12) == "f-31"


def test_a_line_of_bars_shows_the_least_and_the_most() -> None:
    assert sparkline([0, 50, 100]) == "▁▅█"
    assert sparkline([-1, 0, 1]) == "▁▅█"


RESOURCE = Resource(
    "things",
    "Things",
    "All",
    columns=(
        Column("name", "Name"),
        Column("state", "State", "status"),
        Column("spent", "Spent", "money"),
        Column("seen", "Last seen", "time"),
        Column("note", "Note"),
    ),
)


@pytest.mark.parametrize("width", [20, 40, 77, 120])
def test_the_first_columns_are_the_last_to_go(width: int) -> None:
    shown = fit(columns(RESOURCE), width)
    assert [each.name for each in shown] == [each.path for each in RESOURCE.columns[: len(shown)]]
    assert total(shown) <= width or len(shown) == 1


def test_a_row_that_cannot_be_read_says_why_over_all_columns() -> None:
    shown = columns(RESOURCE)
    facts = {each.path: each for each in RESOURCE.columns}
    made = cells(BadRow("{", "it has no id"), facts, shown, MANNER)
    text = "".join(piece for piece, _ in line(shown, made))
    assert text.startswith("? unreadable: it has no id")


def test_a_resource_without_columns_is_told_by_its_key() -> None:
    bare = Resource("things", "Things", "All", key="value")
    shown = columns(bare)
    facts = {each.name: Column(each.name, each.title) for each in shown}
    made = cells(Record("a", {"value": "a"}), facts, shown, MANNER)
    assert [each.text for each in made] == ["a"]
