"""Grids of cells: a state is a character first, and a step of the cursor changes two cells."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.paint.calendar import DAY, between, calendar
from spandeck.paint.glyphs import Sheet
from spandeck.paint.heatmap import (
    LEVELS,
    OUTSIDE,
    SEVERE,
    THIN,
    UNKNOWN,
    Cell,
    Grid,
    changed,
    heat,
    heatmap,
    judged,
    keys,
    line,
    spot,
    turned,
    worst,
)
from tests.paint.pictures import drawn, exact, picture, roles, text, texts

SHARES = (0.2, 0.6, 0.8, 0.95, 1.2, 3.0, None)
ROW = (*(judged(each) for each in SHARES), THIN, OUTSIDE)
GRID = Grid(
    ("Mon", "Tue"),
    ("00", "", "", "03", "", "", "06", "", ""),
    (ROW, tuple(reversed(ROW))),
    ("", "23 hours"),
)


def test_a_grid_reads_without_colour() -> None:
    assert picture(heatmap(GRID, Sheet(40, 3))) == drawn("""
    ┃     00    03    06
    ┃Mon  ·░░▒▒▓▓ x X ? -
    ┃Tue    - ? X x▓▓▒▒░░ · 23 hours
    """)


def test_the_same_in_ascii_with_the_cursor() -> None:
    assert picture(heatmap(GRID, Sheet(40, 3, "ascii"), cursor=(1, 3))) == drawn("""
    ┃     00    03    06
    ┃Mon  .::ooOO x X ? -
    ┃Tue    - ?>X xOOoo:: . 23 hours
    """)


def test_every_state_has_a_mark_and_a_role() -> None:
    marks = [judged(each).mark for each in SHARES]
    assert marks == ["·", "░", "▒", "▓", "x", "X", "?"]
    assert len({*marks, THIN.mark, OUTSIDE.mark}) == 9
    assert {"heat-0", "heat-1", "heat-2", "heat-3", "heat-4", "thin", "none"} <= roles(
        heatmap(GRID, Sheet(40, 3))
    )
    assert [each.mark for each in keys()] == ["·", "░", "▒", "▓", "x", "X", "-", "?"]
    assert [each.mark for each in keys(judging=False)] == ["·░▒▓█", "?"]


def test_a_value_at_the_threshold_is_met_and_one_above_is_missed() -> None:
    assert judged(1.0).mark == "▓"
    assert judged(1.0001).mark == "x"
    assert judged(SEVERE).mark == "x"
    assert judged(SEVERE + 0.01).mark == "X"
    assert [judged(each).mark for each in LEVELS] == ["·", "░", "▒", "▓"]


RAMP = "·░▒▓█xX"


@given(st.floats(0, 10), st.floats(0, 10))
def test_more_is_never_drawn_fainter(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert RAMP.index(judged(low).mark) <= RAMP.index(judged(high).mark)
    assert RAMP.index(heat(low).mark) <= RAMP.index(heat(high).mark)
    assert judged(low).role <= judged(high).role
    assert heat(low).role <= heat(high).role


def test_the_highest_is_solid_and_nothing_is_not_blank() -> None:
    assert [heat(each).mark for each in (0, 0.3, 0.5, 0.7, 1.0, None)] == [*"·░▒▓█", "?"]


CELLS = st.sampled_from([*ROW, Cell("x", "heat-4", "12")])


@given(
    st.lists(st.lists(CELLS, min_size=7, max_size=7), min_size=1, max_size=12),
    st.integers(1, 5),
    st.integers(20, 120),
    st.sampled_from(["unicode", "ascii"]),
    st.tuples(st.integers(0, 11), st.integers(0, 6)),
)
def test_every_line_fills_its_width(
    rows: Sequence[Sequence[Cell]],
    wide: int,
    width: int,
    charset: str,
    cursor: tuple[int, int],
) -> None:
    cells = tuple(tuple(row) for row in rows)
    grid = Grid(tuple(f"{at}" for at in range(len(cells))), ("",) * 7, cells, wide=wide)
    sheet = Sheet(width, 30, "ascii" if charset == "ascii" else "unicode")
    shown = heatmap(grid, sheet, cursor)
    assert exact(shown, width)
    assert len(shown) == len(cells) + 1
    assert charset == "unicode" or picture(shown).isascii()


PLACES = st.tuples(st.integers(-1, 2), st.integers(-1, 9))


@given(st.none() | PLACES, st.none() | PLACES, st.integers(1, 5))
def test_only_what_changed_differs_between_two_cursors(
    before: tuple[int, int] | None, after: tuple[int, int] | None, wide: int
) -> None:
    cells = tuple((*ROW[:-1], Cell("x", "heat-4", "7")) for _ in range(2))
    grid = Grid(GRID.rows, GRID.columns, cells, wide=wide)
    one, other = (heatmap(grid, Sheet(80, 3), at) for at in (before, after))
    differing = {
        (x, y)
        for y, (old, new) in enumerate(zip(one, other, strict=True))
        for x, pair in enumerate(zip(spelt(old), spelt(new), strict=True))
        if pair[0] != pair[1]
    }
    said = changed(grid, before, after)
    assert len(said) <= 2
    assert differing <= {(x + at, y) for x, y, width in said for at in range(width)}
    if before != after and any(at is not None and grid.at(at) for at in (before, after)):
        assert differing


def spelt(pieces: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each character with its role."""
    return [(char, role) for said, role in pieces for char in said]


def test_a_step_of_the_cursor_is_two_cells_wherever_the_grid_is_scrolled_to() -> None:
    assert changed(GRID, (0, 1), (1, 1)) == [(6, 1, 2), (6, 2, 2)]
    assert changed(GRID, (0, 1), (0, 1)) == []
    assert changed(GRID, None, (1, 0)) == [(4, 2, 2)]
    assert spot(GRID, (1, 0), top=1) == (4, 1, 2)
    tall = Grid(("",) * 50, GRID.columns, (ROW,) * 50)
    assert len(heatmap(tall, Sheet(40, 10), top=45)) == 6


@pytest.mark.parametrize(("wide", "told"), [(1, "x"), (2, "▸x"), (3, "[x]"), (4, "[x3]")])
def test_the_cursor_is_seen_without_colour(wide: int, told: str) -> None:
    grid = Grid(("Mon",), ("", ""), ((Cell("x", "heat-4", "3"), UNKNOWN),), wide=wide)
    shown = line(grid, 0, Sheet(20), (0, 0))
    assert told in text(shown)
    assert (told, "cursor") in [(said.strip(), role) for said, role in shown]


def test_turned_round_rows_are_columns() -> None:
    grid = turned(GRID)
    assert grid.rows == GRID.columns
    assert [row[0] for row in grid.cells] == list(ROW)
    assert turned(turned(GRID)).cells == GRID.cells


def test_the_worst_of_several_is_what_must_not_be_missed() -> None:
    assert worst([judged(0.2), judged(9), judged(1.2), UNKNOWN]).mark == "X"
    assert worst([judged(0.2), THIN, UNKNOWN]).mark == "·"
    assert worst([THIN, UNKNOWN, OUTSIDE]) == THIN


def test_labels_of_columns_never_run_into_each_other() -> None:
    first = date(2026, 8, 24)
    grid = calendar({}, first, first + DAY * 90)
    head = texts(heatmap(grid, Sheet(80, 8)))[0]
    assert head.rstrip() == "     24 Aug  07 Sep  21  28  05 Oct  19  26  02 Nov  16"
    assert len(between(first, first + DAY * 90)) == 91
