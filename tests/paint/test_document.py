"""Long text as lines: wrapped at spaces, measured in cells, laid out only as far as asked."""

import json
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spandeck.paint.document import (
    Layout,
    Paragraph,
    fitted,
    holds,
    marked,
    plain,
    sliced,
    wrapped,
)
from spandeck.paint.indent import indented

WORDS = st.text("ab 日é́😀", max_size=200)


def laid(*paragraphs: Paragraph, width: int = 20, wrap: bool = True) -> list[str]:
    layout = Layout(paragraphs, width, wrap=wrap)
    layout.more(1000)
    return plain(layout.lines).split("\n")


def test_lines_break_at_spaces() -> None:
    assert [*wrapped("cancel order 4411 for the customer", 14)] == [
        "cancel order",
        "4411 for the",
        "customer",
    ]


def test_a_word_longer_than_the_line_is_broken_where_it_must() -> None:
    assert [*wrapped("x" * 25, 10)] == ["x" * 10, "x" * 10, "x" * 5]


@given(WORDS, st.integers(4, 40))
def test_no_line_is_wider_than_asked_and_no_word_is_lost(text: str, width: int) -> None:
    lines = [*wrapped(text, width)]
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(WORDS, st.integers(1, 40))
def test_a_cell_is_filled_exactly(text: str, width: int) -> None:
    assert cell_len(fitted(text, width)) == width


@given(WORDS, st.integers(0, 60), st.integers(1, 40))
def test_a_slice_of_a_line_is_filled_exactly(text: str, start: int, width: int) -> None:
    shown = "".join(part for part, _ in sliced(((text, "text"), ("end", "key")), start, width))
    assert cell_len(shown) == width


def test_labels_stand_in_a_column_of_their_own() -> None:
    said = laid(Paragraph("gpt-4o and more of it", label="model", column=8))
    assert said == ["model   gpt-4o and", "        more of it"]


def test_a_label_too_wide_for_its_column_gets_a_line() -> None:
    said = laid(Paragraph("1", label="llm.token_count", column=8))
    assert said == ["llm.token_count", "        1"]


def test_tabs_and_line_feeds_keep_their_shape() -> None:
    assert laid(Paragraph("a\tb\n\nc", indent=2)) == ["  a   b", "", "  c"]


def test_without_wrapping_a_line_keeps_its_length() -> None:
    layout = Layout([Paragraph("x" * 500)], 20, wrap=False)
    layout.more(10)
    assert len(layout.lines) == 1
    assert layout.widest == 500


def test_half_a_megabyte_is_laid_out_only_as_far_as_asked() -> None:
    layout = Layout([Paragraph("word " * 100_000), Paragraph("end")], 40)
    assert layout.more(25)
    assert len(layout.lines) == 25
    assert not layout.more(10**6)
    assert layout.done
    assert plain(layout.lines[-1:]) == "end"


def test_matches_are_marked_whatever_their_case() -> None:
    line = (("Rate_Limit and rate_limit", "text"),)
    assert [text for text, role in marked(line, "rate_limit") if role == "match"] == [
        "Rate_Limit",
        "rate_limit",
    ]
    assert holds(line, "LIMIT")
    assert not holds(line, "quota")


def test_what_is_searched_for_is_text_not_a_pattern() -> None:
    assert marked((("a.b", "text"),), ".")[1] == (".", "match")
    assert marked((("ab", "text"),), "a.b") == (("ab", "text"),)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@given(json_values)
def test_laid_out_json_says_the_same_and_looks_as_the_standard_does(value: object) -> None:
    text = "\n".join(indented(json.dumps(value, ensure_ascii=False)))
    assert text == json.dumps(value, ensure_ascii=False, indent=2)


def test_large_json_is_laid_out_lazily() -> None:
    text = json.dumps({"a": "x" * 400_000, "b": list(range(50_000))})
    assert [*islice(indented(text), 3)][2] == '  "b": ['


def test_json_keys_are_told_apart_from_values() -> None:
    layout = Layout([Paragraph('{"city": "Bonn"}', json=True)], 40)
    layout.more(10)
    assert layout.lines[1] == (('  "city": ', "key"), ('"Bonn"', "text"))


@pytest.mark.parametrize("text", ['{"a": [1, 2', '"unfinished', "{]}"])
def test_json_that_was_cut_loses_nothing_but_its_shape(text: str) -> None:
    assert "".join("".join(indented(text)).split()) == "".join(text.split())
