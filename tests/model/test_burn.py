"""A quota's line from what is left to nothing or to the reset, whatever the rate."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.burn import MINUTE_NS, assumed, project, risk
from spandeck.model.upstream import BurnDown

NOW_NS = 1_790_000_000_000_000_000
QUOTA = BurnDown(340, 10_000, NOW_NS + 41 * MINUTE_NS, 42.0, 8.1, "high")

quotas = st.builds(
    BurnDown,
    remaining=st.integers(-10, 10**7),
    limit=st.none() | st.integers(0, 10**7),
    reset_ns=st.none() | st.integers(NOW_NS - 10**13, NOW_NS + 10**15),
    rate_per_min=st.floats(0, 1e5),
    minutes=st.none(),
    risk=st.none(),
)


@pytest.mark.parametrize(
    ("minutes", "word"),
    [(0, "high"), (14.9, "high"), (15, "medium"), (59.9, "medium"), (60, "low"), (None, None)],
)
def test_the_word_follows_the_contracts_thresholds(minutes: float | None, word: str | None) -> None:
    assert risk(minutes) == word


def test_at_the_measured_rate_the_vendors_own_words_count() -> None:
    said = project(replace(QUOTA, minutes=9.0, risk="critical"), NOW_NS)
    assert (said.minutes, said.risk, said.rate_per_min) == (9.0, "critical", 42.0)


def test_a_line_ends_where_nothing_is_left() -> None:
    line = project(QUOTA, NOW_NS)
    assert line.end == "empty"
    assert line.start == (NOW_NS, 340.0)
    assert line.finish is not None
    assert (line.finish[0] - NOW_NS) / MINUTE_NS == pytest.approx(340 / 42)
    assert line.finish[1] == 0


def test_calling_less_lets_the_quota_last_to_its_reset() -> None:
    line = project(QUOTA, NOW_NS, 4.0)
    assert (line.end, line.minutes, line.risk) == ("reset", 85.0, "low")
    assert line.finish is not None
    assert line.finish[0] == QUOTA.reset_ns
    assert line.finish[1] == pytest.approx(340 - 4 * 41)


def test_calling_more_empties_it_sooner() -> None:
    assert project(QUOTA, NOW_NS, 84.0).minutes == 4.0


def test_no_calls_and_no_reset_end_nowhere() -> None:
    line = project(replace(QUOTA, reset_ns=None), NOW_NS, 0.0)
    assert (line.end, line.finish, line.minutes, line.risk) == ("endless", None, None, None)


def test_no_calls_keep_what_is_left_until_the_reset() -> None:
    assert project(QUOTA, NOW_NS, 0.0).finish == (QUOTA.reset_ns, 340.0)


def test_a_reset_that_is_past_is_said_and_ends_no_line() -> None:
    line = project(replace(QUOTA, reset_ns=NOW_NS - 1), NOW_NS)
    assert line.stale
    assert line.end == "empty"


def test_nothing_left_is_throttled_now() -> None:
    line = project(replace(QUOTA, remaining=-3), NOW_NS, 42.0)
    assert (line.minutes, line.risk, line.finish) == (0.0, "high", (NOW_NS, 0.0))


@given(quotas, st.none() | st.floats(0, 1e5))
def test_a_line_falls_from_now_and_never_below_nothing(quota: BurnDown, rate: float | None) -> None:
    line = project(quota, NOW_NS, rate)
    assert line.start == (NOW_NS, max(0, quota.remaining))
    assert (line.finish is None) == (line.end == "endless")
    if line.finish is not None:
        at_ns, left = line.finish
        assert at_ns >= NOW_NS
        assert -1e-6 * line.start[1] <= left <= line.start[1]
        assert line.end != "reset" or at_ns == quota.reset_ns


@given(quotas, st.floats(100, 1e5), st.floats(1.0, 10))
def test_a_faster_rate_never_lasts_longer(quota: BurnDown, rate: float, times: float) -> None:
    slow, fast = project(quota, NOW_NS, rate), project(quota, NOW_NS, rate * times)
    assert slow.minutes is not None
    assert fast.minutes is not None
    assert fast.minutes <= slow.minutes
    order = ["high", "medium", "low"]
    assert order.index(fast.risk or "") <= order.index(slow.risk or "")


@given(st.floats(0.01, 1e4), st.integers(-30, 30))
def test_as_many_steps_back_lead_to_the_measured_rate(measured: float, steps: int) -> None:
    assert assumed(measured, steps) > 0
    assert assumed(measured, 0) == measured
    assert (assumed(measured, steps) > measured) == (steps > 0)


def test_where_nothing_was_measured_a_step_is_a_request_a_minute() -> None:
    assert [assumed(0.0, steps) for steps in (-1, 0, 1, 5)] == [0, 0, 1, 5]
