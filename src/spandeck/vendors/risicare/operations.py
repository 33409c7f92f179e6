"""What Risicare holds to run a project: alerts, webhooks, keys, health (contract §8 to §15)."""

from spandeck.model.resource import Call, Column, Resource
from spandeck.vendors.risicare.telemetry import API, CREATED, calls

OPERATIONS = (
    Resource(
        "alerts",
        "Alerts",
        "Operations",
        *calls("alerts"),
        columns=(
            Column("name", "Rule"),
            Column("severity", "Severity", "status"),
            Column("metric", "Metric"),
            Column("operator", "Is"),
            Column("threshold", "Threshold", "number"),
            Column("enabled", "Enabled", "flag"),
            Column("last_triggered_at", "Last fired", "time", absent="never"),
            Column("window_minutes", "Window", "duration", unit="min"),
        ),
        tab=True,
    ),
    Resource(
        "webhooks",
        "Webhooks",
        "Operations",
        *calls("webhooks"),
        columns=(
            Column("name", "Name"),
            Column("url", "Address"),
            Column("enabled", "Enabled", "flag"),
            Column("events", "Events", "list"),
            CREATED,
        ),
        note="Risicare does not deliver events yet: a webhook is stored, and nothing is sent.",
    ),
    Resource(
        "project",
        "Project",
        "Operations",
        item=Call("GET", f"{API}/projects"),
        columns=(
            Column("name", "Name"),
            Column("settings.retention_days", "Days kept", "count"),
            CREATED,
        ),
        about="The one project that the key opens.",
    ),
    Resource(
        "api-keys",
        "API keys",
        "Operations",
        Call("GET", f"{API}/api-keys"),
        columns=(
            Column("name", "Name"),
            Column("prefix", "Begins with", "id"),
            Column("revoked", "Revoked", "flag"),
            Column("last_used_at", "Last used", "time", absent="never"),
            CREATED,
        ),
    ),
    Resource(
        "health",
        "Health",
        "Operations",
        item=Call("GET", "/health"),
        key="",
        about="Whether the gateway answers.",
        fresh_s=0,
    ),
    Resource(
        "health-ready",
        "Health: dependencies",
        "Operations",
        item=Call("GET", "/health/ready"),
        key="",
        about="Whether ClickHouse, PostgreSQL and Redis can be reached.",
        fresh_s=0,
    ),
    Resource(
        "health-live",
        "Health: process",
        "Operations",
        item=Call("GET", "/health/live"),
        key="",
        about="Whether the process is alive.",
        fresh_s=0,
    ),
)
