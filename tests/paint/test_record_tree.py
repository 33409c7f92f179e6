"""A record as a folding list: types told apart, values explained, only what is open laid out."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spandeck.model.resource import Column, at
from spandeck.paint.document import plain
from spandeck.paint.recordtree import RUN, Folding
from spandeck.paint.tracerow import Manner

NOW_NS = 1_790_000_000_000_000_000
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=90),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)
RECORDS = st.dictionaries(st.text(max_size=30), VALUES, max_size=6)


def tree(raw: Any, *facts: Column) -> Folding:
    return Folding(raw, {each.path: each for each in facts}, Manner(now_ns=NOW_NS))


def shown(of: Folding, width: int = 60, *, wrap: bool = True) -> str:
    return plain([line for item in of.items(width, wrap=wrap) for line in item.lines])


def test_types_are_told_apart() -> None:
    text = shown(tree({"a": "12", "b": 12, "c": None, "d": True, "e": [], "f": {}}))
    assert text == '  a  "12"\n  b  12\n  c  null\n  d  true\n  e  []\n  f  {}'


def test_what_a_column_says_stands_beside_its_value() -> None:
    text = shown(
        tree(
            {"took": 8231, "rate": 0.021, "seen": "2026-09-21T14:10:00Z", "spent": "much"},
            Column("took", "Took", "duration"),
            Column("rate", "Rate", "ratio"),
            Column("seen", "Seen", "time"),
            Column("spent", "Spent", "money"),
        )
    )
    assert "took   8231  8.2 s" in text
    assert "rate   0.021  2.1 %" in text
    assert "3 m ago" in text
    assert '"much"  ! no money' in text


def test_small_parts_are_open_and_large_ones_are_shut() -> None:
    made = tree({"small": {"a": 1}, "large": {str(n): n for n in range(40)}})
    assert shown(made) == "▾ small  {1}\n    a  1\n▸ large  {40}"
    made.turn("large", unfold=True)
    assert "    39  39" in shown(made)
    made.turn_all(unfold=False)
    assert shown(made) == "▸ small  {1}\n▸ large  {40}"


def test_a_list_of_many_is_unfolded_in_runs() -> None:
    made = tree({"rows": [{"n": n} for n in range(RUN * 3)]})
    made.turn("rows", unfold=True)
    assert shown(made) == "▾ rows  [600]\n  ▸ 0 … 199\n  ▸ 200 … 399\n  ▸ 400 … 599"
    found = made.hits("n")
    assert len(found) == RUN * 3
    made.reveal(found[450])
    assert any(item.key == found[450] for item in made.items(60, wrap=True))


def test_what_is_folded_in_one_member_is_folded_in_all() -> None:
    made = tree({"rows": [{"deep": {"a": {"b": 1}}}, {"deep": {"a": {"b": 2}}}]})
    made.turn("rows.0", unfold=True)
    assert shown(made).count("deep") == 2


def test_a_long_text_shows_its_beginning_and_all_of_it_when_it_is_unfolded() -> None:
    made = tree({"prompt": "\n".join(f"line {n}" for n in range(50))})
    assert "prompt  text, 50 lines" in shown(made)
    assert "line 2" in shown(made)
    assert "line 3" not in shown(made)
    assert "… 389 B in all" in shown(made)
    made.turn("prompt", unfold=True)
    assert "line 49" in shown(made)


def test_a_text_without_lines_hangs_beside_its_key() -> None:
    made = tree({"id": "x", "about": "Calls that the provider throttles are repeated, slowly."})
    lines = shown(made, 40).split("\n")
    assert lines[1].startswith('  about  "Calls')
    assert lines[2].startswith("         ")


def test_a_search_finds_keys_and_values_that_are_folded() -> None:
    made = tree({"a": {"b": {"c": "The Timeout"}}, "timeout_ms": 5})
    assert made.hits("TIMEOUT") == ["a.b.c", "timeout_ms"]
    made.reveal("a.b.c")
    assert "The Timeout" in shown(made)


@given(raw=RECORDS, width=st.integers(20, 90), wrap=st.booleans())
def test_any_record_is_shown_with_keys_that_lead_to_its_values(
    raw: dict[str, Any], width: int, wrap: bool
) -> None:
    made = tree(raw)
    made.turn_all(unfold=True)
    items = made.items(width, wrap=wrap)
    assert all(item.lines for item in items)
    keys = {item.key for item in items}
    for path in made.hits(""):
        assert path in keys or path.rpartition(".")[0] in keys, "short lists stand on one line"


@given(raw=st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, min_size=1))
def test_the_key_of_an_item_is_a_path_into_the_record(raw: dict[str, Any]) -> None:
    for item in tree(raw).items(60, wrap=True):
        if item.depth == 0:
            assert json.dumps(at(raw, item.key)) == json.dumps(raw[item.key])


def test_text_of_wide_characters_stays_within_the_width() -> None:
    made = tree({"k": "漢字" * 60})
    lines = shown(made, 40).split("\n")
    assert max(map(cell_len, lines)) <= 40


def test_a_closing_quote_never_takes_a_line_of_its_own() -> None:
    for length in range(20, 90):
        lines = shown(tree({"k": "x" * length}), 40).split("\n")
        assert lines[-1].strip() != '"'
        assert "".join(lines).count("x") == length
