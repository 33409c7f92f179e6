"""Monitors, the widgets of dashboards, webhooks and what they were told (contract §9)."""

from spandeck.model.action import Field
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.vendors.arize.group import (
    ABOUT,
    API,
    CREATED,
    JSON_HEADERS,
    NAME,
    NAMED,
    SPACED,
    UPDATED,
    act,
    calls,
    create,
    delete,
    parent,
    some,
    tagging,
    tags,
    update,
)
from spandeck.vendors.arize.metrics import DATA_QUALITY, DIMENSIONS, DRIFT, PERFORMANCE

MONITORS = ("DATA_QUALITY", "PERFORMANCE", "DRIFT", "CUSTOM_METRIC", "TRACING")
SOURCES = ("PROMPT", "EVALUATOR", "ONLINE_TASK", "SPACE")
EVENTS = (
    "PROMPT_VERSION_CREATED",
    "PROMPT_VERSION_LABELED",
    "PROMPT_VERSION_UNLABELED",
    "EVALUATOR_VERSION_CREATED",
    "ONLINE_TASK_RUN_FAILED",
)
HEADERS = Field("headers", "json", about=f"at most 20, {JSON_HEADERS}")
TIMEOUT = Field("timeout_ms", "integer", least=1000, most=60_000)

RESOURCES = (
    Resource(
        "monitors",
        "Monitors",
        "Monitoring",
        *calls("monitors"),
        columns=(
            NAME,
            Column("status", "Status", "status"),
            Column("type", "Type", "status"),
            Column("latest_computed_value", "Value", "number"),
            Column("threshold.value", "Threshold", "number"),
            Column("metric", "Metric", "status"),
            Column("evaluated_at", "Looked at", "time", absent="never"),
            Column("notifications_enabled", "Notifies", "flag"),
            Column("project_id", "Project", "id"),
        ),
        filters=(
            *SPACED,
            Filter("project_id", "text", "one project's", of="projects"),
            Filter("project_name", "text", "part of the project's name"),
            Filter("type", "text", "what it watches", choices=MONITORS),
            Filter("status", "text", "how it stands", choices=("TRIGGERED", "CLEARED", "NO_DATA")),
            Filter("notifications_enabled", "bool", "whether it notifies"),
            Filter("dimension_category", "text", "of what kind it watches", choices=DIMENSIONS),
            Filter("dimension_name", "text", "part of the dimension's name"),
            Filter("data_quality_metric", "text", "of data quality", choices=DATA_QUALITY),
            Filter("performance_metric", "text", "of performance", choices=PERFORMANCE),
            Filter("drift_metric", "text", "of drift", choices=DRIFT),
            Filter("custom_metric_id", "text", "one custom metric's"),
        ),
        relations=(
            Relation("Project", "projects", item="project_id"),
            Relation("Tags", "monitor-tags", {"monitor_id": "id"}),
        ),
        stage="alpha",
        tab=True,
    ),
    Resource(
        "dashboard-widgets",
        "Dashboard widgets",
        "Monitoring",
        item=Call("GET", f"{API}/dashboards/{{dashboard_id}}/widgets/{{id}}"),
        columns=(
            Column("title", "Title"),
            Column("type", "Type", "status"),
            Column("creation_status", "State", "status"),
            CREATED,
        ),
        filters=(
            Filter("dashboard_id", "text", "the dashboard's id", place="path", required=True),
        ),
        about="One widget by the ids of its dashboard and of itself; Arize lists none.",
        stage="beta",
    ),
    Resource(
        "webhooks",
        "Webhooks",
        "Monitoring",
        *calls("webhooks"),
        columns=(
            NAME,
            Column("url", "Address"),
            Column("auth_type", "Signed by", "status"),
            Column("timeout_ms", "Timeout", "duration"),
            ABOUT,
            UPDATED,
        ),
        filters=(
            Filter("org_id", "text", "one organization's", of="organizations"),
            NAMED,
        ),
        relations=(
            Relation("Attempts", "delivery-attempts", {"webhook_id": "id"}),
            Relation("Organization", "organizations", item="organization_id"),
        ),
        stage="alpha",
    ),
    Resource(
        "delivery-attempts",
        "Webhook delivery attempts",
        "Monitoring",
        Call("GET", f"{API}/webhooks/{{webhook_id}}/delivery-attempts"),
        key="",
        columns=(
            CREATED,
            Column("status_code", "Answer", "count"),
            Column("error_message", "Error", absent="none"),
            Column("attempt_number", "Attempt", "count"),
            Column("event_id", "Event", "id"),
        ),
        filters=(parent("webhook_id", "webhooks", "the webhook"),),
        largest=500,
        stage="alpha",
    ),
    Resource(
        "webhook-subscriptions",
        "Webhook subscriptions",
        "Monitoring",
        *calls("webhook-subscriptions"),
        columns=(
            Column("event", "Event", "status"),
            Column("source_type", "From", "status"),
            Column("source_id", "Source", "id"),
            Column("webhook_id", "Webhook", "id"),
            CREATED,
        ),
        filters=(
            Filter("source_type", "text", "together with source_id", choices=SOURCES),
            Filter("source_id", "text", "together with source_type"),
        ),
        relations=(Relation("Webhook", "webhooks", item="webhook_id"),),
        rows="subscriptions",
        stage="alpha",
    ),
    tags("monitors", "a monitor", "monitor_id"),
)

ACTIONS = (
    *tagging("monitors"),
    act(
        "create-webhook",
        "Create a webhook",
        "webhooks",
        "POST webhooks",
        Field("organization_id", required=True, of="organizations"),
        Field("name", required=True, longest=255),
        Field("url", required=True),
        Field("description", "multiline"),
        Field("auth_type", "choice", choices=("BEARER", "HMAC_SHA256")),
        Field("auth_token", "secret", when=("auth_type", "BEARER")),
        TIMEOUT,
        HEADERS,
        once=("signing_secret",),
        stage="alpha",
    ),
    update(
        "webhooks",
        "Change the webhook",
        Field("name", longest=255),
        Field("description", "multiline"),
        Field("url"),
        Field("auth_token", "secret"),
        TIMEOUT,
        HEADERS,
        check=some("name", "description", "url", "auth_token", "timeout_ms", "headers"),
        stage="alpha",
    ),
    delete("webhooks", "Delete the webhook", stage="alpha"),
    act(
        "test-webhook",
        "Send the webhook a test",
        "webhooks",
        "POST webhooks/{id}/test",
        note="Done means that the test was sent: status_code tells what was answered.",
        stage="alpha",
    ),
    create(
        "webhook-subscriptions",
        "Tell a webhook of an event",
        Field("webhook_id", required=True, of="webhooks"),
        Field("source_type", "choice", required=True, choices=SOURCES),
        Field("source_id", required=True, about="the id of that prompt, evaluator, task or space"),
        Field("event", "choice", required=True, choices=EVENTS),
        stage="alpha",
    ),
    delete("webhook-subscriptions", "Tell the webhook no longer", stage="alpha"),
)
