"""Diagnoses, fixes and deployments as they are asked for (contracts/risicare.md §5 to §7)."""

from typing import Any, Literal

from pydantic import Field
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.clock import SECOND, iso, read_iso
from spandeck.sim.risicare import story
from spandeck.sim.risicare.collection import Body, Collection, Record, json, opened, read
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.explain import explained
from spandeck.sim.risicare.ingest import Text
from spandeck.sim.risicare.project import Project

DAY_NS = 86_400 * SECOND
PENDING_S, RUNNING_S = 2, 6
"""How long after it was asked for a diagnosis waits, and when it is done."""
STEPS = ((0, 5.0), (60, 25.0), (120, 50.0), (180, 100.0))
"""Seconds from the start of a deployment, and its share of the traffic from then on."""
OVER_S = 240
STARTING_S = 3
FINISHED = ("graduated", "rolled_back", "failed")
Name = Field(min_length=1)


class CreateDiagnosis(Body):
    """POST /diagnoses."""

    trace_id: Text = Name
    span_id: Text = Name
    force: bool = False


class CreateFix(Body):
    """POST /fixes."""

    title: Text = Name
    description: Text = Name
    fix_type: Literal["prompt", "parameter", "tool", "retry", "fallback", "guard", "routing"]
    error_code: Text = Name
    fix_config: dict[str, Any]
    agent_id: Text | None = None
    diagnosis_id: Text | None = None
    confidence: float = Field(0.5, ge=0, le=1)


class ChangeFix(Body):
    """PATCH /fixes/{id}."""

    status: Literal["draft", "active", "testing", "paused"]


class CreateDeployment(Body):
    """POST /deployments."""

    fix_id: Text = Name
    initial_traffic_percentage: float = Field(5.0, ge=0, le=100)


async def diagnose(request: Request) -> Response:
    """POST /diagnoses: 202 for a new one, 200 for one under a day old."""
    sent, project = await read(request, CreateDiagnosis), opened(request)
    detail = project.trace(sent["trace_id"])
    if detail is None:
        raise Refusal(404, "Trace not found", trace_id=sent["trace_id"])
    if all(from_json(body)["span_id"] != sent["span_id"] for _, body in detail.spans):
        raise Refusal(404, "Span not found", span_id=sent["span_id"])
    now = project.clock()
    if not sent["force"]:
        for each in DIAGNOSES.all(project):
            same = (each["trace_id"], each["span_id"]) == (sent["trace_id"], sent["span_id"])
            if same and now - read_iso(each["created_at"]) < DAY_NS:
                return json(shown(project, each) | {"cached": True})
    number = sum(1 for _ in project.shelf.all("diagnoses")) + 1
    record = {
        "id": f"diag-{number}-{sent['span_id'][:6]}",
        "trace_id": sent["trace_id"],
        "span_id": sent["span_id"],
        "created_at": iso(now),
    }
    project.shelf.put("diagnoses", record["id"], record)
    return json(shown(project, record), 202)


def shown(project: Project, record: Record) -> Record:
    """A diagnosis as far as it has come; its trace may be gone by then."""
    if "status" in record:
        return record
    age_s = (project.clock() - read_iso(record["created_at"])) / SECOND
    base = record | {"cached": False, "completed_at": None, "error": None}
    if age_s < RUNNING_S:
        return base | {"status": "pending" if age_s < PENDING_S else "running"}
    base["completed_at"] = iso(read_iso(record["created_at"]) + RUNNING_S * SECOND)
    detail = project.trace(record["trace_id"])
    spans = [from_json(body) for _, body in detail.spans] if detail else []
    span = next((each for each in spans if each["span_id"] == record["span_id"]), None)
    if span is None:
        return base | {"status": "failed", "error": "The trace was deleted."}
    return base | {"status": "completed", **explained(span, spans)}


def drafted(project: Project, record: Record) -> Record:
    """A new fix is a draft."""
    known = record["diagnosis_id"]
    if known is not None:
        DIAGNOSES.find(project, known)
    return record | {"status": "draft", "version": 1, "updated_at": record["created_at"]}


async def active(request: Request) -> Response:
    """GET /fixes/active."""
    project = opened(request)
    rows = [each for each in FIXES.all(project) if each["status"] == "active"]
    rows.sort(key=lambda each: each["created_at"], reverse=True)
    return json({"data": rows, "pagination": {"cursor": None, "has_more": False}})


def deployed(project: Project, record: Record) -> Record:
    """A new deployment of a fix that is there."""
    FIXES.find(project, record["fix_id"])
    return record | {"rollback_reason": None, "rolled_back_at": None}


def rolling(project: Project, record: Record) -> Record:
    """A deployment as far as it has come; without traffic there is nothing to measure."""
    if "status" in record:
        return record
    begun = read_iso(record["created_at"])
    age_s = (project.clock() - begun) / SECOND
    first = record["initial_traffic_percentage"]
    steps = [max(first, share) for at_s, share in STEPS if age_s >= at_s]
    status = "pending" if age_s < STARTING_S else "active" if age_s < STEPS[1][0] else "ramping"
    side = {"samples": 0, "error_rate": None, "p50_latency_ms": None, "p99_latency_ms": None}
    return record | {
        "status": "graduated" if age_s >= OVER_S else status,
        "traffic_percentage": steps[-1] if steps else first,
        "metrics": {"control": side, "treatment": side, "p_value": None},
        "graduated_at": iso(begun + OVER_S * SECOND) if age_s >= OVER_S else None,
    }


async def roll_back(request: Request) -> Response:
    """DELETE /deployments/{id}?reason=…: 200 with the deployment; 409 when it is over."""
    project = opened(request)
    found = rolling(project, DEPLOYMENTS.find(project, request.path_params["id"]))
    if found["status"] in FINISHED:
        raise Refusal(409, f"The deployment is {found['status']}", id=found["id"])
    record = found | {
        "status": "rolled_back",
        "traffic_percentage": 0.0,
        "rollback_reason": request.query_params.get("reason"),
        "rolled_back_at": iso(project.clock()),
    }
    project.shelf.put("deployments", record["id"], record)
    return json(record)


DIAGNOSES = Collection(kind="diagnoses", word="Diagnosis", told=story.diagnoses, shown=shown)
FIXES = Collection(
    kind="fixes",
    word="Fix",
    create=CreateFix,
    patch=ChangeFix,
    told=story.fixes,
    made=drafted,
)
DEPLOYMENTS = Collection(
    kind="deployments",
    word="Deployment",
    create=CreateDeployment,
    told=story.deployments,
    made=deployed,
    shown=rolling,
)
ROUTES = (
    Route("/fixes/active", active),
    Route("/diagnoses", diagnose, methods=["POST"]),
    *DIAGNOSES.routes(),
    *FIXES.routes(),
    Route("/deployments/{id}", roll_back, methods=["DELETE"]),
    *DEPLOYMENTS.routes(),
)
