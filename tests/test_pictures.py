"""The README's pictures show the program as it is: made again, each says the same."""

import html
import re

import pytest

from tests.pictures import FOLDER, SCENES, picture

TEXT = re.compile(r"<text[^>]*>([^<]*)</text>")
BUDGET = re.compile(r"\b[FRAD] (?:ok|\d+/\d+·\w+)(?: \+\d+ waiting)?")


@pytest.mark.parametrize("name", SCENES)
async def test_a_picture_is_up_to_date(name: str) -> None:
    """Only words and marks are compared: how an SVG is written is Textual's affair."""
    kept = (FOLDER / f"{name}.svg").read_text("utf-8")
    assert words(await picture(SCENES[name])) == words(kept), "run: python -m tests.pictures"


def test_no_picture_is_left_over() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(SCENES)


def words(svg: str) -> list[str]:
    """All that is said, but for the budgets, which depend on how quickly answers came."""
    said = html.unescape(" ".join(TEXT.findall(svg))).replace("\xa0", " ")
    return BUDGET.sub("", " ".join(said.split())).split()
