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


DESCRIPTOR = Descriptor(
    vendor="apidepth",
    routes=routes(CATALOG, category),
    windows={"default": (Window(30, 3, "adaptive"),)},
)
"""No limits are stated (contract §0), so the rate is learnt, as at Arize: thirty may come at once,
for one screen asks two dozen questions about all providers. Every refusal halves that."""
