"""A feed is asked as often as its budget, its activity and its answers are worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.errors import Limited, Refused, SourceError, Unreachable, Unreadable
from spandeck.model.limits import Reading, Room, Window
from spandeck.tail.pace import PATIENT, QUIETEST, SLOWEST_S, Pace, afforded, spent

DOWN = Unreachable("v", "no connection")


def reading(limit: int, seconds: float, remaining: int, reset_s: float, *panes: str) -> Reading:
    window = Window(limit, seconds)
    room = Room(window, limit - remaining, remaining, reset_s)
    return Reading(
        "v",
        "default",
        (window,),
        limit - remaining,
        remaining,
        reset_s,
        panes=dict.fromkeys(panes or ("tail.errors",), 1),
        rooms=(room,),
    )


def after(pace: Pace, polls: int, told: int = 0) -> Pace:
    for _ in range(polls):
        pace = pace.answered(told)
    return pace


def test_a_feed_that_tells_something_is_asked_as_usual() -> None:
    assert after(Pace.usual(5), 100, told=1) == Pace(5, 5)


def test_a_quiet_feed_is_asked_less_often_until_it_tells_something() -> None:
    assert after(Pace.usual(5), PATIENT).every_s == 5
    quiet = after(Pace.usual(5), 100)
    assert (quiet.every_s, quiet.why) == (5 * QUIETEST, "quiet")
    assert quiet.answered(1) == Pace(5, 5)


def test_a_feed_that_does_not_answer_is_asked_ever_less_often_up_to_a_bound() -> None:
    pace, intervals = Pace.usual(5), []
    for _ in range(8):
        pace = pace.failed(DOWN)
        intervals.append(pace.every_s)
    assert intervals == [10, 20, 40, 80, 160, SLOWEST_S, SLOWEST_S, SLOWEST_S]
    assert pace.why == "no answer"
    assert pace.answered(0).every_s == 5


@pytest.mark.parametrize(
    ("error", "every_s", "why"),
    [
        (Limited("v", 42.0), 42.0, "budget"),
        (Limited("v", 1.0), 5.0, "budget"),
        (Refused("v", "no", status=403), SLOWEST_S, "refused"),
        (Unreadable("v", "HTML"), 10.0, "no answer"),
    ],
)
def test_what_is_known_of_a_failure_sets_when_to_ask_again(
    error: SourceError, every_s: float, why: str
) -> None:
    pace = Pace.usual(5).failed(error)
    assert (pace.every_s, pace.why) == (every_s, why)


def test_a_budget_that_runs_out_slows_the_tail_and_says_which() -> None:
    need = afforded([reading(60, 60, 32, 40, "tail.errors")], "tail.errors", {"default": 1})
    assert need == (20, "minute budget")
    slowed = Pace.usual(5).answered(3, need)
    assert (slowed.every_s, slowed.why) == (20, "minute budget")


def test_a_budget_with_room_slows_nothing() -> None:
    found = afforded([reading(1000, 60, 990, 55)], "tail.errors", {"default": 3})
    assert Pace.usual(5).answered(1, found) == Pace(5, 5)


def test_what_a_window_does_not_leave_to_a_tail_is_waited_for() -> None:
    assert afforded([reading(60, 60, 20, 33)], "tail.errors", {"default": 1}) == (
        33,
        "minute budget",
    )


def test_feeds_that_draw_on_one_budget_share_it() -> None:
    alone = afforded([reading(60, 60, 40, 60)], "tail.errors", {"default": 1})
    shared = reading(60, 60, 40, 60, "tail.errors", "tail.alerts", "traces")
    assert afforded([shared], "tail.errors", {"default": 1}) == (2 * alone[0], alone[1])


def test_a_poll_of_many_requests_slows_as_many_times() -> None:
    one = afforded([reading(60, 60, 40, 60)], "tail.errors", {"default": 1})
    many = afforded([reading(60, 60, 40, 60)], "tail.errors", {"default": 5})
    assert many == (5 * one[0], one[1])


def test_a_budget_that_others_spend_is_not_ours() -> None:
    others = [reading(60, 60, 0, 50, "traces")]
    assert spent(others, "tail.errors") == {"default": 0}
    assert afforded(others, "tail.errors", {"default": 0}) == (0.0, "")


@given(
    st.integers(1, 10_000),
    st.sampled_from([1.0, 60.0, 86_400.0]),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(1, 50),
)
def test_a_pace_never_waits_longer_than_for_the_window_to_be_free(
    limit: int, seconds: float, left: float, elapsed: float, requests: int
) -> None:
    found = afforded(
        [reading(limit, seconds, int(limit * left), seconds * elapsed)],
        "tail.errors",
        {"default": requests},
    )
    assert 0 <= found[0] <= seconds
