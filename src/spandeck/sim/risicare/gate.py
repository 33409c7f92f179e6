"""Who may come in: finds the project of a request's key before any endpoint runs."""

from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.project import Project


class Gate:
    """ASGI middleware: 401 without a known key; health needs none."""

    def __init__(self, inner: ASGIApp, projects: Mapping[str, Project]) -> None:
        """`projects` are found by token."""
        self.inner, self.projects = inner, projects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through with its project in the scope, or refuse it."""
        if scope["path"].startswith("/health"):
            await self.inner(scope, receive, send)
            return
        scheme, _, token = HTTPConnection(scope).headers.get("authorization", "").partition(" ")
        project = self.projects.get(token) if scheme.lower() == "bearer" else None
        if project is None:
            await Refusal(401, "Invalid API key").response()(scope, receive, send)
            return
        scope["project"] = project
        await self.inner(scope, receive, send)
