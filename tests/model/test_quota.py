"""Day quotas: all of a bulk fits or none of it is begun, and what is kept for safety stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.limits import Reading, Room, Window
from spandeck.model.quota import DAY, Quota, quota, reserve


def reading(*rooms: Room, blocked_s: float = 0.0) -> Reading:
    windows = tuple(each.window for each in rooms)
    return Reading("vendor", "x", windows, 0, 0, 0.0, blocked_s=blocked_s, rooms=rooms)


def day(limit: int, remaining: int, seconds: float = DAY) -> Room:
    return Room(Window(limit, seconds), limit - remaining, remaining, 3600.0)


def held(*rooms: Room, blocked_s: float = 0.0) -> Quota:
    found = quota(reading(*rooms, blocked_s=blocked_s))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("limit", "kept"), [(1, 0), (12, 6), (20, 10), (30, 10), (100, 10), (101, 10), (1000, 100)]
)
def test_ten_or_a_tenth_are_kept_back_but_never_more_than_half(limit: int, kept: int) -> None:
    assert reserve(limit) == kept


@pytest.mark.parametrize(
    ("remaining", "requests", "fits"),
    [(100, 90, True), (100, 91, False), (11, 1, True), (10, 1, False), (0, 1, False)],
)
def test_a_bulk_fits_into_what_is_left_without_what_is_kept(
    remaining: int, requests: int, fits: bool
) -> None:
    assert held(day(100, remaining)).admits(requests) is fits


@given(limit=st.integers(1, 10_000), used=st.integers(0, 10_000), requests=st.integers(0, 10_000))
def test_after_whatever_is_admitted_all_that_is_kept_is_left(
    limit: int, used: int, requests: int
) -> None:
    remaining = max(0, limit - used)
    found = held(day(limit, remaining))
    if found.admits(requests) and requests:
        assert remaining - requests >= reserve(limit)
    else:
        assert not requests or remaining - requests < reserve(limit)


@given(rooms=st.lists(st.tuples(st.integers(1, 500), st.integers(0, 500)), min_size=1, max_size=4))
def test_of_several_windows_the_one_with_least_to_give_decides(
    rooms: list[tuple[int, int]],
) -> None:
    made = [day(limit, min(limit, remaining)) for limit, remaining in rooms]
    assert held(*made).free == min(held(each).free for each in made)


def test_a_window_that_is_shorter_than_a_day_is_waited_for_and_refuses_nothing() -> None:
    assert quota(reading(day(5, 0, seconds=1.0), day(60, 0, seconds=3600.0))) is None
    assert quota(None) is None
    assert held(day(5, 0, seconds=1.0), day(100, 60)).free == 50


def test_a_long_block_leaves_nothing_and_says_when_it_ends() -> None:
    found = held(day(100, 60), blocked_s=7200.0)
    assert (found.free, found.returns_s) == (0, 7200.0)
    assert held(day(100, 60), blocked_s=2.0).free == 50
