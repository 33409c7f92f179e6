"""Where a list merged from many projects goes on, as one opaque text."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import to_json

from spandeck.vendors.arize.gathering import Order


class Stand(BaseModel):
    """How far one project was read."""

    model_config = ConfigDict(frozen=True)

    cursor: str | None = None
    """Its page that comes next, or that was not used up."""
    begun: bool = False
    """Whether rows of that page were shown already."""


class Place(BaseModel):
    """Where a merged list goes on."""

    model_config = ConfigDict(frozen=True)

    mark: int
    """Joins it to the question it belongs to."""
    after: tuple[int, str, str] | None = None
    """The last row that was shown."""
    stands: dict[str, Stand]
    """By project; those that are used up are left out."""


class Expired(Exception):
    """A cursor that fits no such question: the list must start again."""


def mark(question: Mapping[str, Any], names: object) -> int:
    """What tells questions apart."""
    return crc32(to_json([question, names]))


def written(place: Place) -> str:
    """The place as text."""
    return urlsafe_b64encode(place.model_dump_json().encode()).decode().rstrip("=")


def read(text: str, marked: int) -> Place:
    """The place that a text stands for; raise `Expired`."""
    try:
        place = Place.model_validate_json(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (NotBase64, ValidationError, ValueError):
        raise Expired from None
    if place.mark != marked:
        raise Expired
    return place


def passed(order: Order, after: Order | None) -> bool:
    """Whether a row was shown before this place was reached."""
    return after is not None and order <= after
