"""A form writes what it will read back, and refuses in words what it cannot."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.action import Action, Field, FieldKind
from spandeck.model.form import BadForm, begun, filled
from spandeck.model.resource import Record

CHOICES = ("low", "mid", "high")


def action(*fields: Field, **more: Any) -> Action:
    return Action("change", "Change it", "things", "PATCH", "/things/{id}", "write", fields, **more)


def one(known: Field, text: str, now_ns: int = 0) -> Any:
    """What one field's text means; None for nothing."""
    return filled(action(known), {known.name: text}, now_ns).get(known.name)


def wrong(known: Field, text: str) -> str:
    """What is said of one field's text."""
    with pytest.raises(BadForm) as caught:
        one(known, text)
    return caught.value.errors[known.name]


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1)
LINES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
NANOSECONDS = st.integers(0, 4 * 10**15).map(lambda microseconds: microseconds * 1000)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
)
VALUES: dict[FieldKind, st.SearchStrategy[Any]] = {
    "text": WORDS,
    "multiline": LINES,
    "integer": st.integers(),
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53),
    "flag": st.booleans(),
    "choice": st.sampled_from(CHOICES),
    "choices": st.lists(st.sampled_from(CHOICES), min_size=1),
    "list": st.lists(WORDS, min_size=1),
    "time": NANOSECONDS,
    "date": st.dates(date(1970, 1, 1)).map(date.isoformat),
    "json": JSON.filter(lambda value: value is not None),
}


@given(st.sampled_from([*VALUES]), st.data())
def test_what_a_form_begins_with_is_read_back_as_it_was(
    kind: FieldKind, data: st.DataObject
) -> None:
    value = data.draw(VALUES[kind])
    act = action(Field("x.y", kind, choices=CHOICES if kind.startswith("choice") else ()))
    texts = begun(act, Record("1", {"x": {"y": value}}))
    assert filled(act, texts, 0) == {"x.y": value}


@given(st.sampled_from([*VALUES, "secret"]), st.text())
def test_no_text_whatever_does_more_than_be_wrong(kind: FieldKind, text: str) -> None:
    known = Field("x", kind, choices=CHOICES, least=1, most=3, longest=5)
    errors: dict[str, str] = {}
    value = None
    try:
        value = one(known, text)
    except BadForm as bad:
        errors = bad.errors
    assert all(name == "x" and words.endswith(".") for name, words in errors.items())
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("integer", "1.5", "“1.5” is not a whole number."),
        ("integer", "9" * 5000, "is not a whole number."),
        ("number", "inf", "“inf” is not a number."),
        ("number", "1e400", "“1e400” is not a number."),
        ("number", "0.5", "at least 1, not 0.5."),
        ("number", "8", "at most 3, not 8."),
        ("flag", "maybe", "true or false, not “maybe”."),
        ("choice", "odd", "“odd” is not one of low, mid, high."),
        ("choices", "low, odd", "“odd” is not one of low, mid, high."),
        ("list", "a,b,c,d,e,f", "there are 6, and 5 are allowed."),
        ("text", "  toolong  ", "it has 7 characters, and 5 are allowed."),
        ("time", "2026-01-01T00:00", "has no time zone"),
        ("time", "soon", "a time such as 2026-11-21T14:00:00Z, not “soon”."),
        ("date", "2026-02-30", "a date such as 2026-11-21, not “2026-02-30”."),
        ("json", '{"a":\n 1]', "it is not JSON (line 2, column 3)."),
        ("json", "[NaN]", "it is not JSON (NaN is no value of it)."),
        ("json", "[" * 100_000, "it is nested too deeply."),
        ("json", "9" * 5000, "it is not JSON ("),
        ("json", r'"\ud83d"', "it holds half a character."),
        ("text", "\udcff", "it holds bytes that are no text."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_in_words(kind: FieldKind, text: str, said: str) -> None:
    known = Field("x", kind, choices=CHOICES, least=1, most=3, longest=5)
    assert said in wrong(known, text)


def test_an_integer_of_any_size_is_exact() -> None:
    assert one(Field("x", "integer"), "9" * 400) == int("9" * 400)


@pytest.mark.parametrize(
    ("text", "values"),
    [("a, b", ["a", "b"]), ("a\nb,c\n", ["a", "b,c"]), ("a,b\n", ["a,b"]), (",a,,", ["a"])],
)
def test_several_values_stand_between_commas_or_one_a_line(text: str, values: list[str]) -> None:
    assert one(Field("x", "list"), text) == values


@pytest.mark.parametrize(("text", "least"), [("a", 2), (",", 1)])
def test_too_few_values_are_wrong(text: str, least: float) -> None:
    assert wrong(Field("x", "list", least=least), text) == f"at least {least:g}."


def test_what_is_left_empty_is_left_out_or_its_default_or_required() -> None:
    fields = (
        Field("free"),
        Field("kept", "integer", default=5),
        Field("empty", "list", default=()),
        Field("asked", required=True),
    )
    assert filled(action(*fields), {"asked": "x", "free": "  "}, 0) == {
        "kept": 5,
        "empty": (),
        "asked": "x",
    }
    with pytest.raises(BadForm) as caught:
        filled(action(*fields), {"kept": "x"}, 0)
    assert caught.value.errors == {
        "kept": "“x” is not a whole number.",
        "asked": "it is required.",
    }


def test_a_field_counts_only_where_another_says_so() -> None:
    act = action(
        Field("kind", "choice", choices=CHOICES),
        Field("deep", required=True, when=("kind", "mid", "high")),
        Field("deeper", when=("deep", "x")),
    )
    assert filled(act, {"kind": "low"}, 0) == {"kind": "low"}
    assert filled(act, {}, 0) == {}
    assert filled(act, {"kind": "high", "deep": "x", "deeper": "y"}, 0)["deeper"] == "y"
    with pytest.raises(BadForm) as caught:
        filled(act, {"kind": "mid"}, 0)
    assert caught.value.errors == {"deep": "it is required."}
    with pytest.raises(BadForm) as caught:
        filled(act, {"kind": "low", "deep": "x"}, 0)
    assert caught.value.errors == {"deep": "only where kind is mid or high."}


def test_a_field_that_is_none_names_those_that_are() -> None:
    with pytest.raises(BadForm, match="nme: there is no such field"):
        filled(action(Field("name"), Field("size")), {"nme": "x"}, 0)


def test_what_is_wrong_across_fields_is_checked_once_each_is_right() -> None:
    asked: list[int] = []

    def check(values: Any, now_ns: int) -> dict[str, str]:
        asked.append(now_ns)
        return {} if values["a"] < values["b"] else {"b": "after a."}

    act = action(Field("a", "integer"), Field("b", "integer"), check=check)
    assert filled(act, {"a": "1", "b": "2"}, 7) == {"a": 1, "b": 2}
    with pytest.raises(BadForm, match="b: after a"):
        filled(act, {"a": "2", "b": "1"}, 8)
    with pytest.raises(BadForm, match="a: “x” is not a whole"):
        filled(act, {"a": "x", "b": "1"}, 9)
    assert asked == [7, 8]


def test_a_form_begins_with_what_the_record_has_and_never_with_a_secret() -> None:
    act = action(
        Field("name", default="new"),
        Field("key", "secret"),
        Field("owner", prefill="owner.email"),
        Field("note"),
    )
    record = Record("1", {"name": "old", "key": "hush", "owner": {"email": "a@b"}})
    assert begun(act, record) == {"name": "old", "owner": "a@b"}
    assert begun(act, None) == {"name": "new"}


def test_creating_does_not_begin_with_another_records_values() -> None:
    create = Action("create", "Create", "things", "POST", "/things", "write", (Field("name"),))
    assert begun(create, Record("1", {"name": "old"})) == {}
