"""The gateway: takes spans in, in any of the five forms, and lets them be read at once."""

import zlib
from collections.abc import Awaitable, Callable, Iterable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim.otlp import Export, Malformed, json
from spandeck.sim.risicare import ingest
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.ingest import Received
from spandeck.sim.risicare.project import Kept, Project, kept
from spandeck.sim.span import Event, Span

LARGEST = 64 * 1024 * 1024
"""Bytes of a body, inflated; exporters send at most a few million."""
PROTOBUF, JSON = "application/x-protobuf", "application/json"
TOGETHER = 64
"""How many spans are kept at once; others get their turn in between."""


async def content(request: Request) -> bytes:
    """The body, inflated; `Refusal` when it is too large or not what it says."""
    packed = bytearray()
    async for piece in request.stream():
        packed += piece
        if len(packed) > LARGEST:
            raise Refusal(413, "The body is too large", limit_bytes=LARGEST)
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding == "identity":
        return bytes(packed)
    if encoding != "gzip":
        raise Refusal(415, "Only gzip is understood", field="content-encoding")
    return await run_in_threadpool(inflated, bytes(packed))


def inflated(packed: bytes) -> bytes:
    """A gzip body, as far as the limit allows."""
    inflate = zlib.decompressobj(wbits=31)
    try:
        body = inflate.decompress(packed, LARGEST + 1)
    except zlib.error as error:
        raise Refusal(400, f"The body is not gzip: {error}") from None
    if len(body) > LARGEST:
        raise Refusal(413, "The body is too large", limit_bytes=LARGEST)
    if not inflate.eof:
        raise Refusal(400, "The gzip body is cut off")
    return body


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
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    reader, answer = dialect(media)
    body = await content(request)
    try:
        export = await run_in_threadpool(reader, body)
    except Malformed as error:
        raise Refusal(400, f"The body is {error}") from None
    spans = await run_in_threadpool(lambda: [kept(ingest.exported(each)) for each in export.spans])
    await keep(request, spans)
    return Response(answer(export.rejected), media_type=media)


def dialect(media: str) -> tuple[Callable[[bytes], Export], Callable[[int], bytes]]:
    """How to read such a body and how to answer it; `Refusal` 415 for any other."""
    if media == JSON:
        return json.read, json.answer
    if media != PROTOBUF:
        raise Refusal(415, f"Send {PROTOBUF} or {JSON}", field="content-type", value=media)
    try:
        from spandeck.sim.otlp import protobuf  # noqa: PLC0415  # an extra: may not be there
    except ImportError:
        raise Refusal(415, "Protobuf needs the extra: pip install 'spandeck[otlp]'") from None
    return protobuf.read, protobuf.answer


ROUTES = (
    Route("/spans", taking(ingest.one_span), methods=["POST"]),
    Route("/spans/batch", taking(ingest.batch), methods=["POST"]),
    Route("/traces", taking(ingest.whole_trace), methods=["POST"]),
    Route("/events", events, methods=["POST"]),
    Route("/otlp/v1/traces", otlp, methods=["POST"]),
)
