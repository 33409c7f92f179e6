"""A record as it is copied: by id, value, path, JSON or command."""

import json
import shlex
from collections.abc import Sequence

from spandeck.model.page import BadRow
from spandeck.model.query import Condition
from spandeck.model.resource import Record, Resource
from spandeck.paint.recordtree import words


def copies(
    vendor: str,
    resource: Resource,
    row: Record | BadRow | None,
    path: str,
    value: object,
    given: Sequence[Condition] = (),
) -> Sequence[tuple[str, str]]:
    """(label, text), the most wanted first; `path` and `value` are of what the cursor is on."""
    if isinstance(row, BadRow):
        return (("JSON, as it came", row.raw),)
    if row is None:
        return (("command", command(vendor, resource, "", given)),)
    made: list[tuple[str, str]] = []
    if path:
        shown = value if not isinstance(value, dict | list) else None
        text = words(shown) if shown is not None or value is None else pretty(value)
        made += [("value", text), ("path", path)]
    if resource.key and row.id:
        made.append(("id", row.id))
    identity = row.id if resource.key and resource.item is not None else ""
    made.append(("command", command(vendor, resource, identity, given)))
    made.append(("JSON, as it came", pretty(dict(row.raw))))
    return made


def command(vendor: str, resource: Resource, identity: str, given: Sequence[Condition]) -> str:
    """What prints the same on a command line."""
    name = resource.singular if identity else resource.name
    parts = ["spandeck", "get", vendor, name, *([identity] if identity else [])]
    for each in given:
        parts += ["--where", str(each)]
    return shlex.join(parts)


def pretty(value: object) -> str:
    """A value as JSON over lines."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
