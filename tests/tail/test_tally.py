"""How much a feed tells, how often, and how late: counted without keeping it."""

from dataclasses import replace

import pytest

from spandeck.model.tail import Item
from spandeck.tail.tally import LATELY, MINUTE_NS, Tally
from tests.tail.fakes import BEGAN_NS, SECOND_NS, failure

MINUTE_S = MINUTE_NS // SECOND_NS
START_NS = BEGAN_NS - BEGAN_NS % MINUTE_NS


def item(at_s: float, lag_s: float = 2.0) -> Item:
    row = failure(str(at_s), at_s)
    return Item(row, row.at_ns + round(lag_s * SECOND_NS))


def test_a_rate_is_of_the_last_minutes_only() -> None:
    tally = Tally(START_NS)
    tally.add([item(second) for second in range(0, 10 * MINUTE_S, 2)])
    assert tally.told == 300
    assert tally.per_min(START_NS + 10 * MINUTE_NS - 1) == pytest.approx(30)
    assert tally.per_min(START_NS + 20 * MINUTE_NS) == 0
    assert len(tally.minutes) <= LATELY + 1


def test_the_lag_is_of_what_happened_while_we_looked() -> None:
    tally = Tally(BEGAN_NS)
    tally.add([item(-500, lag_s=500), item(1), item(2, lag_s=4), item(3, lag_s=900)])
    assert tally.lag_s == 4
    assert Tally(BEGAN_NS).lag_s is None


def test_what_changed_is_no_further_failure() -> None:
    tally = Tally(BEGAN_NS)
    tally.add([item(1), replace(item(1), changed=True), replace(item(2), late=True)])
    assert tally.told == 2
