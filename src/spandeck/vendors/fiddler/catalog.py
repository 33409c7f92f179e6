"""Fiddler's endpoints and budget as data (contracts/fiddler.md §2, §5, §6)."""

from collections.abc import Iterable
from dataclasses import replace

from spandeck.model.catalog import Catalog, Excluded, routes
from spandeck.model.limits import MEGABYTE, Descriptor, Route, Window
from spandeck.vendors.fiddler import (
    alerts,
    evaluation,
    evaluators,
    models,
    organisation,
    rules,
    telemetry,
)
from spandeck.vendors.fiddler.group import API

ARTIFACT = "It is about a model's artifact, which programs deploy."

CATALOG = Catalog(
    "fiddler",
    (
        *telemetry.RESOURCES,
        *organisation.RESOURCES,
        *models.RESOURCES,
        *alerts.RESOURCES,
        *evaluation.RESOURCES,
        *evaluators.RESOURCES,
    ),
    (
        *telemetry.ACTIONS,
        *organisation.ACTIONS,
        *models.ACTIONS,
        *rules.ACTIONS,
        *evaluation.ACTIONS,
        *evaluators.ACTIONS,
    ),
    (
        *(
            Excluded(method, f"{API}/models/{{id}}/{name}", ARTIFACT)
            for name, methods in (
                ("deployment", ("GET", "PATCH")),
                ("deploy-artifact", ("POST", "PUT")),
                ("deploy-surrogate", ("POST", "PUT")),
                ("download-artifact", ("GET",)),
            )
            for method in methods
        ),
        Excluded("GET", "/v2/alert-configs/{id}/records", "alert-rule-records are the same."),
        Excluded("GET", f"{API}/version-compatibility", "It is for the vendor's own clients."),
        Excluded("POST", "/v1/traces", "Programs send telemetry; spandeck reads it."),
    ),
)
"""All that the contract lists."""

READ = (Window(30, 1), Window(1000, 60))
WRITE = (Window(10, 1), Window(300, 60))
LISTED = {
    f"POST {telemetry.QUERY}": (Window(10, 1), Window(120, 60)),
    f"DELETE {API}/events": (Window(30, 86_400),),
    f"DELETE {API}/traces": (Window(5, 1), Window(100, 86_400)),
    f"DELETE {API}/sessions": (Window(5, 1), Window(100, 86_400)),
}
"""Endpoints with a budget of their own kind (contract §2.1)."""
UNLIMITED = frozenset(
    f"{method} {API}/{path}"
    for method, path in (
        ("POST", "events"),
        ("PATCH", "events"),
        ("POST", "files/upload"),
        ("POST", "files/multipart-init"),
        ("POST", "files/multipart-upload"),
        ("POST", "files/multipart-complete"),
        ("POST", "queries"),
        ("POST", "evals/score"),
        ("POST", "spans/fields"),
        ("POST", "evals/datasets/{id}/items"),
        ("POST", "evals/datasets/{id}/items/from-spans"),
        ("POST", "evals/experiments/{id}/items"),
        ("POST", "evals/experiments/{id}/results"),
    )
)
"""Endpoints for which the vendor lists no limit."""
PACE = (Window(20, 1),)
"""What spandeck allows itself where nobody states a limit."""


def category(method: str, template: str) -> str:
    """Every endpoint counts for itself (contract §2.2)."""
    return f"{method} {template}"


def windows(found: Iterable[Route]) -> dict[str, tuple[Window, ...]]:
    """The budget of every endpoint (contract §2.1, §2.3)."""
    made = {}
    for each in found:
        usual = READ if each.method == "GET" else WRITE
        made[each.category] = LISTED.get(
            each.category, PACE if each.category in UNLIMITED else usual
        )
    return made


def bounded(route: Route) -> Route:
    """Spans carry whole conversations, files may have a hundred megabytes: both take time."""
    if route.template == telemetry.QUERY:
        return replace(route, max_bytes=128 * MEGABYTE, deadline_s=60)
    if route.template.startswith(f"{API}/files/"):
        return replace(route, deadline_s=600)
    return route


ROUTES = tuple(bounded(each) for each in routes(CATALOG, category))
DESCRIPTOR = Descriptor("fiddler", ROUTES, windows(ROUTES), reset="epoch_s")
"""Two windows a category, of which the headers tell one at a time."""
