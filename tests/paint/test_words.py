"""Every number that a watcher of providers may leave out has words of its own (contract §4-§13)."""

from dataclasses import replace
from datetime import date

import pytest

from spandeck.model.upstream import CollectorStatus, Incident, ModelUse, Score, StatusDay
from spandeck.paint.collector import collector
from spandeck.paint.glyphs import Sheet
from spandeck.paint.retirements import breaks, per_month, soonest
from spandeck.paint.scores import ABSENT, parts, sorted_worst
from tests.paint.pictures import HOUR, NOON, drawn, exact, picture

DAY = 24 * HOUR
TODAY = date(2026, 11, 21)
MODEL = ModelUse(
    "openai", "gpt-4o", "/chat", 3000, NOON - 30 * DAY, NOON, "active", None, None, None
)
STATUS = CollectorStatus(
    "operational",
    NOON,
    8,
    99.95,
    99.91,
    (
        StatusDay("2026-11-20", 1440, 1437, 99.79),
        StatusDay("2026-11-21", 720, 720, 100.0),
    ),
    (Incident(NOON - 20 * HOUR, NOON - 20 * HOUR + HOUR // 20, 3),),
)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "in no list of retirements"),
        ({"sunset_on": "2027-01-15"}, "stops 2027-01-15, in 55 days"),
        ({"sunset_on": "2026-11-22"}, "stops 2026-11-22, in 1 day"),
        ({"sunset_on": "2026-11-21"}, "stopped 2026-11-21, today"),
        ({"sunset_on": "2026-10-31", "deprecation": "sunset"}, "stopped 2026-10-31, 21 days ago"),
        ({"deprecated_on": "2026-09-18"}, "since 2026-09-18, no date set"),
        ({"deprecated_on": "2027-09-18"}, "from 2027-09-18, no date set"),
        ({"sunset_on": "soon"}, "stops soon"),
        ({"deprecation": "retired"}, "no date set"),
    ],
)
def test_when_a_model_stops_is_told_whatever_is_known(changed: dict[str, str], words: str) -> None:
    found = replace(MODEL, **changed)  # type: ignore[arg-type]
    assert breaks(found, TODAY) == words


def test_calls_a_month_need_a_day_to_tell() -> None:
    assert per_month(MODEL) == 3000
    assert per_month(replace(MODEL, first_seen_ns=NOON - HOUR)) is None
    assert per_month(replace(MODEL, first_seen_ns=None)) is None


def test_what_stops_first_comes_first() -> None:
    sunset = replace(MODEL, model="a", deprecation="sunset", sunset_on="2026-10-31")
    late = replace(MODEL, model="b", deprecation="deprecated", sunset_on="2027-06-01")
    soon = replace(MODEL, model="c", deprecation="deprecated", sunset_on="2027-01-15")
    busy = replace(MODEL, model="d", call_count=9000)
    odd = replace(MODEL, model="e", deprecation="retired", call_count=1)
    found = soonest([MODEL, odd, busy, late, soon, sunset])
    assert [each.model for each in found] == ["a", "c", "b", "d", "gpt-4o", "e"]


def test_the_parts_of_a_score_have_names_and_reasons_to_be_missing() -> None:
    score = Score("openai", 62, 35, None, 3, None, 100, NOON)
    assert parts(score) == (
        ("latency", 35),
        ("errors", None),
        ("quota", 3),
        ("status page", None),
    )
    assert len(set(ABSENT.values())) == len(ABSENT)
    none = replace(score, vendor="a", score=None)
    assert [each.vendor for each in sorted_worst([none, score])] == ["openai", "a"]


def test_the_collector_its_days_and_its_incidents() -> None:
    assert picture(collector(STATUS, NOON, Sheet(80, 8))) == drawn("""
    ┃✓ operational: checked 21 Nov 12:00, answered in 8.0 ms; up 99.95 % of 30 days,
    ┃up 99.91 % of 90 days
    ┃??????????????????????????????????????????????????????????????????????????????▄█
    ┃                                                                              ▲
    ┃03 Sep                                                                    21 Nov
    ┃█ 100 %   ▆ ≥99.9 %   ▄ ≥99 %   ▂ ≥95 %   x <95 %   ? no checks   ▲ incident
    ┃✗ 20 Nov 16:00 – 16:03   3 m 00 s
    """)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"checked_ns": None, "status": "unknown"}, "? unknown: never checked"),
        ({"response_ms": None}, "its answer was not timed"),
        ({"uptime_30d": None}, "30 days not measured, up 99.91 % of 90 days"),
        ({"uptime_90d": None}, "up 99.95 % of 30 days, 90 days not measured"),
        ({"status": "wobbly"}, "? wobbly:"),
        ({"status": "outage"}, "✗ outage:"),
    ],
)
def test_what_is_not_known_of_the_collector_is_said(changed: dict[str, object], words: str) -> None:
    lines = collector(replace(STATUS, **changed), NOON, Sheet(120, 12))  # type: ignore[arg-type]
    assert words in picture(lines)
    assert exact(lines, 120)
