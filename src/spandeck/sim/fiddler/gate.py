"""Who may come in, and how often: the organization of a request's token, and its budgets.

Every endpoint has counters of its own, for each token; an endpoint is a method and a route's
template, so that all projects read one by one share one counter (contracts/fiddler.md §2).
"""

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spandeck.sim.budget import Allowance, Budget, Grant
from spandeck.sim.clock import Clock
from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.errors import Refusal

ALLOWANCES: Mapping[str, tuple[Allowance, ...]] = {
    "metadata read": (Allowance(30, 1), Allowance(1000, 60)),
    "metadata write": (Allowance(10, 1), Allowance(300, 60)),
    "spans query": (Allowance(10, 1), Allowance(120, 60)),
    "event deletion": (Allowance(30, 86_400),),
    "bulk delete": (Allowance(5, 1), Allowance(100, 86_400)),
}
CATEGORIES = {
    "POST /v3/spans/query": "spans query",
    "DELETE /v3/events": "event deletion",
    "DELETE /v3/traces": "bulk delete",
    "DELETE /v3/sessions": "bulk delete",
}
UNLIMITED = (
    "POST /v3/events",
    "PATCH /v3/events",
    "POST /v3/files",
    "POST /v3/queries",
    "POST /v3/evals/score",
    "POST /v3/spans/fields",
    "POST /v3/evals/datasets/{id}/items",
    "POST /v3/evals/experiments/{id}/items",
    "POST /v3/evals/experiments/{id}/results",
)
"""What the vendor lists no limit for, though it is neither read nor written like metadata."""
UNITS = {1: "1 second", 60: "1 minute", 86_400: "1 day"}


class Gate:
    """ASGI middleware: 401 without a known token, 429 without budget, the headers where limited."""

    def __init__(
        self,
        inner: ASGIApp,
        accounts: Mapping[str, Account],
        budget: Budget,
        clock: Clock,
        routes: tuple[Route, ...],
    ) -> None:
        """`accounts` are found by token; `routes` tell which endpoint a request is for."""
        self.inner, self.accounts, self.budget, self.clock = inner, accounts, budget, clock
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through with its account in the scope, or refuse it."""
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        account = self.accounts.get(token) if scheme.lower() == "bearer" else None
        if account is None:
            refusal = Refusal(401, "The access token is missing or invalid.")
            await refusal.response()(scope, receive, send)
            return
        called = endpoint(scope, self.routes)
        grant = self.budget.take(token, category(called), self.clock(), called)

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start" and grant:
                MutableHeaders(scope=message).update(headers(grant))
            await send(message)

        if grant and not grant.admitted:
            refusal = Refusal(429, f"Rate limit exceeded: {policy(grant)}.")
            await refusal.response()(scope, receive, stamped)
        else:
            scope["account"] = account
            await self.inner(scope, receive, stamped)


def endpoint(scope: Scope, routes: tuple[BaseRoute, ...]) -> str:
    """The method and the template of the route that will answer, or the path as it is."""
    for each in routes:
        if isinstance(each, Route) and each.matches(scope)[0] is Match.FULL:
            return f"{scope['method']} {each.path}"
    return ""


def category(called: str) -> str:
    """Which of the vendor's budgets an endpoint draws on; empty for none."""
    if called in CATEGORIES:
        return CATEGORIES[called]
    if not called.partition(" ")[2].startswith("/v3/") or called.startswith(UNLIMITED):
        return ""
    return "metadata read" if called.startswith("GET ") else "metadata write"


def policy(grant: Grant) -> str:
    """The window as the vendor writes it: `30 per 1 second`."""
    return f"{grant.limit} per {UNITS[grant.seconds]}"


def headers(grant: Grant) -> dict[str, str]:
    """What the vendor's answers say about the budget."""
    said = {
        "X-RateLimit-Limit": policy(grant),
        "X-RateLimit-Remaining": str(grant.remaining),
        "X-RateLimit-Reset": str(grant.reset_s),
    }
    return said if grant.admitted else said | {"Retry-After": str(grant.wait_s)}
