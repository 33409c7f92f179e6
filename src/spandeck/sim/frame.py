"""What stands around every simulated vendor's routes: the ledger, the faults, the gate, the errors.

It knows no vendor: whose keys there are, and how something is refused, each vendor says.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from spandeck.sim.clock import Clock
from spandeck.sim.faults import Fault
from spandeck.sim.faults.middleware import Faults
from spandeck.sim.ledger import Ledger, Recorder

Handler = Callable[[Request, Exception], Awaitable[Response]]


def framed(
    routes: Sequence[BaseRoute],
    gates: Sequence[Middleware],
    tokens: Collection[str],
    clock: Clock,
    *,
    refusals: Mapping[type[Exception], Handler],
    unrouted: Handler,
    faults: Sequence[Fault],
    ledger: Ledger | None,
) -> Starlette:
    """A vendor's application; what arrives is written down before any fault or gate meets it.

    `unrouted` answers what no route takes, and what a route failed at. The ledger is also at
    `application.state.ledger`.
    """
    arrivals = ledger or Ledger()
    made = Starlette(
        routes=routes,
        middleware=[
            Middleware(Recorder, arrivals, tokens, clock),
            Middleware(Faults, faults),
            *gates,
        ],
        exception_handlers={**refusals, **dict.fromkeys((404, 405, 500), unrouted)},
    )
    made.state.ledger = arrivals
    return made
