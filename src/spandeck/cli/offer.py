"""What the vendors offer, for commands that print it; asks nobody, but imports their packages."""

from spandeck.model.catalog import Catalog
from spandeck.vendors import VENDORS


def catalog(vendor: str) -> Catalog:
    """A vendor's catalog; imports that vendor's package."""
    return VENDORS[vendor].load().catalog


def catalogs(vendor: str | None) -> list[Catalog]:
    """One vendor's, or those of all."""
    return [catalog(each) for each in ([vendor] if vendor else VENDORS)]
