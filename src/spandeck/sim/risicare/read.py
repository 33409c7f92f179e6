"""The read side of Risicare's management API: traces, sessions, the project."""

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from spandeck.sim.risicare import asked
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.project import Project
from spandeck.sim.risicare.records import trace_record
from spandeck.sim.risicare.tree import pieces


def project(request: Request) -> Project:
    """The project that the request's key opens."""
    found: Project = request.scope["project"]
    return found


async def traces(request: Request) -> Response:
    """GET /traces."""
    params = request.query_params
    page = project(request).traces(asked.search(params), asked.cursor(params), asked.limit(params))
    rows = [trace_record(each) for each in page.rows]
    pagination = {"cursor": asked.written(page.next), "has_more": page.next is not None}
    return JSONResponse({"data": rows, "pagination": pagination})


async def trace(request: Request) -> Response:
    """GET /traces/{trace_id}."""
    trace_id = request.path_params["trace_id"]
    found = project(request).trace(trace_id)
    if found is None:
        raise Refusal(404, "Trace not found", trace_id=trace_id)
    head = to_json(trace_record(found.summary) | {"max_depth": found.summary.max_depth})
    return StreamingResponse(pieces(head, found.spans), media_type="application/json")


ROUTES = (
    Route("/traces", traces),
    Route("/traces/{trace_id}", trace),
)
