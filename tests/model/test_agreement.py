"""Our account of an objective's days beside the vendor's, and the reason where they differ."""

from collections.abc import Sequence
from dataclasses import replace

from spandeck.model.agreement import Reason, agreement, scope_of
from spandeck.model.slo import Cell, by_day, cells
from spandeck.model.upstream import HOUR_NS, Between, LatencyHour, Objective, ObjectiveDay, Scope
from tests.model.test_slo import OBJECTIVE, START_NS, hour

WINDOW = Between(START_NS, START_NS + 96 * HOUR_NS)
HOURS = [hour(number, 5000.0 if number in (30, 31) else 100.0) for number in range(96)]
FOUND = cells(HOURS, OBJECTIVE, WINDOW)
DAYS = tuple(
    ObjectiveDay(date, not each.breaching, each.hours, each.breaching)
    for date, each in by_day(FOUND).items()
)
KEPT = replace(OBJECTIVE, days=DAYS)


def reasons(objective: Objective, found: Sequence[Cell] = FOUND) -> list[tuple[str, Reason]]:
    told = agreement(objective, found)
    assert not told.whole
    return [(each.date[-2:], each.reason) for each in told.differences]


def judged(hours: Sequence[LatencyHour]) -> tuple[Cell, ...]:
    return cells(hours, OBJECTIVE, WINDOW)


def test_the_same_hours_agree_on_every_day() -> None:
    found = agreement(KEPT, FOUND)
    assert found.whole
    assert found.days == 4


def test_days_at_the_ends_differ_when_the_window_moved_on() -> None:
    first = replace(DAYS[0], hours=23)
    assert reasons(replace(KEPT, days=(first, *DAYS[1:]))) == [("21", "edge")]
    older = ObjectiveDay("2026-09-20", True, 1, 0)
    assert reasons(replace(KEPT, days=(older, *DAYS))) == [("20", "edge")]
    assert reasons(replace(KEPT, days=DAYS[:-1])) == [("24", "edge")]


def test_hours_that_are_missing_are_said_to_be() -> None:
    assert reasons(KEPT, judged([each for each in HOURS if each is not HOURS[40]])) == [
        ("22", "missing")
    ]


def test_rounding_may_decide_close_to_the_threshold() -> None:
    close = judged([*HOURS[:40], hour(40, 2000.0), *HOURS[41:]])
    missed = replace(DAYS[1], breaching=3)
    assert reasons(replace(KEPT, days=(DAYS[0], missed, *DAYS[2:])), close) == [("22", "close")]


def test_what_nothing_explains_is_not_explained_away() -> None:
    odd = replace(DAYS[2], met=False)
    assert reasons(replace(KEPT, days=(*DAYS[:2], odd, DAYS[3]))) == [("23", "unknown")]


def test_without_any_hour_every_day_is_at_an_edge() -> None:
    assert {why for _, why in reasons(KEPT, ())} == {"edge"}


def test_hours_of_other_calls_need_not_agree() -> None:
    assert scope_of(KEPT) == Scope(None, "production")
    found = agreement(KEPT, FOUND, Scope(None, "staging"))
    assert found.apart
    assert not found.whole
    assert found.differences == ()
    assert agreement(KEPT, FOUND, scope_of(KEPT)).whole


def test_a_percentile_that_nobody_knows_cannot_be_judged() -> None:
    assert agreement(replace(KEPT, metric="p90"), FOUND).unknown_metric
