"""GET /v1/registry: how the vendor's client names what it sees (contracts/apidepth.md §14)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim.apidepth.account import opened
from spandeck.sim.apidepth.asked import DAY_MS
from spandeck.sim.world.call import HOUR_MS
from spandeck.sim.world.upstream import UPSTREAMS

VERSION = "2026-06-01"
STALE_DAYS = 7


async def registry(request: Request) -> Response:
    """The known vendors, the customer's own, and those that have gone quiet."""
    account = opened(request)
    recent = account.called((account.now_ms - STALE_DAYS * DAY_MS) // HOUR_MS)
    return JSONResponse(
        {
            "version": VERSION,
            "vendors": {
                name: {
                    "hosts": [each.host],
                    "patterns": [{"match": m, "replace": path} for m, path in each.patterns],
                }
                for name, each in UPSTREAMS.items()
            },
            "customer_vendors": account.extra,
            "warnings": {"stale_vendors": [v for v in account.tracked if v not in recent]},
        }
    )


ROUTES = (Route("/v1/registry", registry),)
