"""Rows cut out of a document by brackets alone are the rows that a decoder finds in it."""

import json
from collections.abc import Iterable
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spandeck.vendors.split import WINDOW, Malformed, Node, Piece, Splitter

Tree = dict[str, Any]
Flat = list[tuple[Any, Any]]

NASTY = st.sampled_from(
    [
        '"',
        "\\",
        '\\"',
        "]",
        "}",
        '{"children":[',
        '"children":[{',
        "children",
        "\\\\",
        "é",
        "😀",
        "",
    ]
)
TEXTS = st.lists(NASTY | st.text(max_size=4), max_size=4).map("".join)
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | TEXTS
NAMES = TEXTS | st.sampled_from(["children", "spans", "a"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
ODD = st.none() | st.booleans() | st.integers(-9, 9) | TEXTS | st.just([1, {"a": ["]"]}])


def field_names(taken: str) -> st.SearchStrategy[str]:
    return NAMES.filter(lambda name: name != taken)


@st.composite
def objects(draw: st.DrawFn, key: str, rows: st.SearchStrategy[Any]) -> Tree:
    """An object with a list of rows at any place among its fields, or without one."""
    fields = list(draw(st.dictionaries(field_names(key), VALUES, max_size=3)).items())
    held = draw(st.sampled_from(["last", "first", "anywhere", "none"]))
    if held == "none":
        return dict(fields)
    place = {"last": len(fields), "first": 0}.get(held)
    if place is None:
        place = draw(st.integers(0, len(fields)))
    fields.insert(place, (key, draw(st.lists(rows, max_size=3))))
    return dict(fields)


ROWS = st.recursive(
    objects("children", st.nothing() | ODD), lambda inner: objects("children", inner | ODD)
)
DOCUMENTS = objects("spans", ROWS | ODD)
STYLES: list[dict[str, Any]] = [
    {"separators": (",", ":")},
    {"ensure_ascii": False},
    {"indent": 1, "ensure_ascii": True},
]


@st.composite
def cuts(draw: st.DrawFn, size: int) -> list[int]:
    if draw(st.booleans()):
        return [*range(0, size, draw(st.integers(1, 4))), size]
    inside = draw(st.lists(st.integers(0, size), max_size=6))
    return [0, *sorted(inside), size]


def cut(body: bytes, places: Iterable[int]) -> list[Piece]:
    splitter = Splitter("spans", "children")
    found = []
    for start, end in pairwise(places):
        found += splitter.feed(body[start:end])
    assert splitter.done
    return found


def whole(body: bytes) -> list[Piece]:
    return cut(body, (0, len(body)))


def by_decoding(document: Tree) -> Flat:
    """Every row with the row above it, lists emptied, as a decoder sees them."""
    found: Flat = []

    def visit(row: Any, above: Any, key: str) -> None:
        own = {**row, key: []} if isinstance(row, dict) and key in row else row
        found.append((own, above))
        for each in row.get(key, ()) if isinstance(row, dict) else ():
            visit(each, own, "children")

    visit(document, None, "spans")
    return found


def by_cutting(pieces: list[Piece]) -> Flat:
    """The same from pieces, of which the last one of each row counts."""
    last: dict[Node, Any] = {piece.node: json.loads(piece.raw) for piece in pieces}
    return [(own, last[node.parent] if node.parent else None) for node, own in last.items()]


def sorted_rows(rows: Flat) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


@settings(max_examples=300)
@given(DOCUMENTS, st.sampled_from(STYLES), st.data())
def test_any_tree_cut_anywhere_gives_the_rows_that_decoding_gives(
    document: Tree, style: dict[str, Any], data: st.DataObject
) -> None:
    body = json.dumps(document, **style).encode()
    pieces = cut(body, data.draw(cuts(len(body))))
    assert sorted_rows(by_cutting(pieces)) == sorted_rows(by_decoding(document))
    assert pieces[-1].node.parent is None


@settings(max_examples=200)
@given(st.binary(max_size=40) | DOCUMENTS.map(lambda it: json.dumps(it).encode()), st.data())
def test_no_bytes_whatever_do_more_than_be_malformed(body: bytes, data: st.DataObject) -> None:
    noise = data.draw(st.binary(max_size=3) | st.sampled_from([b"", b"{", b"]", b",", b'"']))
    at = data.draw(st.integers(0, len(body)))
    splitter = Splitter("spans", "children")
    with suppress(Malformed):
        splitter.feed(body[:at] + noise)
        splitter.feed(body[at + 1 :])
    assert all(
        piece.raw in body[:at] + noise + body[at + 1 :]
        for piece in splitter.pieces
        if not piece.early and not piece.node.parts
    )


def tree(depth: int, width: int, *, last: bool = True) -> Tree:
    below = [tree(depth - 1, width, last=last) for _ in range(width)] if depth else []
    return {"children": below, "d": depth} if not last else {"d": depth, "children": below}


def test_rows_come_once_and_in_pre_order_when_their_list_is_their_last_field() -> None:
    document = {"spans": [tree(3, 2), tree(1, 3)], "n": 1}
    pieces = whole(json.dumps(document).encode())
    assert [json.loads(piece.raw).get("d") for piece in pieces] == [
        *(3, 2, 1, 0, 0, 1, 0, 0, 2, 1, 0, 0, 1, 0, 0),
        *(1, 0, 0, 0),
        None,
    ]


def test_rows_come_once_and_when_they_end_when_fields_follow_their_list() -> None:
    pieces = whole(json.dumps({"spans": [tree(2, 2, last=False)]}).encode())
    assert [json.loads(piece.raw).get("d") for piece in pieces[:-1]] == [0, 0, 1, 0, 0, 1, 2]
    assert not any(piece.early for piece in pieces)


def test_a_row_comes_before_its_subtree_has_arrived() -> None:
    splitter = Splitter("spans", "children")
    splitter.feed(b'{"spans":[{"id":1,"children":[{"id":2,"children":[]},')
    (early,) = splitter.feed(b'{"id":3,"children":[{"id":4')
    assert (json.loads(early.raw)["id"], early.early) == (3, True)


def test_a_row_comes_again_complete_when_fields_follow_unexpectedly() -> None:
    body = b'{"spans":[{"id":1,"children":[{"id":2,"children":[]}],"late":true}]}'
    found = [json.loads(piece.raw) for piece in whole(body) if piece.node.parent]
    assert [(row["id"], row.get("late")) for row in found] == [(1, None), (2, None), (1, True)]


@pytest.mark.parametrize("depth", [723, 20_000])
def test_no_depth_is_too_deep(depth: int) -> None:
    body = b'{"spans":[' + b'{"a":[{}],"children":[' * depth + b"]}" * depth + b"]}"
    assert len(cut(body, [*range(0, len(body), 1000), len(body)])) == depth + 1


def test_rows_without_a_list_of_their_own_are_left_whole() -> None:
    splitter = Splitter("data")
    body = b'{"data":[{"id":1,"children":[{"id":2}],"data":[{}]},7],"children":[1]}'
    assert [piece.raw for piece in splitter.feed(body)] == [
        b'{"id":1,"children":[{"id":2}],"data":[{}]}',
        b"7",
        b'{"data":[],"children":[1]}',
    ]


@st.composite
def wrapped(draw: st.DrawFn) -> Tree:
    """A document whose rows stand in a list of an object of it, or are missing somewhere."""
    inner = draw(objects("items", st.dictionaries(NAMES, VALUES, max_size=3) | ODD))
    fields = list(draw(st.dictionaries(field_names("data"), VALUES, max_size=3)).items())
    fields.insert(draw(st.integers(0, len(fields))), ("data", draw(st.just(inner) | VALUES)))
    return dict(fields)


@settings(max_examples=300)
@given(wrapped(), st.sampled_from(STYLES), st.data())
def test_a_list_within_an_object_is_cut_as_decoding_finds_it(
    document: Tree, style: dict[str, Any], data: st.DataObject
) -> None:
    body = json.dumps(document, **style).encode()
    splitter = Splitter("data.items")
    pieces = [
        piece
        for start, end in pairwise(data.draw(cuts(len(body))))
        for piece in splitter.feed(body[start:end])
    ]
    held = document["data"]
    rows = held.get("items") if isinstance(held, dict) else None
    rows = rows if isinstance(rows, list) else []
    *found, own = [json.loads(piece.raw) for piece in pieces]
    assert splitter.done
    assert found == rows
    if rows:
        document = {**document, "data": {**held, "items": []}}
    assert own == document


def test_rows_within_an_object_come_before_it_ends() -> None:
    splitter = Splitter("data.items")
    splitter.feed(b'{"kind":"PAGINATED","data":{"total":2,"items":[{"data":{"items":[1]}')
    (row,) = splitter.feed(b"},")
    assert json.loads(row.raw) == {"data": {"items": [1]}}


def test_values_nested_beyond_what_one_expression_skips_belong_to_their_row() -> None:
    deep: Any = "]"
    for _ in range(40):
        deep = {"children": [deep, "}"]}
    (row, document) = whole(json.dumps({"spans": [{"x": deep}]}).encode())
    assert json.loads(row.raw) == {"x": deep}
    assert json.loads(document.raw) == {"spans": []}


@pytest.mark.parametrize("part", ["a", '\\"', "é]}"])
def test_a_text_longer_than_the_window_is_read_across_it(part: str) -> None:
    text = part * 3 * WINDOW
    document = {"spans": [{"t": text, "u": {"children": [text]}, "children": [{"v": text}]}]}
    body = json.dumps(document, ensure_ascii=False).encode()
    pieces = cut(body, [*range(0, len(body), 10_001), len(body)])
    assert sorted_rows(by_cutting(pieces)) == sorted_rows(by_decoding(document))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<html>", "no JSON object"),
        (b"[]", "no JSON object"),
        (b'{"spans":[{},,{}]}', "something else than a row"),
        (b'{"spans":[{} {}]}', "something else than a comma"),
        (b'{"spans":[{},]}', "something else than a row"),
        (b'{"spans":[}]}', "something else than"),
        (b'{"spans":[]}{}', "more follows"),
        (b"{]", "closes that was not opened"),
        (b'{"spans":[[[[[[1]]]]]' + b" " * WINDOW, "something else than rows"),
    ],
    ids=range(9),
)
def test_what_is_no_such_document_is_said(body: bytes, problem: str) -> None:
    with pytest.raises(Malformed, match=problem):
        whole(body)


def test_rows_before_a_fault_are_kept() -> None:
    splitter = Splitter("spans", "children")
    with pytest.raises(Malformed):
        splitter.feed(b'{"spans":[{"id":1},{"id":2}}')
    assert [piece.raw for piece in splitter.pieces] == [b'{"id":1}', b'{"id":2}']


def test_what_is_kept_in_memory_is_one_row_not_the_document() -> None:
    splitter = Splitter("spans", "children")
    splitter.feed(b'{"spans":[')
    for _ in range(200):
        splitter.feed(b'{"t":"%s"},' % (b"x" * 1000))
        assert len(splitter.buffer) < 3000
