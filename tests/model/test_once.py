"""What a vendor shows only once is shown once, and then nowhere."""

from dataclasses import replace

from spandeck.model import once
from spandeck.model.action import Action
from spandeck.model.resource import Record
from spandeck.model.source import Outcome

CREATE = Action(
    "create-key", "Create a key", "keys", "POST", "/keys", "write", once=("key", "data.secret")
)
RAW = {"id": "k-1", "key": "rsk-4711", "data": {"secret": "s", "name": "ci"}, "name": "ci"}
OUTCOME = Outcome(201, Record("k-1", RAW), 0)


def test_the_values_are_taken_out_with_their_names() -> None:
    assert once.shown(CREATE, OUTCOME) == (("key", "rsk-4711"), ("data.secret", "s"))


def test_what_is_handed_on_has_forgotten_them() -> None:
    kept = once.forgotten(CREATE, OUTCOME).record
    assert kept == Record("k-1", {"id": "k-1", "data": {"name": "ci"}, "name": "ci"})
    assert RAW["key"] == "rsk-4711"


def test_an_answer_without_them_stays_as_it_is() -> None:
    bare = Outcome(201, Record("k-1", {"id": "k-1", "data": None}), 0)
    assert once.shown(CREATE, bare) == ()
    assert once.forgotten(CREATE, bare).record == bare.record
    assert once.forgotten(CREATE, replace(bare, record=None)).record is None
