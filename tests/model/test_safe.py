import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.safe import safe, safe_value

HOSTILE = st.text(
    st.characters()
    | st.sampled_from("\x1b\x9b\x07\x00\x7f\u202e\u2066\u200b\ufeff\U000e0041\u2028\x85\r\n\t")
)
JSON = st.recursive(
    HOSTILE | st.integers() | st.none() | st.booleans() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(HOSTILE, inner, max_size=4),
    max_leaves=12,
)


@given(HOSTILE)
def test_nothing_that_a_terminal_obeys_survives(text: str) -> None:
    for each in safe(text):
        assert each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(each) not in ("LRE", "RLE", "LRO", "RLO", "PDF")
        assert unicodedata.bidirectional(each) not in ("LRI", "RLI", "FSI", "PDI")
    safe(text).encode()


@given(HOSTILE)
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    once = safe(text)
    assert safe(once) is once


@given(
    st.text(
        st.characters(
            categories=["L", "N", "P", "S"], exclude_characters="\u115f\u1160\u3164\uffa0"
        )
    )
)
def test_clean_text_is_returned_as_it_is(text: str) -> None:
    assert safe(text) is text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\x00b\x7f", "a␀b␡"),
        ("line\nnext\ttab\r", "line\nnext\ttab␍"),
        ("\x9b31m", "‹U+009B›31m"),
        ("abc\u202edef", "abc‹U+202E›def"),
        ("a\u200bb", "a‹U+200B›b"),
        ("\ud800", "‹U+D800›"),
        ("\U000e0041", "‹U+E0041›"),
        ("[/bold] [@click=app.quit]", "[/bold] [@click=app.quit]"),
        ("naïve 日本 🚒", "naïve 日本 🚒"),
    ],
)
def test_hostile_text_is_shown_as_what_it_is(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(JSON)
def test_every_string_of_a_value_is_made_safe(value: Any) -> None:
    for text in strings(safe_value(value)):
        assert safe(text) is text


@given(JSON)
def test_a_value_made_safe_is_not_copied_again(value: Any) -> None:
    once = safe_value(value)
    assert safe_value(once) is once


def test_a_hostile_string_changes_nothing_beside_it() -> None:
    value = {"a": [1, {"b\x1b": "c\x07"}], "d": 2.5, "e": None}
    assert safe_value(value) == {"a": [1, {"b␛": "c␇"}], "d": 2.5, "e": None}
    assert value["a"] == [1, {"b\x1b": "c\x07"}]


def test_keys_that_look_alike_once_they_are_safe_are_all_kept() -> None:
    value = {"\x1b": 1, "␛": 2, "␛′": 3, "a": "\x07"}
    assert safe_value(value) == {"␛": 1, "␛′": 2, "␛′′": 3, "a": "␇"}


@given(st.dictionaries(st.text(st.sampled_from("a\x1b␛′"), max_size=3), st.integers()))
def test_no_pair_is_lost(value: dict[str, int]) -> None:
    assert list(safe_value(value).values()) == list(value.values())


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    if isinstance(value, dict):
        return [text for pair in value.items() for each in pair for text in strings(each)]
    return []
