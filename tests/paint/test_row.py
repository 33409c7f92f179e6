"""Rows as text: exact widths, columns that give way in order, honest cuts."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from spandeck.paint.row import (
    Cell,
    Column,
    Piece,
    bar,
    compact,
    cut,
    fit,
    line,
    rightwards,
    titles,
    total,
    widest,
)

COLUMNS = (
    Column("mark", " ", "mark", 1),
    Column("name", "name", "text", 8, 20, rank=1),
    Column("took", "took", "duration", 13, rank=2),
    Column("spans", "spans", "number", 6, rank=3),
)


def text(pieces: Sequence[Piece]) -> str:
    return "".join(piece for piece, _ in pieces)


@given(st.integers(1, 200))
def test_the_columns_fill_the_width_and_never_pass_it(width: int) -> None:
    kept = fit(COLUMNS, width)
    assert total(kept) <= max(width, COLUMNS[0].width)
    assert [each.name for each in kept] == ["mark", "name", "took", "spans"][: len(kept)]
    grown = {each.name: each.width for each in kept}
    if len(kept) == 4 and grown["name"] < 20:
        assert total(kept) == width


def test_what_matters_least_is_dropped_first() -> None:
    assert [each.name for each in fit(COLUMNS, 30)] == ["mark", "name", "took"]
    assert [each.name for each in fit(COLUMNS, 12)] == ["mark", "name"]
    assert [each.name for each in fit(COLUMNS, 2)] == ["mark"]


def test_wide_columns_are_as_wide_as_they_like() -> None:
    assert total(widest(COLUMNS)) == 1 + 20 + 13 + 6 + 3 * 2


@given(st.text(max_size=40), st.integers(1, 30))
def test_a_cell_is_exactly_as_wide_as_its_column(told: str, width: int) -> None:
    printable = "".join(each for each in told if each.isprintable())
    assert cell_len(cut(printable, width)) == width
    assert cell_len(rightwards(printable, width)) == width


def test_wide_letters_keep_the_columns_aligned() -> None:
    cells = [Cell("✓"), Cell("探索エージェント"), Cell("1.0 s", share=0.5), Cell("12")]
    plain = [Cell("✓"), Cell("planner"), Cell("1.0 s", share=0.5), Cell("12")]
    assert cell_len(text(line(COLUMNS, cells))) == cell_len(text(line(COLUMNS, plain)))
    assert "…" in text(line(COLUMNS, cells))


def test_numbers_stand_at_the_right_and_words_at_the_left() -> None:
    cells = [Cell("✗"), Cell("plan"), Cell("8.2 s", share=1.0), Cell("42")]
    assert text(line(COLUMNS, cells)) == "✗  plan        8.2 s ━━━━━      42"


def test_the_header_tells_what_rows_are_sorted_by_and_which_way() -> None:
    assert text(titles(COLUMNS)) == "   name         took         spans"
    assert "name▲" in text(titles(COLUMNS, "name", descending=False))
    assert "▼took" in text(titles(COLUMNS, "took"))


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0, "     "), (0.001, "╸    "), (0.5, "━━╸  "), (1, "━━━━━"), (7, "━━━━━"), (-1, "     ")],
)
def test_a_bar_never_hides_something_nor_passes_its_room(share: float, drawn: str) -> None:
    assert bar(share, 5) == drawn


def test_blanks_and_equal_styles_cost_no_segment_of_their_own() -> None:
    red, blue = Style(color="red"), Style(color="blue")
    segments = [
        *(Segment("  "), Segment("a", red), Segment("  ", blue), Segment("b", red)),
        *(Segment("c", blue), Segment("d", blue), Segment(" ", red)),
    ]
    assert compact(segments) == [Segment("  a  b", red), Segment("cd ", blue)]


@pytest.mark.parametrize("style", ["on red", "underline", "reverse", "strike"])
def test_a_blank_that_shows_its_style_keeps_it(style: str) -> None:
    segments = [Segment("a", Style.parse("blue")), Segment(" ", Style.parse(style))]
    assert compact(segments) == segments


def test_a_segment_of_nothing_costs_nothing() -> None:
    red, blue = Style.parse("red"), Style.parse("blue")
    segments = [Segment("a", red), Segment("", blue), Segment("b", red)]
    assert compact(segments) == [Segment("ab", red)]
