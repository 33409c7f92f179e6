"""Budgets as text: the status line's few cells, the table at any width, the Deck's lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spandeck.model.limits import Reading, Window
from spandeck.paint.budget import COLUMNS, countdown, row, short, tightest
from spandeck.paint.limits import IMPORTANCE, table
from spandeck.paint.sentence import folded

FREE = Reading("risicare", "default", (Window(1000, 60.0, "X-RateLimit"),), 50, 950, 41.0)
BLOCKED = Reading(
    "risicare",
    "detail",
    (Window(60, 60.0), Window(5000, 86_400.0, "policy")),
    60,
    0,
    12.0,
    blocked_s=11.2,
    waiting=3,
    sent=310,
    throttled=2,
    retried=1,
    cached=44,
    waited_s=31.2,
    panes={"deck": 2, "risicare.trace": 300},
    processes={4711: 3},
)
UNKNOWN = Reading("fiddler", "default", (), 4, None, None)


def test_a_vendor_is_told_by_the_budget_that_stops_it_first() -> None:
    assert tightest([FREE, BLOCKED, UNKNOWN]) == [BLOCKED, UNKNOWN]
    low = Reading("risicare", "other", (Window(100, 60.0),), 95, 5, 3.0)
    assert tightest([FREE, low]) == [low]


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (FREE, ("R 950/1000·m", "quiet")),
        (BLOCKED, ("R ! wait 12 s", "error")),
        (UNKNOWN, ("F ok", "quiet")),
        (
            Reading("apidepth", "x", (Window(10, 1.0),), 1, 9, 0.5, waiting=2),
            ("D 9/10·s +2 waiting", "warn"),
        ),
        (Reading("arize", "x", (Window(100, 3600.0),), 95, 5, 9.0), ("A 5/100·h", "warn")),
        (Reading("arize", "x", (Window(100, 90.0),), 100, 0, 9.0), ("A 0/100·90 s", "error")),
    ],
)
def test_the_status_line_says_a_budget_in_a_few_cells(
    reading: Reading, said: tuple[str, str]
) -> None:
    assert short([reading]) == [said]


def test_what_is_left_is_told_against_the_window_it_belongs_to() -> None:
    day = Reading("risicare", "x", (Window(10, 1.0), Window(5000, 86_400.0)), 4000, 1000, 60.0)
    assert short([day]) == [("R 1000/5000·d", "quiet")]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (41.0, "41 s"), (59.1, "1 m 00 s"), (125, "2 m 05 s")]
)
def test_a_countdown_never_ends_too_early(seconds: float, said: str) -> None:
    assert countdown(seconds) == said


def test_every_column_has_its_cell_and_its_importance() -> None:
    assert len(row(BLOCKED)) == len(COLUMNS)
    assert sorted(COLUMNS) == sorted(IMPORTANCE)


@given(width=st.integers(60, 250))
def test_a_table_of_any_width_loses_nothing(width: int) -> None:
    made = table([FREE, BLOCKED, UNKNOWN], width)
    text = "\n".join("".join(cell for cell, _ in line) for line in made)
    for word in ("60·m and 5000·d", "X-RateLimit", "31.2 s", "310", "risicare.trace 300", "4711"):
        for part in word.split():
            assert part in text
    assert all(cell_len("".join(cell for cell, _ in line).rstrip()) <= width for line in made)


def test_a_block_stands_out_by_a_mark_too() -> None:
    text = "".join(cell for line in table([BLOCKED], 200) for cell, _ in line)
    assert "! 0" in text


def test_the_greediest_pane_comes_first() -> None:
    assert dict(zip(COLUMNS, row(BLOCKED), strict=True))["panes"][0] == "risicare.trace 300, deck 2"


@given(text=st.text(max_size=200), width=st.integers(2, 80))
def test_folded_lines_keep_to_the_width(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in folded(text, width))


@pytest.mark.parametrize(
    ("width", "bars"), [(200, "▁!▂▃▄▅▆▇▇█"), (70, "!▂▄▆▇")], ids=["a cell a minute", "two"]
)
def test_the_last_hour_is_drawn_with_its_lowest_moment(width: int, bars: str) -> None:
    lows = [None] * 50 + [100, 0, 250, 375, 500, 625, 750, 875, 870, 1000]
    made = table([FREE], width, [lows])[-1]
    text = "".join(cell for cell, _ in made)
    assert bars in text
    assert text.endswith("lowest 0 of 1 000")
    assert cell_len(text) <= width
    assert made[1][1] == "error"


def test_an_hour_that_nobody_watched_takes_no_line() -> None:
    assert len(table([FREE], 200, [[None] * 60])) == len(table([FREE], 200))
