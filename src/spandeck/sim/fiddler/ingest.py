"""POST /v1/traces: OTLP in protobuf or JSON, gzip or not, for one application (contract §6, C17).

The application is the header's, or that of each span's resource. What has none is refused; what
has no type is kept as `other`, as the vendor's own client sends such spans.
"""

import zlib
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler import telling
from spandeck.sim.fiddler.collection import content, opened
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.holding import Kept, kept
from spandeck.sim.otlp import Export, Malformed, json

LARGEST = 64 * 1024 * 1024
"""Bytes of a body, inflated."""
PROTOBUF, JSON = "application/x-protobuf", "application/json"
HEADER = "fiddler-application-id"


async def traces(request: Request) -> Response:
    """Keep the spans of an export; 200 in the form in which they came."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    read, answer = dialect(media)
    packed = await content(request, LARGEST)
    spans = await run_in_threadpool(unpacked, packed, request.headers.get("content-encoding", ""))
    try:
        export = await run_in_threadpool(read, spans)
    except Malformed as error:
        raise Refusal(400, f"The body is {error}.") from None
    told = await run_in_threadpool(by_application, export, request.headers.get(HEADER))
    account, holdings = opened(request), request.app.state.holdings
    found = {name: account.get("applications", name, "Application") for name in told}
    for name, application in found.items():
        holdings.of(account, application).put(told[name])
    return Response(answer(export.rejected), media_type=media)


def by_application(export: Export, header: str | None) -> dict[str, list[Kept]]:
    """The spans as they are kept, by their application; `Refusal` 400 where there is none."""
    found: dict[str, list[Kept]] = {}
    for span in export.spans:
        application = header or span.resource.get("application.id")
        if not isinstance(application, str) or not application:
            raise Refusal(400, "The resource has no application.id.")
        found.setdefault(application.lower(), []).append(kept(telling.sent(span)))
    return found


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body, inflated as far as the limit allows."""
    if encoding.lower() in ("", "identity"):
        return body
    if encoding.lower() != "gzip":
        raise Refusal(415, "Only gzip is understood.")
    inflate = zlib.decompressobj(wbits=31)
    try:
        found = inflate.decompress(body, LARGEST + 1)
    except zlib.error as error:
        raise Refusal(400, f"The body is not gzip: {error}.") from None
    if len(found) > LARGEST:
        raise Refusal(413, f"The body is larger than {LARGEST} bytes.")
    if not inflate.eof:
        raise Refusal(400, "The gzip body is cut off.")
    return found


def dialect(media: str) -> tuple[Callable[[bytes], Export], Callable[[int], bytes]]:
    """How to read such a body and how to answer it; `Refusal` 415 for any other."""
    if media == JSON:
        return json.read, json.answer
    if media != PROTOBUF:
        raise Refusal(415, f"Send {PROTOBUF} or {JSON}.")
    try:
        from spandeck.sim.otlp import protobuf  # noqa: PLC0415  # an extra: may not be there
    except ImportError:
        raise Refusal(415, "Protobuf needs the extra: pip install 'spandeck[otlp]'.") from None
    return protobuf.read, protobuf.answer


ROUTES = (Route("/v1/traces", traces, methods=["POST"]),)
