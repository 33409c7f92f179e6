"""The management API: traces and sessions (contracts/risicare.md §2, §3)."""

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from spandeck.sim.risicare import asked
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.project import Project
from spandeck.sim.risicare.records import Record, session_record, trace_record
from spandeck.sim.risicare.tree import pieces
from spandeck.sim.search import Position


def opened(request: Request) -> Project:
    """The project that the request's key opens."""
    found: Project = request.scope["project"]
    return found


def page(rows: list[Record], after: Position | None) -> Response:
    """A list's answer (contract §0.1)."""
    pagination = {"cursor": asked.written(after), "has_more": after is not None}
    return answer({"data": rows, "pagination": pagination})


def answer(record: Record) -> Response:
    """A JSON answer."""
    return Response(to_json(record), media_type="application/json")


async def traces(request: Request) -> Response:
    """GET /traces."""
    params = request.query_params
    found = opened(request).traces(asked.search(params), asked.cursor(params), asked.limit(params))
    return page([trace_record(each) for each in found.rows], found.next)


async def trace(request: Request) -> Response:
    """GET /traces/{trace_id}: in pieces, as it may have tens of thousands of spans."""
    trace_id = request.path_params["trace_id"]
    found = opened(request).trace(trace_id)
    if found is None:
        raise Refusal(404, "Trace not found", trace_id=trace_id)
    head = to_json(trace_record(found.summary) | {"max_depth": found.summary.max_depth})
    return StreamingResponse(pieces(head, found.spans), media_type="application/json")


async def delete_trace(request: Request) -> Response:
    """DELETE /traces/{trace_id}."""
    trace_id = request.path_params["trace_id"]
    if not opened(request).delete(trace_id):
        raise Refusal(404, "Trace not found", trace_id=trace_id)
    return Response(status_code=204)


async def sessions(request: Request) -> Response:
    """GET /sessions."""
    params = request.query_params
    found = opened(request).sessions(asked.cursor(params), asked.limit(params))
    return page([session_record(name, rows) for name, rows in found.rows if rows], found.next)


async def session(request: Request) -> Response:
    """GET /sessions/{session_id}."""
    session_id = request.path_params["session_id"]
    rows = opened(request).session(session_id)
    if not rows:
        raise Refusal(404, "Session not found", session_id=session_id)
    return answer(session_record(session_id, rows) | {"traces": [trace_record(r) for r in rows]})


async def delete_session(request: Request) -> Response:
    """DELETE /sessions/{session_id}."""
    session_id = request.path_params["session_id"]
    if not opened(request).delete_session(session_id):
        raise Refusal(404, "Session not found", session_id=session_id)
    return Response(status_code=204)


ROUTES = (
    Route("/traces", traces),
    Route("/traces/{trace_id:path}", trace),
    Route("/traces/{trace_id:path}", delete_trace, methods=["DELETE"]),
    Route("/sessions", sessions),
    Route("/sessions/{session_id:path}", session),
    Route("/sessions/{session_id:path}", delete_session, methods=["DELETE"]),
)
