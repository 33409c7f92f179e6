"""The groups that run a project: datasets, alerts, webhooks, scores, keys (contract §8 to §14)."""

from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import uuid4

from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.risicare import founding
from spandeck.sim.risicare.collection import Body, Collection, Record, json, opened, read
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.ingest import Text
from spandeck.sim.risicare.project import Project
from spandeck.sim.risicare.story import alerts
from spandeck.sim.search import Search, Summary

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
SETTINGS = "settings"
TOGETHER = 500


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


class CreateKey(Body):
    """POST /api-keys."""

    name: Text = Name
    projectId: Text | None = None  # noqa: N815  # the contract's one camelCase field


class Settings(Body):
    """What can be set for a project."""

    retention_days: int = Field(ge=1)


class ChangeProject(Body):
    """PATCH /projects."""

    settings: Settings


class Subject(Body):
    """POST /data/delete-by-subject."""

    session_id: Text | None = None
    agent_id: Text | None = None
    trace_ids: list[Text] | None = None

    @model_validator(mode="after")
    def named(self) -> "Subject":
        """Somebody must be meant."""
        if not (self.session_id or self.agent_id or self.trace_ids):
            raise ValueError("one of session_id, agent_id and trace_ids is required")
        return self


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


def key(project: Project, record: Record) -> Record:
    """A new key; the whole of it is in this one answer only."""
    given = record.pop("projectId")
    if given not in (None, project.id):
        raise Refusal(403, "The key opens another project", field="projectId")
    secret = f"rsk-sim-{uuid4().hex[:24]}"
    return record | {
        "prefix": secret[:12],
        "project_id": project.id,
        "last_used_at": None,
        "revoked": False,
        "key": secret,
    }


def keyless(record: Record) -> Record:
    """A key without what is shown once."""
    return {name: value for name, value in record.items() if name != "key"}


async def revoke(request: Request) -> Response:
    """DELETE /api-keys/{id}: it stays in the list, revoked."""
    project = opened(request)
    found = KEYS.find(project, request.path_params["id"])
    project.shelf.put("api-keys", found["id"], found | {"revoked": True})
    return Response(status_code=204)


async def the_project(request: Request) -> Response:
    """GET /projects: the key's project, not a list."""
    return json(described(opened(request)))


async def change_project(request: Request) -> Response:
    """PATCH /projects."""
    project = opened(request)
    sent = await read(request, ChangeProject)
    project.shelf.put(SETTINGS, project.id, sent["settings"])
    return json(described(project))


def described(project: Project) -> Record:
    """The key's project with its settings."""
    settings = project.shelf.get(SETTINGS, project.id) or {"retention_days": 30}
    return {
        "id": project.id,
        "name": project.name,
        "settings": settings,
        "created_at": founding.FOUNDED,
    }


async def delete_by_subject(request: Request) -> Response:
    """POST /data/delete-by-subject (contract §14)."""
    project = opened(request)
    sent = await read(request, Subject)
    rows: list[Summary] = []
    if sent["session_id"]:
        rows += project.session(sent["session_id"])
    if sent["agent_id"]:
        rows += everything(project, Search(agent_name=sent["agent_id"]))
    details = [project.trace(each) for each in sent["trace_ids"] or ()]
    rows += [each.summary for each in details if each is not None]
    found = {each.trace_id: each for each in rows}
    sessions = {each.session_id for each in found.values() if each.session_id}
    for trace_id in found:
        project.delete(trace_id)
    emptied = sum(not project.session(each) for each in sessions)
    return json(
        {
            "spans_deleted": sum(each.span_count for each in found.values()),
            "sessions_deleted": emptied,
            "traces_affected": len(found),
        }
    )


def everything(project: Project, search: Search) -> list[Summary]:
    """All traces that fit."""
    found: list[Summary] = []
    after = None
    while True:
        page = project.traces(search, after, TOGETHER)
        found += page.rows
        if page.next is None:
            return found
        after = page.next


KEYS = Collection(
    kind="api-keys",
    word="API key",
    create=CreateKey,
    reads=False,
    told=founding.api_keys,
    made=key,
    stored=keyless,
)
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

ROUTES = (
    *(route for each in COLLECTIONS for route in each.routes()),
    *KEYS.routes(),
    Route("/api-keys/{id}", revoke, methods=["DELETE"]),
    Route("/projects", the_project),
    Route("/projects", change_project, methods=["PATCH"]),
    Route("/data/delete-by-subject", delete_by_subject, methods=["POST"]),
)
