"""What the vendors offer, for commands that print it; asks nobody, but imports their packages."""

from spandeck.cli.ending import Usage
from spandeck.model.catalog import Catalog
from spandeck.vendors import VENDORS


def catalog(vendor: str) -> Catalog:
    """A vendor's catalog; raise `Usage` while spandeck cannot read that vendor."""
    load = VENDORS[vendor].load
    if load is None:
        raise Usage(VENDORS[vendor].absent)
    return load().catalog


def catalogs(vendor: str | None) -> list[Catalog]:
    """One vendor's, or those of all that can be read."""
    if vendor is not None:
        return [catalog(vendor)]
    return [each.load().catalog for each in VENDORS.values() if each.load is not None]
