"""The columns of a span, as filters and column lists name them (contracts/arize.md §8.5)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import to_json

from spandeck.sim.arize.filter.tree import Look
from spandeck.sim.arize.organisation import Record
from spandeck.sim.clock import read_iso

FIXED: Mapping[str, Callable[[Record], Any]] = {
    "name": lambda span: span["name"],
    "status_code": lambda span: span["status_code"],
    "status_message": lambda span: span.get("status_message"),
    "latency_ms": lambda span: (read_iso(span["end_time"]) - read_iso(span["start_time"])) / 1e6,
    "parent_id": lambda span: span.get("parent_id"),
    "start_time": lambda span: span["start_time"],
    "end_time": lambda span: span["end_time"],
    "context.trace_id": lambda span: span["context"]["trace_id"],
    "context.span_id": lambda span: span["context"]["span_id"],
    "span_kind": lambda span: span["kind"],
    "event.name": lambda span: " ".join(each["name"] for each in span["events"]) or None,
    "event.attributes": lambda span: joined(each["attributes"] for each in span["events"]),
}
SPACES = ("attributes.", "eval.", "annotation.")
"""What the names of all other columns begin with."""
FIELD = re.compile(r"(.+)\.(score|label|text|explanation|metadata)(?:\.(.+))?")


def joined(attributes: Any) -> str | None:
    """The attributes of all events as one text; None without events."""
    return "\n".join(to_json(each).decode() for each in attributes) or None


def known(column: str) -> bool:
    """Whether a span may have such a column."""
    return column in FIXED or (column.startswith(SPACES) and not column.endswith("."))


def looked_at(span: Record) -> Look:
    """The columns of a span."""

    def look(column: str) -> Any:
        if column in FIXED:
            return FIXED[column](span)
        space, _, rest = column.partition(".")
        if space == "attributes":
            return span["attributes"].get(rest)
        return judgement(span["evaluations" if space == "eval" else "annotations"], rest)

    return look


def judgement(found: list[Record], column: str) -> Any:
    """`<name>.score` and its like, of the evaluations or of the annotations."""
    match = FIELD.fullmatch(column)
    named = next((each for each in found if match and each["name"] == match[1]), None)
    if match is None or named is None:
        return None
    value = named.get(match[2])
    return value.get(match[3]) if match[3] and isinstance(value, dict) else value
