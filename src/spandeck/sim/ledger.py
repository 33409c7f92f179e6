"""Every request that arrived, whatever became of it: what tests of good manners look at."""

from collections import deque
from collections.abc import Collection
from dataclasses import asdict, dataclass

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spandeck.sim.clock import SECOND, Clock

REMEMBERED = 200_000
PATH = "/-/ledger"


@dataclass(slots=True)
class Arrival:
    """One request."""

    at_ns: int
    token: str | None
    """The simulator's own token, `unknown` for any other, None without one."""
    method: str
    path: str
    status: int | None = None
    """What it was answered with; None while it is under way or when it was cut off."""


class Ledger:
    """The arrivals, oldest first."""

    def __init__(self) -> None:
        self.arrivals: deque[Arrival] = deque(maxlen=REMEMBERED)

    def most(self, seconds: float, token: str | None = None, prefix: str = "/api/") -> int:
        """The most requests that arrived in any `seconds`, of one token or of all."""
        times = sorted(
            each.at_ns
            for each in self.arrivals
            if each.path.startswith(prefix) and token in (None, each.token)
        )
        first, most = 0, 0
        for last, at_ns in enumerate(times):
            while at_ns - times[first] >= seconds * SECOND:
                first += 1
            most = max(most, last - first + 1)
        return most


class Recorder:
    """ASGI middleware: writes the ledger, and shows it at `/-/ledger` without asking for a key."""

    def __init__(
        self, inner: ASGIApp, ledger: Ledger, tokens: Collection[str], clock: Clock
    ) -> None:
        """`tokens` are the simulator's own: any other may be real and is not written down."""
        self.inner, self.ledger, self.tokens, self.clock = inner, ledger, tokens, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write the request down, then what it was answered with."""
        if scope["path"] == PATH:
            shown = [asdict(each) for each in self.ledger.arrivals]
            await JSONResponse({"arrivals": shown})(scope, receive, send)
            return
        arrival = Arrival(self.clock(), self.token(scope), scope["method"], scope["path"])
        self.ledger.arrivals.append(arrival)

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                arrival.status = message["status"]
            await send(message)

        await self.inner(scope, receive, note)

    def token(self, scope: Scope) -> str | None:
        """Whose request it is."""
        given = Headers(scope=scope).get("authorization")
        token = given.partition(" ")[2] if given else None
        return token if token is None or token in self.tokens else "unknown"
