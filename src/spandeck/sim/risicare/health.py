"""Whether the service is well: asks for no key (contracts/risicare.md §15)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

PARTS = ("clickhouse", "postgresql", "redis")


async def health(request: Request) -> Response:
    """GET /health and /health/live."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """GET /health/ready: with its dependencies, all of which the simulator always has."""
    return JSONResponse({"status": "ok", "dependencies": dict.fromkeys(PARTS, "ok")})


ROUTES = (Route("/health", health), Route("/health/live", health), Route("/health/ready", ready))
