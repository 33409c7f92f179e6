"""What travels with a request through the bowls: how it is asked, and which route it is of."""

import httpx

from spandeck.model.limits import Descriptor, Route
from spandeck.model.page import Ask

ASK = "ask"
"""The request extension in which a source says how it asks."""
ROUTE = "route"
"""The request extension in which the first bowl leaves the route for the others."""


def ask_of(request: httpx.Request) -> Ask:
    """How the request is asked; plainly, when its sender did not say."""
    found = request.extensions.get(ASK)
    return found if isinstance(found, Ask) else Ask()


def route_of(request: httpx.Request, descriptor: Descriptor) -> Route:
    """The route of the request, looked up once."""
    found = request.extensions.get(ROUTE)
    if not isinstance(found, Route):
        path = request.url.raw_path.partition(b"?")[0].decode("ascii")
        found = descriptor.route(request.method, path)  # undecoded: an id may have a slash
        request.extensions[ROUTE] = found
    return found
