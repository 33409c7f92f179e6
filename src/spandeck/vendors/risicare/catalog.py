"""Risicare's endpoints, budget and filters as data (contracts/risicare.md)."""

from dataclasses import replace

from spandeck.model.catalog import Catalog, Excluded, routes
from spandeck.model.limits import MEGABYTE, Descriptor, Route, Window
from spandeck.model.query import Filter
from spandeck.vendors.risicare.actions import ACTIONS
from spandeck.vendors.risicare.operations import OPERATIONS
from spandeck.vendors.risicare.telemetry import API, HEALING, QUALITY, TELEMETRY

LARGEST_PAGE = 100
"""The most rows a list gives at once (contract §0.1)."""

BOUNDS = (">=", "<=")

SENT = "Programs send telemetry, through OpenTelemetry; spandeck reads it."
CATALOG = Catalog(
    "risicare",
    (*TELEMETRY, *HEALING, *QUALITY, *OPERATIONS),
    ACTIONS,
    tuple(
        Excluded("POST", path, SENT)
        for path in (
            "/v1/spans",
            "/v1/spans/batch",
            "/v1/traces",
            "/v1/events",
            "/v1/otlp/v1/traces",
        )
    ),
)
"""All that the contract lists."""


def category(method: str, template: str) -> str:
    """Everything shares one budget, but health, which costs nothing (contract §0.3)."""
    return "" if template.startswith("/health") else "default"


def bounded(route: Route) -> Route:
    """A trace may be large and slow, and once it is complete it does not change."""
    if (route.method, route.template) != ("GET", f"{API}/traces/{{id}}"):
        return route
    return replace(route, fresh_s=300, max_bytes=128 * MEGABYTE, deadline_s=60)


DESCRIPTOR = Descriptor(
    vendor="risicare",
    routes=tuple(bounded(each) for each in routes(CATALOG, category)),
    windows={"default": (Window(1000, 60),)},
    reset="epoch_s",
)
"""The window's length is nowhere stated: 60 s until the answers teach another (contract §0.3)."""

FILTERS = (
    Filter("error_code", "text", "MODULE.CATEGORY.CODE; a trailing * matches any ending"),
    Filter("status", "text", "how the trace ended", choices=("error", "ok")),
    Filter("has_error", "bool", "status=error in the vendor's own words"),
    Filter(
        "duration",
        "duration",
        "how long the trace took, such as 5s",
        operators=BOUNDS,
        aliases={"min_duration_ms": ">=", "max_duration_ms": "<="},
    ),
    Filter("session", "text", "the session's id", aliases={"session_id": "="}),
    Filter("agent", "text", "the agent's name", aliases={"agent_name": "="}),
    Filter("environment", "text", "such as production"),
    Filter(
        "start",
        "time",
        "when the trace began, such as 2026-11-21T14:00Z",
        operators=BOUNDS,
        aliases={"start_time_from": ">=", "start_time_to": "<="},
    ),
    Filter("name", "text", "the trace's name; * matches anything", at_vendor=False),
    Filter("spans", "number", "how many spans", operators=BOUNDS, at_vendor=False),
    Filter("errors", "number", "how many failed spans", operators=BOUNDS, at_vendor=False),
    Filter("tokens", "number", "tokens in all", operators=BOUNDS, at_vendor=False),
    Filter("cost", "number", "US dollars in all", operators=BOUNDS, at_vendor=False),
)
"""What the list of traces can be filtered by (contract §2); the local ones see loaded rows only."""
