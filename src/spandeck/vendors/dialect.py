"""How one vendor writes pages, items and errors: what the engine of resources must be told.

A dialect is pure: it neither asks nor waits, and it knows no resource by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from spandeck.model.query import Condition
from spandeck.model.resource import Resource

Parameters = dict[str, str | int | float | bool]


@dataclass(slots=True)
class Asked:
    """What a request is put together from."""

    params: Parameters = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list stands after a page."""

    cursor: str | None
    """Where it goes on; None at its end."""
    notes: tuple[str, ...] = ()
    total: int | None = None
    """How many rows there are in all, where the vendor says."""


class Dialect(Protocol):
    """What the engine asks of a vendor's package."""

    rows: str
    """The usual key of a page's rows; a dot goes into an object, such as `data.items`."""
    beside: frozenset[str]
    """Fields of a page that are about paging or the envelope, and no facts."""
    explains: Mapping[int, str]
    """What a status means at this vendor, where that is more than its phrase: 403, 404."""

    def page(self, resource: Resource, cursor: str | None, limit: int, into: Asked) -> None:
        """Ask for one page of a list."""
        ...

    def filtered(self, resource: Resource, conditions: Sequence[Condition], into: Asked) -> None:
        """Put the conditions placed in the vendor's filter language; raise `BadQuery`."""
        ...

    def named(self, resource: Resource, own: Any, rows: list[Any]) -> tuple[Any, list[Any]]:
        """A page without its rows, and its rows, under the names that the catalog knows."""
        ...

    def place(self, resource: Resource, own: Any, cursor: str | None, rows: int) -> Place:
        """Where the list stands, from a page without its rows; raise `ValueError` if it is none."""
        ...

    def item(self, body: Any) -> Any:
        """The record in the body of an answer that holds one; raise `ValueError` if it is none."""
        ...

    def message(self, body: Any) -> str | None:
        """The vendor's words in the body of an error; raise `ValueError` when it is none."""
        ...

    def complaints(self, body: Any) -> Mapping[str, str]:
        """What the body of an error says is wrong, by field, as far as it does; never raises."""
        ...
