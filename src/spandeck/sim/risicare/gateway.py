"""The gateway: takes spans in, in any of the five forms, and lets them be read at once."""

from collections.abc import Awaitable, Callable, Iterable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim import meaning
from spandeck.sim.otlp.intake import content, take
from spandeck.sim.risicare import ingest
from spandeck.sim.risicare.ingest import Received
from spandeck.sim.risicare.project import Kept, Project, kept
from spandeck.sim.span import Event, Span

TOGETHER = 64
"""How many spans are kept at once; others get their turn in between."""


def taking(read: Callable[[bytes], Received]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for one of the vendor's own forms."""

    async def endpoint(request: Request) -> Response:
        body = await content(request)
        received = await run_in_threadpool(read, body)
        await keep(request, await run_in_threadpool(written, received.spans))
        accepted = len(received.spans)
        return JSONResponse({"accepted": accepted, "rejected": received.rejected})

    return endpoint


def written(spans: Iterable[Span]) -> list[Kept]:
    """Spans as they are kept; off the loop, as bodies may be large."""
    return [kept(each) for each in spans]


async def keep(request: Request, spans: list[Kept]) -> None:
    """Put spans into the key's project, in small parts."""
    project: Project = request.scope["project"]
    await project.keep(spans, TOGETHER)


async def events(request: Request) -> Response:
    """POST /v1/events: an event for a span that is there already, or comes later."""
    event = ingest.loose_event(await content(request))
    project: Project = request.scope["project"]
    told = Event(event.name, event.timestamp, event.attributes)
    project.note(event.trace_id, event.span_id, told)
    return JSONResponse({"accepted": 1, "rejected": 0})


async def otlp(request: Request) -> Response:
    """POST /v1/otlp/v1/traces, in protobuf or JSON; answered in the same."""
    taken = await take(request)
    sent = taken.export.spans
    spans = await run_in_threadpool(lambda: [kept(meaning.exported(each)) for each in sent])
    await keep(request, spans)
    return taken.response


ROUTES = (
    Route("/spans", taking(ingest.one_span), methods=["POST"]),
    Route("/spans/batch", taking(ingest.batch), methods=["POST"]),
    Route("/traces", taking(ingest.whole_trace), methods=["POST"]),
    Route("/events", events, methods=["POST"]),
    Route("/otlp/v1/traces", otlp, methods=["POST"]),
)
