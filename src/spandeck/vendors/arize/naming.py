"""Arize's two spellings made one: `nextCursor` is read as `next_cursor` (contract §2).

Only the vendor's own fields are respelt. What people or instrumentations wrote keeps its names:
attributes, columns of examples and runs, schemas, headers.
"""

import re
from collections.abc import Mapping
from typing import Any

from spandeck.model.resource import Resource

CAMEL = re.compile(r"[a-z0-9]+(?:[A-Z][a-z0-9]*)+")
HUMP = re.compile(r"(?=[A-Z])")

THEIRS = frozenset(
    (
        *("attributes", "metadata", "data", "payload", "headers", "config", "schema"),
        *("input_schema", "json_schema", "input_template", "messages", "tools", "tool_config"),
        *("classification_choices", "column_mappings", "column_mapping", "tracing_metadata"),
        *("invocation_params", "invocation_parameters", "provider_params"),
        *("provider_parameters", "run_configuration", "response_format"),
    )
)
"""Fields whose content is somebody else's (`map<any>` in contract §10)."""
OPEN = frozenset(("dataset-examples", "found-examples", "experiment-runs", "found-runs"))
"""Lists whose rows have columns of people's own beside the vendor's fields."""
FIXED = frozenset(("createdAt", "updatedAt", "exampleId"))
"""The vendor's fields among those."""


def snake(name: str) -> str:
    """`next_cursor` for `nextCursor`; any other name as it stands."""
    return HUMP.sub("_", name).lower() if CAMEL.fullmatch(name) else name


def camel(name: str) -> str:
    """`nextCursor` for `next_cursor`."""
    first, *rest = name.split("_")
    return first + "".join(each.capitalize() for each in rest)


def respelt(value: Any) -> Any:
    """A value with the vendor's fields in snake case, however deep; the same if they are."""
    if isinstance(value, list):
        return [respelt(each) for each in value]
    if not isinstance(value, dict):
        return value
    made: dict[str, Any] = {}
    for key, each in value.items():
        name = snake(key)
        if name != key and name in value:  # both were sent: keep both
            name = key
        made[name] = each if name in THEIRS or not isinstance(each, dict | list) else respelt(each)
    return made


def humped(span: Any) -> bool:
    """Whether a span is written in the other spelling; looks at few keys, as there are many."""
    if not isinstance(span, dict) or not isinstance(span.get("context"), dict):
        return False
    return not (all(map(str.islower, span)) and all(map(str.islower, span["context"])))


def row(resource: Resource, found: Any) -> Any:
    """One row of a list; in examples and runs only the vendor's fields are respelt."""
    if resource.name not in OPEN or not isinstance(found, Mapping):
        return respelt(found)
    return {
        (snake(key) if key in FIXED and snake(key) not in found else key): (
            respelt(each) if key == "annotations" else each
        )
        for key, each in found.items()
    }
