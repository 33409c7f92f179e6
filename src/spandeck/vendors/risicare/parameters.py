"""A query in Risicare's own parameters (contract §2); pure, and raises `BadQuery` before a send."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from spandeck.model.query import BadQuery, Condition, Query, Value, allowed, find
from spandeck.model.trace import ERROR
from spandeck.vendors.risicare.catalog import FILTERS, LARGEST_PAGE

Parameters = dict[str, str | int | float | bool]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

NAMES = {
    ("error_code", "="): "error_code",
    ("has_error", "="): "has_error",
    ("duration", ">="): "min_duration_ms",
    ("duration", "<="): "max_duration_ms",
    ("session", "="): "session_id",
    ("agent", "="): "agent_name",
    ("environment", "="): "environment",
    ("start", ">="): "start_time_from",
    ("start", "<="): "start_time_to",
}


def parameters(query: Query, cursor: str | None, limit: int) -> Parameters:
    """What to send for one page of traces; conditions that see only loaded rows are left out."""
    asked: dict[tuple[str, str], Value] = {}
    for each in (*query.conditions, *within(query)):
        found, _ = find(each.field, FILTERS)
        if each.operator not in found.operators:
            raise BadQuery(f"{each} cannot be asked. Allowed: {allowed(FILTERS)}.")
        if found.at_vendor:
            add(asked, each)
    sent: Parameters = {NAMES[key]: written(key[0], value) for key, value in asked.items()}
    return sent | paging(cursor, limit)


def paging(cursor: str | None, limit: int) -> Parameters:
    """The parameters of every list (contract §0.1)."""
    sent: Parameters = {"limit": max(1, min(limit, LARGEST_PAGE))}
    if cursor is not None:
        sent["cursor"] = cursor
    return sent


def within(query: Query) -> tuple[Condition, ...]:
    """The query's range of time as conditions."""
    bounds = ((">=", query.since_ns), ("<=", query.until_ns))
    return tuple(Condition("start", sign, at) for sign, at in bounds if at is not None)


def add(asked: dict[tuple[str, str], Value], each: Condition) -> None:
    """One more condition: of two bounds the tighter one counts, of two equals only one can."""
    key, value = (each.field, each.operator), each.value
    if each.field == "status":
        key, value = ("has_error", "="), each.value == ERROR
    before = asked.get(key)
    if before is not None and before != value:
        if each.operator == "=":
            raise BadQuery(f"{each.field} can be asked for one value at a time.")
        tighter: Callable[..., Value] = max if each.operator == ">=" else min
        value = tighter(before, value)
    asked[key] = value


def written(name: str, value: Value) -> str | int | float | bool:
    """A value as the vendor reads it: times in ISO 8601, widened to whole microseconds."""
    if name == "start" and isinstance(value, int):
        return f"{(EPOCH + timedelta(microseconds=value // 1000)):%Y-%m-%dT%H:%M:%S.%fZ}"
    return value
