"""Words in too little room lose what says least, and own up to it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spandeck.paint.sentence import cut, ending, middle


@pytest.mark.parametrize("short", [cut, ending, middle])
@given(text=st.text(max_size=80), width=st.integers(3, 60))
def test_what_is_too_long_says_so(short: Callable[[str, int], str], text: str, width: int) -> None:
    shown = short(text, width)
    assert cell_len(shown) <= width
    assert shown == text or (cell_len(text) > width and len(shown) < len(text))


def test_both_ends_of_a_long_line_stay() -> None:
    assert middle("the beginning and the end", 16) == "the beginn…e end"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("TOOL.EXECUTION.TIMEOUT", "TOOL.EXECUTION.TIMEOUT"),
        ("RESOURCES.RATE_LIMIT.EXCEEDED", "…RATE_LIMIT.EXCEEDED"),
        ("COMMUNICATION.PROVIDER_UNAVAILABLE", "…PROVIDER_UNAVAILABLE"),
        ("openai gpt-4o-2024-11-20", "…gpt-4o-2024-11-20"),
        ("com.example.AVeryLongNameOfAnException", "AVeryLongNameO…ception"),
    ],
)
def test_a_name_keeps_the_parts_that_tell_it_from_others(name: str, shown: str) -> None:
    assert ending(name, 22) == shown
