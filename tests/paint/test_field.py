"""What is said of a field: its meaning, its limits, its default, in one line."""

import pytest

from spandeck.model.action import Field
from spandeck.paint.field import told


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Field("name"), ""),
        (
            Field("name", longest=100, about="as people say it"),
            "as people say it · up to 100 characters",
        ),
        (Field("n", "integer", default=3, least=0, most=5), "0 to 5 · default 3"),
        (Field("n", "integer"), "a whole number"),
        (Field("n", "number", most=1.0, default=0.5), "at most 1 · default 0.5"),
        (Field("on", "flag", default=True), "default yes"),
        (Field("ids", "list", longest=100), "at most 100"),
        (Field("events", "choices", least=1, default=("a",)), "at least 1"),
        (Field("at", "time"), "a time, or +2h"),
        (Field("settings", "json", default={}), "JSON"),
        (Field("text", default="x" * 40), f"default {'x' * 23}…"),
    ],
)
def test_a_field_says_what_it_takes(known: Field, said: str) -> None:
    assert told(known) == said
