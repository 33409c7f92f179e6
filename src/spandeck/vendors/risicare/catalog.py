"""Risicare's endpoints, budget and filters as data; light, so that every command may read it."""

from spandeck.model.limits import MEGABYTE, Descriptor, Route, Window
from spandeck.model.query import Filter

API = "/api/v1"
"""The management API below the origin (contract §0)."""

LARGEST_PAGE = 100
"""The most rows a list gives at once (contract §0.1)."""

BOUNDS = (">=", "<=")

DESCRIPTOR = Descriptor(
    vendor="risicare",
    routes=(
        Route("GET", f"{API}/traces", fresh_s=5),
        Route(
            "GET",
            f"{API}/traces/{{trace_id}}",
            fresh_s=300,
            max_bytes=128 * MEGABYTE,
            deadline_s=60,
        ),
        Route("GET", f"{API}/sessions", fresh_s=15),
        Route("GET", f"{API}/sessions/{{session_id}}", fresh_s=15),
        Route("GET", "/health/ready", category=""),
    ),
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
