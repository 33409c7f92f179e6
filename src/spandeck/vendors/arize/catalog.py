"""Arize's endpoints, budget and freshness as data (contracts/arize.md §9)."""

from dataclasses import replace

from spandeck.model.catalog import Catalog, routes
from spandeck.model.limits import MEGABYTE, Descriptor, Route, Window
from spandeck.model.resource import Resource
from spandeck.vendors.arize import (
    access,
    annotation,
    datasets,
    evaluators,
    experiments,
    integrations,
    monitoring,
    prompts,
    tagged,
    tasks,
    telemetry,
    workspace,
)

GROUPS = (
    workspace,
    telemetry,
    datasets,
    experiments,
    prompts,
    evaluators,
    tasks,
    annotation,
    monitoring,
    access,
    integrations,
)
LARGE = ("/v2/spans", "/v2/traces")
"""Reads whose answers may be large and slow."""


def keyed(resource: Resource) -> Resource:
    """A resource with the key of its rows: its name, as a rule (contract §4)."""
    return resource if resource.rows else replace(resource, rows=resource.name.replace("-", "_"))


CATALOG = Catalog(
    "arize",
    tuple(keyed(each) for group in GROUPS for each in group.RESOURCES),
    (*(each for group in GROUPS for each in group.ACTIONS), *tagged.ACTIONS),
)
"""All that the contract lists."""


def category(method: str, template: str) -> str:
    """One budget: the vendor names none, and limits whatever it limits together (contract §6)."""
    return "default"


def bounded(route: Route) -> Route:
    """A page of traces holds all their spans."""
    if route.method != "POST" or route.template not in LARGE:
        return route
    return replace(route, max_bytes=128 * MEGABYTE, deadline_s=60)


DESCRIPTOR = Descriptor(
    vendor="arize",
    routes=tuple(bounded(each) for each in routes(CATALOG, category)),
    windows={"default": (Window(30, 3, "adaptive"),)},
)
"""No limit is stated and no header tells what is left (contract §6).

A list over many projects asks each of them, so it begins with ten requests a second rather than
one, and thirty may come at once: the first screen of twenty projects does not wait. Every refusal
halves that.
"""
