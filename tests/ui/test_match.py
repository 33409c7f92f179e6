"""Conditions answered from a row alone."""

from dataclasses import replace

import pytest

from spandeck.model.page import BadRow
from spandeck.model.query import Condition
from spandeck.ui.views.match import matches, sort_key
from tests.ui.fakes import summary

ROW = replace(summary(3), name="Plan the trip", tokens=400, raw={"region": "eu", "tags": ["a"]})


@pytest.mark.parametrize(
    ("field", "operator", "value", "holds"),
    [
        ("name", "=", "plan the trip", True),
        ("name", "=", "plan", False),
        ("name", "=", "plan*", True),
        ("name", "=", "*TRIP", True),
        ("name", "=", "*.*", False),
        ("tokens", ">=", 400.0, True),
        ("tokens", ">=", 401.0, False),
        ("tokens", "<=", 400.0, True),
        ("tokens", "=", 400.0, True),
        ("cost", ">=", 1.0, False),
        ("errors", ">=", 1.0, True),
        ("has_error", "=", True, True),
        ("region", "=", "eu", True),
        ("tags", "=", "a", False),
        ("unheard_of", "=", "x", False),
    ],
)
def test_a_condition_holds_or_does_not(
    field: str, operator: str, value: str | float | bool, holds: bool
) -> None:
    assert matches(ROW, Condition(field, operator, value)) is holds


def test_what_the_vendor_did_not_say_fulfils_nothing() -> None:
    unsaid = replace(ROW, tokens=None)
    assert not matches(unsaid, Condition("tokens", ">=", 0.0))
    assert not matches(unsaid, Condition("tokens", "<=", 9e9))
    assert sort_key(unsaid, "tokens") is None
    assert sort_key(BadRow("{}", "no id"), "name") is None


def test_words_are_sorted_without_regard_to_case() -> None:
    names = ["beta", "Alpha", "alpha", "Beta"]
    keyed = sorted(names, key=lambda name: sort_key(replace(ROW, name=name), "name") or (0.0, ""))
    assert [each.lower() for each in keyed] == ["alpha", "alpha", "beta", "beta"]
