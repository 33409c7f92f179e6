"""A provider's latency as it is drawn on screen and in a shell."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.upstream import HOUR_NS, Between, FleetHour, LatencyHour, Maintenance
from spandeck.paint.glyphs import Sheet
from spandeck.paint.latencies import Latencies, latencies, share
from spandeck.paint.shading import shaded, steps
from tests.paint.pictures import HOUR, NOON, drawn, exact, picture, texts

P50 = (
    *(180, 190, 185, 182, 190, 200, 210, 205, 190, 400, None, None),
    *(820, 910, 640, 300, 210, 190, 185, 190, 200, 195, 190, 188),
)
HOURS = tuple(
    LatencyHour(NOON + n * HOUR, float(v), v * 2.6, v * 4.1, 98, 30 if v > 350 else 1, 100)
    for n, v in enumerate(P50)
    if v is not None
)
FLEET = tuple(FleetHour(NOON + n * HOUR, 190.0, 480.0, 41) for n in range(24))
WINDOWS = (
    Maintenance("w", "openai", "Key rotation", NOON + 20 * HOUR, NOON + 22 * HOUR, False),
    Maintenance("x", "stripe", "Ledger", NOON, NOON + 9 * HOUR, False),
)
DAY = Between(NOON, NOON + 24 * HOUR)
DRAWN = Latencies("openai", DAY, HOURS, FLEET, WINDOWS)


def test_percentiles_before_the_fleet_with_a_gap_and_maintenance() -> None:
    assert picture(latencies(DRAWN, Sheet(80, 16))) == drawn("""
    ┃4 s ┤                                          ⡀                   ╱╱╱╱╱╱╱
    ┃    │                                        ⠔⠉                    ╱╱╱╱╱╱╱
    ┃3 s ┤                                           ⠘                  ╱╱╱╱╱╱╱
    ┃    │                                             ⡄                ╱╱╱╱╱╱╱
    ┃    │                                        ⣀ ⢄  ⠸⡀               ╱╱╱╱╱╱╱
    ┃2 s ┤                                       ⠉   ⠑⠄ ⢱               ╱╱╱╱╱╱╱
    ┃    │                                             ⢠ ⠃              ╱╱╱╱╱╱╱
    ┃    │                            ⠘                 ⠱⡀⢀             ╱╱╱╱╱╱╱
    ┃1 s ┤ ⢀⡀⢀ ⣀⣀⡀⢀ ⣀⣀⡀⢀ ⣀⠤⠄⠠ ⠤⠤⠄⠠ ⣀⣀⠆⡠⠊         ⠤⠤⠒⠢⢄⡀  ⠑  ⠑⠢⠄⢀ ⣀⣀⡀⢀ ⣀⣀⡀⠠╱⠤⠤⠄⢀ ⣀⣀⡀
    ┃    │ ⠠⠄⠤⠤⠤⠄⠤⠤⠄⠤⠤⠤⠄⠤⠤⠆⠔⠖⠖⠄⠖⠖⠆⠔⠤⠤⠄⠄⣄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠌⠕⠦⣄⠄⠍⠍⠆⠔⠤⠤⠄⠤⠤⠄⠤⠤⠤⠄⠖⠖⠆⠤⠤⠤⠄⠤⠤⠄⠄
    ┃0 s ┤ ⠐⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠊⠋ ⠂ ⠂ ⠂ ⠂ ⠂ ⠂ ⠂ ⠂ ⠂ ⠋⠉⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠂
    ┃     ╵12:00   ╵15:00   ╵18:00    ╵21:00   ╵22 Nov  ╵03:00    ╵06:00   ╵09:00
    ┃─· p99 771 ms   ╌╌ p95 489 ms   ── p50 188 ms   ·· fleet p50 190 ms
    ┃┈┈ fleet p95 480 ms   ╱╱ maintenance
    ┃err │▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▅▅▅      ▅▅▅▅▅▅▅▅▅▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
    ┃22 Nov 11:00 UTC  100 calls, 98 timed, 1 failed (1 %); errors ≤50 %
    """)


def test_the_same_in_ascii_with_the_cursor_and_without_colour() -> None:
    sheet = Sheet(80, 16, "ascii", colour=False)
    assert picture(latencies(DRAWN, sheet, NOON + 13 * HOUR)) == drawn("""
    ┃4 s |                                          #                   ///////
    ┃    |                                         ##                   ///////
    ┃3 s |                                       ## |##                 ///////
    ┃    |                                          |  #                ///////
    ┃    |                                         **   #               ///////
    ┃2 s |                                       ** |**  #              ///////
    ┃    |                             #            |  *  #             ///////
    ┃    |                           ##*            |   **##            ///////
    ┃1 s | ##########################**          oooooooo **########################
    ┃    | **************************+oo+++++++++++++++++ooo************************
    ┃0 s | oooooooooooooooooo------ooo-------------------------ooooooooooooooooooooo
    ┃     '12:00   '15:00   '18:00    '21:00        ^   '03:00    '06:00   '09:00
    ┃## p99 3.7 s   ** p95 2.4 s   oo p50 910 ms   -- fleet p50 190 ms
    ┃++ fleet p95 480 ms   // maintenance
    ┃err |.............................+++      +++++++++............................
    ┃22 Nov 01:00 UTC  100 calls, 98 timed, 30 failed (30 %); errors <50 %
    """)


@pytest.mark.parametrize(
    ("hours", "at_ns", "words"),
    [
        ((), None, "no call was made in this range"),
        (HOURS, NOON + 10 * HOUR, "21 Nov 22:00 no call was made in this hour"),
        (HOURS, None, "22 Nov 11:00 UTC  100 calls, 98 timed, 1 failed (1 %)"),
        (
            (LatencyHour(NOON, None, None, None, 0, 7, 7),),
            NOON,
            "21 Nov 12:00 UTC  7 calls, none with a valid latency, 7 failed (100 %)",
        ),
    ],
)
def test_an_hour_is_told_in_words_whatever_is_missing(
    hours: tuple[LatencyHour, ...], at_ns: int | None, words: str
) -> None:
    lines = texts(latencies(replace(DRAWN, hours=hours), Sheet(90, 16), at_ns))
    assert words in lines[-1]


def test_without_a_fleet_it_is_not_in_the_legend() -> None:
    assert "fleet" not in picture(latencies(replace(DRAWN, fleet=()), Sheet(80, 16)))


def test_only_the_percentiles_that_are_wanted_are_drawn() -> None:
    said = picture(latencies(replace(DRAWN, percentiles=("p95",), fleet=()), Sheet(80, 16)))
    assert "p95" in said
    assert "p50" not in said


def test_a_threshold_is_on_the_scale() -> None:
    said = picture(latencies(replace(DRAWN, threshold_ms=9000.0), Sheet(80, 16)))
    assert "threshold 9.0 s" in said


def test_on_a_low_sheet_there_are_only_the_lines() -> None:
    lines = texts(latencies(DRAWN, Sheet(80, 7)))
    assert len(lines) == 7
    assert not any("failed" in each for each in lines)


@given(st.integers(40, 160), st.integers(8, 40), st.none() | st.integers(0, 23))
def test_a_sheet_is_always_filled(width: int, height: int, step: int | None) -> None:
    at_ns = None if step is None else NOON + step * HOUR
    lines = latencies(DRAWN, Sheet(width, height), at_ns)
    assert len(lines) >= height
    assert exact(lines, width)


@given(st.integers(0, 48), st.integers(1, 48))
def test_an_hour_has_one_step_and_a_gap_is_none(first: int, count: int) -> None:
    between = Between(NOON + first * HOUR_NS, NOON + (first + count) * HOUR_NS)
    known = {each.hour_ns: share(each) for each in HOURS}
    found = steps(between, known)
    assert len(found) == count
    assert [each for each in found if each is not None] == [
        share(each) for each in HOURS if between.since_ns <= each.hour_ns < between.until_ns
    ]


def test_maintenance_is_cut_to_what_is_drawn_and_is_the_providers_own() -> None:
    half = Between(NOON + 21 * HOUR, NOON + 24 * HOUR)
    assert shaded(WINDOWS, "openai", half) == ((NOON + 21 * HOUR, NOON + 22 * HOUR),)
    assert shaded(WINDOWS, "anthropic", half) == ()
    assert shaded(WINDOWS, "stripe", half) == ()
