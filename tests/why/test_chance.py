"""The two tests against numbers worked out by hand, and against what must always hold."""

from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.why.chance import fisher, ranks, superiority


@pytest.mark.parametrize(
    ("table", "chance"),
    [
        ((3, 4, 1, 4), 34 / 70),  # Fisher's lady with her tea: 16 + 1 + 16 + 1 of 70 ways
        ((4, 4, 0, 4), 2 / 70),
        ((2, 2, 0, 3), 1 / 10),
        ((1, 10, 1, 10), 1.0),
        ((0, 5, 0, 5), 1.0),
        ((8, 8, 0, 92), 1 / comb(100, 8)),
    ],
)
def test_fisher_by_hand(table: tuple[int, int, int, int], chance: float) -> None:
    assert fisher(*table) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("ones", "twos", "chance"),
    [
        ([4.0, 5.0, 6.0], [1.0, 2.0, 3.0], 2 / 20),
        ([1.0, 2.0], [3.0, 4.0], 2 / 6),
        ([2.0], [1.0, 3.0], 1.0),
        ([1.0, 4.0, 5.0], [2.0, 3.0], 8 / 10),  # all orders but those with 3 of 6 pairs above
        ([1.0, 1.0], [1.0, 1.0], 1.0),
    ],
)
def test_ranks_by_hand(ones: list[float], twos: list[float], chance: float) -> None:
    assert ranks(ones, twos) == pytest.approx(chance)


def test_many_numbers_are_tested_by_the_normal_distribution() -> None:
    ones, twos = [float(n) for n in range(40)], [n + 10.5 for n in range(40)]
    # U = 1 + … + 29 = 435, mean 800, deviation sqrt(40·40·81/12) = 103.92, z = 364.5/103.92
    assert superiority(ones, twos) == pytest.approx(435 / 1600)
    assert ranks(ones, twos) == pytest.approx(0.000452, rel=0.01)


SMALL = st.integers(0, 6)


@given(SMALL, SMALL, SMALL, SMALL)
def test_fisher_is_a_probability_that_does_not_care_for_sides(
    one: int, more: int, two: int, others: int
) -> None:
    chance = fisher(one, one + more, two, two + others)
    assert 0 < chance <= 1
    assert chance == pytest.approx(fisher(two, two + others, one, one + more))
    assert chance == pytest.approx(fisher(more, one + more, others, two + others))


@given(st.sets(st.integers(0, 50), min_size=2, max_size=8), st.integers(1, 7))
def test_ranks_counted_out_are_the_share_of_all_orders(drawn: set[int], size: int) -> None:
    values = sorted(drawn)
    size = min(size, len(values) - 1)
    ones, twos = [float(each) for each in values[:size]], [float(each) for each in values[size:]]
    seen = abs(superiority(ones, twos) - 0.5)
    orders = list(combinations(values, size))
    as_far = sum(
        abs(superiority([*each], [v for v in values if v not in each]) - 0.5) >= seen - 1e-9
        for each in orders
    )
    assert ranks(ones, twos) == pytest.approx(as_far / len(orders))
