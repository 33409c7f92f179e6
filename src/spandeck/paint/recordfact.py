"""One fact of a record, read as its column promises; what is not as promised is told apart."""

from collections.abc import Mapping
from typing import Any

from spandeck.model.query import BadQuery, Value, time_ns
from spandeck.model.resource import Column, Resource, at

UNIT_MS: Mapping[str, float] = {"": 1.0, "ms": 1.0, "s": 1e3, "min": 6e4, "h": 3.6e6}
EPOCH_NS: Mapping[str, int] = {"epoch_s": 1_000_000_000, "epoch_ms": 1_000_000}
LARGEST = 1e290
"""A number beyond it is none: sums of such, or the same in another unit, are not finite."""
LATEST_NS = 2**63 - 1
"""In the year 2262: lists keep times in 64 bits, and no calendar ends before."""


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
            plain = isinstance(found, str | bool) or numeric(found)
            return found if plain else str(found)


def number(found: Any) -> float | int:
    """A finite number; some vendors write them as text."""
    if isinstance(found, str):
        try:
            found = float(found)
        except ValueError:
            raise Drift from None
    if not numeric(found):
        raise Drift
    value: float | int = found
    return value


def numeric(value: Any) -> bool:
    """Whether it is a number that can be reckoned with, and not a flag."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and -LARGEST < value < LARGEST


def moment(column: Column, found: Any) -> int:
    """A time as UTC nanoseconds, from 1970 on: years before are some program's nothing."""
    if column.unit in EPOCH_NS:
        at_ns = int(number(found) * EPOCH_NS[column.unit])
    elif not isinstance(found, str):
        raise Drift
    else:
        try:
            at_ns = time_ns("", found)
        except BadQuery:
            raise Drift from None
    if not 0 <= at_ns <= LATEST_NS:
        raise Drift
    return at_ns


def drifted(resource: Resource, raw: Mapping[str, Any]) -> int:
    """How many columns of a record are not as promised."""
    count = 0
    for each in resource.columns:
        try:
            read(each, at(raw, each.path))
        except Drift:
            count += 1
    return count
