"""Telemetry by OTLP over HTTP, which the vendor takes on a host beside this one.

That it shares the port with the REST API is ours, as is the way to a project: by the resource's
attributes, in the space of the header `arize-space-id` or else in the key's first.
"""

from asyncio import sleep
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim import meaning
from spandeck.sim.arize.collection import caller
from spandeck.sim.arize.errors import missing
from spandeck.sim.arize.gate import INGEST
from spandeck.sim.arize.organisation import Caller
from spandeck.sim.arize.projects import PROJECTS
from spandeck.sim.arize.telemetry.store import Store
from spandeck.sim.otlp.intake import take
from spandeck.sim.span import Span

NAMES = ("openinference.project.name", "arize.project.name", "model_id")
"""The resource attributes that name a project, the first that is there."""
UNNAMED = "default"
TOGETHER = 64
"""How many spans are kept at once; others get their turn in between."""


async def traces(request: Request) -> Response:
    """POST /v1/traces, in protobuf or JSON; answered in the same."""
    who = caller(request)
    space_id = space(who, request.headers.get("arize-space-id") or request.headers.get("space_id"))
    who.act()
    taken = await take(request)
    by_project: dict[str, list[Span]] = {}
    for each in taken.export.spans:
        named = meaning.named(each.resource, NAMES) or UNNAMED
        by_project.setdefault(named, []).append(meaning.exported(each))
    for name, spans in by_project.items():
        store = Store(who.organisation, project(who, space_id, name))
        for first in range(0, len(spans), TOGETHER):
            store.keep(spans[first : first + TOGETHER])
            await sleep(0)
    return taken.response


def space(who: Caller, wanted: str | None) -> str:
    """The id of the space that telemetry goes to."""
    if wanted:
        return str(who.find("spaces", wanted)["id"])
    first = next(who.all("spaces"), None)
    if first is None:
        raise missing("space")
    return str(first["id"])


def project(who: Caller, space_id: str, name: str) -> str:
    """The id of the project of this name, made if there is none."""
    for each in who.all("projects"):
        if (each["name"], each["space_id"]) == (name, space_id):
            return str(each["id"])
    return str(PROJECTS.add(who, {"name": name, "space_id": space_id})["id"])


ROUTES = (Route(INGEST, traces, methods=["POST"]),)
SEEDS: dict[str, Any] = {}
