"""Counts as bars: nothing rounded away, the period before behind them, parts stacked."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.paint.bars import Bars, Heap, bars, column, heaps
from spandeck.paint.glyphs import EIGHTHS, Sheet
from spandeck.paint.scale import Scale, scale
from tests.paint.pictures import HOUR, NOON, drawn, exact, picture, texts

NOW = (0, 0, 1, 0, 2, 3, 0, 0, 1, 5, 8, 14, 22, 42, 37, 30, 18, 9, 4, 2, 1, 0, 0, 1)
BEFORE = (2, 0, 0, 1, 3, 6, 2, 4, 0, 2, 21, 27, 33, 8, 4, 6, 2, 1, 0, 3, 0, 1, 0, 0)
THROTTLED = Bars(
    NOON,
    HOUR,
    (("429s", NOW),),
    BEFORE,
    "the 24 h before",
    ((NOON + 20 * HOUR, NOON + 22 * HOUR),),
)
STACKED = Bars(NOON, HOUR, (("chat", NOW), ("embeddings", BEFORE)))
MONTH = replace(THROTTLED, parts=(("429s", NOW * 30),), before=BEFORE * 30, shaded=())


def test_429s_with_the_day_before_behind_them_at_80_columns() -> None:
    assert picture(bars(THROTTLED, Sheet(80, 12))) == drawn("""
    ┃50 ┤                                                            ╱╱╱╱╱╱
    ┃40 ┤                                       ▃▃                   ╱╱╱╱╱╱
    ┃   │                                       ██ ▃▃                ╱╱╱╱╱╱
    ┃30 ┤                                    ░░ ██ ██                ╱╱╱╱╱╱
    ┃   │                                    ░░ ██ ██ ██             ╱╱╱╱╱╱
    ┃20 ┤                                 ░░ ▃▃ ██ ██ ██             ╱╱╱╱╱╱
    ┃   │                              ░░ ░░ ██ ██ ██ ██ ▅▅          ╱╱╱╱╱╱
    ┃10 ┤                              ░░ ▆▆ ██ ██ ██ ██ ██          ╱╱╱╱╱╱
    ┃   │                              ▅▅ ██ ██ ━━ ██ ━━ ██ ▆▆       ╱╱╱╱╱╱
    ┃ 0 ┤      ▂▂    ▃▃ ▅▅    ░░ ▂▂ ━━ ██ ██ ██ ██ ━━ ██ ━━ ━━ ▆▆ ▃▃ ▂▂╱╱╱╱   ▂▂
    ┃    ╵12:00   ╵15:00   ╵18:00   ╵21:00   ╵22 Nov  ╵03:00   ╵06:00   ╵09:00
    ┃██ 429s 200   ░━ the 24 h before 126   ╱╱ maintenance
    """)


def test_the_same_in_ascii_with_the_cursor() -> None:
    assert picture(bars(THROTTLED, Sheet(80, 12, "ascii"), cursor=13)) == drawn("""
    ┃50 |                                       |                    //////
    ┃40 |                                       --                   //////
    ┃   |                                       ## --                //////
    ┃30 |                                    :: ## ##                //////
    ┃   |                                    :: ## ## ##             //////
    ┃20 |                                 :: -- ## ## ##             //////
    ┃   |                              :: :: ## ## ## ## ++          //////
    ┃10 |                              :: ** ## ## ## ## ##          //////
    ┃   |                              ++ ## ## == ## == ## **       //////
    ┃ 0 |      ,,    -- ++    :: ,, == ## ## ## ## == ## == == ** -- ,,////   ,,
    ┃    '12:00   '15:00   '18:00   '21:00      ^     '03:00   '06:00   '09:00
    ┃## 429s 42   := the 24 h before 8   // maintenance
    """)


def test_parts_are_stacked_at_120_columns() -> None:
    assert picture(bars(STACKED, Sheet(120, 10))) == drawn("""
    ┃60 ┤                                                ▃▃▃
    ┃   │                                                ▓▓▓ ▅▅▅
    ┃40 ┤                                            ▄▄▄ ▓▓▓ ███ ▄▄▄
    ┃   │                                            ▓▓▓ ▓▓▓ ███ ███ ▆▆▆
    ┃   │                                        ▇▇▇ ▓▓▓ ▓▓▓ ███ ███ ███
    ┃20 ┤                                        ▓▓▓ ▓▓▓ ███ ███ ███ ███ ▅▅▅
    ┃   │                    ▂▂▂                 ▓▓▓ ███ ███ ███ ███ ███ ███ ▃▃▃
    ┃ 0 ┤▂▂▂     ▁▁▁ ▁▁▁ ▅▅▅ ▓▓▓ ▂▂▂ ▄▄▄ ▁▁▁ ▇▇▇ ███ ███ ███ ███ ███ ███ ███ ███ ▄▄▄ ▅▅▅ ▁▁▁ ▁▁▁     ▁▁▁
    ┃    ╵12:00  ╵14:00  ╵16:00  ╵18:00  ╵20:00  ╵22:00  ╵22 Nov ╵02:00  ╵04:00  ╵06:00  ╵08:00  ╵10:00
    ┃██ chat 200   ▓▓ embeddings 126
    """)  # noqa: E501


def test_a_month_is_drawn_by_the_half_day_and_says_so() -> None:
    assert picture(bars(MONTH, Sheet(80, 8))) == drawn("""
    ┃200 ┤
    ┃    │ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █
    ┃100 ┤ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █
    ┃    │ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █
    ┃    │░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━░━
    ┃  0 ┤████████████████████████████████████████████████████████████
    ┃        ╵23 Nov       ╵30 Nov       ╵07 Dec       ╵14 Dec
    ┃██ 429s 6 000   ░━ the 24 h before 3 780   each bar 12 h
    """)


def test_the_legend_counts_all_of_it_or_what_is_at_the_cursor() -> None:
    assert "429s 200" in picture(bars(THROTTLED, Sheet(80, 9)))
    assert "the 24 h before 126" in picture(bars(THROTTLED, Sheet(80, 9)))
    assert "429s 42" in picture(bars(THROTTLED, Sheet(80, 9), cursor=13))
    assert "429s —" in picture(bars(THROTTLED, Sheet(80, 9), cursor=99))


def test_an_hour_nobody_counted_is_no_zero() -> None:
    shown = bars(Bars(NOON, HOUR, (("429s", (None, 0, 3)),)), Sheet(40, 6))
    ground = texts(shown)[-3].split("┤")[1]
    assert ground[0] == "?"
    assert ground[12] == " "
    assert ground[24] == "█"


def test_a_bar_beyond_the_scale_is_an_arrow_and_a_number() -> None:
    shown = bars(Bars(NOON, HOUR, (("429s", (*NOW[8:], 9_000, *NOW[8:])),)), Sheet(80, 9))
    assert "↑ 1 above the scale, up to 9.0k" in picture(shown)
    assert texts(shown)[0].count("↑") == 1


def test_nothing_at_all_is_said_by_an_empty_picture() -> None:
    shown = bars(Bars(NOON, HOUR, (("429s", (0,) * 24),), (0,) * 24), Sheet(80, 8))
    assert exact(shown, 80)
    assert "429s 0" in picture(shown)
    assert exact(bars(Bars(NOON, HOUR, (("429s", ()),)), Sheet(80, 8)), 80)


def test_a_moment_has_a_step() -> None:
    assert THROTTLED.step(NOON + HOUR) == 1
    assert THROTTLED.step(NOON - HOUR) is None


@pytest.mark.parametrize("charset", ["unicode", "ascii"])
@pytest.mark.parametrize("size", [(80, 24), (120, 34), (40, 8), (30, 5)])
@pytest.mark.parametrize("drawn_as", [THROTTLED, STACKED, MONTH], ids=["one", "stack", "month"])
def test_every_line_fills_its_width(drawn_as: Bars, charset: str, size: tuple[int, int]) -> None:
    sheet = Sheet(*size, "ascii" if charset == "ascii" else "unicode")
    shown = bars(drawn_as, sheet, 7)
    assert exact(shown, size[0])
    assert charset == "unicode" or picture(shown).isascii()
    if size[1] >= 8:
        assert len(shown) == size[1]


COUNT = st.none() | st.integers(0, 10_000)


def filled(heap: Heap, drawn_on: Scale, height: int) -> int:
    """The eighths that a bar's own characters come to."""
    marks = [char for char, _ in column(heap, drawn_on, height)]
    return sum(EIGHTHS.index(each) if each in EIGHTHS else 8 * (each in "▓▒━") for each in marks)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40), COUNT, st.integers(1, 12))
def test_higher_counts_are_higher_bars_and_one_is_seen(
    counts: Sequence[int], before: int | None, height: int
) -> None:
    drawn_on = scale([*counts, before], "count", height, entire=True)
    heights = [filled(Heap((each,), before), drawn_on, height) for each in sorted(counts)]
    assert heights == sorted(heights)
    assert all(0 <= each <= height * 8 for each in heights)
    assert [bool(each) for each in sorted(counts)] == [bool(each) for each in heights]


@given(st.lists(COUNT, min_size=1, max_size=200), st.integers(1, 30))
def test_bars_of_many_steps_lose_no_count(counts: Sequence[int | None], every: int) -> None:
    made = heaps(Bars(NOON, HOUR, (("", counts),), counts), every)
    assert sum(each.total or 0 for each in made) == sum(each or 0 for each in counts)
    assert sum(each.before or 0 for each in made) == sum(each or 0 for each in counts)
    assert len(made) == -(-len(counts) // every)
