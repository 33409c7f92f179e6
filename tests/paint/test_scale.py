"""Scales: humane steps, honest labels, outliers that cannot flatten the rest."""

from collections.abc import Sequence
from math import isfinite, log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.paint.scale import Unit, scale, told

NUMBERS = st.lists(
    st.none() | st.floats(-1e9, 1e12, allow_nan=False) | st.sampled_from([0.0, float("nan")]),
    max_size=60,
)
UNITS = st.sampled_from(["ms", "count", "percent"])


@given(NUMBERS, UNITS, st.integers(1, 40))
def test_every_finite_value_lies_inside_or_is_counted_as_beyond(
    values: Sequence[float | None], unit: Unit, rows: int
) -> None:
    made = scale(values, unit, rows)
    known = [each for each in values if each is not None and isfinite(each)]
    assert made.low < made.high
    assert all(made.low - 1e-6 * abs(made.low) <= each for each in known)
    assert sum(made.clips(each) for each in known) == made.beyond
    assert made.beyond <= max(1, len(known) // 50)
    assert all(0 <= made.share(each) <= 1 for each in known)


@given(NUMBERS, UNITS, st.integers(1, 40), st.floats(-1e9, 1e12), st.floats(-1e9, 1e12))
def test_a_higher_value_is_never_drawn_lower(
    values: Sequence[float | None], unit: Unit, rows: int, one: float, other: float
) -> None:
    made = scale(values, unit, rows)
    low, high = sorted((one, other))
    assert made.share(low) <= made.share(high)


def test_a_value_far_below_zero_does_not_make_endless_ticks() -> None:
    made = scale([-1e12], "ms", 8)
    assert made.low <= -1e12 < 0 <= made.high
    assert len(made.ticks()) <= 9


@given(NUMBERS, UNITS, st.integers(1, 40))
def test_ticks_lie_inside_at_steps_of_one_two_and_five(
    values: Sequence[float | None], unit: Unit, rows: int
) -> None:
    made = scale(values, unit, rows)
    ticks = made.ticks()
    assert ticks == sorted(set(ticks))
    assert all(made.low - made.step / 1e6 <= each <= made.high + made.step / 1e6 for each in ticks)
    assert 1 <= len(ticks) <= 9
    lead = made.step / 10 ** round(log10(made.step) - 0.4)
    assert min(abs(lead - humane) for humane in (0.5, 1, 2, 5, 10)) < 1e-6
    assert len(set(made.labels())) == len(ticks)


@pytest.mark.parametrize(
    ("values", "unit", "labels"),
    [
        ([12, 8_200], "ms", ["0 s", "2 s", "4 s", "6 s", "8 s", "10 s"]),
        ([120, 480], "ms", ["0 ms", "100 ms", "200 ms", "300 ms", "400 ms", "500 ms"]),
        ([0.2, 0.9], "ms", ["0 ms", "0.2 ms", "0.4 ms", "0.6 ms", "0.8 ms", "1.0 ms"]),
        ([3, 42], "count", ["0", "10", "20", "30", "40", "50"]),
        ([1], "count", ["0", "1"]),
        ([0], "count", ["0", "1"]),
        ([], "ms", ["0 ms", "1 ms"]),
        ([340, 45_000], "count", ["0", "10k", "20k", "30k", "40k", "50k"]),
        ([97.1, 100], "percent", ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]),
    ],
)
def test_a_scale_reads_as_people_count(
    values: Sequence[float], unit: Unit, labels: Sequence[str]
) -> None:
    assert scale(values, unit, 12).labels() == labels


def test_one_outlier_leaves_the_scale_and_is_told() -> None:
    made = scale([*range(100, 120), 60_000], "ms", 10)
    assert made.high == 150
    assert made.note() == "1 above the scale, up to 60.0 s"


def test_what_many_say_is_no_outlier() -> None:
    made = scale([*range(100, 120), *[60_000] * 6], "ms", 10)
    assert made.high == 60_000
    assert made.note() == ""


def test_few_values_are_all_believed() -> None:
    assert scale([1, 2, 900], "count", 10).high == 1000
    assert scale([*range(100, 120), 60_000], "ms", 10, entire=True).high == 60_000


def test_a_threshold_is_always_on_the_scale() -> None:
    assert scale([10, 20], "ms", 10, include=[2000]).high == 2000


def test_values_below_nothing_get_a_scale_of_their_own() -> None:
    made = scale([-30, 70], "count", 10)
    assert made.low <= -30
    assert made.high >= 70


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (None, "ms", "—"),
        (float("inf"), "ms", "—"),
        (8_240, "ms", "8.2 s"),
        (412.4, "ms", "412 ms"),
        (120_000, "ms", "120 s"),
        (97.1423, "percent", "97.14 %"),
        (100, "percent", "100 %"),
        (12_345, "count", "12.3k"),
    ],
)
def test_a_value_on_its_own(value: float | None, unit: Unit, said: str) -> None:
    assert told(value, unit) == said
