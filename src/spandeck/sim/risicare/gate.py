"""Who may come in, and how often: the project of a request's key, and its budget.

Reading and managing share the vendor's budget of 1000 requests a minute. Sending to the gateway
has a category of its own, a hundred times as large, so that replaying telemetry never takes the
budget from those who read. Health asks for no key and costs nothing.
"""

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spandeck.sim.budget import Allowance, Budget, Grant
from spandeck.sim.clock import Clock
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.project import Project

ALLOWANCES = {"default": Allowance(1000, 60), "ingest": Allowance(100_000, 60)}
"""Contract §0.3; the second is ours."""


class Gate:
    """ASGI middleware: 401 without a known key, 429 without budget, the headers on every answer."""

    def __init__(
        self, inner: ASGIApp, projects: Mapping[str, Project], budget: Budget, clock: Clock
    ) -> None:
        """`projects` are found by token."""
        self.inner, self.projects, self.budget, self.clock = inner, projects, budget, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through with its project in the scope, or refuse it."""
        if scope["path"].startswith("/health"):
            await self.inner(scope, receive, send)
            return
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        project = self.projects.get(token) if scheme.lower() == "bearer" else None
        category = "ingest" if scope["path"].startswith("/v1/") else "default"
        payer = token if project else "unknown"  # strangers share one budget
        grant = self.budget.take(payer, category, self.clock())

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start" and grant:
                MutableHeaders(scope=message).update(headers(grant))
            await send(message)

        if grant and not grant.admitted:
            refusal = Refusal(429, "Too many requests", retry_after=grant.wait_s)
            await refusal.response()(scope, receive, stamped)
        elif project is None:
            await Refusal(401, "Invalid API key").response()(scope, receive, stamped)
        else:
            scope["project"] = project
            await self.inner(scope, receive, stamped)


def headers(grant: Grant) -> dict[str, str]:
    """What the vendor's answers say about the budget."""
    said = {
        "X-RateLimit-Limit": str(grant.limit),
        "X-RateLimit-Remaining": str(grant.remaining),
        "X-RateLimit-Reset": str(grant.reset_s),
    }
    return said if grant.admitted else said | {"Retry-After": str(grant.wait_s)}
