"""Heat in every theme: marks can be read on it, and colour-blind eyes see it rise."""

from itertools import pairwise

import pytest
from textual.color import Color
from textual.theme import Theme

from spandeck.ui.theme import load, themes_directory
from tests.ui.test_theme import contrast

OURS, _ = load([themes_directory()])
PAINTED = [each for each in OURS.values() if not each.ansi]
SAFE = [each for each in PAINTED if each.name.startswith("colour-blind")]
LEVELS = range(5)
BLINDNESS = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
"""What is left of linear red, green and blue (Machado, Oliveira and Fernandes, 2009)."""


def seen(colour: str, blindness: str) -> tuple[float, ...]:
    """A colour as somebody sees it who lacks one kind of cone."""
    linear = [(value / 255) ** 2.2 for value in Color.parse(colour).rgb]
    return tuple(
        255 * min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) ** (1 / 2.2)
        for row in BLINDNESS[blindness]
    )


def apart(one: str, other: str, blindness: str) -> float:
    """How far two colours are from each other to such eyes, 0 to 441."""
    pairs = zip(seen(one, blindness), seen(other, blindness), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


@pytest.mark.parametrize("theme", PAINTED, ids=lambda theme: str(theme.name))
def test_marks_can_be_read_on_every_level(theme: Theme) -> None:
    """Shades that repeat what the colour says need less contrast than the marks of a miss."""
    colours = theme.variables
    for level in LEVELS:
        found = contrast(colours[f"heat-{level}-text"], colours[f"heat-{level}"])
        assert found >= (4.5 if level == LEVELS[-1] else 3.0), f"heat-{level} is {found:.1f}"


def test_there_are_two_themes_for_colour_blind_eyes() -> None:
    assert sorted(each.dark for each in SAFE) == [False, True]


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("theme", SAFE, ids=lambda theme: str(theme.name))
def test_colour_blind_eyes_tell_states_apart(theme: Theme, blindness: str) -> None:
    colours = theme.variables
    assert apart(colours["status-ok"], colours["status-error"], blindness) > 60
    for lower, higher in pairwise(LEVELS):
        assert apart(colours[f"heat-{lower}"], colours[f"heat-{higher}"], blindness) > 25


@pytest.mark.parametrize("theme", SAFE, ids=lambda theme: str(theme.name))
def test_heat_leaves_the_background_step_by_step(theme: Theme) -> None:
    ground = str(theme.background)
    levels = [contrast(theme.variables[f"heat-{level}"], ground) for level in LEVELS]
    assert levels == sorted(levels)
    assert all(higher / lower >= 1.2 for lower, higher in pairwise(levels))
