"""Traces by time: everything counted once, steps a person can think in, bars that hide nothing."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.paint.histogram import STEPS_S, Histogram, axis, bars, histogram, step_name

SECOND = 1_000_000_000
NOON = 1_790_000_000 // 86_400 * 86_400 * SECOND + 12 * 3600 * SECOND
"""2026-09-21 12:00:00 UTC."""

starts = st.lists(st.integers(-1, 10**6).map(lambda s: s * SECOND if s >= 0 else -1), max_size=40)


@given(st.lists(starts, max_size=5), st.integers(1, 120))
def test_every_trace_with_a_start_is_counted_once(stretches: list[list[int]], width: int) -> None:
    flags = [[number % 2 for number, _ in enumerate(each)] for each in stretches]
    drawn = histogram(zip(stretches, flags, strict=True), width)
    known = [start for each in stretches for start in each if start >= 0]
    if not known:
        assert drawn is None
        return
    assert drawn is not None
    assert len(drawn.traces) <= width
    assert sum(drawn.traces) == len(known)
    failed = [
        flag
        for each, marks in zip(stretches, flags, strict=True)
        for start, flag in zip(each, marks, strict=True)
        if start >= 0
    ]
    assert sum(drawn.failed) == sum(failed)
    for start in known:
        column = drawn.column(start)
        assert column is not None
        assert drawn.traces[column] > 0


def test_the_range_that_was_asked_for_is_drawn_where_nothing_began() -> None:
    hour = 3600 * SECOND
    drawn = histogram([([NOON], [1])], 60, (NOON - 6 * hour, NOON + 1))
    assert drawn is not None
    assert drawn.step_ns * len(drawn.traces) >= 6 * hour
    assert drawn.traces[-1] == 1
    assert drawn.column(NOON - 7 * hour) is None
    assert drawn.column(None) is None


def test_steps_are_those_a_person_can_think_in() -> None:
    for seconds in (1, 50, 3_000, 21_600, 86_400, 700_000):
        drawn = histogram([([NOON, NOON + seconds * SECOND], [0, 0])], 60)
        assert drawn is not None
        assert drawn.step_ns // SECOND in STEPS_S
        assert drawn.since_ns % drawn.step_ns == 0


@pytest.mark.parametrize(
    ("seconds", "said"), [(20, "20 s"), (300, "5 m"), (7200, "2 h"), (86_400, "1 d")]
)
def test_a_step_is_said_in_one_unit(seconds: int, said: str) -> None:
    assert step_name(seconds * SECOND) == said


def test_one_failure_among_thousands_still_shows() -> None:
    assert bars([0, 1, 5000], 1, 5000) == [" ▁█"]
    assert bars([0, 4, 8], 2, 8) == ["  █", " ██"]


def test_times_are_written_where_there_is_room_and_in_the_zone() -> None:
    drawn = Histogram(NOON, 60 * SECOND, (1,) * 30, (0,) * 30)
    assert axis(drawn) == "╵12:00      ╵12:12      ╵12:24"
    assert axis(drawn, zone=ZoneInfo("Asia/Kolkata")).startswith("╵17:30")
    assert axis(drawn, wide=2).startswith("╵12:00      ╵12:06")
    assert len(axis(drawn, wide=2)) == 60


def test_no_time_is_written_across_the_mark() -> None:
    drawn = Histogram(NOON, 60 * SECOND, (1,) * 30, (0,) * 30)
    assert axis(drawn, mark=14) == "╵12:00" + " " * 18 + "╵12:24"


def test_more_than_a_day_is_told_with_its_date() -> None:
    drawn = Histogram(NOON, 3600 * SECOND, (1,) * 48, (0,) * 48)
    assert axis(drawn).startswith("╵21 Sep 12:00")
