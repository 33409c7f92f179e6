"""What can be done at Risicare (contracts/risicare.md §2 to §14), as data."""

from collections.abc import Mapping
from types import MappingProxyType

from spandeck.model.action import Action, Field, Follow
from spandeck.vendors.risicare.fixes import FIX
from spandeck.vendors.risicare.telemetry import API

EVENTS = (
    "trace.completed",
    "trace.error",
    "diagnosis.completed",
    "fix.deployed",
    "fix.graduated",
    "fix.rolled_back",
    "alert.triggered",
    "evaluation.completed",
)
"""What a webhook can be told (contract §13)."""
NOTHING: Mapping[str, str] = MappingProxyType({})
"""What an action keeps of a failure, unless it says so."""
SEVERITIES = ("info", "warning", "error", "critical")
ERASED = "Data may stay visible for up to five minutes after it was deleted."
UNDELIVERED = "Risicare does not deliver events yet: the webhook is stored, and nothing is sent."


def creation(
    name: str,
    title: str,
    on: str,
    *fields: Field,
    note: str = "",
    keeps: Mapping[str, str] = NOTHING,
) -> Action:
    """An action that makes one more of a resource."""
    return Action(name, title, on, "POST", f"{API}/{on}", "write", fields, note=note, keeps=keeps)


def change(name: str, title: str, on: str, *fields: Field) -> Action:
    """An action that changes one."""
    return Action(name, title, on, "PATCH", f"{API}/{on}/{{id}}", "write", fields)


def removal(name: str, title: str, on: str, note: str = "") -> Action:
    """An action that deletes one for good."""
    return Action(name, title, on, "DELETE", f"{API}/{on}/{{id}}", "destructive", note=note)


TELEMETRY = (
    removal("delete-trace", "Delete the trace with all its spans", "traces"),
    removal("delete-session", "Delete the session with all its traces", "sessions"),
    Action(
        "delete-by-subject",
        "Delete everything of a session, an agent or some traces",
        "traces",
        "POST",
        f"{API}/data/delete-by-subject",
        "destructive",
        (
            Field("session_id", of="sessions"),
            Field("agent_id", of="agents"),
            Field("trace_ids", "list", of="traces"),
        ),
        note=ERASED,
        check=lambda values, now_ns: (
            {} if values else {"session_id": "one of the three fields is required."}
        ),
    ),
    creation(
        "create-score",
        "Score a trace or a span",
        "scores",
        Field("trace_id", required=True, of="traces"),
        Field("span_id", about="without it the whole trace is scored"),
        Field("name", default="default"),
        Field("score", "number", required=True, least=0, most=1),
        Field("comment", "multiline"),
        Field("source", default="api"),
        keeps={"trace_id": "{trace}", "span_id": "{span}", "name": "triage", "comment": "{note}"},
    ),
)

HEALING = (
    Action(
        "diagnose",
        "Diagnose a failed span",
        "diagnoses",
        "POST",
        f"{API}/diagnoses",
        "write",
        (
            Field("trace_id", required=True, of="traces"),
            Field("span_id", required=True),
            Field("force", "flag", default=False, about="even if there is one under 24 h old"),
        ),
        follow=Follow("diagnoses", "id", done=("completed",), failed=("failed",)),
    ),
    creation("create-fix", "Create a fix", "fixes", *FIX),
    Action(
        "activate-fix",
        "Activate the fix",
        "fixes",
        "PATCH",
        f"{API}/fixes/{{id}}",
        "write",
        fixed={"status": "active"},
    ),
    creation(
        "deploy-fix",
        "Deploy a fix to part of the traffic",
        "deployments",
        Field("fix_id", required=True, of="fixes"),
        Field("initial_traffic_percentage", "number", default=5.0, least=0, most=100),
    ),
    Action(
        "roll-back",
        "Roll the deployment back",
        "deployments",
        "DELETE",
        f"{API}/deployments/{{id}}",
        "destructive",
        (Field("reason", required=True, place="query", about="why; it is kept"),),
    ),
)

QUALITY = (
    creation(
        "create-evaluation",
        "Evaluate a dataset or some traces",
        "evaluations",
        Field("name", required=True),
        Field(
            "evaluation_type",
            "choice",
            required=True,
            choices=("llm_judge", "rule_based", "human", "composite"),
        ),
        Field("dataset_id", of="datasets"),
        Field("trace_ids", "list", of="traces"),
        Field("config", "json", default={}),
        Field("criteria", "list", default=()),
    ),
    creation(
        "create-dataset",
        "Create a dataset",
        "datasets",
        Field("name", required=True),
        Field("description", "multiline"),
        Field("tags", "list"),
    ),
    change(
        "update-dataset",
        "Change the dataset",
        "datasets",
        Field("description", "multiline"),
        Field("tags", "list"),
    ),
    removal("delete-dataset", "Delete the dataset", "datasets"),
)

OPERATIONS = (
    creation(
        "create-alert",
        "Create an alert rule",
        "alerts",
        Field("name", required=True),
        Field("metric", required=True, about="such as error_rate"),
        Field("operator", required=True, about="such as >"),
        Field("threshold", "number", required=True),
        Field("description", "multiline"),
        Field("window_minutes", "integer", default=5, least=1),
        Field(
            "severity",
            "choice",
            default="warning",
            choices=("info", "warning", "error", "critical"),
        ),
        Field("channels", "list", default=()),
    ),
    change("update-alert", "Switch the rule on or off", "alerts", Field("enabled", "flag", True)),
    removal("delete-alert", "Delete the rule", "alerts"),
    creation(
        "create-webhook",
        "Create a webhook",
        "webhooks",
        Field("name", required=True),
        Field("url", required=True, about="public; no internal addresses"),
        Field("events", "choices", required=True, choices=EVENTS, least=1),
        Field("secret", "secret", about="never shown again"),
        Field("headers", "json", default={}),
        Field("retry_count", "integer", default=3, least=0),
        Field("timeout_seconds", "integer", default=30, least=1),
        note=UNDELIVERED,
    ),
    change(
        "update-webhook", "Switch the webhook on or off", "webhooks", Field("enabled", "flag", True)
    ),
    removal("delete-webhook", "Delete the webhook", "webhooks"),
    Action(
        "update-project",
        "Change the project's settings",
        "project",
        "PATCH",
        f"{API}/projects",
        "write",
        (Field("settings.retention_days", "integer", required=True, least=1),),
    ),
    Action(
        "create-api-key",
        "Create an API key",
        "api-keys",
        "POST",
        f"{API}/api-keys",
        "write",
        (Field("name", required=True), Field("projectId", about="the key's own, if left empty")),
        once=("key",),
    ),
    removal("revoke-api-key", "Revoke the key", "api-keys"),
)

ACTIONS = (*TELEMETRY, *HEALING, *QUALITY, *OPERATIONS)
