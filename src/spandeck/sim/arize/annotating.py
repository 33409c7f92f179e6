"""What people note at spans, examples, runs and queue records, by the space's own scales."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field, TypeAdapter

from spandeck.sim.arize.body import Body, fields
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller, Record
from spandeck.sim.arize.people import known

CONFIGS = "annotation-configs"


class Note(Body):
    """One annotation; what is left out stays as it was."""

    name: str
    score: float | None = None
    label: str | None = None
    text: str | None = None


class Noted(Body):
    """The annotations of one record."""

    record_id: str
    values: Annotated[list[Note], Field(min_length=1)]


class Notes(Body):
    """The annotations of many."""

    annotations: Annotated[list[Noted], Field(min_length=1, max_length=1000)]


NOTES = TypeAdapter(Notes)


def check(who: Caller, space_id: str | None, notes: Iterable[Note]) -> None:
    """Raise `Problem` for a name that is no config of the space, or that is there twice."""
    names = [each.name for each in notes]
    there = {each["name"] for each in who.all(CONFIGS) if each["space_id"] == space_id}
    for name in names:
        if name not in there:
            raise Problem(422, f"annotations: there is no annotation config {name!r} here.")
    if len(set(names)) < len(names):
        raise Problem(400, "annotations: a name may be there only once for a record.")


def once(noted: Sequence[Noted]) -> None:
    """Raise `Problem` when a record is there twice."""
    if len({each.record_id for each in noted}) < len(noted):
        raise Problem(400, "annotations: a record may be there only once.")


def written(who: Caller, notes: Iterable[Note]) -> list[Record]:
    """Annotations as they are shown, signed by the caller."""
    user = who.organisation.shelf.get("users", who.user_id)
    signed = {
        "updated_at": who.organisation.now(),
        "annotator": known(who.organisation, user["email"]) if user else None,
    }
    return [fields(each) | signed for each in notes]


def upserted(there: Sequence[Record], noted: Sequence[Record]) -> list[Record]:
    """Annotations with others over them, by name; null clears nothing."""
    by_name = {each["name"]: each for each in there}
    for each in noted:
        said = {key: value for key, value in each.items() if value is not None}
        by_name[each["name"]] = by_name.get(each["name"], {}) | said
    return list(by_name.values())
