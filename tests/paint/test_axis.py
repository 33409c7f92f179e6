"""The axis of time: full hours of the reader's clocks, also on the days they change."""

from datetime import UTC, date, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.paint.axis import Times, foot, hours_of, midnight, ticks
from spandeck.paint.units import moment
from tests.paint.pictures import HOUR, MINUTE, NOON, text

BERLIN, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")
ZONES = st.sampled_from(
    [UTC, BERLIN, KOLKATA, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")]
)
DAY = timedelta(days=1)


def axis(times: Times, width: int) -> str:
    return text(foot(times, width)).rstrip()


@pytest.mark.parametrize(
    ("length", "width", "line"),
    [
        (10 * MINUTE, 40, "╵12:00  ╵12:02  ╵12:04  ╵12:06  ╵12:08"),
        (HOUR, 40, "╵12:00    ╵12:15    ╵12:30    ╵12:45"),
        (6 * HOUR, 60, "╵12:00    ╵13:00    ╵14:00    ╵15:00    ╵16:00    ╵17:00"),
        (24 * HOUR, 70, "╵12:00  ╵15:00   ╵18:00   ╵21:00   ╵22 Nov ╵03:00   ╵06:00   ╵09:00"),
        (3 * 24 * HOUR, 70, "╵12:00     ╵22 Nov     ╵12:00      ╵23 Nov    ╵12:00      ╵24 Nov"),
        (30 * 24 * HOUR, 70, "   ╵23 Nov         ╵30 Nov          ╵07 Dec         ╵14 Dec"),
        (90 * 24 * HOUR, 70, " ╵23 Nov    ╵07 Dec   ╵21 Dec    ╵04 Jan    ╵18 Jan    ╵01 Feb"),
    ],
)
def test_times_stand_at_full_minutes_hours_and_days(length: int, width: int, line: str) -> None:
    assert axis(Times(NOON, NOON + length), width) == line


@given(
    st.integers(0, 4 * 10**9),
    st.integers(1, 400 * 24 * 3600),
    st.integers(1, 200),
    ZONES,
)
def test_ticks_are_inside_in_order_and_never_overlap(
    start: int, length: int, width: int, zone: tzinfo
) -> None:
    times = Times(start * 10**9, (start + length) * 10**9, zone)
    free = 0
    for column, label in ticks(times, width):
        assert free <= column
        free = column + len(label) + 2
        assert column + len(label) + 1 <= width
    assert len(text(foot(times, width))) == width


@given(st.integers(0, 4 * 10**9), st.integers(7200, 90 * 24 * 3600), st.integers(20, 200), ZONES)
def test_a_label_tells_the_clock_of_its_cell(
    start: int, length: int, width: int, zone: tzinfo
) -> None:
    times = Times(start * 10**9, (start + length) * 10**9, zone)
    cell = times.length_ns // width + 1
    for column, label in ticks(times, width):
        begin = times.start_ns + column * times.length_ns // width
        shown = {
            f"{moment(at, zone):{style}}"
            for at in (*range(begin, begin + cell, MINUTE), begin + cell)
            for style in ("%H:%M", "%d %b")
        }
        assert label in shown


@pytest.mark.parametrize(
    ("day", "zone", "count"),
    [
        (date(2026, 3, 29), BERLIN, 23),
        (date(2026, 10, 25), BERLIN, 25),
        (date(2026, 10, 25), UTC, 24),
        (date(2026, 10, 25), KOLKATA, 24),
    ],
)
def test_a_day_has_the_hours_its_zone_gives_it(day: date, zone: tzinfo, count: int) -> None:
    hours = hours_of(day, zone)
    assert len(hours) == count
    assert {later - earlier for earlier, later in pairwise(hours)} == {HOUR}
    assert hours[-1] + HOUR == midnight(day + DAY, zone) * 10**9


def test_summer_time_moves_the_labels_not_the_cells() -> None:
    start = hours_of(date(2026, 10, 25), BERLIN)[0]
    line = axis(Times(start, start + 25 * HOUR, BERLIN), 75)
    assert line.startswith("╵25 Oct     ╵03:00   ╵06:00")
    assert len("╵25 Oct     ") == 4 * 3


def test_half_hour_zones_get_their_own_full_hours() -> None:
    assert axis(Times(NOON, NOON + 6 * HOUR, KOLKATA), 60).lstrip().startswith("╵18:00")


def test_no_time_is_written_across_the_cursor() -> None:
    times = Times(NOON, NOON + 24 * HOUR)
    line = foot(times, 72, 11)
    assert text(line).startswith("╵12:00     ▲      ╵18:00")
    assert ("▲", "cursor") in line
    assert text(foot(times, 72, 90)) == text(foot(times, 72))


def test_a_moment_has_a_cell_and_a_stretch_has_cells() -> None:
    times = Times(NOON, NOON + 24 * HOUR)
    assert times.column(NOON, 48) == 0
    assert times.column(NOON + 24 * HOUR - 1, 48) == 47
    assert times.column(NOON + 24 * HOUR, 48) is None
    assert times.column(None, 48) is None
    assert times.cells(NOON + HOUR, NOON + 2 * HOUR, 48) == range(2, 4)
    assert times.cells(NOON - HOUR, NOON + HOUR, 48) == range(2)
    assert len(times.cells(NOON - 2 * HOUR, NOON - HOUR, 48)) == 0
    assert len(times.cells(NOON + 30 * HOUR, NOON + 31 * HOUR, 48)) == 0
