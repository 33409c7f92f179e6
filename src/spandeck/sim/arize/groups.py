"""The groups of the vendor's API: each has routes, and records that are there from the beginning.

A group's module gives `ROUTES`, and `SEEDS`: by kind, what makes those records.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from starlette.routing import Route

from spandeck.sim.arize import (
    configs,
    datasets,
    evaluators,
    examples,
    experiments,
    golden,
    monitors,
    people,
    projects,
    prompts,
    spaces,
    templates,
)
from spandeck.sim.arize.administration import (
    access,
    api_keys,
    audit,
    dashboards,
    hooks,
    integrations,
    runs,
    tags,
    tasks,
    users,
)
from spandeck.sim.arize.organisation import Organisation, Record
from spandeck.sim.arize.queues import queue, records
from spandeck.sim.arize.telemetry import edits, ingest, spans, traces


class Group(Protocol):
    """The module of a group."""

    @property
    def SEEDS(self) -> Mapping[str, Callable[[Organisation], Iterable[Record]]]:  # noqa: N802 - a constant there
        """By kind, the records of the beginning."""

    @property
    def ROUTES(self) -> Sequence[Route]:  # noqa: N802 - a constant there
        """What it serves."""


GROUPS: tuple[Group, ...] = (
    people,
    spaces,
    projects,
    configs,
    spans,
    edits,
    traces,
    ingest,
    datasets,
    examples,
    experiments,
    prompts,
    evaluators,
    templates,
    queue,
    records,
    monitors,
    users,
    access,
    api_keys,
    tags,
    integrations,
    tasks,
    runs,
    hooks,
    audit,
    dashboards,
)
"""In the order in which their records are made: what a record names comes before it."""


def routes() -> list[Route]:
    """All that is served."""
    return [route for group in GROUPS for route in group.ROUTES]


def fill(organisation: Organisation) -> None:
    """Give an organisation the records of its beginning; once in an archive's life."""
    for group in GROUPS:
        for kind, seeds in group.SEEDS.items():
            organisation.shelf.fill(kind, {each["id"]: each for each in seeds(organisation)})
    golden.fill(organisation)
