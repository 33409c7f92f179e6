"""A catalog: everything one vendor's API offers, as resources, actions and what is left alone.

The coverage table and the routes of the budget are read off it; it asks nobody anything.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from spandeck.model.action import Action
from spandeck.model.limits import Route
from spandeck.model.nearest import nearest
from spandeck.model.resource import Resource


class Unknown(LookupError):
    """A name that no resource or action has; `str()` is a sentence with the nearest names."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """An endpoint of the contract that spandeck leaves alone, and why."""

    method: str
    template: str
    reason: str


@dataclass(frozen=True)
class Catalog:
    """Everything one vendor's API offers; names are unique."""

    vendor: str
    resources: tuple[Resource, ...]
    actions: tuple[Action, ...] = ()
    excluded: tuple[Excluded, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Resource]:
        """Resources by name."""
        return {each.name: each for each in self.resources}

    @cached_property
    def acts(self) -> Mapping[str, Action]:
        """Actions by name."""
        return {each.name: each for each in self.actions}

    def resource(self, name: str) -> Resource:
        """The resource of this name, plural or singular; raise `Unknown`."""
        if name in self.by_name:
            return self.by_name[name]
        for each in self.resources:
            if each.singular == name:
                return each
        raise Unknown(f"{self.vendor} has no “{name}”. {nearest(name, self.by_name)}")

    def action(self, name: str) -> Action:
        """The action of this name; raise `Unknown`."""
        if name in self.acts:
            return self.acts[name]
        raise Unknown(f"{self.vendor} has no action “{name}”. {nearest(name, self.acts)}")

    def actions_on(self, resource: str) -> Sequence[Action]:
        """What can be done to a resource."""
        return [each for each in self.actions if each.on == resource]


def routes(catalog: Catalog, category: Callable[[str, str], str]) -> tuple[Route, ...]:
    """Every endpoint of a catalog for the budget and the cache, the most literal paths first.

    `category` gives the bucket of the budget that pays for a method and template.
    """
    found: dict[tuple[str, str], Route] = {}
    for each in catalog.resources:
        for call in (each.listing, each.item):
            if call is not None:
                found.setdefault(
                    (call.method, call.template),
                    Route(
                        call.method,
                        call.template,
                        category(call.method, call.template),
                        each.fresh_s,
                    ),
                )
    for act in catalog.actions:
        made = Route(
            act.method,
            act.template,
            category(act.method, act.template),
            deadline_s=60,
            reads=act.effect == "read",
        )
        found.setdefault((act.method, act.template), made)
    return tuple(sorted(found.values(), key=literal))


def literal(route: Route) -> tuple[bool, ...]:
    """Sorts templates so that a literal segment comes before a placeholder in the same place."""
    return tuple(segment.startswith("{") for segment in route.template.split("/"))
