"""The strip of days: shorter bars for worse days, incidents below, nothing known said."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from spandeck.model.upstream import Incident, StatusDay
from spandeck.paint.glyphs import Sheet
from spandeck.paint.uptime import DAY, look, uptime
from tests.paint.pictures import MINUTE, NOON, drawn, exact, picture, texts

LAST = date(2026, 11, 21)
PERCENT = {3: 99.95, 9: 99.2, 10: 96.4, 11: 61.0, 30: None}
DAYS = [
    StatusDay((LAST - DAY * back).isoformat(), 1440, 1440, PERCENT.get(back, 100.0))
    for back in range(70, -1, -1)
]
AT = NOON - 10 * 24 * 60 * MINUTE
INCIDENTS = [
    Incident(AT, AT + 29 * MINUTE, 29),
    Incident(AT - 15 * 60 * MINUTE, AT - 9 * 60 * MINUTE, 360),
]


def test_ninety_days_in_80_cells_with_their_incidents() -> None:
    assert picture(uptime(DAYS, INCIDENTS, LAST, Sheet(80, 8))) == drawn("""
    ┃?????????████████████████████████████████████████?██████████████████x▂▄█████▆███
    ┃                                                                    ▲▲
    ┃03 Sep                                                                    21 Nov
    ┃█ 100 %   ▆ ≥99.9 %   ▄ ≥99 %   ▂ ≥95 %   x <95 %   ? no checks   ▲ incident
    ┃✗ 11 Nov 12:00 – 12:29   29 m 00 s
    ┃✗ 10 Nov 21:00 – 11 Nov 03:00   6 h 00 m
    """)


def test_the_same_in_ascii_at_120() -> None:
    assert picture(uptime(DAYS, INCIDENTS, LAST, Sheet(120, 8, "ascii"))) == drawn("""
    ┃???????????????????########################################?##################x,~#####*###
    ┃                                                                              ^^
    ┃24 Aug                                                                              21 Nov
    ┃# 100 %   * >99.9 %   ~ >99 %   , >95 %   x <95 %   ? no checks   ^ incident
    ┃x 11 Nov 12:00 - 12:29   29 m 00 s
    ┃x 10 Nov 21:00 - 11 Nov 03:00   6 h 00 m
    """)


@pytest.mark.parametrize(
    ("percent", "mark"),
    [(100.0, "█"), (99.99, "▆"), (99.9, "▆"), (99.89, "▄"), (95.0, "▂"), (94.9, "x"), (0.0, "x")],
)
def test_a_worse_day_is_a_shorter_bar(percent: float, mark: str) -> None:
    assert look(StatusDay("2026-11-21", 1440, 0, percent))[0] == mark


def test_a_day_without_checks_is_no_good_day() -> None:
    assert look(None)[0] == "?"
    assert look(StatusDay("2026-11-21", 0, 0, None))[0] == "?"
    assert texts(uptime([], [], LAST, Sheet(90, 6)))[0] == "?" * 90


def test_times_of_incidents_are_those_of_the_zone() -> None:
    tokyo = replace(Sheet(90, 9), zone=ZoneInfo("Asia/Tokyo"))
    assert "✗ 11 Nov 21:00 – 21:29   29 m 00 s" in picture(uptime(DAYS, INCIDENTS, LAST, tokyo))
    assert "✗ 11 Nov 06:00 – 12:00   6 h 00 m" in picture(uptime(DAYS, INCIDENTS, LAST, tokyo))


def test_without_incidents_there_is_no_line_for_them() -> None:
    assert "▲" not in "".join(texts(uptime(DAYS, [], LAST, Sheet(80, 8)))[:2])


@pytest.mark.parametrize("size", [(120, 34), (80, 6), (40, 8), (12, 8)])
def test_every_line_fills_its_width(size: tuple[int, int]) -> None:
    shown = uptime(DAYS, INCIDENTS, LAST, Sheet(*size))
    assert exact(shown, size[0])
