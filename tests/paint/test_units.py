"""Numbers and times read as people write them."""

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.paint import units


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (None, "—"),
        (0, "0.0 ms"),
        (0.44, "0.4 ms"),
        (9.94, "9.9 ms"),
        (9.96, "10 ms"),
        (999.4, "999 ms"),
        (999.6, "1.0 s"),
        (8_200, "8.2 s"),
        (59_940, "59.9 s"),
        (59_960, "1 m 00 s"),
        (125_000, "2 m 05 s"),
        (3_599_700, "1 h 00 m"),
        (11_220_000, "3 h 07 m"),
        (352_800_000, "4 d 02 h"),
        (-250, "-250 ms"),
    ],
)
def test_a_duration_has_the_unit_a_person_would_choose(ms: float | None, text: str) -> None:
    assert units.duration(ms) == text


@given(st.floats(0, 1e12))
def test_a_duration_always_fits_its_column(ms: float) -> None:
    assert len(units.duration(ms)) <= len("11574 d 02 h")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (None, "—"),
        (0, "0"),
        (999, "999"),
        (1000, "1.0k"),
        (12_345, "12.3k"),
        (123_456, "123k"),
        (999_700, "1.0M"),
        (4_100_000, "4.1M"),
        (2_500_000_000, "2.5G"),
    ],
)
def test_a_count_keeps_the_digits_that_matter(number: float | None, text: str) -> None:
    assert units.count(number) == text


def test_an_unknown_cost_is_never_zero_dollars() -> None:
    assert units.money(None) == "—"
    assert units.money(0) == "$0"
    assert units.money(0.000001) == "<$0.0001"
    assert units.money(0.084) == "$0.084"
    assert units.money(12.3) == "$12.30"


def test_an_age_is_told_in_one_unit() -> None:
    second = 1_000_000_000
    ages = [units.ago(0, n * second) for n in (0, 12, 240, 3 * 3600, 2 * 86_400)]
    assert ages == ["now", "12 s", "4 m", "3 h", "2 d"]
    assert units.ago(None, second) == "—"


def test_times_are_shown_in_the_zone_that_was_asked_for() -> None:
    at = 1_705_312_800_250_000_000
    assert units.clock(at) == "10:00:00"
    assert units.date_clock(at) == "2024-01-15 10:00:00.250"
    assert units.clock(at, timezone(timedelta(hours=2))) == "12:00:00"


def test_text_for_one_line_keeps_its_breaks_visible() -> None:
    assert units.one_line("a\n\tb") == "a␊␉b"


def test_sizes_and_exact_counts_are_grouped() -> None:
    assert [units.size(n) for n in (512, 1_234, 41_300_000)] == ["512 B", "1.2 kB", "41.3 MB"]
    assert units.exact(35_701) == "35 701"


def test_freshness_is_told_in_steps_so_that_it_is_painted_rarely() -> None:
    told = [units.freshness(0, n * 10**9) for n in (-1, 0, 9, 10, 19, 59, 60, 7200)]
    assert told[:3] == ["just read"] * 3
    assert told[3:] == ["10 s old", "10 s old", "50 s old", "1 m old", "2 h old"]
    assert units.freshness(0, 0, cached=True) == "cached just now"
    assert units.freshness(0, 240 * 10**9, cached=True) == "cached 4 m ago"
