"""Two character sets of one shape: every mark of ours has an ASCII form of its own."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spandeck.model.upstream import BurnDown
from spandeck.paint.bars import Bars, bars
from spandeck.paint.burndown import burndown
from spandeck.paint.canvas import Cells, Dots
from spandeck.paint.document import Line
from spandeck.paint.glyphs import EIGHTHS, PLAIN, SHADES, Sheet, finished, plain
from spandeck.paint.legend import Entry, legend
from spandeck.paint.trend import Series, Trend, trend
from spandeck.paint.uptime import uptime
from tests.paint.pictures import HOUR, MINUTE, NOON, exact, picture, texts

LATENCY = Trend(NOON, HOUR, (Series("p95", [900.0, None, 4_000.0, 70.0], "p95", "●"),))
COUNTS = Bars(NOON, HOUR, (("429s", (4, 0, 42)),), (1, 50, 2))
QUOTA = BurnDown(340, 1000, NOON + 20 * MINUTE, 42, 8.1, "high")
PICTURES: Sequence[Callable[[Sheet], Sequence[Line]]] = (
    lambda sheet: trend(LATENCY, sheet, 2),
    lambda sheet: bars(COUNTS, sheet, 2),
    lambda sheet: burndown(QUOTA, NOON, sheet, rate=30),
    lambda sheet: uptime([], [], date(2026, 11, 21), sheet),
)


def test_every_mark_is_one_cell_and_so_is_its_ascii_form() -> None:
    for char, ascii_form in PLAIN.items():
        assert cell_len(char) == 1, char
        assert len(ascii_form) == 1
        assert ascii_form.isascii()
        assert ascii_form.isprintable()


def test_ramps_stay_told_apart_in_ascii() -> None:
    assert len(set(plain(EIGHTHS))) == len(EIGHTHS)
    assert len(set(plain(SHADES))) == len(SHADES)
    series, ground = plain("○●■◇◆"), plain("╱│↑╌")
    assert len({*series, *ground}) == len(series) + len(ground)


@given(st.text())
def test_ascii_is_as_wide_as_what_it_stands_for(told: str) -> None:
    printable = "".join(each for each in told if each.isprintable() and cell_len(each))
    assert plain(printable).isascii()
    assert cell_len(plain(printable)) == cell_len(printable)


def test_a_sheet_decides_the_characters() -> None:
    line = (("▓ ≤5", "bar"), ("", "muted"))
    assert finished([line], Sheet(4)) == [(("▓ ≤5", "bar"),)]
    assert finished([line], Sheet(4, charset="ascii")) == [(("O <5", "bar"),)]


def test_a_legend_takes_as_many_lines_as_it_needs() -> None:
    entries = [Entry("──", "p95", f"series {at}", "1.0 s") for at in range(4)]
    assert texts(legend(entries, 45)) == [
        "── series 0 1.0 s   ── series 1 1.0 s        ",
        "── series 2 1.0 s   ── series 3 1.0 s        ",
    ]
    assert exact(legend(entries, 12), 12)
    assert legend([], 12) == []


def test_cells_join_by_role_and_nothing_is_drawn_outside() -> None:
    cells = Cells(4, 1)
    cells.write(-1, 0, "abcdef", "p50")
    cells.put(3, 0, "x", "p95")
    cells.put(0, 9, "y", "p95")
    cells.under(0, 0, "z", "shade")
    assert cells.lines() == [(("bcd", "p50"), ("x", "p95"))]


def test_dots_are_eight_to_a_cell_in_braille_and_four_in_blocks() -> None:
    for form, full in (("braille", "⣿"), ("block", "█"), ("mark", "o")):
        dots = Dots(1, 1, form)  # type: ignore[arg-type]
        for x in range(-1, dots.across + 1):
            dots.run(x, -1, dots.down, ("o", "p50"))
        cells = Cells(1, 1)
        dots.onto(cells)
        assert picture(cells.lines()) == full


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (3, 30), (5, 2), (10, 3)])
@pytest.mark.parametrize("paint", PICTURES, ids=["trend", "bars", "burndown", "uptime"])
def test_a_sheet_too_small_for_a_picture_breaks_nothing(
    paint: Callable[[Sheet], Sequence[Line]], size: tuple[int, int]
) -> None:
    assert exact(paint(Sheet(*size)), size[0])
