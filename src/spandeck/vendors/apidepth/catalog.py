"""Apidepth's endpoints and its budget as data (contracts/apidepth.md)."""

from spandeck.model.catalog import Catalog, routes
from spandeck.model.limits import Descriptor, Window
from spandeck.vendors.apidepth.actions import ACTIONS
from spandeck.vendors.apidepth.agreed import AGREED
from spandeck.vendors.apidepth.traffic import API, HEALTH, LIMITS, TRAFFIC

CATALOG = Catalog("apidepth", (*LIMITS, *TRAFFIC, *AGREED, *HEALTH), ACTIONS)
"""All that the contract lists."""


def category(method: str, template: str) -> str:
    """Sending events takes nothing from those who read."""
    return "ingest" if template == f"{API}/events" else "default"


WINDOWS = {"default": (Window(10, 1.0, "assumed"), Window(240, 60.0, "assumed"))}
"""No limits are stated (contract §0). One screen asks up to two dozen questions, about every
provider, and at one a second, where a budget without any limit begins, it would give up waiting.
What answers say about limits counts at once."""

DESCRIPTOR = Descriptor(vendor="apidepth", routes=routes(CATALOG, category), windows=WINDOWS)
