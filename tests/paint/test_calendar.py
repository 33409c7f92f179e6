"""Days and hours as grids: the vendor's verdicts, hours of the reader's clocks, also in spring."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model import slo
from spandeck.model.upstream import ObjectiveDay
from spandeck.paint.axis import hours_of
from spandeck.paint.calendar import (
    DAY,
    between,
    calendar,
    day_at,
    hour,
    hour_at,
    hour_place,
    hours,
    place_of,
    strip,
    verdict,
    whole,
)
from spandeck.paint.glyphs import Sheet
from spandeck.paint.heatmap import OUTSIDE, THIN, UNKNOWN, Cell, heatmap, judged
from tests.paint.pictures import HOUR, NOON, drawn, picture, text

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from([UTC, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")])
LAST = date(2026, 11, 21)
FIRST = LAST - DAY * 29
DAYS = {
    each: verdict(
        None
        if each.day == 3
        else ObjectiveDay(
            each.isoformat(), each.day % 6 != 0, 24, each.day if each.day % 6 == 0 else 0
        )
    )
    for each in between(FIRST, LAST)
}
CHANGE = date(2026, 10, 25)
AUTUMN = {
    at: judged(number % 14 / 10)
    for number, at in enumerate(
        at for each in between(CHANGE - DAY, CHANGE + DAY) for at in hours_of(each, BERLIN)
    )
}
NIGHT = hours(AUTUMN, CHANGE - DAY, CHANGE + DAY, BERLIN)


def test_thirty_days_as_weeks() -> None:
    assert picture(heatmap(calendar(DAYS, FIRST, LAST), Sheet(80, 8))) == drawn("""
    ┃     19 Oct  02 Nov  16
    ┃Mon      ·   ·   ·   ·
    ┃Tue      ·   -   ·   ·
    ┃Wed      ·   ·   ·   X18
    ┃Thu      ·   ·   x12 ·
    ┃Fri  ·   X30 x 6 ·   ·
    ┃Sat  X24 ·   ·   ·   ·
    ┃Sun  ·   ·   ·   ·
    """)


def test_the_hours_of_the_night_on_which_clocks_go_back() -> None:
    assert picture(heatmap(NIGHT, Sheet(90, 4), (1, 24))) == drawn("""
    ┃            00    03    06    09    12    15    18    21    2×
    ┃Sat 24 Oct  · · · · · ·░░░░▒▒▒▒▓▓ x x x · · · · · ·░░░░▒▒▒▒
    ┃Sun 25 Oct ▓▓ x x · · · · · ·░░░░▒▒▒▒▓▓ x x x · · · · · ·░░▸x 25 hours: clocks change
    ┃Mon 26 Oct ░░▒▒▒▒▓▓ x x x · · · · · ·░░░░▒▒▒▒▓▓ x x x · · ·
    """)


def test_the_same_in_ascii() -> None:
    assert picture(heatmap(NIGHT, Sheet(90, 4, "ascii"))) == drawn("""
    ┃            00    03    06    09    12    15    18    21    2x
    ┃Sat 24 Oct  . . . . . .::::ooooOO x x x . . . . . .::::oooo
    ┃Sun 25 Oct OO x x . . . . . .::::ooooOO x x x . . . . . .:: x 25 hours: clocks change
    ┃Mon 26 Oct ::ooooOO x x x . . . . . .::::ooooOO x x x . . .
    """)


@pytest.mark.parametrize(
    ("day", "zone", "count", "note"),
    [
        (CHANGE, BERLIN, 25, "25 hours: clocks change"),
        (date(2026, 3, 29), BERLIN, 23, "23 hours: clocks change"),
        (CHANGE, UTC, 24, ""),
    ],
)
def test_a_day_shows_all_the_hours_it_has(day: date, zone: tzinfo, count: int, note: str) -> None:
    starts = hours_of(day, zone)
    grid = hours(dict.fromkeys(starts, judged(0.1)), day, day, zone)
    assert Counter(grid.cells[0])[judged(0.1)] == count
    assert grid.notes == (note,)
    if count == 23:
        assert grid.cells[0][2] == OUTSIDE


@given(st.dates(date(2000, 1, 1), date(2060, 12, 1)), st.integers(0, 40), ZONES)
def test_every_hour_has_a_cell_of_its_own_and_is_found_there(
    first: date, count: int, zone: tzinfo
) -> None:
    last = first + DAY * count
    grid = hours({}, first, last, zone)
    places = [
        (hour_place(at, first, zone), at) for day in (first, last) for at in hours_of(day, zone)
    ]
    for place, at in places:
        assert grid.at(place) == UNKNOWN
        assert hour_at(place, first, zone) == at
    assert len({place for place, _ in places}) == len({at for _, at in places})


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 89))
def test_every_day_has_a_cell_of_its_own_and_is_found_there(first: date, later: int) -> None:
    last = first + DAY * 89
    grid = calendar({first + DAY * later: THIN}, first, last)
    place = place_of(first + DAY * later, first)
    assert grid.at(place) == THIN
    assert day_at(place, first) == first + DAY * later
    assert sum(cell != OUTSIDE for row in grid.cells for cell in row) == 90


def test_no_hour_is_there_when_clocks_leap_over_it() -> None:
    spring = date(2026, 3, 29)
    assert hour_at((0, 2), spring, BERLIN) is None
    assert hour_at((0, 3), spring, BERLIN) == hours_of(spring, BERLIN)[2]


def test_zones_off_by_half_an_hour_show_the_hour_that_holds_theirs() -> None:
    assert whole(NOON + HOUR // 2) == NOON
    kolkata = ZoneInfo("Asia/Kolkata")
    place = hour_place(NOON, LAST, kolkata)
    assert place == (0, 17)
    at_ns = hour_at(place, LAST, kolkata)
    assert at_ns is not None
    assert at_ns % HOUR == 0


@pytest.mark.parametrize(
    ("judgement", "mark"),
    [
        (slo.Cell(NOON, "met", 400.0, 50), "·"),
        (slo.Cell(NOON, "met", 2000.0, 50), "▓"),
        (slo.Cell(NOON, "breached", 2000.1, 50), "x"),
        (slo.Cell(NOON, "breached", 9000.0, 50), "X"),
        (slo.Cell(NOON, "few", 9000.0, 19), "-"),
        (slo.Cell(NOON, "untimed", None, 30), "-"),
        (slo.Cell(NOON, "silent"), "?"),
        (slo.Cell(NOON, "outside"), " "),
    ],
)
def test_an_hour_looks_as_it_was_judged(judgement: slo.Cell, mark: str) -> None:
    assert hour(judgement, 2000).mark == mark


def test_a_day_is_what_the_vendor_says() -> None:
    assert verdict(None) == THIN
    assert verdict(ObjectiveDay("2026-11-21", True, 24, 0)).mark == "·"
    assert verdict(ObjectiveDay("2026-11-21", False, 24, 2)) == Cell("x", "heat-4", "2")
    assert verdict(ObjectiveDay("2026-11-21", False, 24, 20)) == Cell("X", "heat-4", "20")


def test_ninety_days_in_one_line_and_in_half_of_one() -> None:
    cells = [judged(0.1)] * 40 + [judged(9)] + [THIN] * 49
    assert text(strip(cells, Sheet(90))) == "·" * 40 + "X" + "-" * 49
    assert text(strip(cells, Sheet(45))) == "·" * 20 + "X" + "-" * 24
    assert text(strip(cells, Sheet(45, charset="ascii"))).isascii()
    assert text(strip([], Sheet(10))) == " " * 10


@given(st.lists(st.sampled_from([judged(0.1), judged(9), THIN]), max_size=120), st.integers(1, 90))
def test_no_missed_day_is_squeezed_out(cells: Sequence[Cell], width: int) -> None:
    shown = text(strip(cells, Sheet(width)))
    assert len(shown) == width
    assert ("X" in shown) == any(cell.mark == "X" for cell in cells)
