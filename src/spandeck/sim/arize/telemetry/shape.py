"""How much of each span is shown: chosen columns, shortened texts (contracts/arize.md §8.3)."""

from collections.abc import Callable
from typing import Any

from spandeck.sim.arize.organisation import Record

JUDGED = {"evaluations": "eval", "annotations": "annotation", "trace_annotations": "annotation"}
"""The fields that hold judgements, and what their columns begin with."""
NAMING = ("name", "updated_at", "annotator")
"""What a judgement keeps when any column of it is shown."""


def chosen(span: Record, keep: Callable[[str], bool]) -> Record:
    """A span with the columns that are wanted; its fixed fields stay."""
    attributes = span["attributes"].items()
    shown: Record = {
        "attributes": {key: value for key, value in attributes if keep(f"attributes.{key}")}
    }
    for field, space in JUDGED.items():
        parts = (part(each, f"{space}.{each['name']}", keep) for each in span[field])
        shown[field] = [each for each in parts if each is not None]
    return span | shown


def part(judgement: Record, column: str, keep: Callable[[str], bool]) -> Record | None:
    """The fields of a judgement that are wanted; None when none is."""
    wanted = [key for key in judgement if key not in NAMING and keep(f"{column}.{key}")]
    if not wanted:
        return None
    return {key: value for key, value in judgement.items() if key in NAMING or key in wanted}


def shortened(value: Any, length: int) -> Any:
    """A value whose texts, at any depth, have at most `length` characters."""
    if isinstance(value, str):
        return value if len(value) <= length else value[: length - 1] + "…"
    if isinstance(value, dict):
        return {key: shortened(each, length) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [shortened(each, length) for each in value]
    return value
