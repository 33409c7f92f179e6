"""`spandeck resources`: what can be got and done, by vendor and group; asks no vendor."""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spandeck.cli.offer import catalogs
from spandeck.cli.outlet import stdout
from spandeck.cli.table import Column, Table
from spandeck.export import JsonWriter
from spandeck.model.catalog import Catalog
from spandeck.model.query import Filter
from spandeck.model.resource import Resource
from spandeck.vendors import VENDORS


@dataclass(frozen=True, slots=True)
class Offer:
    """One resource of one vendor, with what can be done to it."""

    vendor: str
    resource: Resource
    actions: tuple[str, ...]


COLUMNS: tuple[Column[Offer], ...] = (
    Column("VENDOR", lambda each: each.vendor),
    Column("RESOURCE", lambda each: each.resource.name),
    Column("GROUP", lambda each: each.resource.group, widest=24),
    Column("GET", lambda each: " ".join(reads(each.resource))),
    Column("FILTERS", lambda each: " ".join(map(filtered, each.resource.filters)), widest=40),
    Column("ACTIONS", lambda each: " ".join(each.actions), widest=40),
    Column("STAGE", lambda each: each.resource.stage),
    Column("TITLE", lambda each: each.resource.title),
)


def run(arguments: argparse.Namespace) -> int:
    """Print them all, or one vendor's."""
    found = catalogs(arguments.vendor)
    if arguments.output == "markdown":
        stdout().write(markdown(found))
        return 0
    offers = [each for catalog in found for each in offered(catalog)]
    if arguments.output == "table":
        Table(stdout(), COLUMNS).add(offers)
        return 0
    writer = JsonWriter(stdout())
    for each in offers:
        writer.add(record(each))
    writer.end()
    return 0


def offered(catalog: Catalog) -> Iterator[Offer]:
    """A catalog's resources in its order."""
    for each in catalog.resources:
        actions = tuple(action.name for action in catalog.actions_on(each.name))
        yield Offer(catalog.vendor, each, actions)


def reads(resource: Resource) -> list[str]:
    """How it is read: as a list, one by its id, or the only one there is."""
    words = ["list"] if resource.listing is not None else []
    if resource.item is not None:
        words.append("only" if resource.single else "one")
    return words


def filtered(known: Filter) -> str:
    """A filter's name, marked where nothing is answered without it."""
    return f"{known.name}!" if known.required else known.name


def record(offer: Offer) -> dict[str, object]:
    """One resource whole."""
    each = offer.resource
    return {
        "vendor": offer.vendor,
        "name": each.name,
        "title": each.title,
        "group": each.group,
        "get": reads(each),
        "endpoints": [
            f"{call.method} {call.template}" for call in (each.listing, each.item) if call
        ],
        "key": each.key,
        "columns": [
            {"path": column.path, "title": column.title, "kind": column.kind}
            for column in each.columns
        ],
        "filters": [
            {
                "name": known.name,
                "kind": known.kind,
                "operators": list(known.operators),
                "choices": list(known.choices),
                "required": known.required,
                "about": known.about,
            }
            for known in each.filters
        ],
        "relations": [{"title": one.title, "to": one.to} for one in each.relations],
        "actions": list(offer.actions),
        "stage": each.stage,
        "about": each.about,
        "note": each.note,
    }


def mark(resource: Resource) -> str:
    """The vendor's release stage, as one letter after the name."""
    return {"alpha": " α", "beta": " β", "": ""}[resource.stage]


def markdown(found: Iterable[Catalog]) -> str:
    """The table of what is covered, a line a group, and what is left alone and why."""
    lines = ["| vendor | group | get | do |", "|---|---|---|---|"]
    left: list[str] = []
    for catalog in found:
        title = VENDORS[catalog.vendor].title
        groups: dict[str, list[Offer]] = {}
        for each in offered(catalog):
            groups.setdefault(each.resource.group, []).append(each)
        for group, offers in groups.items():
            names = " · ".join(f"{each.resource.name}{mark(each.resource)}" for each in offers)
            actions = " · ".join(name for each in offers for name in each.actions)
            lines.append(f"| {title} | {group} | {names} | {actions or '—'} |")
        reasons: dict[str, list[str]] = {}
        for one in catalog.excluded:
            reasons.setdefault(one.reason, []).append(f"`{one.method} {one.template}`")
        left += [f"- {title}: {', '.join(which)}. {why}" for why, which in reasons.items()]
    if left:
        lines += ["", "Left alone:", "", *left]
    return "\n".join(lines) + "\n"
