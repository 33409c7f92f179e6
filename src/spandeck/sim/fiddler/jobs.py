"""Jobs: what is done in the background, by the clock alone (contracts/fiddler.md §5.16).

A job is kept with when it was made and how it will end; its status is told from the time. What it
does is done at once, and seen at the latest when it ends.
"""

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.clock import SECOND, iso, read_iso
from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.collection import opened
from spandeck.sim.fiddler.envelope import Record, normal
from spandeck.sim.fiddler.lists import listed

PENDING_S = 1.0
STARTED_S = 5.0
"""How long a job waits, and then runs."""
RECENT_S = 3600
KIND = "jobs"


def begin(
    account: Account,
    name: str,
    model: Record,
    resource: str,
    error: str | None = None,
    at: str | None = None,
) -> Record:
    """Make a job for a model, which fails with an `error`; gives its reference.

    It begins now, or began `at` an earlier time.
    """
    shown = account.shown(model)
    info = {
        "resource_type": resource,
        "resource_name": model["name"],
        "project_name": shown["project"]["name"],
        "resource": {"id": model["id"], "name": model["name"]},
        "model": account.named("model", model["id"]),
        "project": shown["project"],
    }
    identifier, made = str(uuid4()), at or account.now()
    job = {"id": identifier, "name": name, "info": info, "created_at": made, "error": error}
    account.shelf.put(KIND, identifier, job)
    return {"id": identifier, "name": name}


def item(account: Account, job: Record) -> Record:
    """A job as lists have it."""
    made = read_iso(job["created_at"])
    age_s = (account.clock() - made) / SECOND
    started, ended = age_s >= PENDING_S, age_s >= PENDING_S + STARTED_S
    terminal = "FAILURE" if job["error"] else "SUCCESS"
    status = terminal if ended else "STARTED" if started else "PENDING"
    started_ns, ended_ns = (
        made + int(PENDING_S * SECOND),
        made + int((PENDING_S + STARTED_S) * SECOND),
    )
    return {
        "id": job["id"],
        "name": job["name"],
        "info": job["info"],
        "status": status,
        "created_at": job["created_at"],
        "updated_at": iso(min(account.clock(), ended_ns)),
        "started_at": iso(started_ns) if started else None,
        "completed_at": iso(ended_ns) if ended else None,
    }


def whole(account: Account, job: Record) -> Record:
    """A job with how far it is; a failed one stopped on the way."""
    found = item(account, job)
    age_s = (account.clock() - read_iso(job["created_at"])) / SECOND
    share = min(1.0, max(0.0, (age_s - PENDING_S) / STARTED_S))
    failed = found["status"] == "FAILURE"
    return found | {
        "progress": round(share * (60.0 if job["error"] else 100.0), 1),
        "error_message": job["error"] if failed else None,
        "error_reason": "JobFailed" if failed else None,
    }


async def read(request: Request) -> Response:
    """GET one, with its tasks where `verbose` asks for them."""
    account = opened(request)
    job = account.get(KIND, request.path_params["id"], "Job")
    found = whole(account, job)
    if request.query_params.get("verbose", "").lower() == "true":
        task = {"status": found["status"], "progress": found["progress"]}
        found["extras"] = {job["id"]: task | {"error_message": found["error_message"]}}
    return normal(found)


async def every(request: Request) -> Response:
    """GET all."""
    account = opened(request)
    return listed(request, [item(account, each) for each in account.all(KIND)], ("status",))


async def lately(request: Request) -> Response:
    """GET the jobs of the last hour with their progress, newest first, not paged."""
    account = opened(request)
    since = account.clock() - RECENT_S * SECOND
    found = [each for each in account.all(KIND) if read_iso(each["created_at"]) >= since]
    return normal({"jobs": [whole(account, each) for each in reversed(found)]})


ROUTES = (
    Route("/v3/jobs", every),
    Route("/v3/jobs/real-time", lately),
    Route("/v3/jobs/{id}", read),
)
