"""POST /v2/spans, a read: newest first, filtered, in pages (contracts/arize.md §8.3)."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.body import checked, json
from spandeck.sim.arize.collection import caller
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.filter.tree import fits
from spandeck.sim.arize.organisation import Record
from spandeck.sim.arize.paging import paging
from spandeck.sim.arize.query import asked
from spandeck.sim.arize.telemetry.narrow import narrowed
from spandeck.sim.arize.telemetry.request import Asked, tree, window
from spandeck.sim.arize.telemetry.shape import chosen, shortened
from spandeck.sim.arize.telemetry.store import Store
from spandeck.sim.arize.telemetry.view import looked_at
from spandeck.sim.arize.telemetry.walk import Walk
from spandeck.sim.world.spans import SpanPlace

Columns = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1, max_length=1000)]
PATIENCE = 10_000
"""How many spans one page looks at, half a second's work: a filter that fits almost nothing gives
a short page and a cursor, never a long wait."""


class ListSpans(Asked):
    """POST /v2/spans."""

    included_columns: Columns | None = None
    excluded_columns: Columns | None = None
    truncate_string_length: Annotated[int, Field(ge=1)] | None = None

    def shaped(self, span: Record) -> Record:
        """As much of a span as is wanted."""
        if self.included_columns is not None:
            span = chosen(span, set(self.included_columns).__contains__)
        if self.excluded_columns is not None:
            dropped = set(self.excluded_columns)
            span = chosen(span, lambda column: column not in dropped)
        if self.truncate_string_length is not None:
            short = shortened(span["attributes"], self.truncate_string_length)
            span = span | {"attributes": short}
        return span


LIST_SPANS = TypeAdapter(ListSpans)


async def spans(request: Request) -> Response:
    """POST /v2/spans; `limit` and `cursor` stand in the query."""
    who = caller(request)
    asked(request.query_params, {})
    raw, said = await json(request)
    who.refer(said)
    wanted = checked(LIST_SPANS, raw)
    if wanted.included_columns is not None and wanted.excluded_columns is not None:
        raise Problem(422, "included_columns and excluded_columns exclude each other.")
    paged = paging(request.query_params, said, most=500)
    filtered, store = tree(wanted.filter), Store(who.organisation, wanted.project_id)
    within = window(who.organisation, wanted.start_time, wanted.end_time)
    after = SpanPlace(*paged.after) if paged.after else None
    walk = Walk(paged, PATIENCE)
    for place, span in store.spans(within, after, narrowed(filtered, who.organisation.world)):
        shown = filtered is None or fits(filtered, looked_at(span))
        if not walk.goes_on(place, span if shown else None):
            break
        await walk.turn()
    return walk.page(wanted.shaped).response("spans")


ROUTES = (Route("/v2/spans", spans, methods=["POST"]),)
SEEDS: dict[str, Any] = {}
