"""Lines over time as pictures: every series told apart, gaps left open, outliers owned up to."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.paint.canvas import Dots, Form
from spandeck.paint.glyphs import Sheet
from spandeck.paint.scale import scale
from spandeck.paint.trend import Series, Trend, columns, height_of, place, stroke, trend
from tests.paint.pictures import HOUR, NOON, drawn, exact, picture, roles, texts

P95 = [1800, 1900, 2100, 2000, 1900, 1800, None, None, 1900, 2000, 2200, 2600]
P95 += [3400, 4800, 6900, 8200, 7900, 6100, 4400, 3000, 2400, 2100, 2000, 1900]
P50 = [None if each is None else 500 + each / 6 for each in P95]
P99 = [None if each is None else each * 1.4 + 300 for each in P95]
FLEET = [1700 + 20 * hour for hour in range(24)]
LATENCY = Trend(
    NOON,
    HOUR,
    (
        Series("fleet p95", FLEET, "fleet", "◆", "sparse"),
        Series("p50", P50, "p50", "○", "dotted"),
        Series("p99", P99, "p99", "■", "dashed"),
        Series("p95", P95, "p95", "●"),
    ),
    threshold=5000,
    shaded=((NOON + 19 * HOUR, NOON + 22 * HOUR),),
)
ALONE = Trend(NOON, HOUR, (Series("p95", P95, "p95", "●"),))
LONG = replace(ALONE, series=(replace(ALONE.series[0], values=[*P95] * 30),))


def test_latency_beside_the_fleet_at_80_columns() -> None:
    assert picture(trend(LATENCY, Sheet(80, 16))) == drawn("""
    ┃12 s ┤                                               ⡰ ⠤⣀       ╱╱╱╱╱╱╱╱╱╱
    ┃     │                                             ⢀⠎    ⠃      ╱╱╱╱╱╱╱╱╱╱
    ┃10 s ┤                                            ⡀       ⠰⡀    ╱╱╱╱╱╱╱╱╱╱
    ┃     │                                           ⡰⠁        ⠘⢄   ╱╱╱╱╱╱╱╱╱╱
    ┃ 8 s ┤                                          ⡰⠁  ⡠⠊⠉⠒⠒⢄  ⠈   ╱╱╱╱╱╱╱╱╱╱
    ┃     │                                          ⠁ ⢠⠊      ⠣⡀  ⠣⡀╱╱╱╱╱╱╱╱╱╱
    ┃ 6 s ┤                                       ⢀⠎  ⡰⠁        ⠘⢄  ⠑⠄╱╱╱╱╱╱╱╱╱
    ┃     │╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌⡀⠐⠁╌⢀⠜╌╌╌╌╌╌╌╌╌╌╌╌⠑⢄╌╌⠠⡀╌╌╌╌╌╌╌╌╌╌╌╌╌
    ┃ 4 s ┤                                   ⠔⠊  ⢀⠔⠁               ⠑⢄╱⠑⠢╱⣀╱╱╱╱
    ┃     │ ⢀⡀⠠⠤⠤ ⠒⠒⠄⠠⠤⠤ ⠤⣀⡀         ⠤ ⠤⠤⠄⠐⠒⠉  ⣀⠤⠒⠁                  ╱⠑⢄⡀╱╱⠉⠁⠐⠢⠤ ⠤⠤⠄
    ┃ 2 s ┤ ⢀⣀⣀⣀⣀⡠⠤⠤⣀⣀⣀⣀⣀⣀⣀⣀ ⡀ ⡀ ⡀ ⡀ ⣀⣀⣀⣀⣀⠤⡤⠒⡊⠉⡀ ⡀ ⡀ ⡀ ⡀ ⡀⡀⡀⡀⡄⡀⠄ ⠄ ⠄ ⠄╱⠄⠈⠕⠒⠦⠤⠤⢄⣄⣀⣄⣀⡄
    ┃     │  ⠁ ⠁ ⠁⡀⡁⡀⡁⡀⠁               ⡀⡀⡀⡀⡀⡀⡀⡀⡀⠄⠄⠄⠄⠂⠂⠂⠁⠁⠁     ⠁⠂⠂⠂⠄⠄⠄⡀⡀⡀⡀⡀⡀⡀⡀⡀⡀⡀⡀
    ┃ 0 s ┤  ⠁⠁⠁⠁⠁     ⠁⠁⠁⠁⠁         ⠁⠁                              ╱╱╱╱╱╱╱╱╱╱   ⠁⠁
    ┃      ╵12:00   ╵15:00   ╵18:00   ╵21:00    ╵22 Nov  ╵03:00   ╵06:00   ╵09:00
    ┃── p95 1.9 s   ╌╌ p99 3.0 s   ┈┈ p50 817 ms   ·· fleet p95 2.2 s
    ┃╌╌ threshold 5.0 s   ╱╱ maintenance
    """)


def test_without_colour_lines_carry_marks_and_the_cursor_its_values() -> None:
    assert picture(trend(LATENCY, Sheet(80, 16, colour=False), cursor=15)) == drawn("""
    ┃12 s ┤                                               ■ ⠤■       ╱╱╱╱╱╱╱╱╱╱
    ┃     │                                             ⢀⠎│   ⠃      ╱╱╱╱╱╱╱╱╱╱
    ┃10 s ┤                                            ⡀  │    ⠰⡀    ╱╱╱╱╱╱╱╱╱╱
    ┃     │                                           ⡰⠁  │     ⠘⢄   ╱╱╱╱╱╱╱╱╱╱
    ┃ 8 s ┤                                          ⡰⠁  ⡠●⠉⠒●⢄  ⠈   ╱╱╱╱╱╱╱╱╱╱
    ┃     │                                          ⠁ ⢠⠊ │    ⠣⡀  ⠣⡀╱╱╱╱╱╱╱╱╱╱
    ┃ 6 s ┤                                       ⢀⠎  ⡰⠁  │     ⠘⢄  ⠑⠄╱╱╱╱╱╱╱╱╱
    ┃     │╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌⡀■⠁╌⢀⠜╌╌╌╌│╌╌╌╌╌╌╌⠑⢄╌╌⠠⡀╌╌╌╌╌╌╌╌╌╌╌╌╌
    ┃ 4 s ┤                                   ⠔⠊  ⢀⠔⠁     │         ⠑⢄╱⠑⠢╱⣀╱╱╱╱
    ┃     │ ⢀⡀⠠⠤⠤ ■⠒⠄⠠⠤⠤ ⠤⣀⡀         ■ ⠤⠤⠄⠐⠒⠉  ⣀⠤●⠁       │          ╱⠑⢄⡀╱■⠉⠁⠐⠢⠤ ⠤⠤⠄
    ┃ 2 s ┤ ⢀⣀⣀⣀⣀⡠⠤⠤⣀●⣀⣀⣀⣀⣀⣀ ⡀ ⡀ ⡀ ⡀ ●⣀⣀⣀⣀⠤⡤⠒⡊⠉⡀ ◆ ⡀ ⡀ ⡀ ⡀○⡀⡀◆⡀⠄ ⠄ ⠄ ⠄╱⠄⠈⠕●⠦⠤⠤⢄⣄⣀⣄⣀⡄
    ┃     │ ◆⠁ ⠁ ⠁⡀⡁⡀⡁⡀⠁◆              ⡀⡀⡀⡀⡀⡀⡀⡀⡀⠄⠄⠄⠄○⠂⠂⠁⠁⠁│    ⠁○⠂⠂⠄⠄⠄⡀⡀⡀⡀⡀⡀⡀⡀⡀⡀⡀⡀
    ┃ 0 s ┤  ⠁⠁○⠁⠁     ⠁⠁⠁⠁○         ⠁⠁ ○                 │          ╱╱╱╱╱╱╱╱○╱   ⠁⠁
    ┃      ╵12:00   ╵15:00   ╵18:00   ╵21:00    ╵22 Nov   ▲       ╵06:00   ╵09:00
    ┃─●─ p95 8.2 s   ╌■╌ p99 11.8 s   ┈○┈ p50 1.9 s   ·◆· fleet p95 2.0 s
    ┃╌╌ threshold 5.0 s   ╱╱ maintenance
    """)


def test_the_same_in_ascii() -> None:
    assert picture(trend(LATENCY, Sheet(80, 16, "ascii"), cursor=15)) == drawn("""
    ┃12 s |                                               ##         //////////
    ┃     |                                             ##| ##       //////////
    ┃10 s |                                            #  |   ##     //////////
    ┃     |                                           #   |     #    //////////
    ┃ 8 s |                                          #   *****   #   //////////
    ┃     |                                         #  ** |   **  ## //////////
    ┃ 6 s |                                       ## **   |     *   #//////////
    ┃     |-------------------------------------##--*-----|------**--##--------------
    ┃ 4 s |                                  ###  **      |        ***/#####///
    ┃     | ################         ########*****        |          /***///########
    ┃ 2 s | ****************+++++++++********+++++++++oooooooooooo+++++++***********
    ┃     | oooooooooooooooo         ooooooooooooooooo    |       oooooooooooooooooo
    ┃ 0 s |                                               |          //////////
    ┃      '12:00   '15:00   '18:00   '21:00    '22 Nov   ^       '06:00   '09:00
    ┃** p95 8.2 s   ## p99 11.8 s   oo p50 1.9 s   ++ fleet p95 2.0 s
    ┃-- threshold 5.0 s   // maintenance
    """)


def test_the_same_in_blocks_at_120_columns() -> None:
    assert picture(trend(LATENCY, Sheet(120, 18), form="block")) == drawn("""
    ┃12 s ┤                                                                         ▗▄▄              ╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱
    ┃     │                                                                      ▗▄▘    ▀▚▖          ╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱
    ┃10 s ┤                                                                    ▗ ▘         ▗         ╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱
    ┃     │                                                                   ▗▘            ▀▄       ╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱
    ┃     │                                                                  ▗▘                ▖     ╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱
    ┃ 8 s ┤                                                                 ▖     ▗▄▀▀▀▄▄▄     ▝▄    ╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱
    ┃     │                                                                ▞   ▗▞▀▘       ▀▄▖    ▘   ╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱
    ┃ 6 s ┤                                                               ▀   ▞▘            ▝▚▖   ▝▄ ╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱
    ┃     │                                                            ▄▀   ▗▀                ▝▚▖   ▀╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱
    ┃     │╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌▄▖▝╌╌╌▗▞▘╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌▝▚▖╌╌╌▀▄▖╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
    ┃ 4 s ┤                                                    ▗▄▄ ▀   ▄▄▀▘                       ▝▚▄╱╱╱╱▝▄▖╱╱╱╱╱╱╱╱
    ┃     │     ▄ ▄▄▖▗▄▄ ▄▄▖▗▄▄ ▄▄▖                ▄ ▄▄▖▗▄▞ ▀▀▘    ▄▄▀▀                              ▀▀▄▄╱╱▝╱▀▚▖▗▄▄╱▄▄▖▗▄▄
    ┃     │  ▘▝▀                   ▝▀▘                    ▗▄▄▄▄▞▀▀▀                                  ╱╱╱╱▀▀▄▄▄▖╱╱╱╱╱ ▖ ▖ ▖
    ┃ 2 s ┤  ▛▀▛▀▛▀▛▀▛▀▛▀▛▀▀▀▀▀▀▀▀▀▀▀▘ ▘ ▘ ▘ ▘ ▘ ▘ ▀▀▀▀▀▀▀▘▘ ▘ ▘ ▘ ▘ ▘ ▘ ▘ ▘ ▘▖▌▖▌▖▘▘▘▘▘▘▘▘▘▖▌▖▌▖▘ ▘ ▘╱▘╱▘╱▘╱▘▝▀▀▀▀▀▀▀▀▀▀▀▀
    ┃     │  ▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖             ▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▘▘▘▘▘▘▘▘▘▘                   ▘▘▘▘▘▘▘▘▘▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖▖
    ┃ 0 s ┤                                                                                          ╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱
    ┃      ╵12:00   ╵14:00    ╵16:00   ╵18:00    ╵20:00   ╵22:00    ╵22 Nov  ╵02:00    ╵04:00   ╵06:00    ╵08:00   ╵10:00
    ┃── p95 1.9 s   ╌╌ p99 3.0 s   ┈┈ p50 817 ms   ·· fleet p95 2.2 s   ╌╌ threshold 5.0 s   ╱╱ maintenance
    """)  # noqa: E501


def test_thirty_days_keep_every_peak() -> None:
    assert picture(trend(LONG, Sheet(80, 10))) == drawn("""
    ┃10 s ┤
    ┃     │ ⢠  ⡄ ⢠ ⢠⡀ ⣄ ⢠⡀ ⡄ ⢠  ⡄ ⢠  ⡄ ⢠  ⡄ ⢠  ⡄ ⢠  ⡄ ⢠ ⢠⡀ ⣄ ⢠⡀ ⡄ ⢠  ⡄ ⢠  ⡄ ⢠  ⡄ ⢠  ⡄
    ┃     │ ⣾ ⢰⡇ ⣾ ⢸⡇ ⣿ ⢸⡇ ⣧ ⢸⡄ ⣧ ⢸  ⡇ ⢸  ⡇ ⢸  ⡇ ⣾ ⢰⡇ ⣾ ⢸⡇ ⣿ ⢸⡇ ⣧ ⢸⡄ ⣧ ⢸  ⡇ ⢸  ⡇ ⢸  ⡇
    ┃ 5 s ┤ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⢸⡀ ⣇ ⢸⡀⢠⢇ ⣼ ⢠⡇ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⢸⡀ ⣇ ⢸⡀⢠⢇ ⣼ ⢠⡇
    ┃     │ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⡸⡇⢀⢿ ⡸⡇⢸⢸ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⢸⡇ ⣿ ⡸⡇⢀⢿ ⡸⡇⢸⢸ ⣿ ⢸⡇
    ┃     │ ⡇⡇⢸⢇ ⡿⡀⢸⢇ ⣿ ⢸⡇⢠⢻ ⡜⡇⢠⢻ ⡇⡇⢸⢸ ⡇⡇⢸⢸ ⡇⡇⢸⢸ ⡇⡇⢸⢇ ⡿⡀⢸⢇ ⣿ ⢸⡇⢠⢻ ⡜⡇⢠⢻ ⡇⡇⢸⢸ ⡇⡇⢸⢸ ⡇⡇⢸⢸
    ┃     │⠓⠁⠛⠊⠘⠓⠁⠛⠃⠘⠛⠈⠛⠃⠙⠛⠈⠛⠃⠙⠚⠈⠓⠃⠙⠚⠘⠓⠃⠛⠚⠘⠓⠃⠛⠚⠘⠓⠁⠛⠊⠘⠓⠁⠛⠃⠘⠛⠈⠛⠃⠙⠛⠈⠛⠃⠙⠚⠈⠓⠃⠙⠚⠘⠓⠃⠛⠚⠘⠓⠃⠛⠚⠘
    ┃ 0 s ┤
    ┃         ╵23 Nov          ╵30 Nov           ╵07 Dec          ╵14 Dec
    ┃── p95 1.9 s
    """)


def test_an_outlier_is_an_arrow_and_a_number() -> None:
    values = [*P95[8:], *P95[8:], 94_000, *P95[:6]]
    shown = trend(Trend(NOON, HOUR, (Series("p95", values, "p95", "●"),)), Sheet(80, 10))
    assert "↑ 1 above the scale, up to 94.0 s" in texts(shown)[-1]
    assert texts(shown)[0].count("↑") == 1
    assert len(shown) == 10


def test_the_legend_tells_the_value_at_the_cursor_and_the_newest_without_one() -> None:
    assert "p95 8.2 s" in picture(trend(ALONE, Sheet(80, 10), cursor=15))
    assert "p95 1.9 s" in picture(trend(ALONE, Sheet(80, 10)))
    assert "p95 —" in picture(trend(ALONE, Sheet(80, 10), cursor=6))


def test_times_are_those_of_the_zone() -> None:
    sheet = Sheet(80, 10, zone=ZoneInfo("America/New_York"))
    assert "╵09:00" in picture(trend(ALONE, sheet))
    assert "╵07:00" not in picture(trend(ALONE, sheet))


def test_nothing_known_is_an_empty_picture_with_its_scale() -> None:
    shown = trend(Trend(NOON, HOUR, (Series("p95", [None] * 24, "p95", "●"),)), Sheet(60, 8))
    assert exact(shown, 60)
    assert "p95 —" in picture(shown)
    assert not any("⠀" < char < "⣿" for char in picture(shown))


def test_a_moment_has_a_step_and_none_outside() -> None:
    assert ALONE.step(NOON + 3 * HOUR + 5) == 3
    assert ALONE.step(NOON - 1) is None
    assert ALONE.step(NOON + 24 * HOUR) is None
    assert ALONE.step(None) is None


@pytest.mark.parametrize("form", ["braille", "block", "mark"])
@pytest.mark.parametrize("charset", ["unicode", "ascii"])
@pytest.mark.parametrize("size", [(80, 24), (120, 34), (40, 8), (24, 5)])
def test_every_line_fills_its_width(form: Form, charset: str, size: tuple[int, int]) -> None:
    sheet = Sheet(*size, "ascii" if charset == "ascii" else "unicode", colour=False)
    shown = trend(LATENCY, sheet, 7, form)
    assert exact(shown, size[0])
    assert charset == "unicode" or picture(shown).isascii()
    if size[1] >= 8:
        assert len(shown) == size[1]


def test_a_name_of_the_vendor_cannot_break_a_line() -> None:
    odd = replace(LATENCY.series[0], name="探索\nエージェント" * 9)
    assert exact(trend(replace(LATENCY, series=(odd,)), Sheet(40, 9)), 40)
    ascii_form = trend(replace(LATENCY, series=(odd,)), Sheet(40, 9, "ascii"))
    assert picture(ascii_form).isascii()
    assert exact(ascii_form, 40)


def test_each_series_has_a_stroke_and_a_role_of_its_own() -> None:
    assert {"p50", "p95", "p99", "fleet", "threshold", "shade"} <= roles(
        trend(LATENCY, Sheet(120, 20))
    )
    ascii_lines = texts(trend(LATENCY, Sheet(120, 20, "ascii")))[:-3]
    assert all(any(mark in line for line in ascii_lines) for mark in "o*#+")


VALUES = st.lists(st.none() | st.floats(0, 1e6), min_size=1, max_size=120)


def dots_of(values: Sequence[float | None], width: int) -> Dots:
    """One line on a field of its own."""
    dots = Dots(width, 8, "mark")
    stroke(dots, Series("", values, "p95", "●"), scale(values, "ms", 8), len(values))
    return dots


@given(VALUES, st.integers(1, 120))
def test_every_finite_value_is_drawn_in_its_column(
    values: Sequence[float | None], width: int
) -> None:
    taken = {x for x, _ in dots_of(values, width).bits}
    assert all(0 <= x < width for x in taken)
    for step, value in enumerate(values):
        if value is not None:
            assert place(step, len(values), width) in taken


@given(VALUES, st.integers(20, 240))
def test_a_gap_is_never_bridged(values: Sequence[float | None], width: int) -> None:
    taken = {x for x, _ in dots_of(values, width).bits}
    places = [place(step, len(values), width) for step in range(len(values))]
    known = [at for at, each in enumerate(values) if each is not None]
    for one, other in pairwise(known):
        between = set(range(places[one] + 1, places[other]))
        if other - one > 1:
            assert not between & taken
        else:
            assert between <= taken


@given(VALUES)
def test_higher_values_are_drawn_higher(values: Sequence[float | None]) -> None:
    drawn_on = scale(values, "ms", 8)
    known = sorted(each for each in values if each is not None)
    heights = [height_of(drawn_on, each, 32) for each in known]
    assert heights == sorted(heights, reverse=True)
    assert all(0 <= each < 32 for each in heights)


@given(VALUES, st.integers(1, 120))
def test_the_highest_and_lowest_survive_where_many_share_a_column(
    values: Sequence[float | None], width: int
) -> None:
    drawn_on = scale(values, "ms", 8)
    made = columns(Dots(width, 8), Series("", values, "p95", "●"), drawn_on, len(values))
    known = [each for each in values if each is not None]
    if known:
        assert min(each.top for each in made) == height_of(drawn_on, max(known), 32)
        assert max(each.bottom for each in made) == height_of(drawn_on, min(known), 32)
    assert len({each.x for each in made}) == len(made)
