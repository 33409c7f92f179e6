"""How Risicare writes pages, items and errors (contracts/risicare.md §0)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from spandeck.model.query import BadQuery, Condition
from spandeck.model.resource import Resource
from spandeck.vendors.dialect import Asked, Place
from spandeck.vendors.risicare.wire import Envelope, ErrorBody, Pagination


class Risicare:
    """Fulfils `vendors.dialect.Dialect`."""

    rows = "data"
    beside = frozenset({"data", "pagination"})
    explains: Mapping[int, str] = MappingProxyType({})

    def page(self, resource: Resource, cursor: str | None, limit: int, into: Asked) -> None:
        """Ask for one page (contract §0.1)."""
        into.params["limit"] = limit
        if cursor is not None:
            into.params["cursor"] = cursor

    def filtered(self, resource: Resource, conditions: Sequence[Condition], into: Asked) -> None:
        """There is no filter language: every filter is a parameter of its own."""
        if conditions:
            raise BadQuery(f"{conditions[0].field} cannot be asked.")

    def named(self, resource: Resource, own: Any, rows: list[Any]) -> tuple[Any, list[Any]]:
        """There is one spelling."""
        return own, rows

    def place(self, resource: Resource, own: Any, cursor: str | None, rows: int) -> Place:
        """Where the list stands; `ValueError` when the page is none."""
        found, notes = following(Envelope.model_validate(own).pagination, cursor)
        return Place(found, notes)

    def item(self, body: Any) -> Any:
        """Items stand bare."""
        return body

    def message(self, body: Any) -> str | None:
        """The vendor's words in the body of an error (contract §0.2); raise `ValueError`."""
        return ErrorBody.model_validate(body).error.message

    def complaints(self, body: Any) -> Mapping[str, str]:
        """The field that the details name, if they do."""
        try:
            error = ErrorBody.model_validate(body).error
        except ValidationError:
            return {}
        field = (error.details or {}).get("field")
        return {field: error.message or "it is wrong"} if isinstance(field, str) else {}


def following(place: Pagination | None, cursor: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Where the list goes on after a page, and what the reader must know about it."""
    if place is None or place.has_more is False or (not place.cursor and not place.has_more):
        return None, ()
    if not place.cursor:
        return None, ("the vendor says there is more, but not where",)
    if place.cursor == cursor:
        return None, ("the vendor repeated a cursor; there may be more",)
    return place.cursor, ()
