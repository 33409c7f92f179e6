"""A provider's 429s as they are drawn on screen and in a shell."""

from dataclasses import replace

import pytest

from spandeck.model.upstream import Between, Maintenance, RateLimits
from spandeck.paint.glyphs import Sheet
from spandeck.paint.throttling import Throttling, summed, throttling
from tests.paint.pictures import HOUR, NOON, drawn, exact, picture

NOW = (0, 0, 1, 0, 2, 3, 0, 0, 1, 5, 8, 14, 22, 42, 37, 30, 18, 9, 4, 2, 1, 0, 0, 1)
BEFORE = (2, 0, 0, 1, 3, 6, 2, 4, 0, 2, 21, 27, 33, 8, 4, 6, 2, 1, 0, 3, 0, 1, 0, 0)
DAY = Between(NOON, NOON + 24 * HOUR)
LIMITS = RateLimits(
    "openai",
    200,
    58.7,
    "/v1/chat/completions",
    tuple((NOON + n * HOUR, count) for n, count in enumerate(NOW) if count),
    None,
)
YESTERDAY = RateLimits(
    "openai",
    126,
    None,
    None,
    tuple((NOON + (n - 24) * HOUR, count) for n, count in enumerate(BEFORE) if count),
    None,
)
WINDOWS = (Maintenance("w", "openai", "Keys", NOON + 20 * HOUR, NOON + 22 * HOUR, False),)


def test_the_period_before_stands_behind_hour_by_hour() -> None:
    found = Throttling(DAY, LIMITS, YESTERDAY, WINDOWS)
    assert found.bars.parts[0][1] == NOW
    assert found.bars.before == BEFORE
    assert picture(throttling(found, Sheet(80, 12))) == drawn("""
    ┃200 429s, +58.7 % on the period before; most at /v1/chat/completions
    ┃50 ┤                                                            ╱╱╱╱╱╱
    ┃40 ┤                                       ▄▄                   ╱╱╱╱╱╱
    ┃   │                                       ██ ▅▅                ╱╱╱╱╱╱
    ┃30 ┤                                    ░░ ██ ██ ▃▃             ╱╱╱╱╱╱
    ┃   │                                 ░░ ░░ ██ ██ ██             ╱╱╱╱╱╱
    ┃20 ┤                              ░░ ░░ ██ ██ ██ ██ ▂▂          ╱╱╱╱╱╱
    ┃   │                              ░░ ▄▄ ██ ██ ██ ██ ██          ╱╱╱╱╱╱
    ┃10 ┤                              ▄▄ ██ ██ ━━ ██ ━━ ██ ▅▅       ╱╱╱╱╱╱
    ┃ 0 ┤      ▁▁    ▃▃ ▄▄    ░░ ▁▁ ▇▇ ██ ██ ██ ██ ━━ ██ ━━ ━━ ▆▆ ▃▃ ▁▁╱╱╱╱   ▁▁
    ┃    ╵12:00   ╵15:00   ╵18:00   ╵21:00   ╵22 Nov  ╵03:00   ╵06:00   ╵09:00
    ┃██ 429s 200   ░━ the period before 126   ╱╱ maintenance
    """)


def test_while_the_period_before_is_unknown_nothing_stands_behind() -> None:
    lines = throttling(Throttling(DAY, LIMITS), Sheet(80, 12))
    assert "before" not in picture(lines[1:])
    assert exact(lines, 80)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (LIMITS, "200 429s, +58.7 % on the period before; most at /v1/chat/completions"),
        (replace(LIMITS, trend_pct=-12.0), "200 429s, -12.0 % on the period before"),
        (replace(LIMITS, trend_pct=None), "no 429s the period before to compare with"),
        (replace(LIMITS, count=1), "1 429, +58.7 %"),
        (
            RateLimits("openai", 0, None, None, (), None),
            "no 429s, no 429s the period before to compare with; no endpoint was throttled",
        ),
    ],
)
def test_what_is_missing_has_words(limits: RateLimits, words: str) -> None:
    assert words in summed(limits)
