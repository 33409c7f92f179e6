"""Apidepth's collector as an ASGI application: takes events in, and says what they add up to."""

from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware

from spandeck.sim.apidepth import (
    compliance,
    events,
    health,
    latency,
    objectives,
    registry,
    status,
    throttling,
    usage,
    windows,
)
from spandeck.sim.apidepth.account import Account
from spandeck.sim.apidepth.errors import Refusal, refused, unrouted
from spandeck.sim.apidepth.gate import ALLOWANCES, Gate
from spandeck.sim.apidepth.keys import keys
from spandeck.sim.archive import Archive
from spandeck.sim.budget import Budget
from spandeck.sim.faults import Fault
from spandeck.sim.frame import framed
from spandeck.sim.ledger import Ledger
from spandeck.sim.world import World
from spandeck.sim.world.calls import Calls

PARTS = (
    events,
    latency,
    throttling,
    usage,
    health,
    status,
    windows,
    objectives,
    compliance,
    registry,
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

    Without an archive, what is sent is kept in memory. `limits` is a factor on the budgets, None
    for no limits. The ledger is also at `application.state.ledger`.
    """
    opens, kept, calls = keys(world.seed), archive or Archive.open(None), Calls(world)
    accounts = {
        opens.world: Account("world", kept, world.clock, calls),
        opens.empty: Account("empty", kept, world.clock, None),
    }
    for each in (objectives, windows):
        each.furnish(accounts[opens.world], world.seed)
    made = framed(
        [route for part in PARTS for route in part.ROUTES],
        [Middleware(Gate, accounts, Budget.scaled(ALLOWANCES, limits), world.clock)],
        accounts,
        world.clock,
        refusals={Refusal: refused},
        unrouted=unrouted,
        faults=faults,
        ledger=ledger,
    )
    made.state.accounts, made.state.calls = accounts, calls
    made.state.usage = usage.Usage(calls)
    made.state.values = {each.name: compliance.Values(each) for each in accounts.values()}
    return made


def tokens(seed: int) -> Mapping[str, object]:
    """The keys as a client is told them: `token` for the story, `empty` for what is sent alone."""
    made = keys(seed)
    return {"token": made.world, "empty": {"token": made.empty}}
