"""The project itself, its keys, and deleting what belongs to somebody (contract §8, §14)."""

from uuid import uuid4

from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.risicare import founding
from spandeck.sim.risicare.collection import Body, Collection, Record, json, opened, read
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.ingest import Text
from spandeck.sim.risicare.manage import Name
from spandeck.sim.risicare.project import Project
from spandeck.sim.search import Search, Summary

SETTINGS = "settings"
TOGETHER = 500
"""How many traces are looked up at once."""


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
ROUTES = (
    *KEYS.routes(),
    Route("/api-keys/{id}", revoke, methods=["DELETE"]),
    Route("/projects", the_project),
    Route("/projects", change_project, methods=["PATCH"]),
    Route("/data/delete-by-subject", delete_by_subject, methods=["POST"]),
)
