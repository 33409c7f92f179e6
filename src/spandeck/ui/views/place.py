"""Where one can go at a vendor, as data: a list, one record, or a trace."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from spandeck.model.resource import Record, Relation, at

TRACE = "trace"


@dataclass(frozen=True, slots=True)
class Place:
    """A list of a resource, or one record of it."""

    resource: str
    """Its name, or `trace` for the span tree."""
    where: Mapping[str, str] = field(default_factory=dict)
    """Filters of a list, by name."""
    item: str | None = None
    """The id of one record, empty where there is only one; None for a list."""
    out_of: tuple[str, ...] = ()
    """What one comes from, for the crumbs."""


def led(relation: Relation, record: Record) -> Place | None:
    """Where a relation leads from a record; None where the record does not say."""
    if relation.item:
        found = at(record.raw, relation.item)
        return Place(relation.to, item=str(found)) if known(found) else None
    where = {name: at(record.raw, path) for name, path in relation.where.items()}
    if not all(map(known, where.values())):
        return None
    return Place(relation.to, {name: str(value) for name, value in where.items()})


def known(value: object) -> bool:
    """Whether a value can name something."""
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""
