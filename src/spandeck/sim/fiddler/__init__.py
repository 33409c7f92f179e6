"""Fiddler as an ASGI application: its API, both generations, and OTLP ingest."""

from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from spandeck.sim.archive import Archive
from spandeck.sim.budget import Budget
from spandeck.sim.faults import Fault
from spandeck.sim.fiddler import (
    alerts,
    datasets,
    evaluators,
    experiments,
    expressions,
    files,
    genai,
    ingest,
    jobs,
    models,
    people,
    publishing,
    queries,
    schema,
    spans,
)
from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.errors import Refusal, refused, unrouted
from spandeck.sim.fiddler.gate import ALLOWANCES, Gate
from spandeck.sim.fiddler.keys import keys
from spandeck.sim.fiddler.projects import APPLICATIONS, PROJECTS
from spandeck.sim.fiddler.seeds import EMPTY, plant
from spandeck.sim.fiddler.seeds.founding import PRODUCTION
from spandeck.sim.fiddler.spans import Holdings
from spandeck.sim.frame import framed
from spandeck.sim.ledger import Ledger
from spandeck.sim.otlp.intake import Unacceptable
from spandeck.sim.world import World

ROUTES: tuple[Route, ...] = (
    *PROJECTS.routes(),
    *APPLICATIONS.routes(),
    *spans.ROUTES,
    *evaluators.ROUTES,
    *datasets.ROUTES,
    *experiments.ROUTES,
    *genai.ROUTES,
    *schema.ROUTES,
    *models.ROUTES,
    *expressions.ROUTES,
    *publishing.ROUTES,
    *alerts.ROUTES,
    *queries.ROUTES,
    *files.ROUTES,
    *jobs.ROUTES,
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
    budget = Budget.scaled(ALLOWANCES, limits)
    made = framed(
        ROUTES,
        [Middleware(Gate, accounts, budget, world.clock, ROUTES)],
        accounts,
        world.clock,
        refusals={Refusal: refused, Unacceptable: refused},
        unrouted=unrouted,
        faults=faults,
        ledger=ledger,
    )
    made.state.holdings = Holdings()
    return made


def tokens(seed: int) -> Mapping[str, object]:
    """What a client is told: a `token` and an `application` of the story, and an empty one's."""
    made = keys(seed)
    empty = {"token": made.empty, "application": EMPTY}
    return {"token": made.world, "application": PRODUCTION, "empty": empty}
