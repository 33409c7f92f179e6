"""Two small exact tests: whether what two sets of counts or numbers differ in may be chance.

Pure arithmetic. Both are two-sided: the chance of anything at least as uneven, either way.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import comb, erfc, sqrt

ROUNDING = 1 + 1e-9
"""So that what is as unlikely as what was seen counts, whatever the last digit."""
EXACT_PAIRS = 150
"""Pairs up to which orders are counted out, if no number is tied: a few milliseconds."""


def fisher(one: int, of_one: int, two: int, of_two: int) -> float:
    """Fisher's exact test: `one` of `of_one` and `two` of `of_two` have something."""
    having, total = one + two, of_one + of_two
    least, most = max(0, having - of_two), min(having, of_one)
    ways = [comb(of_one, each) * comb(of_two, having - each) for each in range(least, most + 1)]
    seen = ways[one - least]
    return min(1.0, sum(each for each in ways if each <= seen * ROUNDING) / comb(total, having))


def superiority(ones: Sequence[float], twos: Sequence[float]) -> float:
    """How often one of the first is larger than one of the second; a tie counts half."""
    ordered = sorted(twos)
    above = sum(bisect_left(ordered, each) + bisect_right(ordered, each) for each in ones)
    return above / 2 / (len(ones) * len(twos))


def ranks(ones: Sequence[float], twos: Sequence[float]) -> float:
    """The rank-sum test of Mann and Whitney: exact for few numbers without ties.

    For more, by the normal distribution with ties taken into account.
    """
    here, there = len(ones), len(twos)
    pairs = here * there
    shifted = abs(superiority(ones, twos) - 0.5) * pairs
    ties = [each for each in Counter((*ones, *twos)).values() if each > 1]
    if not ties and pairs <= EXACT_PAIRS:
        far = int(pairs / 2 - shifted + 0.25)
        ways = sum(arrangements(here, there, each) for each in range(far + 1))
        return min(1.0, 2 * ways / comb(here + there, here))
    total = here + there
    uneven = sum(each**3 - each for each in ties) / (total * (total - 1))
    spread = sqrt(pairs / 12 * (total + 1 - uneven))
    return 1.0 if spread == 0 else erfc(max(0.0, shifted - 0.5) / spread / sqrt(2))


@lru_cache(maxsize=1 << 16)
def arrangements(here: int, there: int, above: int) -> int:
    """In how many orders of both sets there are exactly so many pairs with the first above."""
    if above < 0:
        return 0
    if here == 0 or there == 0:
        return int(above == 0)
    return arrangements(here - 1, there, above - there) + arrangements(here, there - 1, above)
