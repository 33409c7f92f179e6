"""Bars and ticks as strings of an exact width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.paint.waterfall import Axis, bar, panned, ticks, zoomed

S = 10**9
AXIS = Axis(100 * S, 110 * S)


@pytest.mark.parametrize(
    ("start", "end", "drawn"),
    [
        (100, 110, "██████████"),
        (100, 105, "█████     "),
        (102.5, 105, "  ▐██     "),
        (102, 104.5, "  ██▌     "),
        (102.5, 102.5, "  ▕       "),
        (103, 103, "   ▏      "),
        (90, 95, "◂         "),
        (120, 125, "         ▸"),
        (90, 130, "██████████"),
        (110, 110, "         ▕"),
    ],
)
def test_a_bar_lies_where_its_time_is(start: float, end: float, drawn: str) -> None:
    assert bar(AXIS, 10, round(start * S), round(end * S)) == drawn


def test_a_span_that_contains_others_is_a_thin_line() -> None:
    assert bar(AXIS, 10, round(100.5 * S), round(103.5 * S), thin=True) == "╺━━╸      "


def test_a_span_without_an_end_trails_off() -> None:
    assert bar(AXIS, 10, 105 * S, None) == "     ╺╌╌╌╌"


def test_a_span_without_a_start_draws_nothing() -> None:
    assert bar(AXIS, 4, None, 105 * S) == "    "


@given(
    st.integers(0, 10**18),
    st.integers(0, 10**15),
    st.integers(0, 10**18),
    st.none() | st.integers(0, 10**18),
    st.integers(0, 120),
    st.booleans(),
)
def test_a_bar_always_fills_its_width(
    start: int, length: int, began: int, ended: int | None, width: int, thin: bool
) -> None:
    assert len(bar(Axis(start, start + length), width, began, ended, thin=thin)) == width


@pytest.mark.parametrize(
    ("seconds", "width", "line"),
    [
        (18.4, 48, "╷0 s         ╷5 s         ╷10 s        ╷15 s"),
        (0.25, 30, "╷0 ms       ╷100 ms"),
        (600, 30, "╷0 m           ╷5 m"),
        (0.00005, 30, "╷0 µs       ╷20 µs      ╷40 µs"),
    ],
)
def test_ticks_stand_at_times_people_count_in(seconds: float, width: int, line: str) -> None:
    axis = Axis(7 * S, 7 * S + round(seconds * S))
    assert ticks(axis, width, 7 * S).rstrip() == line.rstrip()[:width]


@given(st.integers(1, 10**16), st.integers(0, 200), st.integers(0, 10**16))
def test_ticks_always_fill_their_width(length: int, width: int, offset: int) -> None:
    assert len(ticks(Axis(offset, offset + length), width, 0)) == width


def test_zooming_in_centres_on_the_span_and_stays_inside_the_trace() -> None:
    near = zoomed(AXIS, AXIS, 107 * S, 109 * S, 0.5)
    assert (near.start_ns, near.end_ns) == (105 * S, 110 * S)
    assert zoomed(near, AXIS, 107 * S, 109 * S, 4) == AXIS


def test_panning_moves_only_when_the_span_is_out_of_sight() -> None:
    window = Axis(100 * S, 102 * S)
    assert panned(window, AXIS, 101 * S, 105 * S) is window
    assert panned(window, AXIS, 106 * S, 107 * S) == Axis(round(105.5 * S), round(107.5 * S))
