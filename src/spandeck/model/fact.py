"""What a record says in a column, in our units; and whether it meets a condition.

What is not of its column's kind stays as the vendor sent it: it is shown, not hidden.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from spandeck.model.query import BadQuery, Condition, Filter, compares, find, time_ns
from spandeck.model.resource import Column, Record, Resource, at

NANOSECONDS = {"epoch_s": 1_000_000_000, "epoch_ms": 1_000_000}
"""How long the units are in which vendors count times, apart from ISO 8601."""
MILLISECONDS = {"": 1.0, "ms": 1.0, "s": 1e3, "min": 6e4, "h": 3.6e6}
"""How long the units of durations are."""


def fact(record: Record, column: Column) -> Any:
    """A record's value in a column: times as UTC nanoseconds, durations as milliseconds."""
    found = at(record.raw, column.path)
    if column.kind == "time":
        return instant(found, column.unit)
    if column.kind == "duration" and number(found):
        return found * MILLISECONDS.get(column.unit, 1.0)
    return found


def instant(found: Any, unit: str = "") -> Any:
    """A time as UTC nanoseconds, or what was found if it is none."""
    if number(found):
        return int(found * NANOSECONDS.get(unit, 1_000_000_000))
    try:
        return time_ns("", found) if isinstance(found, str) else found
    except BadQuery:
        return found


def number(found: Any) -> bool:
    """Whether it is a number; true and false are none."""
    return isinstance(found, int | float) and not isinstance(found, bool)


def sieve(resource: Resource, conditions: Sequence[Condition]) -> Callable[[Record], bool] | None:
    """Whether a record meets all these conditions, those that no vendor is asked; None for none."""
    if not conditions:
        return None
    columns = {each.path: each for each in resource.columns}
    known = [(find(each.field, resource.filters)[0], each) for each in conditions]
    return lambda record: all(meets(record, name, each, columns) for name, each in known)


def meets(record: Record, known: Filter, asked: Condition, columns: Mapping[str, Column]) -> bool:
    """Whether a record meets one condition; what it does not say meets none."""
    path = known.wire or known.name
    kind = known.kind if known.kind in ("time", "duration") else "text"
    found = fact(record, columns.get(path) or Column(path, "", kind))
    if isinstance(found, list):
        return any(compares(each, asked) for each in found)
    return compares(found, asked)
