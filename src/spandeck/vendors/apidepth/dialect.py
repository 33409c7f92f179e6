"""How Apidepth writes lists, items and errors (contracts/apidepth.md §0): it never pages."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from spandeck.model.query import BadQuery, Condition
from spandeck.model.resource import Resource
from spandeck.vendors.apidepth.wire import ErrorBody
from spandeck.vendors.dialect import Asked, Place

WHOLE = "burn_down"
"""Where the facts about one vendor's quota stand in an answer that is about this vendor alone."""


class Apidepth:
    """Fulfils `vendors.dialect.Dialect`."""

    rows = "buckets"
    beside: frozenset[str] = frozenset()
    explains: Mapping[int, str] = MappingProxyType({403: "the key is not accepted"})

    def page(self, resource: Resource, cursor: str | None, limit: int, into: Asked) -> None:
        """Ask for all of it: there are no pages."""

    def filtered(self, resource: Resource, conditions: Sequence[Condition], into: Asked) -> None:
        """There is no filter language: every filter is a parameter of its own."""
        if conditions:
            raise BadQuery(f"{conditions[0].field} cannot be asked.")

    def named(self, resource: Resource, own: Any, rows: list[Any]) -> tuple[Any, list[Any]]:
        """Rows have the contract's names; where the whole answer is the one row, it is that."""
        if resource.rows == WHOLE and WHOLE in own:
            return {WHOLE: None}, [own]
        return own, rows

    def place(self, resource: Resource, own: Any, cursor: str | None, rows: int) -> Place:
        """A list is whole."""
        return Place(None, total=rows)

    def item(self, body: Any) -> Any:
        """Items stand bare."""
        return body

    def message(self, body: Any) -> str | None:
        """The vendor's words in the body of an error; raise `ValueError` when it is none."""
        return ErrorBody.model_validate(body).problem.message

    def complaints(self, body: Any) -> Mapping[str, str]:
        """The field that the error names, if it does."""
        try:
            found = ErrorBody.model_validate(body).problem
        except ValidationError:
            return {}
        return {found.field: found.message or "it is wrong"} if found.field else {}
