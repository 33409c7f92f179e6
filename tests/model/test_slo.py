"""Hours judged against an objective, and the budget of bad hours that they spend."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.slo import (
    DAY_HOURS,
    QUALIFYING,
    Cell,
    ErrorBudget,
    Verdict,
    budget,
    burn,
    by_day,
    cells,
    dates,
    grid,
    judged,
    lasts_hours,
    tally,
    window,
)
from spandeck.model.upstream import HOUR_NS, Between, LatencyHour, Objective

NOW_NS = 1_790_000_000_000_000_000
START_NS = 1_789_948_800_000_000_000
"""2026-09-21 00:00 UTC."""
OBJECTIVE = Objective("o", "openai", None, "p95", 2000, "production", 30, 98.86, 700, 8, 4, ())


def hour(
    number: int = 0, p95: float | None = 100.0, total: int = 40, errors: int = 0
) -> LatencyHour:
    timed = 0 if p95 is None else total
    return LatencyHour(START_NS + number * HOUR_NS, 50.0, p95, 3000.0, timed, errors, total)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (hour(p95=1999.9), "met"),
        (hour(p95=2000.0), "met"),
        (hour(p95=2000.1), "breached"),
        (hour(p95=9000.0, total=QUALIFYING - 1), "few"),
        (hour(p95=9000.0, total=QUALIFYING), "breached"),
        (hour(p95=None), "untimed"),
    ],
)
def test_an_hour_is_judged_by_the_objectives_own_percentile(
    found: LatencyHour, verdict: str
) -> None:
    assert judged(found, OBJECTIVE).verdict == verdict


def test_another_percentile_is_another_verdict() -> None:
    assert judged(hour(), replace(OBJECTIVE, metric="p99")).verdict == "breached"
    assert judged(hour(), replace(OBJECTIVE, metric="p50")).verdict == "met"
    assert judged(hour(), replace(OBJECTIVE, metric="p90")).verdict == "untimed"


def test_the_window_ends_with_the_last_full_hour() -> None:
    found = window(30, NOW_NS)
    assert found.until_ns == NOW_NS // HOUR_NS * HOUR_NS
    assert found.until_ns - found.since_ns == 30 * 24 * HOUR_NS
    assert len(dates(found)) == 31  # it begins in the middle of a day


def test_hours_without_a_request_are_there_and_silent() -> None:
    found = cells([hour(1)], OBJECTIVE, Between(START_NS, START_NS + 3 * HOUR_NS))
    assert [each.verdict for each in found] == ["silent", "met", "silent"]


def test_a_grid_has_whole_days_and_knows_what_is_outside_the_window() -> None:
    between = Between(START_NS + 22 * HOUR_NS, START_NS + 49 * HOUR_NS)
    days = grid(cells([], OBJECTIVE, between))
    assert [day.isoformat() for day, _ in days] == ["2026-09-21", "2026-09-22", "2026-09-23"]
    assert all(len(mine) == DAY_HOURS for _, mine in days)
    outside = [sum(each.verdict == "outside" for each in mine) for _, mine in days]
    assert outside == [22, 0, 23]


def test_a_run_of_breaches_is_ended_by_an_hour_that_does_not_qualify() -> None:
    slow = 5000.0
    found = cells(
        [hour(0, slow), hour(1, slow), hour(2, slow, 3), hour(3, slow), hour(5, slow)],
        OBJECTIVE,
        Between(START_NS, START_NS + 6 * HOUR_NS),
    )
    told = tally(found)
    assert (told.hours, told.breaching, told.longest_breach) == (4, 4, 2)
    assert told.compliance_pct == 0.0


def test_no_qualifying_hour_is_no_compliance() -> None:
    assert tally([Cell(START_NS, "few")]).compliance_pct is None


def test_days_without_a_qualifying_hour_are_not_named() -> None:
    found = cells([hour(30)], OBJECTIVE, Between(START_NS, START_NS + 72 * HOUR_NS))
    assert list(by_day(found)) == ["2026-09-22"]


def test_seven_of_seven_hundred_hours_may_be_bad() -> None:
    found = budget(OBJECTIVE)
    assert found.allowed == pytest.approx(7)
    assert found.left == pytest.approx(-1)
    assert found.share == pytest.approx(-1 / 7)
    assert budget(OBJECTIVE, 95.0).left == pytest.approx(27)


def test_without_qualifying_hours_there_is_no_budget_to_speak_of() -> None:
    assert budget(replace(OBJECTIVE, hours=0, breaching=0)).share is None


def test_one_bad_hour_of_one_burns_a_hundred_times_too_fast() -> None:
    found = [Cell(0, "met"), Cell(0, "breached")]
    assert burn(found, 1).rate == pytest.approx(100)
    assert burn(found, 6).rate == pytest.approx(50)
    assert burn(found, 1, 90.0).rate == pytest.approx(10)
    assert burn([Cell(0, "breached"), Cell(0, "silent")], 1).rate is None
    assert burn([Cell(0, "met")] * 9, 6).rate == 0


def test_the_rest_lasts_as_long_as_the_pace_lets_it() -> None:
    left = ErrorBudget(99.0, 700, 3)
    assert lasts_hours(left, burn([Cell(0, "met")] * 70 + [Cell(0, "breached")] * 2, 72)) == 144
    assert lasts_hours(left, burn([Cell(0, "met")], 1)) is None
    assert lasts_hours(ErrorBudget(99.0, 700, 8), burn([Cell(0, "breached")], 1)) is None


NAMES: list[Verdict] = ["met", "breached", "few", "untimed", "silent"]
verdicts = st.lists(st.sampled_from(NAMES), min_size=1, max_size=200).map(
    lambda names: [Cell(START_NS + n * HOUR_NS, name) for n, name in enumerate(names)]
)
targets = st.floats(50, 99.99)


@given(verdicts, targets)
def test_a_budget_is_spent_exactly_when_compliance_falls_to_the_target(
    found: list[Cell], target: float
) -> None:
    told = tally(found)
    mine = ErrorBudget(target, told.hours, told.breaching)
    if told.hours:
        met = (told.hours - told.breaching) / told.hours * 100
        assert (mine.left < -1e-9) <= (met < target)
        assert (met < target - 1e-9) <= (mine.left < 0)
        assert mine.share is not None
        assert mine.share <= 1
    assert mine.allowed >= 0


@given(verdicts, targets)
def test_burning_over_the_whole_window_is_how_much_of_the_budget_was_spent(
    found: list[Cell], target: float
) -> None:
    told, fast = tally(found), burn(found, len(found), target)
    mine = ErrorBudget(target, told.hours, told.breaching)
    if told.hours:
        assert fast.rate == pytest.approx(mine.spent / mine.allowed)
    else:
        assert fast.rate is None


@given(verdicts)
def test_days_come_to_the_same_as_the_window(found: list[Cell]) -> None:
    told, days = tally(found), by_day(found).values()
    assert sum(each.hours for each in days) == told.hours
    assert sum(each.breaching for each in days) == told.breaching
    assert max((each.longest_breach for each in days), default=0) <= told.longest_breach


@given(verdicts)
def test_no_hour_is_lost_in_the_grid(found: list[Cell]) -> None:
    inside = [each for _, mine in grid(found) for each in mine if each.verdict != "outside"]
    assert inside == found
