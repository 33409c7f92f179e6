"""Tiny bars: sparklines, scores and error budgets, each with its words."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spandeck.model.slo import ErrorBudget
from spandeck.paint.gauge import budget, filling, gauge, score
from spandeck.paint.glyphs import Charset, Sheet
from spandeck.paint.scale import Unit
from spandeck.paint.spark import spark, squeezed
from tests.paint.pictures import text

WIDE = Sheet(30)


@pytest.mark.parametrize(
    ("value", "drawn"),
    [
        (100, "████████████████████████ ✓ 100"),
        (97, "███████████████████████· ✓  97"),
        (72, "█████████████████······· !  72"),
        (12, "██▌····················· ✗  12"),
        (0, "························ ✗   0"),
        (None, "no score: nothing to judge by "),
    ],
)
def test_a_score_is_a_bar_a_mark_and_a_number(value: int | None, drawn: str) -> None:
    assert text(score(value, WIDE)) == drawn


@pytest.mark.parametrize(
    ("spent", "drawn"),
    [
        (ErrorBudget(99, 700, 3), "✓ 4.0 of 7.0 h left"),
        (ErrorBudget(99, 700, 6), "! 1.0 of 7.0 h left"),
        (ErrorBudget(99, 700, 7), "! 0.0 of 7.0 h left"),
        (ErrorBudget(99, 700, 20), "✗ 13.0 h over 7.0"),
        (ErrorBudget(99, 0, 0), "no hour had enough calls to be judged"),
    ],
)
def test_an_error_budget_says_what_is_left(spent: ErrorBudget, drawn: str) -> None:
    shown = text(budget(spent, Sheet(44)))
    assert shown.rstrip().endswith(drawn)
    assert ("█" in shown) == (spent.left > 0)


SHARES = st.floats(0, 0.999) | st.just(1.0)


@given(SHARES, SHARES, st.integers(1, 60))
def test_more_is_a_longer_bar_and_only_all_of_it_fills_it(
    one: float, other: float, width: int
) -> None:
    low, high = sorted((one, other))
    assert halves(low, width) <= halves(high, width)
    assert (halves(low, width) == 0) == (low == 0)
    assert (halves(high, width) == 2 * width) == (high == 1.0)
    assert sum(map(len, filling(one, width))) == width


def halves(share: float, width: int) -> int:
    body, _ = filling(share, width)
    return body.count("█") * 2 + body.count("▌")


def test_a_gauge_without_a_share_is_its_words() -> None:
    assert text(gauge(None, "not known", Sheet(12))) == "not known   "
    assert text(gauge(0.5, "50 %", Sheet(13))) == "████···· 50 %"
    assert text(gauge(0.5, "50 %", Sheet(13, charset="ascii"))) == "####.... 50 %"


@pytest.mark.parametrize(
    ("values", "unit", "charset", "drawn"),
    [
        ([0, 1, 3, None, 8], "count", "unicode", "_▁▂ ▆ ≤10"),
        ([0, 1, 3, None, 8], "count", "ascii", "_., * <10"),
        ([120, 4_000], "ms", "unicode", "▁▆ ≤5.0 s"),
        ([], "count", "unicode", "—"),
        ([None, None], "count", "unicode", "   —"),
        ([0, 0], "count", "unicode", "__ ≤1"),
        ([*range(10, 30), 9_000], "count", "unicode", None),
    ],
)
def test_a_sparkline_prints_the_end_of_its_scale(
    values: Sequence[float | None], unit: Unit, charset: Charset, drawn: str | None
) -> None:
    shown = text(spark(values, Sheet(40, charset=charset), unit)).rstrip()
    if drawn is None:
        assert "↑" in shown
    else:
        assert shown == drawn


NUMBERS = st.lists(st.none() | st.floats(0, 1e9), max_size=200)


@given(NUMBERS, st.integers(1, 100))
def test_a_sparkline_keeps_its_highest_value_and_its_width(
    values: Sequence[float | None], width: int
) -> None:
    known = [each for each in values if each is not None]
    shown = squeezed(values, width)
    assert len(shown) == min(width, len(values))
    assert max((each for each in shown if each is not None), default=None) == max(
        known, default=None
    )
    assert cell_len(text(spark(values, Sheet(width)))) == width
