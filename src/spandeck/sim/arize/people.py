"""Who works at Fernweh: the users that records name as their makers and annotators."""

from collections.abc import Iterable
from typing import NamedTuple

from spandeck.sim.arize.organisation import Organisation, Record


class Person(NamedTuple):
    """A user of the organisation, in the order of their numbers."""

    name: str
    email: str
    role: str
    """ADMIN, MEMBER or ANNOTATOR (contracts/arize.md §10, UserRole)."""


PEOPLE = (
    Person("Ada Lindqvist", "ada.lindqvist@fernweh.example", "ADMIN"),
    Person("Bruno Teixeira", "bruno.teixeira@fernweh.example", "MEMBER"),
    Person("Chidi Okonkwo", "chidi.okonkwo@fernweh.example", "MEMBER"),
    Person("Dana Weiss", "dana.weiss@fernweh.example", "ANNOTATOR"),
    Person("Emi Sato", "emi.sato@fernweh.example", "ANNOTATOR"),
)
READER = 3
"""The number, counted from 1, of the one whose key may only read."""


def seeds(organisation: Organisation) -> Iterable[Record]:
    """The users of the beginning."""
    for number, person in enumerate(PEOPLE, 1):
        yield {
            "id": organisation.id("User", number),
            "name": person.name,
            "email": person.email,
            "created_at": organisation.day(number - 1),
            "status": "ACTIVE",
            "role": {"type": "PREDEFINED", "name": person.role},
            "is_developer": person.role != "ANNOTATOR",
        }


def known(organisation: Organisation, email: str) -> Record | None:
    """The user with this address, as records name annotators."""
    for each in organisation.shelf.all("users"):
        if each["email"] == email:
            return {"id": each["id"], "email": email}
    return None


SEEDS = {"users": seeds}
ROUTES = ()
"""Users are served by the group of that name."""
