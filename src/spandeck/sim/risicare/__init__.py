"""Risicare as an ASGI application: the management API, the gateway and health."""

from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from spandeck.sim.archive import Archive
from spandeck.sim.budget import Budget
from spandeck.sim.faults import Fault
from spandeck.sim.frame import framed
from spandeck.sim.ledger import Ledger
from spandeck.sim.otlp.intake import Unacceptable
from spandeck.sim.risicare import (
    agents,
    evaluations,
    gateway,
    healing,
    health,
    manage,
    read,
    tenancy,
)
from spandeck.sim.risicare.errors import Refusal, refused, unrouted
from spandeck.sim.risicare.gate import ALLOWANCES, Gate
from spandeck.sim.risicare.keys import keys
from spandeck.sim.risicare.project import Project
from spandeck.sim.world import World

PARTS = (read, agents, healing, evaluations, manage, tenancy)
ROUTES = (
    Mount("/api/v1", routes=[route for part in PARTS for route in part.ROUTES]),
    Mount("/v1", routes=gateway.ROUTES),
    *health.ROUTES,
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
    projects = {
        opens.world: Project("proj-fernweh", "Fernweh", kept, world, world.clock),
        opens.empty: Project("proj-empty", "Empty", kept, None, world.clock),
    }
    return framed(
        ROUTES,
        [Middleware(Gate, projects, Budget.scaled(ALLOWANCES, limits), world.clock)],
        projects,
        world.clock,
        refusals={Refusal: refused, Unacceptable: refused},
        unrouted=unrouted,
        faults=faults,
        ledger=ledger,
    )


def tokens(seed: int) -> Mapping[str, object]:
    """The keys as a client is told them: `token` for the story, `empty` for what is sent alone."""
    made = keys(seed)
    return {"token": made.world, "empty": {"token": made.empty}}
