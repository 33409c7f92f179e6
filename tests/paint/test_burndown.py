"""A quota going down: the line, the words, and every null the contract allows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.upstream import BurnDown
from spandeck.paint.burndown import MISSING, burndown
from spandeck.paint.glyphs import Sheet
from tests.paint.pictures import MINUTE, NOON, drawn, exact, picture, roles, texts

QUOTA = BurnDown(340, 1000, NOON + 20 * MINUTE, 42, 8.1, "high")


def test_a_quota_that_ends_before_its_reset() -> None:
    assert picture(burndown(QUOTA, NOON, Sheet(80, 13))) == drawn("""
    ┃340 left of 1 000   42/min   risk ✗ high
    ┃✗ 8.1 min to throttle (12:08); it resets in 20.0 min (12:20).
    ┃1000 ┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌↺╌╌╌╌╌╌╌╌╌
    ┃ 800 ┤                                                                │
    ┃     │                                                                │
    ┃ 600 ┤                                                                │
    ┃     │                                                                │
    ┃ 400 ┤●⡀                                                              │
    ┃     │ ⠈⠉⠑⠒⠢⠤⠤⣀⣀                                                      │
    ┃ 200 ┤          ⠉⠉⠒⠒⠢⠤⢄⣀⡀                                             │
    ┃   0 ┤                  ⠈⠉⠉⠒⠒⠤⠤⣀✗                                     │
    ┃      ╵12:00          ╵12:05          ╵12:10          ╵12:15          ╵12:20
    ┃── what is left   ╌╌ limit 1 000   ✗ throttled   ↺ reset
    """)


def test_what_if_less_was_sent() -> None:
    assert picture(burndown(QUOTA, NOON, Sheet(80, 13), rate=15)) == drawn("""
    ┃340 left of 1 000   what if 15/min (now 42/min)   risk ! medium
    ┃↺ Renewed before it ends: 22.7 min to throttle, but it resets in 20.0 min
    ┃(12:20).
    ┃1000 ┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌↺╌╌╌╌╌╌╌╌╌
    ┃     │                                                                │
    ┃     │                                                                │
    ┃ 500 ┤                                                                │
    ┃     │                                                                │
    ┃     │●⠉⠋⠑⠖⠒⡒⠒⡒⠒⠤⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀⡀                                         │
    ┃     │          ⠁ ⠂ ⠄ ⡀     ⠈⠉⠉⠉⠉⠉⠉⠒⠒⠒⠒⠒⠒⠢⠤⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀                │
    ┃   0 ┤                  ⠁ ⠁ ⠂ ⠄ ⡀                     ⠉⠉⠉⠉⠉⠉⠑⠒⠒⠒⠒⠒⠒⠤⠤⠤⠄
    ┃      ╵12:00          ╵12:05          ╵12:10          ╵12:15          ╵12:20
    ┃── what if   ·· at the rate of now   ╌╌ limit 1 000   ↺ reset
    """)


def test_the_same_in_ascii_at_120_columns() -> None:
    assert picture(burndown(QUOTA, NOON, Sheet(120, 12, "ascii"), rate=30)) == drawn("""
    ┃340 left of 1 000   what if 30/min (now 42/min)   risk x high
    ┃x 11.3 min to throttle (12:11); it resets in 20.0 min (12:20).
    ┃1000 |---------------------------------------------------------------------------------------------------@--------------
    ┃     |                                                                                                   |
    ┃     |                                                                                                   |
    ┃ 500 |                                                                                                   |
    ┃     |                                                                                                   |
    ┃     |**************                                                                                     |
    ┃     |          ....****************************                                                         |
    ┃   0 |                              ........... **************x                                          |
    ┃      '12:00   '12:02    '12:04    '12:06    '12:08    '12:10    '12:12    '12:14    '12:16    '12:18    '12:20
    ┃** what if   .. at the rate of now   -- limit 1 000   x throttled   @ reset
    """)  # noqa: E501


def test_no_quota_headers_are_said_in_words() -> None:
    shown = burndown(None, NOON, Sheet(60, 12))
    assert " ".join(line.strip() for line in texts(shown)) == MISSING
    assert exact(shown, 60)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"limit": None}, "340 left of an unknown limit"),
        ({"reset_ns": None}, "8.1 min to throttle (12:08); when it resets is not known."),
        ({"rate_per_min": 0, "minutes": None, "risk": None}, "✓ Next to nothing is used"),
        ({"rate_per_min": 0, "minutes": None, "risk": None}, "risk none to judge"),
        ({"remaining": 0, "minutes": 0.0}, "✗ Nothing is left; it resets in 20.0 min (12:20)."),
        ({"reset_ns": NOON + 41 * 10**9, "remaining": 0}, "it resets in 41 s (12:00)."),
        ({"reset_ns": NOON - MINUTE}, "the reset at 11:59 has passed without news"),
        ({"reset_ns": NOON + 3 * 24 * 60 * MINUTE}, "(24 Nov 12:00)"),
        ({"risk": "grim"}, "risk ? grim"),
        ({"risk": "medium"}, "risk ! medium"),
        ({"rate_per_min": 0.5, "minutes": 680.0}, "0.5/min"),
        ({"rate_per_min": 0.5, "minutes": 680.0}, "↺ Renewed before it ends: 11 h to throttle"),
        ({"rate_per_min": 2, "minutes": 170.0}, "170 min to throttle"),
    ],
)
def test_each_null_and_each_end_has_its_own_words(change: dict[str, float], said: str) -> None:
    shown = burndown(replace(QUOTA, **change), NOON, Sheet(100, 12))  # type: ignore[arg-type]
    assert said in picture(shown)


def test_what_if_shows_the_rate_of_now_behind() -> None:
    assert "behind" in roles(burndown(QUOTA, NOON, Sheet(80, 13), rate=15))
    assert "behind" not in roles(burndown(QUOTA, NOON, Sheet(80, 13), rate=42))
    assert "what if 15/min (now 42/min)" in picture(burndown(QUOTA, NOON, Sheet(80, 13), rate=15))


def test_the_line_moves_with_the_assumed_rate() -> None:
    ends = [
        texts(burndown(QUOTA, NOON, Sheet(80, 13), rate=rate))[-3].find("✗")
        for rate in (40, 30, 20)
    ]
    assert ends == sorted(ends)
    assert len(set(ends)) == 3


def test_a_rate_of_nothing_never_ends() -> None:
    shown = burndown(QUOTA, NOON, Sheet(80, 13), rate=0)
    assert "✗" not in picture(shown).splitlines()[-3]
    assert "Next to nothing is used" in picture(shown)


@given(
    st.integers(0, 10**9),
    st.none() | st.integers(0, 10**9),
    st.none() | st.integers(-(10**6), 10**7),
    st.floats(0, 1e7),
    st.none() | st.floats(0, 1e7),
    st.sampled_from([(80, 24), (120, 34), (50, 12)]),
    st.sampled_from(["unicode", "ascii"]),
)
def test_whatever_the_numbers_it_is_a_picture(
    remaining: int,
    limit: int | None,
    reset_s: int | None,
    rate: float,
    assumed: float | None,
    size: tuple[int, int],
    charset: str,
) -> None:
    reset_ns = None if reset_s is None else NOON + reset_s * 10**9
    minutes = round(remaining / rate, 1) if rate else None
    quota = BurnDown(remaining, limit, reset_ns, rate, minutes, None)
    sheet = Sheet(*size, "ascii" if charset == "ascii" else "unicode")
    shown = burndown(quota, NOON, sheet, assumed)
    assert exact(shown, size[0])
    assert len(shown) == size[1]
    assert charset == "unicode" or picture(shown).isascii()
