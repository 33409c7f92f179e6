"""A question about a resource as the request it will be: path, parameters and body.

Pure; what is particular to a vendor is its dialect's.
"""

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

from spandeck.model.query import BadQuery, Condition, Filter, Query, find
from spandeck.model.record import iso
from spandeck.model.resource import Call, Resource
from spandeck.vendors.dialect import Asked, Dialect
from spandeck.vendors.drafting import put, segment


def question(
    resource: Resource, call: Call, query: Query, dialect: Dialect, identity: str = ""
) -> tuple[Asked, str]:
    """The parameters, body and path of a request.

    Raise `BadQuery` where a filter is missing or cannot be asked, `BadId` for an id no path holds.
    """
    made, parts = Asked(), {"id": segment(identity) if "{id}" in call.template else ""}
    special: list[Condition] = []
    for each in (*query.conditions, *within(resource, query)):
        found, _ = find(each.field, resource.filters)
        if not found.at_vendor:
            continue
        name, value = wire(found, each.operator), written(found, each)
        match found.place:
            case "path":
                parts[name] = segment(str(value))
            case "query":
                made.params[name] = value
            case "body":
                put(made.body, name, value)
            case "filter":
                special.append(each)
    lacking = missing(resource, call, query, parts)
    if lacking:
        names = ", ".join(each.name for each in lacking)
        where = f" (an id of {lacking[0].of})" if lacking[0].of else ""
        raise BadQuery(f"{resource.title} are asked for by {names}: {lacking[0].name}=…{where}.")
    dialect.filtered(resource, special, made)
    return made, call.template.format_map(parts)


def within(resource: Resource, query: Query) -> Iterable[Condition]:
    """The query's range of time as conditions of this resource."""
    if resource.window is None:
        return
    for name, value in zip(resource.window, (query.since_ns, query.until_ns), strict=True):
        if value is not None and all(each.field != name for each in query.conditions):
            yield Condition(name, "=", value)


def missing(resource: Resource, call: Call, query: Query, parts: Mapping[str, str]) -> list[Filter]:
    """The filters that this endpoint cannot be asked without, and that were not given."""
    given = {each.field for each in (*query.conditions, *within(resource, query))}
    steps = {step for _, step, _, _ in Formatter().parse(call.template) if step} - parts.keys()
    listed = call is resource.listing
    return [
        each
        for each in resource.filters
        if each.name not in given
        and (wire(each, "=") in steps or (listed and each.required and each.place != "path"))
    ]


def wire(known: Filter, operator: str) -> str:
    """A filter's name at the vendor: bounds may have names of their own."""
    bounds = {} if operator == "=" else {meant: name for name, meant in known.aliases.items()}
    return bounds.get(operator) or known.wire or known.name


def written(known: Filter, asked: Condition) -> str | int | float | bool:
    """A value as vendors read it: times in ISO 8601, numbers without a needless fraction."""
    if known.kind == "time" and isinstance(asked.value, int):
        return iso(asked.value) or ""
    if known.kind == "number" and isinstance(asked.value, float) and asked.value.is_integer():
        return int(asked.value)
    return asked.value


def sent(call: Call, asked: Asked) -> Mapping[str, Any] | None:
    """The body of a read: a POST always has one."""
    return asked.body if asked.body or call.method != "GET" else None
