"""What was left of a budget, minute by minute: kept for an hour and no longer."""

from dataclasses import replace

from spandeck.model.limits import Reading, Window
from spandeck.model.trend import MINUTE_NS, MINUTES, Trend

LEFT = Reading("risicare", "default", (Window(1000, 60.0),), 50, 950, 41.0)


def test_the_worst_moment_of_a_minute_is_what_is_kept() -> None:
    trend = Trend()
    for second, left in ((0, 950), (20, 12), (40, 700), (61, 600)):
        trend.note(replace(LEFT, remaining=left), second * 10**9)
    assert trend.lows(LEFT, MINUTE_NS)[-2:] == [12, 600]


def test_minutes_in_which_nobody_looked_are_not_made_up() -> None:
    trend = Trend()
    trend.note(LEFT, 0)
    trend.note(LEFT, 3 * MINUTE_NS)
    assert trend.lows(LEFT, 3 * MINUTE_NS)[-4:] == [950, None, None, 950]
    assert trend.lows(replace(LEFT, category="other"), 0) == [None] * MINUTES


def test_a_week_of_watching_keeps_an_hour() -> None:
    trend = Trend()
    for minute in range(7 * 24 * 60):
        trend.note(LEFT, minute * MINUTE_NS)
    assert [len(each) for each in trend.minutes.values()] == [MINUTES]


def test_a_budget_that_nobody_stated_is_not_noted() -> None:
    trend = Trend()
    trend.note(replace(LEFT, remaining=None), 0)
    assert trend.lows(LEFT, 0) == [None] * MINUTES
