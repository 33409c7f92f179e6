"""POST /v2/traces, a read: traces by their roots, newest first (contracts/arize.md §8.4)."""

from typing import Any

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.body import checked, json
from spandeck.sim.arize.collection import caller
from spandeck.sim.arize.filter.tree import fits
from spandeck.sim.arize.organisation import Record
from spandeck.sim.arize.paging import paging
from spandeck.sim.arize.query import asked
from spandeck.sim.arize.telemetry.narrow import narrowed
from spandeck.sim.arize.telemetry.request import Asked, tree, window
from spandeck.sim.arize.telemetry.store import Store
from spandeck.sim.arize.telemetry.view import looked_at
from spandeck.sim.arize.telemetry.walk import Walk
from spandeck.sim.world.spans import SpanPlace

LONGEST = 1000
"""Spans of one trace that are shown."""
PATIENCE = 500
"""How many traces one page looks at, less than a second's work."""
LIST_TRACES = TypeAdapter(Asked)


async def traces(request: Request) -> Response:
    """POST /v2/traces: a trace fits when any of its spans does."""
    who = caller(request)
    asked(request.query_params, {})
    raw, said = await json(request)
    who.refer(said)
    wanted = checked(LIST_TRACES, raw)
    paged = paging(request.query_params, said, most=50, usual=25)
    filtered, store = tree(wanted.filter), Store(who.organisation, wanted.project_id)
    within = window(who.organisation, wanted.start_time, wanted.end_time)
    after = SpanPlace(*paged.after) if paged.after else None
    walk = Walk(paged, PATIENCE)
    for root in store.roots(within, after, narrowed(filtered, who.organisation.world)):
        spans = store.trace(root.trace_id, within, LONGEST + 1)
        shown = filtered is None or any(fits(filtered, looked_at(each)) for each in spans)
        if not walk.goes_on(root, trace(root, spans) if shown else None):
            break
        await walk.turn()
    return walk.page(lambda row: row).response("traces")


def trace(root: SpanPlace, spans: list[Record]) -> Record:
    """One Trace, with as many spans as are shown."""
    shown = spans[:LONGEST]
    return {
        "trace_id": root.trace_id,
        "root_span_id": root.span_id,
        "start_time": min(each["start_time"] for each in shown),
        "end_time": max(each["end_time"] for each in shown),
        "spans_truncated": len(spans) > LONGEST,
        "spans": shown,
    }


ROUTES = (Route("/v2/traces", traces, methods=["POST"]),)
SEEDS: dict[str, Any] = {}
