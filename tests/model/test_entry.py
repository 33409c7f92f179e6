"""A form while it is filled in: what counts, what is wrong, what a change sends, what is proven."""

import pytest

from spandeck.model import entry
from spandeck.model.action import Action, Effect, Field
from spandeck.model.form import BadForm
from spandeck.model.resource import Record

NOW_NS = 1_790_000_000_000_000_000
"""2026-09-21 14:13:20 UTC."""
FIELDS = (
    Field("name", required=True),
    Field("kind", "choice", choices=("mail", "hook")),
    Field("url", when=("kind", "hook"), required=True),
    Field("retries", "integer", default=3, least=0, most=5),
    Field("tags", "list"),
    Field("labels", "json"),
)


def action(method: str = "POST", *fields: Field, effect: Effect = "write") -> Action:
    path = "/things/{id}" if method != "POST" else "/things"
    return Action("do-it", "Do it", "things", method, path, effect, fields or FIELDS)


def record(**raw: object) -> Record:
    return Record("t-1", {"id": "t-1", **raw})


def names(fields: tuple[Field, ...]) -> list[str]:
    return [each.name for each in fields]


def test_a_field_counts_once_the_field_before_it_says_so() -> None:
    assert "url" not in names(entry.counted(action(), {"kind": "mail"}))
    assert "url" in names(entry.counted(action(), {"kind": "hook"}))


def test_a_wrong_text_decides_nothing() -> None:
    assert "url" not in names(entry.counted(action(), {"kind": "hooks"}))


def test_a_form_begins_with_what_is_given_then_the_record_then_the_defaults() -> None:
    begun = entry.opening(
        action("PATCH"), record(name="old", kind="mail"), {"name": "new", "other": "x"}
    )
    assert begun == {"name": "new", "kind": "mail", "retries": "3"}


def test_what_the_record_has_is_told_apart_from_defaults() -> None:
    assert entry.held(action("PATCH"), record(name="old")) == {"name": "old"}
    assert entry.held(action("PATCH"), None) == {}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("+2h", "2026-09-21T16:13:20Z"),
        ("now+30m", "2026-09-21T14:43:20Z"),
        ("now - 1d", "2026-09-20T14:13:20Z"),
        ("+1.5h", "2026-09-21T15:43:20Z"),
        ("now", "2026-09-21T14:13:20Z"),
        ("2026-11-21T14:00:00Z", "2026-11-21T14:00:00Z"),
        ("in two hours", "in two hours"),
        ("+2", "+2"),
    ],
)
def test_a_distance_from_now_is_the_time_it_means(typed: str, meant: str) -> None:
    assert entry.absolute(Field("at", "time"), typed, NOW_NS) == meant


def test_only_times_are_read_as_distances() -> None:
    assert entry.absolute(Field("name"), "+2h", NOW_NS) == "+2h"


def test_a_field_that_is_left_says_what_is_wrong_with_it() -> None:
    assert entry.fault(FIELDS[0], " ", NOW_NS) == "it is required."
    assert entry.fault(FIELDS[3], "9", NOW_NS) == "at most 5, not 9."
    assert entry.fault(FIELDS[3], "4", NOW_NS) == ""
    assert "line 1, column 2" in entry.fault(FIELDS[5], "{", NOW_NS)
    assert entry.fault(Field("at", "time"), "+2h", NOW_NS) == ""


def test_a_new_thing_is_sent_whole_with_its_defaults() -> None:
    typed = {"name": "n", "kind": "mail", "url": "", "retries": "", "tags": "a, b"}
    values = entry.sending(action(), typed, {}, NOW_NS)
    assert values == {"name": "n", "kind": "mail", "retries": 3, "tags": ["a", "b"]}


def test_what_stands_in_a_field_that_does_not_count_is_not_sent() -> None:
    values = entry.sending(action(), {"name": "n", "kind": "mail", "url": "https://x"}, {}, NOW_NS)
    assert "url" not in values


def test_a_change_sends_what_differs_and_what_is_required() -> None:
    before = {"name": "old", "kind": "mail", "retries": "2", "tags": "a, b"}
    values = entry.sending(action("PATCH"), {**before, "retries": "4"}, before, NOW_NS)
    assert values == {"name": "old", "retries": 4}


def test_a_change_sends_the_choice_by_which_it_counts() -> None:
    fields = (
        Field("kind", "choice", choices=("mail", "hook")),
        Field("url", when=("kind", "hook")),
    )
    before = {"kind": "hook", "url": "a"}
    values = entry.sending(action("PATCH", *fields), {**before, "url": "b"}, before, NOW_NS)
    assert values == {"kind": "hook", "url": "b"}


def test_a_change_that_means_the_same_is_no_change() -> None:
    before = {"name": "old", "tags": "a, b", "labels": '{"a": 1}'}
    typed = {"name": "old ", "tags": "a,b", "labels": '{ "a":1 }'}
    with pytest.raises(BadForm, match="nothing is changed yet"):
        entry.sending(action("PATCH"), typed, before, NOW_NS)


def test_a_text_or_a_list_that_is_emptied_is_sent_empty() -> None:
    before = {"name": "old", "tags": "a, b", "retries": "2"}
    values = entry.sending(action("PATCH"), {**before, "tags": " "}, before, NOW_NS)
    assert values == {"name": "old", "tags": []}


def test_a_choice_cannot_be_emptied() -> None:
    before = {"name": "old", "kind": "mail"}
    with pytest.raises(BadForm) as caught:
        entry.sending(action("PATCH"), {**before, "kind": ""}, before, NOW_NS)
    assert caught.value.errors == {"kind": "it cannot be emptied: write another value."}


def test_a_change_of_something_unknown_sends_all_that_is_typed() -> None:
    values = entry.sending(action("PATCH"), {"name": "n", "retries": "3"}, {}, NOW_NS)
    assert values == {"name": "n", "retries": 3}


def test_parameters_of_a_change_are_always_sent() -> None:
    fields = (Field("name"), Field("mode", place="query"))
    before = {"name": "old", "mode": "soft"}
    values = entry.sending(action("PATCH", *fields), {**before, "name": "new"}, before, NOW_NS)
    assert values == {"name": "new", "mode": "soft"}


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadForm) as caught:
        entry.sending(action(), {"retries": "9", "kind": "hook"}, {}, NOW_NS)
    assert set(caught.value.errors) == {"name", "url", "retries"}


def test_the_proof_is_the_end_of_the_id() -> None:
    assert entry.proof(action("DELETE"), {}, "al-123456789") == "456789"
    assert entry.proof(action("DELETE"), {}, "al-1") == "al-1"


def test_the_proof_of_many_is_the_end_of_the_first_id() -> None:
    bulk = action("POST", Field("project", of="projects"), Field("trace_ids", "list", of="traces"))
    assert entry.proof(bulk, {"project": "p-000111", "trace_ids": ["abcdef01", "x"]}, "") == (
        "cdef01"
    )
    assert entry.proof(bulk, {"project": "p-000111"}, "") == "000111"
    assert entry.proof(bulk, {}, "") == "do-it"
