"""May one more request go now, and if not, when to ask again."""

import pytest

from spandeck.model.limits import Window
from spandeck.model.page import Priority
from spandeck.net.admission import INSTANT, SLACK, Frees, cap, wait
from spandeck.net.bucket import fresh

TEN = fresh([Window(10, 60.0)])


def waited(frees: list[float], priority: Priority = Priority.SAFETY, now: float = 100.0) -> float:
    return wait(TEN, Frees(frees), priority, now)


def test_a_request_counts_from_its_grant_until_its_answer_and_a_window() -> None:
    answered = [50.0] * 10
    assert waited(answered, now=110.0 + SLACK / 2) > 0
    assert waited(answered, now=110.0 + SLACK + INSTANT) == 0


def test_the_wait_ends_when_enough_tickets_have_left() -> None:
    assert waited([45.0, *[90.0] * 9]) == pytest.approx(5.0 + SLACK + INSTANT)
    assert waited([45.0, 46.0, *[90.0] * 9]) == pytest.approx(6.0 + SLACK + INSTANT)


def test_a_request_in_flight_is_taken_to_be_answered_now() -> None:
    """Its answer may come any moment: sleeping for its time-out would waste the budget."""
    assert waited([120.0] * 10) == pytest.approx(60.0 + SLACK + INSTANT)


def test_every_window_must_admit() -> None:
    bucket = fresh([Window(2, 1.0), Window(5, 60.0)])
    assert wait(bucket, Frees([90.0] * 4), Priority.SAFETY, 100.0) == 0
    assert wait(bucket, Frees([99.5] * 2), Priority.SAFETY, 100.0) < 1
    assert wait(bucket, Frees([90.0] * 5), Priority.SAFETY, 100.0) > 49


@pytest.mark.parametrize(
    ("priority", "most"),
    [
        (Priority.SAFETY, 1000),
        (Priority.INTERACTIVE, 950),
        (Priority.TAIL, 500),
        (Priority.PREFETCH, 250),
    ],
)
def test_each_class_has_its_share_of_every_window(priority: Priority, most: int) -> None:
    bucket = fresh([Window(1000, 60.0)])
    assert wait(bucket, Frees([99.0] * (most - 1)), priority, 100.0) == 0
    assert wait(bucket, Frees([99.0] * most), priority, 100.0) > 0


def test_a_person_is_served_even_by_the_smallest_limit_and_a_prefetch_is_not() -> None:
    one = Window(1, 1.0)
    assert [cap(one, each) for each in Priority] == [1, 1, 1, 0]
    assert wait(fresh([one]), Frees([]), Priority.PREFETCH, 0.0) > 0


@pytest.mark.parametrize(("limit", "others"), [(1000, 900), (50, 40), (12, 6), (1, 1)])
def test_of_a_days_quota_some_is_kept_back_for_safety(limit: int, others: int) -> None:
    day = Window(limit, 86_400.0)
    assert cap(day, Priority.SAFETY) == limit
    assert cap(day, Priority.INTERACTIVE) == others
