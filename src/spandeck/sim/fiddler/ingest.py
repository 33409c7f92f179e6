"""POST /v1/traces: OTLP for an application (contract §6, C17).

The application is the header's, or that of each span's resource. What has none is refused; what
has no type is kept as `other`, as the vendor's own client sends such spans.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler import telling
from spandeck.sim.fiddler.collection import opened
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.holding import Kept, kept
from spandeck.sim.otlp import Export
from spandeck.sim.otlp.intake import take

HEADER = "fiddler-application-id"


async def traces(request: Request) -> Response:
    """Keep the spans of an export; 200 in the form in which they came."""
    taken = await take(request)
    told = await run_in_threadpool(by_application, taken.export, request.headers.get(HEADER))
    account, holdings = opened(request), request.app.state.holdings
    found = {name: account.get("applications", name, "Application") for name in told}
    for name, application in found.items():
        holdings.of(account, application).put(told[name])
    return taken.response


def by_application(export: Export, header: str | None) -> dict[str, list[Kept]]:
    """The spans as they are kept, by their application; `Refusal` 400 where there is none."""
    found: dict[str, list[Kept]] = {}
    for span in export.spans:
        application = header or span.resource.get("application.id")
        if not isinstance(application, str) or not application:
            raise Refusal(400, "The resource has no application.id.")
        found.setdefault(application.lower(), []).append(kept(telling.sent(span)))
    return found


ROUTES = (Route("/v1/traces", traces, methods=["POST"]),)
