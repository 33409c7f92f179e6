"""What a record is called in crumbs and comparisons."""

import pytest

from spandeck.model.resource import Record
from spandeck.paint.recordname import called, told_apart

IDENTITY = "47e70e4c-2d17-440e-8fad-931a9aeb3929"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ({"name": "Fernweh"}, "Fernweh"),
        ({"title": "Two\nlines"}, "Two␊lines"),
        ({"display_name": "x" * 40}, "x" * 31 + "…"),
        ({"name": " ", "title": 3}, "47e70e…-931a9aeb3929"),
        ({}, "47e70e…-931a9aeb3929"),
    ],
)
def test_a_record_is_called_by_its_name_or_else_by_its_id(
    raw: dict[str, object], shown: str
) -> None:
    assert called(Record(IDENTITY, raw)) == shown


def test_two_of_one_name_are_told_apart_by_their_ids() -> None:
    one, other = (Record(each, {"name": "nightly"}) for each in ("e-1", "e-2"))
    assert told_apart(one, other) == ("e-1", "e-2")
    assert told_apart(one, Record("e-3", {"name": "weekly"})) == ("nightly", "weekly")
