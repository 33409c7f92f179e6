"""An action and its values become one request: each value in its place, secrets covered."""

from typing import Any

import pytest

from spandeck.model.action import Action, Field
from spandeck.vendors.drafting import COVERED, BadId, draft, put


def action(*fields: Field, template: str = "/things/{id}", **more: Any) -> Action:
    return Action("change", "Change it", "things", "PATCH", template, "write", fields, **more)


def test_each_value_travels_in_its_place() -> None:
    act = action(
        Field("shelf", place="path", required=True),
        Field("reason", place="query"),
        Field("limits.most", "integer"),
        Field("limits.least", "integer"),
        Field("at", "time"),
        template="/shelves/{shelf}/things/{id}",
    )
    values = {"shelf": "a b", "reason": "x&y", "limits.most": 3, "limits.least": 0, "at": 10**9}
    made = draft(act, values, "7/8")
    assert (made.method, made.path) == ("PATCH", "/shelves/a%20b/things/7%2F8")
    assert made.params == {"reason": "x&y"}
    assert made.body == {"limits": {"most": 3, "least": 0}, "at": "1970-01-01T00:00:01.000000Z"}
    assert made.target == "7/8"


def test_secrets_are_sent_and_covered_where_they_are_shown() -> None:
    made = draft(action(Field("auth.key", "secret"), Field("name")), {"auth.key": "hush"}, "1")
    assert made.body == {"auth": {"key": "hush"}}
    assert made.veiled == {"auth": {"key": COVERED}}


def test_what_is_fixed_is_sent_and_never_changed_by_what_is_filled_in() -> None:
    fixed = {"kind": "x", "set": {"on": True}}
    act = action(Field("set.size", "integer"), fixed=fixed)
    assert draft(act, {"set.size": 2}, "1").body == {"kind": "x", "set": {"on": True, "size": 2}}
    assert fixed == {"kind": "x", "set": {"on": True}}


def test_a_field_may_be_the_whole_body() -> None:
    act = action(Field("events", "json"), whole="events")
    made = draft(act, {"events": [1, 2]}, "1")
    assert made.body == made.veiled == [1, 2]


def test_a_field_that_does_not_count_is_not_sent() -> None:
    act = action(Field("kind"), Field("deep", when=("kind", "x")))
    assert draft(act, {"kind": "y", "deep": 1}, "1").body == {"kind": "y"}


@pytest.mark.parametrize(
    ("fields", "body"), [((), None), ((Field("a"),), {}), ((Field("q", place="query"),), None)]
)
def test_only_what_has_fields_for_a_body_has_one(fields: tuple[Field, ...], body: Any) -> None:
    assert draft(action(*fields), {}, "1").body == body


@pytest.mark.parametrize("target", ["", ".", ".."])
def test_an_id_that_would_change_the_path_makes_no_request(target: str) -> None:
    with pytest.raises(BadId, match="is no id"):
        draft(action(), {}, target)
    field = Field("shelf", place="path")
    with pytest.raises(BadId, match="is no id"):
        draft(action(field, template="/shelves/{shelf}"), {"shelf": target}, "")


def test_a_dotted_name_goes_into_objects_and_replaces_what_is_none() -> None:
    held: dict[str, Any] = {"a": 1}
    put(held, "a.b.c", 2)
    put(held, "a.b.d", 3)
    assert held == {"a": {"b": {"c": 2, "d": 3}}}
