"""The groups that people set up: datasets, alerts, webhooks, scores (contract §10 to §13)."""

from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field

from spandeck.sim.risicare import founding
from spandeck.sim.risicare.alarms import alerts
from spandeck.sim.risicare.collection import Body, Collection, Record
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.ingest import Text
from spandeck.sim.risicare.project import Project

Severity = Literal["info", "warning", "error", "critical"]
Event = Literal[
    "trace.completed",
    "trace.error",
    "diagnosis.completed",
    "fix.deployed",
    "fix.graduated",
    "fix.rolled_back",
    "alert.triggered",
    "evaluation.completed",
]
Name = Field(min_length=1)


class CreateDataset(Body):
    """POST /datasets."""

    name: Text = Name
    description: Text | None = None
    tags: list[Text] = Field(default_factory=list)


class ChangeDataset(Body):
    """PATCH /datasets/{id}."""

    description: Text | None = None
    tags: list[Text] | None = None


class CreateAlert(Body):
    """POST /alerts."""

    name: Text = Name
    metric: Text = Name
    operator: Text = Name
    threshold: float = Field(allow_inf_nan=False)
    description: Text | None = None
    window_minutes: int = Field(5, ge=1)
    severity: Severity = "warning"
    channels: list[Any] = Field(default_factory=list)


class Enabled(Body):
    """PATCH of an alert rule or a webhook."""

    enabled: bool


class CreateWebhook(Body):
    """POST /webhooks."""

    name: Text = Name
    url: Text
    events: list[Event] = Field(min_length=1)
    secret: Text | None = None
    headers: dict[str, Text] = Field(default_factory=dict)
    retry_count: int = Field(3, ge=0)
    timeout_seconds: int = Field(30, ge=1)


class CreateScore(Body):
    """POST /scores; its range is checked apart, as it is a 422."""

    trace_id: Text = Name
    span_id: Text | None = None
    name: Text = "default"
    score: float = Field(allow_inf_nan=False)
    comment: Text | None = None
    source: Text = "api"


def dataset(project: Project, record: Record) -> Record:
    """A new dataset is empty."""
    return record | {"item_count": 0, "updated_at": record["created_at"]}


def alert(project: Project, record: Record) -> Record:
    """A new rule is on."""
    return record | {
        "enabled": True,
        "last_triggered_at": None,
        "updated_at": record["created_at"],
    }


def webhook(project: Project, record: Record) -> Record:
    """A new webhook is on; its address must be public, and its secret is not repeated."""
    parts = urlsplit(record["url"])
    if parts.scheme not in ("http", "https") or not public(parts.hostname or ""):
        raise Refusal(400, "url must be a public http or https address", field="url")
    return {name: value for name, value in record.items() if name != "secret"} | {"enabled": True}


def public(host: str) -> bool:
    """Whether a host is on the internet, as far as its name tells."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".localhost"))


def score(project: Project, record: Record) -> Record:
    """A score is between 0 and 1, on a trace that is there."""
    if not 0 <= record["score"] <= 1:
        raise Refusal(422, "score must be between 0.0 and 1.0", field="score")
    found = project.trace(record["trace_id"])
    if found is None:
        raise Refusal(404, "Trace not found", trace_id=record["trace_id"])
    return record


DATASETS = Collection(
    kind="datasets",
    word="Dataset",
    create=CreateDataset,
    patch=ChangeDataset,
    deletes=True,
    told=founding.datasets,
    made=dataset,
)
COLLECTIONS = (
    DATASETS,
    Collection(
        kind="alerts",
        word="Alert rule",
        create=CreateAlert,
        patch=Enabled,
        deletes=True,
        made=alert,
        told=alerts,
    ),
    Collection(
        kind="webhooks",
        word="Webhook",
        create=CreateWebhook,
        patch=Enabled,
        deletes=True,
        told=founding.webhooks,
        made=webhook,
    ),
    Collection(
        kind="scores",
        word="Score",
        create=CreateScore,
        reads=False,
        told=founding.scores,
        made=score,
        filters=("trace_id",),
        most=200,
    ),
)

ROUTES = tuple(route for each in COLLECTIONS for route in each.routes())
