"""Risicare as an ASGI application: the management API, the gateway and health."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from spandeck.sim.risicare import read
from spandeck.sim.risicare.errors import Refusal, refused, unrouted
from spandeck.sim.risicare.gate import Gate
from spandeck.sim.risicare.keys import keys
from spandeck.sim.risicare.project import Project
from spandeck.sim.world import World


def application(world: World) -> Starlette:
    """The vendor's API over this world; its tokens are `keys(world.seed)`."""
    tokens = keys(world.seed)
    projects = {
        tokens.world: Project("proj-fernweh", "Fernweh", world),
        tokens.empty: Project("proj-empty", "Empty", None),
    }
    return Starlette(
        routes=[Mount("/api/v1", routes=read.ROUTES)],
        middleware=[Middleware(Gate, projects)],
        exception_handlers={Refusal: refused, 404: unrouted, 405: unrouted, 500: unrouted},
    )
