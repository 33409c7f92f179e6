"""Who may come in, and how often: the account of a request's key, and its budget.

The vendor states no limits, so these are ours, and generous. Only a refusal tells of them.
"""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from spandeck.sim.apidepth.account import Account
from spandeck.sim.apidepth.errors import Refusal
from spandeck.sim.budget import Allowance, Budget
from spandeck.sim.clock import Clock

ALLOWANCES = {"default": Allowance(1200, 60), "ingest": Allowance(100_000, 60)}
INGEST = ("/", "/v1/events")


class Gate:
    """ASGI middleware: 401 without a known key, 429 with `Retry-After` without budget."""

    def __init__(
        self, inner: ASGIApp, accounts: Mapping[str, Account], budget: Budget, clock: Clock
    ) -> None:
        """`accounts` are found by token."""
        self.inner, self.accounts, self.budget, self.clock = inner, accounts, budget, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through with its account in the scope, or refuse it."""
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        account = self.accounts.get(token) if scheme.lower() == "bearer" else None
        if account is None:
            await Refusal(401, "Invalid API key").response()(scope, receive, send)
            return
        category = "ingest" if scope["path"] in INGEST else "default"
        grant = self.budget.take(token, category, self.clock())
        if grant and not grant.admitted:
            refused = Refusal(429, f"Too many requests; retry in {grant.wait_s} s").response()
            refused.headers["Retry-After"] = str(grant.wait_s)
            await refused(scope, receive, send)
            return
        scope["account"] = account
        await self.inner(scope, receive, send)
