"""Themes: ours are complete and readable, a person's own may be short, a broken one is told."""

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from spandeck.ui.screens.confirm import ConfirmScreen
from spandeck.ui.theme import VARIABLES, BadTheme, load, read, themes_directory
from tests.ui.fakes import NOW_NS
from tests.ui.running import notices, press, running, settled, text

OURS, WRONG = load([themes_directory()])
PAINTED = [theme for theme in OURS.values() if not theme.ansi]
TEXTS = (
    "muted",
    "span-llm",
    "span-tool",
    "span-agent",
    "span-chain",
    "span-retrieval",
    "status-ok",
    "status-error",
    "status-warn",
)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""

    def light(text: str) -> float:
        def part(value: int) -> float:
            share = value / 255
            return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

        red, green, blue = Color.parse(text).rgb
        return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_themes_that_come_with_the_program_are_all_sound() -> None:
    assert WRONG == []
    assert {"dark", "light", "high-contrast", "ansi"} <= OURS.keys()


@pytest.mark.parametrize("theme", OURS.values(), ids=OURS.keys())
def test_our_themes_name_every_colour(theme: Theme) -> None:
    assert VARIABLES.keys() <= theme.variables.keys()


@pytest.mark.parametrize("theme", PAINTED, ids=lambda theme: str(theme.name))
def test_texts_can_be_read_on_their_background(theme: Theme) -> None:
    least = 7.0 if theme.name == "high-contrast" else 4.5
    for ground in (theme.background, theme.surface, theme.panel):
        assert contrast(str(theme.foreground), str(ground)) >= 7.0
        for name in TEXTS:
            found = contrast(theme.variables[name], str(ground))
            assert found >= least, f"{theme.name}: {name} on {ground} is {found:.1f}"
    for band in ("production", "demo", "profile"):
        pair = theme.variables[f"band-{band}-text"], theme.variables[f"band-{band}"]
        assert contrast(*pair) >= 4.5, f"{theme.name}: {band}"


async def test_a_theme_with_one_colour_is_enough(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('primary = "#ff8800"\n')
    async with running(tmp_path, themes=tmp_path, theme="mine") as (app, pilot):
        assert app.theme == "mine"
        assert notices(app) == []
        await press(pilot, "6")
        assert "risicare" in text(app)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("primary = ", "cannot be read"),
        ('accent = "#fff"', "no primary colour"),
        ('primary = "#12"', "no colour in “primary”"),
        ('primary = "#fff"\nshine = 1', "unknown key “shine”"),
        ('primary = "#fff"\ndark = "yes"', "wrong value for “dark”"),
        ('primary = "#fff"\n[variables]\nmuted = "beige-ish"', "no colour in “variables.muted”"),
        ('primary = "#fff"\n[variables]\nmuted = 3', "no colour in “variables.muted”"),
    ],
)
async def test_a_broken_theme_is_a_notice(tmp_path: Path, broken: str, said: str) -> None:
    (tmp_path / "mine.toml").write_text(broken)
    async with running(tmp_path, themes=tmp_path, theme="mine") as (app, _):
        assert app.theme == "dark"
        assert said in notices(app)[0]
        assert "mine.toml" in notices(app)[0]
        assert notices(app)[1:] == ["There is no theme “mine”; this is dark."]


def test_a_theme_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadTheme, match="cannot be read"):
        read(tmp_path / "mine.toml")


async def test_without_colour_the_meaning_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(tmp_path, environ={"NO_COLOR": "1"}, production=True, demo=False) as (
        app,
        _,
    ):
        assert app.theme == "ansi"
        assert " PRODUCTION demo " in text(app)
        assert "Risicare  newest" in text(app)
        for strip in app.screen._compositor.render_strips():
            for segment in strip:
                if segment.style is not None and segment.style.color is not None:
                    assert segment.style.color.is_default or not segment.text.strip()


@pytest.mark.parametrize("keys", [("3",), ("3", "enter")], ids=["list", "tree"])
@pytest.mark.parametrize("how", [{"NO_COLOR": "1"}, {}], ids=["without colour", "ansi"])
async def test_the_cursors_row_can_be_read_without_our_colours(
    tmp_path: Path, keys: tuple[str, ...], how: dict[str, str]
) -> None:
    """Reversed, the colour of a mark would be its background."""
    theme = "dark" if how else "ansi"
    async with running(tmp_path, theme=theme, environ=how, clock=lambda: NOW_NS) as (
        app,
        pilot,
    ):
        await press(pilot, *keys, "G")
        rows = [
            [each for each in strip if each.style and each.style.reverse]
            for strip in app.screen._compositor.render_strips()[2:-2]
        ]
        reversed_ = [row for row in rows if sum(len(each.text) for each in row) > 40]
        assert len(reversed_) == 1
        colours = {(each.style.color, each.style.bgcolor) for each in reversed_[0] if each.style}
        assert len(colours) == 1


async def test_buttons_are_whole_where_there_are_no_colours(tmp_path: Path) -> None:
    async with running(tmp_path, environ={"NO_COLOR": "1"}) as (app, pilot):
        asked = ConfirmScreen("Delete", [("profile", "demo")], "abcdef", production=False)
        await app.push_screen(asked)
        await settled(pilot)
        buttons = next(line for line in text(app).splitlines() if "Cancel" in line)
        assert "Do it" in buttons
        assert "type it here" in text(app)
