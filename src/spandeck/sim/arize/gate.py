"""Who may come in, and how often: the caller behind a request's key, and its budget.

The vendor gives no numbers (contracts/arize.md §6), so these are ours: reads, of which some are
POST, 600 a minute; writes 300; telemetry a budget of its own that takes from neither. Only a
refusal tells of the budget, by `Retry-After`.
"""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller
from spandeck.sim.budget import Allowance, Budget
from spandeck.sim.clock import Clock

ALLOWANCES = {
    "read": Allowance(600, 60),
    "write": Allowance(300, 60),
    "ingest": Allowance(100_000, 60),
}
INGEST = "/v1/traces"
POSTED_READS = ("/v2/spans", "/v2/traces")
SEARCH = "/search"


class Gate:
    """ASGI middleware: 401 without a known key, then 429 without budget."""

    def __init__(
        self, inner: ASGIApp, callers: Mapping[str, Caller], budget: Budget, clock: Clock
    ) -> None:
        """`callers` are found by token."""
        self.inner, self.callers, self.budget, self.clock = inner, callers, budget, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through with its caller in the scope, or refuse it."""
        path, headers = scope["path"], Headers(scope=scope)
        token = bearer(headers) or (exporter(headers) if path == INGEST else None)
        caller = self.callers.get(token or "")
        if token is None or caller is None:
            problem = Problem(401, "A valid API key is required: Authorization: Bearer <key>.")
            await problem.response(path)(scope, receive, send)
            return
        grant = self.budget.take(token, category(scope["method"], path), self.clock())
        if grant and not grant.admitted:
            answer = Problem(429, f"Too many requests; retry in {grant.wait_s} s.").response(path)
            answer.headers["Retry-After"] = str(grant.wait_s)
            await answer(scope, receive, send)
            return
        scope["caller"] = caller
        await self.inner(scope, receive, send)


def bearer(headers: Headers) -> str | None:
    """The key of the REST API."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


def exporter(headers: Headers) -> str | None:
    """The key as OTLP exporters send it."""
    return headers.get("arize-api-key") or headers.get("api_key") or headers.get("api-key")


def category(method: str, path: str) -> str:
    """Which budget a request takes from."""
    if path == INGEST:
        return "ingest"
    reads = method == "GET" or (method == "POST" and path in POSTED_READS) or path.endswith(SEARCH)
    return "read" if reads else "write"
