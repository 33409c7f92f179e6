"""Paths into records, and the names by which resources are called."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.resource import Call, Resource, at

RECORD = {
    "id": "1",
    "owner": {"name": "Ada", "gen_ai.system": "openai"},
    "tags": [{"id": "a"}, {"id": "b"}],
    "a.b": {"c.d": 5},
    "none": None,
    "text": "hello",
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("id", "1"),
        ("owner.name", "Ada"),
        ("owner.gen_ai.system", "openai"),
        ("tags.1.id", "b"),
        ("a.b.c.d", None),
        ("tags.9.id", None),
        ("tags.first", None),
        ("none.deeper", None),
        ("text.0", None),
        ("id.deeper", None),
        ("absent", None),
        ("", RECORD),
    ],
)
def test_a_path_leads_through_keys_and_positions(path: str, found: Any) -> None:
    assert at(RECORD, path) == found


KEYS = st.text("ab.0", min_size=1, max_size=3)
VALUES = st.recursive(
    st.integers() | KEYS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner)
)


@given(VALUES, st.text("ab.01²", max_size=8))
def test_no_path_whatever_fails(record: Any, path: str) -> None:
    at(record, path)


@given(st.dictionaries(KEYS, st.integers(), min_size=1), st.data())
def test_a_key_with_dots_is_found_by_its_own_name(
    record: dict[str, int], data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from([*record]))
    assert at(record, key) == record[key]


@pytest.mark.parametrize(
    ("name", "singular"),
    [
        ("alert-rules", "alert-rule"),
        ("fixes", "fix"),
        ("queries", "query"),
        ("diagnoses", "diagnosis"),
        ("statuses", "status"),
        ("accesses", "access"),
        ("status", "status"),
        ("access", "access"),
        ("topology", "topology"),
    ],
)
def test_one_of_them_is_called_by_its_singular(name: str, singular: str) -> None:
    assert Resource(name, "", "").singular == singular


@pytest.mark.parametrize(
    ("item", "single"),
    [(None, False), (Call("GET", "/x/{id}"), False), (Call("GET", "/x"), True)],
)
def test_a_resource_is_the_only_one_when_it_is_read_without_an_id(
    item: Call | None, single: bool
) -> None:
    assert Resource("x", "X", "G", item=item).single is single
