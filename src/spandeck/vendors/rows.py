"""The rows of a page as records, and what the page says besides them; pure."""

from collections.abc import Container, Iterable, Mapping
from json import dumps
from typing import Any

from spandeck.model.page import BadRow
from spandeck.model.resource import Record, Resource, at


def rest(own: Mapping[str, Any], path: str, beside: Container[str]) -> dict[str, Any]:
    """What a page says besides its rows, in each object on the way to them."""
    found: dict[str, Any] = {}
    held: Any = own
    for step in path.split("."):
        if not isinstance(held, Mapping):
            break
        found |= {name: each for name, each in held.items() if name != step}
        held = held.get(step)
    return {name: each for name, each in found.items() if name not in beside}


def held(own: Mapping[str, Any], path: str) -> Any:
    """What stands where the rows should; raise `ValueError` where nothing does, not even null."""
    found: Any = own
    for step in path.split("."):
        if not isinstance(found, Mapping) or step not in found:
            raise ValueError(f"it has no “{path}”")
        found = found[step]
    return found


def spread(resource: Resource, held: Any) -> list[Any]:
    """Rows that stand in an object rather than a list, each under its name."""
    if not isinstance(held, Mapping):
        return []
    named = resource.key or "name"
    return [
        {named: name, **(each if isinstance(each, Mapping) else {"value": each})}
        for name, each in held.items()
    ]


def named(resource: Resource, raw: Mapping[str, Any]) -> str:
    """A record's id; empty where it has none."""
    found = at(raw, resource.key) if resource.key else None
    return "" if found is None else str(found)


def read(
    resource: Resource, rows: Iterable[Any]
) -> tuple[tuple[Record | BadRow, ...], tuple[str, ...]]:
    """Rows as records, each id once; a row that is no object stands under `value`."""
    made: list[Record | BadRow] = []
    seen: set[str] = set()
    repeated = 0
    for row in rows:
        if isinstance(row, BadRow):
            made.append(row)
            continue
        raw = row if isinstance(row, Mapping) else {"value": row}
        identity = named(resource, raw)
        if resource.key and not identity:
            made.append(BadRow(dumps(row, ensure_ascii=False), f"it has no {resource.key}"))
            continue
        if identity and identity in seen:
            repeated += 1
            continue
        seen.add(identity)
        made.append(Record(identity, raw))
    return tuple(made), (f"rows that came twice: {repeated}",) if repeated else ()
