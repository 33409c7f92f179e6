"""How Arize writes pages, items and errors (contracts/arize.md §2, §4, §5)."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from spandeck.model.query import BadQuery, Condition
from spandeck.model.resource import Resource
from spandeck.vendors.arize import naming
from spandeck.vendors.arize.wire import Envelope, Pagination, Problem
from spandeck.vendors.dialect import Asked, Place

FIELD = re.compile(r"(?:^|; )(?P<name>[a-z][\w.]*): (?P<words>[^;]+)")
"""How the detail of a problem names a field, where it does."""


class Arize:
    """Fulfils `vendors.dialect.Dialect`."""

    rows = "data"
    beside = frozenset({"pagination"})
    explains: Mapping[int, str] = MappingProxyType(
        {
            403: "visible, but not allowed",
            404: "not found, or this key cannot see it",
        }
    )

    def page(self, resource: Resource, cursor: str | None, limit: int, into: Asked) -> None:
        """Ask for one page; the searches take their place in the body, some lists take none."""
        if resource.paging == "none":
            return
        asked = into.body if resource.paging == "body" else into.params
        asked["limit"] = limit
        if cursor is not None:
            asked["cursor"] = cursor

    def filtered(self, resource: Resource, conditions: Sequence[Condition], into: Asked) -> None:
        """The filter language is one text of its own: no condition is put into it."""
        if conditions:
            raise BadQuery(f"{conditions[0].field} cannot be asked.")

    def named(self, resource: Resource, own: Any, rows: list[Any]) -> tuple[Any, list[Any]]:
        """Either spelling as one, the key of the rows included (contract §2)."""
        other = naming.camel(resource.rows)
        if resource.rows not in own and other in own:
            own = {resource.rows if name == other else name: each for name, each in own.items()}
            rows = own[resource.rows] if isinstance(own[resource.rows], list) else []
        return own, [naming.row(resource, each) for each in rows]

    def place(self, resource: Resource, own: Any, cursor: str | None, rows: int) -> Place:
        """Where the list stands; `ValueError` when the page is none."""
        if resource.paging == "none":
            return Place(None)
        return Place(*following(Envelope.model_validate(own).pagination, cursor))

    def item(self, body: Any) -> Any:
        """Items stand bare."""
        return naming.respelt(body)

    def message(self, body: Any) -> str | None:
        """The vendor's words in the body of an error (contract §5); raise `ValueError`."""
        found = Problem.model_validate(body)
        return found.detail or found.title

    def complaints(self, body: Any) -> Mapping[str, str]:
        """The fields that the detail names, if it does."""
        try:
            detail = Problem.model_validate(body).detail or ""
        except ValidationError:
            return {}
        return {found["name"]: found["words"].strip() for found in FIELD.finditer(detail)}


def following(place: Pagination | None, cursor: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Where a list goes on: only the cursor counts, and lists without real paging give none."""
    if place is None or not place.next_cursor:
        more = place is not None and place.has_more
        return None, ("there is more, but Arize gives no way to it",) if more else ()
    if place.next_cursor == cursor:
        return None, ("the vendor repeated a cursor; there may be more",)
    return place.next_cursor, ()
