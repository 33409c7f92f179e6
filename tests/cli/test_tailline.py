"""A failure is a line that fits where it is read, or a record that loses nothing."""

import json

import pytest

from spandeck.cli.tailline import fitting, lines, records
from spandeck.model.occurrence import Cause, Occurrence, Reference, Spot
from spandeck.model.tail import Item
from spandeck.paint.row import total

TOLD = Item(
    Occurrence(
        "risicare",
        "span",
        "s1",
        1_790_000_000_123_000_000,
        Cause("TOOL.EXECUTION.TIMEOUT", message="no answer\nin 30 s, “naïve”"),
        Spot(agent="checkout", tool="search_web"),
        Reference("ab" * 16, "cd" * 8, "sess-1"),
        fatal=False,
        raw={"vendor_only": [1, {"deep": True}]},
    ),
    seen_ns=1_790_000_002_123_000_000,
    late=True,
)


@pytest.mark.parametrize("width", [40, 80, 92, 120, 200])
def test_a_line_is_never_wider_than_the_terminal(width: int) -> None:
    assert total(fitting(width)) <= width


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, {"time", "vendor", "kind", "news", "what", "trace"}),
        (120, {"time", "vendor", "kind", "news", "what", "where", "message", "trace"}),
    ],
)
def test_what_happened_and_its_trace_are_told_before_all_else(width: int, shown: set[str]) -> None:
    assert {each.name for each in fitting(width)} == shown


def test_an_id_is_told_whole_where_there_is_room() -> None:
    assert [each.width for each in fitting(100) if each.name == "trace"] == [32]


def test_a_line_says_what_is_late_where_and_in_which_trace() -> None:
    (line,) = lines("text")([TOLD]).decode().splitlines()
    assert line.startswith("2026-09-21 14:13:20.123  risicare  !  late  TOOL.EXECUTION.TIMEOUT")
    assert "search_web" in line
    assert "no answer␊in 30 s, “naïve”" in line
    assert line.endswith("ab" * 16)


def test_a_record_holds_every_field_and_all_that_the_vendor_sent() -> None:
    record = json.loads(records([TOLD]))
    assert record["late"] is True
    assert record["changed"] is False
    assert record["vendor_only"] == [1, {"deep": True}]
    assert (record["code"], record["tool"], record["fatal"]) == (
        "TOOL.EXECUTION.TIMEOUT",
        "search_web",
        False,
    )
    assert record["read_time"] > record["time"]


def test_nothing_to_tell_is_nothing_to_write() -> None:
    assert lines("text")([]) == lines("ndjson")([]) == b""
