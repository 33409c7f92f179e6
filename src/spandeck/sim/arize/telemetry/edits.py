"""Spans deleted and annotated in batches (contracts/arize.md §8.3, §9)."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.archive.recent import Window
from spandeck.sim.arize.annotating import Notes, check, once, written
from spandeck.sim.arize.body import Body, checked, json
from spandeck.sim.arize.collection import caller
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller
from spandeck.sim.arize.paging import answer
from spandeck.sim.arize.telemetry.request import DAY, Instant, window
from spandeck.sim.arize.telemetry.store import Store
from spandeck.sim.world.spans import SpanPlace

TWO_YEARS = 730 * DAY
LONGEST = {"SPAN": 31, "TRACE": 31, "SESSION": 7}
"""How many days the window of an annotation may be."""
MOST_SESSIONS = 100


class DeleteSpans(Body):
    """DELETE /v2/spans."""

    project_id: str
    span_ids: Annotated[list[str], Field(min_length=1, max_length=5000)]
    start_time: Instant | None = None
    end_time: Instant | None = None


class AnnotateSpans(Notes):
    """POST /v2/spans/annotate."""

    project_id: str
    start_time: Instant | None = None
    end_time: Instant | None = None
    granularity: Literal["SPAN", "TRACE", "SESSION"] = "SPAN"


DELETE, ANNOTATE = TypeAdapter(DeleteSpans), TypeAdapter(AnnotateSpans)


async def delete(request: Request) -> Response:
    """DELETE /v2/spans: those that are there; the others are named."""
    who = caller(request)
    raw, said = await json(request)
    who.refer(said)
    who.act()
    wanted = checked(DELETE, raw)
    within = window(who.organisation, wanted.start_time, wanted.end_time, TWO_YEARS)
    gone = Store(who.organisation, wanted.project_id).delete(wanted.span_ids, within)
    asked = dict.fromkeys(wanted.span_ids)
    return answer(
        {
            "completed": True,
            "deleted_span_ids": [each for each in asked if each in gone],
            "not_deleted_span_ids": [each for each in asked if each not in gone],
        }
    )


async def annotate(request: Request) -> Response:
    """POST /v2/spans/annotate: all of them or, with 404, none."""
    who = caller(request)
    raw, said = await json(request)
    who.refer(said)
    who.act()
    wanted = checked(ANNOTATE, raw)
    within = looked_in(who, wanted)
    once(wanted.annotations)
    space_id = who.find("projects", wanted.project_id)["space_id"]
    for each in wanted.annotations:
        check(who, space_id, each.values)
    store = Store(who.organisation, wanted.project_id)
    places = located(store, within, wanted)
    field = "annotations" if wanted.granularity == "SPAN" else "trace_annotations"
    for each in wanted.annotations:
        store.note(places[each.record_id], field, written(who, each.values))
    return Response(status_code=202)


def looked_in(who: Caller, wanted: AnnotateSpans) -> Window:
    """The window in which the spans are looked for; `Problem` when it is not allowed."""
    longest = LONGEST[wanted.granularity] * DAY
    if wanted.granularity == "SESSION" and len(wanted.annotations) > MOST_SESSIONS:
        raise Problem(422, f"annotations: at most {MOST_SESSIONS} sessions at once.")
    now_ns = who.organisation.clock()
    if max(wanted.start_time or 0, wanted.end_time or 0) > now_ns:
        raise Problem(422, "start_time and end_time: may not be in the future.")
    found = window(who.organisation, wanted.start_time, wanted.end_time, longest)
    if found.until_ns - found.since_ns > longest + DAY // 1000:
        raise Problem(422, f"The window may not exceed {LONGEST[wanted.granularity]} days.")
    return found


def located(store: Store, within: Window, wanted: AnnotateSpans) -> Mapping[str, SpanPlace]:
    """Where each record's span stands; `Problem` 404 when one is not in the window."""
    ids = {each.record_id for each in wanted.annotations}
    candidates: Iterator[tuple[str | None, SpanPlace]]
    if wanted.granularity == "SPAN":
        candidates = ((each.span_id, each) for each in store.places(within))
    elif wanted.granularity == "TRACE":
        candidates = ((each.span_id, each) for each in store.roots(within))
    else:
        candidates = ((store.session(each), each) for each in store.roots(within))
    found = {name: place for name, place in candidates if name is not None and name in ids}
    if ids - set(found):
        lost = ", ".join(sorted(ids - set(found))[:5])
        raise Problem(404, f"Not in this project within the window: {lost}.")
    return found


ROUTES = (
    Route("/v2/spans", delete, methods=["DELETE"]),
    Route("/v2/spans/annotate", annotate, methods=["POST"]),
)
SEEDS: dict[str, Any] = {}
