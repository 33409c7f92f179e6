"""Fiddler as an ASGI application: its API, both generations, and OTLP ingest."""

from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from spandeck.sim.archive import Archive
from spandeck.sim.budget import Budget
from spandeck.sim.faults import Fault
from spandeck.sim.faults.middleware import Faults
from spandeck.sim.fiddler import ingest, people, spans
from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.errors import Refusal, refused, unrouted
from spandeck.sim.fiddler.gate import ALLOWANCES, Gate
from spandeck.sim.fiddler.keys import keys
from spandeck.sim.fiddler.projects import APPLICATIONS, PROJECTS
from spandeck.sim.fiddler.seeds import EMPTY, PRODUCTION, plant
from spandeck.sim.fiddler.spans import Holdings
from spandeck.sim.ledger import Ledger, Recorder
from spandeck.sim.world import World

ROUTES: tuple[Route, ...] = (
    *PROJECTS.routes(),
    *APPLICATIONS.routes(),
    *spans.ROUTES,
    *people.ROUTES,
    *ingest.ROUTES,
)


def application(
    world: World,
    *,
    archive: Archive | None = None,
    limits: float | None = 1.0,
    faults: Sequence[Fault] = (),
    ledger: Ledger | None = None,
) -> Starlette:
    """The vendor's API over this world; its tokens are `keys(world.seed)`.

    Without an archive, what is sent is kept in memory. `limits` is a factor on the vendor's
    budgets, None for no limits. The ledger is also at `application.state.ledger`.
    """
    opens, kept = keys(world.seed), archive or Archive.open(None)
    accounts = {
        opens.world: Account("Fernweh", kept, world, world.clock),
        opens.empty: Account("Empty", kept, None, world.clock),
    }
    for each in accounts.values():
        plant(each)
    scaled = {
        name: [each.times(limits) for each in some]
        for name, some in ALLOWANCES.items()
        if limits is not None
    }
    arrivals = ledger or Ledger()
    made = Starlette(
        routes=ROUTES,
        middleware=[
            Middleware(Recorder, arrivals, accounts, world.clock),
            Middleware(Faults, faults),
            Middleware(Gate, accounts, Budget(scaled), world.clock, ROUTES),
        ],
        exception_handlers={Refusal: refused, 404: unrouted, 405: unrouted, 500: unrouted},
    )
    made.state.ledger = arrivals
    made.state.holdings = Holdings()
    return made


def tokens(seed: int) -> Mapping[str, object]:
    """What a client is told: a `token` and an `application` of the story, and an empty one's."""
    made = keys(seed)
    empty = {"token": made.empty, "application": EMPTY}
    return {"token": made.world, "application": PRODUCTION, "empty": empty}
