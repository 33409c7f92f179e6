"""What was told last is held under numbers that never change, and no more than may be."""

import pytest

from spandeck.model.tail import Item
from spandeck.tail.ring import Ring
from tests.tail.fakes import BEGAN_NS, failure


def item(number: int) -> Item:
    return Item(failure(str(number), number), BEGAN_NS)


def test_a_ring_holds_the_last_ones_and_counts_what_fell_out() -> None:
    ring = Ring(cap=3)
    ring.add(item(number) for number in range(2))
    assert (ring.first, ring.end, ring.dropped, len(ring)) == (0, 2, 0, 2)
    ring.add(item(number) for number in range(2, 7))
    assert (ring.first, ring.end, ring.dropped, len(ring)) == (4, 7, 4, 3)
    assert [ring[number].occurrence.id for number in range(4, 7)] == ["4", "5", "6"]


@pytest.mark.parametrize("number", [-1, 3, 7])
def test_what_fell_out_or_has_not_come_is_not_there(number: int) -> None:
    ring = Ring(cap=3)
    ring.add(item(number) for number in range(7))
    with pytest.raises(IndexError):
        ring[number]
