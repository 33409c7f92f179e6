"""Arize as an ASGI application: the REST API v2, and telemetry by OTLP beside it."""

from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware

from spandeck.sim.archive import Archive
from spandeck.sim.arize.administration.audit import Auditor
from spandeck.sim.arize.errors import Problem, refused, unrouted
from spandeck.sim.arize.gate import ALLOWANCES, Gate
from spandeck.sim.arize.groups import fill, routes
from spandeck.sim.arize.keys import keys
from spandeck.sim.arize.organisation import Caller, Organisation
from spandeck.sim.arize.people import READER
from spandeck.sim.budget import Budget
from spandeck.sim.faults import Fault
from spandeck.sim.frame import framed
from spandeck.sim.ledger import Ledger
from spandeck.sim.otlp.intake import Unacceptable
from spandeck.sim.world import World

UNSEEN = 3
"""The number of the space that the reader's key cannot see."""


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
    callers = opened(world, archive or Archive.open(None))
    budget = Budget.scaled(ALLOWANCES, limits)
    return framed(
        routes(),
        [Middleware(Gate, callers, budget, world.clock), Middleware(Auditor)],
        callers,
        world.clock,
        refusals={Problem: refused, Unacceptable: refused},
        unrouted=unrouted,
        faults=faults,
        ledger=ledger,
    )


def opened(world: World, archive: Archive) -> Mapping[str, Caller]:
    """Who each key is, over organisations that hold what they begin with."""
    story = Organisation("Fernweh", archive, world.seed, world, world.clock)
    empty = Organisation("Empty", archive, world.seed, None, world.clock)
    for each in (story, empty):
        fill(each)
    of = keys(world.seed)
    unseen = frozenset({story.id("Space", UNSEEN)})
    return {
        of.world: Caller(story, story.id("User", 1), acts=True),
        of.reader: Caller(story, story.id("User", READER), acts=False, blind=unseen),
        of.empty: Caller(empty, empty.id("User", 1), acts=True),
    }


def tokens(seed: int) -> Mapping[str, object]:
    """The keys as a client is told them: `token` for the story, `empty` for what is sent alone.

    With `reader` one may look at the story, but not at all of it, and change nothing.
    """
    made = keys(seed)
    return {"token": made.world, "empty": {"token": made.empty}, "reader": {"token": made.reader}}
