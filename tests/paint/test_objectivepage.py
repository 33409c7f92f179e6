"""An objective on one page: the words, its days, its hours, and never wider than the sheet."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.slo import by_day, cells, tally, window
from spandeck.model.upstream import HOUR_NS, LatencyHour, Objective, ObjectiveDay
from spandeck.paint.glyphs import Sheet
from spandeck.paint.objectivegrid import Grids
from spandeck.paint.objectivepage import objectivepage
from tests.paint.pictures import HOUR, NOON, exact, picture, texts

NOW_NS = NOON + HOUR // 2
WINDOW = window(30, NOW_NS)
BAD = {WINDOW.until_ns - hours * HOUR_NS for hours in (1, 2, 3, 100)}
HOURS = tuple(
    LatencyHour(at, 300.0, 4000.0 if at in BAD else 1000.0, 5000.0, 50, 1, 50)
    for at in range(WINDOW.since_ns, WINDOW.until_ns, HOUR_NS)
)
BARE = Objective("o-1", "openai", "/v1/chat", "p95", 2000, "production", 30, None, 0, 0, 0, ())


def kept() -> Objective:
    """The objective as the vendor reports these very hours."""
    judged = cells(HOURS, BARE, WINDOW)
    told = tally(judged)
    days = tuple(
        ObjectiveDay(date, not each.breaching, each.hours, each.breaching)
        for date, each in by_day(judged).items()
    )
    return replace(
        BARE,
        compliance_pct=told.compliance_pct,
        hours=told.hours,
        breaching=told.breaching,
        longest_breach=told.longest_breach,
        days=days,
    )


GRIDS = Grids.of(kept(), HOURS, (), NOW_NS)


def test_the_page_says_what_is_left_how_it_burns_and_whether_both_accounts_agree() -> None:
    said = " ".join(picture(objectivepage(GRIDS, Sheet(100, 80))).split())
    for words in (
        "openai p95 ≤ 2.0 s 99.44 % met",
        "Of 720 hours with 20 calls or more, 99 % should meet it",
        "so 7.2 h may be bad; 4 were: 3.2 h left",
        "Longest breach 3 h",
        "last hour: missed, 100× as fast as the budget allows",
        "last 6 h: 3 of 6 h missed, 50×",
        "last 3 d: 3 of 72 h missed, 4.2×",
        "The hours agree with Apidepth's verdict on all 31 days.",
    ):
        assert words in said


def test_all_days_are_there_where_there_is_room() -> None:
    lines = texts(objectivepage(GRIDS, Sheet(100, 80)))
    assert (
        sum(line.startswith(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")) for line in lines)
        == 7 + 31
    )


def test_with_less_room_the_newest_hours_stay_and_the_weeks_go() -> None:
    lines = texts(objectivepage(GRIDS, Sheet(80, 24)))
    assert len(lines) <= 24
    assert any(line.startswith("Sat 21 Nov") for line in lines)
    assert not any(line.startswith("Thu 22 Oct") for line in lines)
    assert not any(line.startswith("Mon ") and " Nov " not in line for line in lines)


def test_an_objective_that_nobody_can_judge_says_so() -> None:
    said = picture(objectivepage(Grids.of(BARE, (), (), NOW_NS), Sheet(100, 60)))
    assert "no hour had 20 calls" in said
    assert "there is nothing to compare" in said


@given(st.integers(60, 160), st.integers(24, 90))
def test_a_page_is_never_wider_than_its_sheet(width: int, height: int) -> None:
    lines = objectivepage(GRIDS, Sheet(width, height))
    assert exact([line for line in lines if line], width)
    assert len(lines) <= height
