"""A vendor's landmarks: its web addresses, and those of what its catalog reads by an id alone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from spandeck.model.address import RECORD, SESSION, TRACE, Address, Landmarks
from spandeck.model.catalog import Catalog
from spandeck.model.connection import Connection
from spandeck.model.resource import Resource

ROOT = re.compile(r"(/api)?/v\d+(?=/)")
"""Where an API begins; the rest of a path is often that of the web interface too."""
NAMED = {"traces": f"{{{TRACE}}}", "sessions": f"{{{SESSION}}}"}
"""Resources that are shown as what they are rather than as records."""


def landmarks(
    connection: Connection,
    title: str,
    catalog: Catalog,
    *,
    web: Iterable[Address] = (),
    home: str = "",
    beginnings: Mapping[str, str] | None = None,
    silent: tuple[str, ...] = (),
) -> Landmarks:
    """`web` are the forms of its web interface, which is at `home` if not where the API is."""
    hosts = {urlsplit(each).netloc.lower() for each in (connection.url, home) if each}
    return Landmarks(
        catalog.vendor,
        title,
        frozenset(hosts),
        (*web, *api(catalog.resources)),
        beginnings or {},
        silent,
    )


def api(resources: Iterable[Resource]) -> Iterator[Address]:
    """The addresses of what can be read by its id alone."""
    for each in resources:
        if readable(each) and each.item is not None:
            form = ROOT.sub("", each.item.template, count=1)
            named = NAMED.get(each.name)
            yield Address(form.replace("{id}", named)) if named else Address(form, each.name)


def readable(resource: Resource) -> bool:
    """Whether an id is all it takes to read one."""
    template = resource.item.template if resource.item else ""
    return template.count("{") == 1 and f"{{{RECORD}}}" in template
