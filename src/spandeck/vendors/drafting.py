"""An action and its values as the request it will be; pure, so that it can be looked at first."""

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any
from urllib.parse import quote

from spandeck.model.action import Action, Field, Values
from spandeck.model.form import wanted
from spandeck.model.record import iso
from spandeck.model.source import Draft

COVERED = "•••"
"""What stands for a secret where a request is shown."""


class BadId(ValueError):
    """An id that would change the path it stands in; `str()` is half a sentence."""


def draft(action: Action, values: Values, target: str) -> Draft:
    """The request; `values` are a form's that was `filled`, `target` the id of its record.

    Raise `BadId` for an id that no path can hold.
    """
    parts = {each.name: "" for each in action.fields if each.place == "path"}
    parts["id"] = target
    params: dict[str, str | int | float | bool] = {}
    body: dict[str, Any] = dict(action.fixed)
    veiled: dict[str, Any] = dict(action.fixed)
    file: tuple[str, str] | None = None
    for each, value in sent(action.fields, values):
        match each.place:
            case "path":
                parts[each.name] = str(value)
            case "query":
                params[each.name] = value
            case "file":
                file = each.name, str(value)
            case "body":
                put(body, each.name, value)
                put(veiled, each.name, COVERED if each.covered or each.kind == "secret" else value)
    bodied = any(each.place == "body" for each in action.fields) or bool(action.fixed)
    steps = {step for _, step, _, _ in Formatter().parse(action.template) if step}
    path = action.template.format_map({step: segment(parts[step]) for step in steps})
    if not bodied:
        return Draft(action, action.method, path, params, target=target, file=file)
    if action.whole:
        whole, shown = body.get(action.whole), veiled.get(action.whole)
        return Draft(action, action.method, path, params, whole, shown, target)
    return Draft(action, action.method, path, params, body, veiled, target, file)


def sent(fields: Iterable[Field], values: Values) -> Iterable[tuple[Field, Any]]:
    """The fields that count with their values as they stand on the wire."""
    for each in fields:
        value = values.get(each.name)
        if value is not None and wanted(each, values):
            yield each, iso(value) if each.kind == "time" else value


def put(into: dict[str, Any], name: str, value: Any) -> None:
    """Set a value under a dotted name."""
    *outer, last = name.split(".")
    for step in outer:
        held = into.get(step)
        into[step] = dict(held) if isinstance(held, Mapping) else {}
        into = into[step]
    into[last] = value


def segment(identity: str) -> str:
    """An id as part of a path; raise `BadId` for one that no path can hold."""
    if identity in ("", ".", ".."):
        raise BadId(f"“{identity}” is no id")
    return quote(identity, safe="")
