"""The lines above a live list: the rate, and each feed that is slow, blind or in trouble."""

from dataclasses import replace

import pytest

from spandeck.model.tail import Standing
from spandeck.paint.errorhead import fallen, feeds, rate

WELL = Standing("fiddler", "errors", "Fiddler errors", 5.0, 5.0, answered_ns=1, per_min=6.0)


def words(standings: list[Standing]) -> str:
    return " · ".join(text for text, _ in feeds(standings))


def test_the_rate_is_of_all_feeds_and_the_lag_is_the_worst() -> None:
    feed = replace(WELL, per_min=6.5, lag_s=3.0), replace(WELL, per_min=0.5, lag_s=40.0)
    said = [text for text, _ in rate(feed, [None, 0.0, 4.0, 8.0], 20)]
    assert said == [
        "7.0 told a minute",
        "last 10 min  _▃▆ ≤10 in 30 s",
        "read 40.0 s after it happens",
    ]


def test_calm_is_told_as_zero_and_what_was_missed_as_a_hole() -> None:
    said = [text for text, _ in rate([], [None, 0.0], 20)]
    assert said == ["0 told a minute", "last 10 min  _"]


def test_what_fell_out_is_said_with_the_cap() -> None:
    assert fallen(0, 20_000) == []
    assert fallen(3120, 20_000) == [("! 3 120 older ones let go: 20 000 are kept", "warn")]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Fiddler errors every 5 s"),
        (
            {"every_s": 20.0, "why": "minute budget"},
            "Fiddler errors every 5 s; slowed to 20 s: minute budget",
        ),
        ({"answered_ns": None}, "… Fiddler errors: not answered yet"),
        (
            {"trouble": "Fiddler refuses the key.", "why": "refused", "every_s": 300.0},
            "✗ Fiddler errors: refused, tried every 5 min",
        ),
        (
            {"trouble": "Fiddler allows no more.", "why": "budget", "every_s": 10.0},
            "! Fiddler errors: budget, tried every 10 s",
        ),
        ({"skipped": 2}, "Fiddler errors · ! 2 polls left a gap"),
    ],
)
def test_a_feed_says_how_it_is_followed(changed: dict[str, object], said: str) -> None:
    assert words([replace(WELL, **changed)]) == said  # type: ignore[arg-type]  # by name


def test_many_feeds_that_are_well_are_counted_and_the_troubled_come_first() -> None:
    slow = replace(WELL, title="Arize alerts", every_s=60.0)
    down = replace(WELL, title="Risicare errors", trouble="No answer.", why="no answer")
    assert words([WELL, WELL, slow, down]) == (
        "✗ Risicare errors: no answer, tried every 5 s · 3 feeds every 5 s to 60 s"
    )
