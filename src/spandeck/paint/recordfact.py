"""One fact of a record, read as its column promises; what is not as promised is told apart."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from spandeck.model.query import BadQuery, Value, time_ns
from spandeck.model.resource import Column, Resource, at

UNIT_MS: Mapping[str, float] = {"": 1.0, "ms": 1.0, "s": 1e3, "min": 6e4, "h": 3.6e6}
EPOCH_NS: Mapping[str, int] = {"epoch_s": 1_000_000_000, "epoch_ms": 1_000_000}


class Drift(ValueError):
    """A value that is not of the kind that its column promises."""


def fact(column: Column, raw: Mapping[str, Any]) -> Value | None:
    """A fact by which rows are sorted and filtered; None for what is unknown or has no order."""
    try:
        return read(column, at(raw, column.path))
    except Drift:
        return None


def read(column: Column, found: Any) -> Value | None:
    """A value as its column's kind: times in UTC nanoseconds, durations in milliseconds.

    Raise `Drift` for one of another kind; None when there is none.
    """
    if found is None:
        return None
    match column.kind:
        case "time":
            return moment(column, found)
        case "duration":
            return number(found) * UNIT_MS[column.unit]
        case "count" | "number" | "money" | "ratio" | "percent":
            return number(found)
        case "flag":
            if not isinstance(found, bool):
                raise Drift
            return found
        case "list":
            return len(found) if isinstance(found, list | tuple | dict) else str(found)
        case _:
            if isinstance(found, dict | list):
                raise Drift
            return found if isinstance(found, str | bool | int | float) else str(found)


def number(found: Any) -> float | int:
    """A finite number; some vendors write them as text."""
    if isinstance(found, str):
        try:
            found = float(found)
        except ValueError:
            raise Drift from None
    if isinstance(found, bool) or not isinstance(found, int | float) or not isfinite(found):
        raise Drift
    return found


def moment(column: Column, found: Any) -> int:
    """A time as UTC nanoseconds."""
    if column.unit in EPOCH_NS:
        return int(number(found) * EPOCH_NS[column.unit])
    if not isinstance(found, str):
        raise Drift
    try:
        return time_ns("", found)
    except BadQuery:
        raise Drift from None


def drifted(resource: Resource, raw: Mapping[str, Any]) -> int:
    """How many columns of a record are not as promised."""
    count = 0
    for each in resource.columns:
        try:
            read(each, at(raw, each.path))
        except Drift:
            count += 1
    return count
