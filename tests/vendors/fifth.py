"""A fifth vendor, whole: a dialect, a catalog, a line that opens it; and the service itself."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.model.action import Action, Field
from spandeck.model.catalog import Catalog, routes
from spandeck.model.connection import Connection
from spandeck.model.limits import Descriptor, Window
from spandeck.model.query import Condition, Filter
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.model.source import Opened
from spandeck.vendors.dialect import Asked, Place
from spandeck.vendors.records import Records
from spandeck.vendors.vendor import Api, Vendor

RACK = Filter("rack", "text", "which rack", place="path", required=True, of="racks")
RACKS = Resource(
    *("racks", "Racks", "Store", Call("GET", "/racks"), Call("GET", "/racks/{id}")),
    columns=(Column("label", "Label"), Column("built", "Built", "time")),
    relations=(Relation("Boxes", "boxes", {"rack": "id"}),),
    tab=True,
)
BOXES = Resource(
    *("boxes", "Boxes", "Store", Call("GET", "/racks/{rack}/boxes")),
    columns=(Column("weight", "Weight", "number"), Column("state", "State", "status")),
    filters=(RACK, Filter("state", "text", "open or shut", place="filter")),
)
ADD = Action(
    *("add-box", "Add a box", "boxes", "POST", "/racks/{rack}/boxes", "write"),
    (Field("rack", place="path", required=True), Field("weight", "number", least=0)),
)
BURN = Action("burn", "Burn the rack", "racks", "DELETE", "/racks/{id}", "destructive")
CATALOG = Catalog("fifth", (RACKS, BOXES), (ADD, BURN))


class Dialect:
    """Pages by offset within `data.items`; a filter is `field:value`; errors name one field."""

    rows = "data.items"
    beside = frozenset({"next"})
    explains: Mapping[int, str] = {403: "locked away"}

    def page(self, resource: Resource, cursor: str | None, limit: int, into: Asked) -> None:
        into.params |= {"offset": int(cursor or 0), "limit": limit}

    def filtered(self, resource: Resource, conditions: Sequence[Condition], into: Asked) -> None:
        if conditions:
            into.params["filter"] = ",".join(f"{each.field}:{each.value}" for each in conditions)

    def named(self, resource: Resource, own: Any, rows: list[Any]) -> tuple[Any, list[Any]]:
        return own, rows

    def place(self, resource: Resource, own: Any, cursor: str | None, rows: int) -> Place:
        return Place(own["data"].get("next"))

    def item(self, body: Any) -> Any:
        if "data" not in body:
            raise ValueError("it holds nothing")
        return body["data"]

    def message(self, body: Any) -> str | None:
        return str(body["why"])

    def complaints(self, body: Any) -> Mapping[str, str]:
        return {body["field"]: body["why"]} if "field" in body else {}


DESCRIPTOR = Descriptor("fifth", routes(CATALOG, lambda *_: "all"), {"all": (Window(100, 1.0),)})


def opened(client: httpx.AsyncClient, connection: Connection) -> Opened:
    return Opened(Records(client, connection, "Fifth", CATALOG, Dialect()))


API = Api(CATALOG, DESCRIPTOR, opened, probe="racks")
FIFTH = Vendor("fifth", "Fifth", "https://fifth.test", "It takes any key.", lambda: API)


def service() -> Starlette:
    """The vendor itself: five racks with a box each."""
    boxes: dict[str, list[Any]] = {f"s{n}": [{"id": f"s{n}-0", "state": "open"}] for n in range(5)}

    async def rack(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in boxes:
            return JSONResponse({"why": "no such rack"}, 404)
        if request.method == "DELETE":
            del boxes[name]
            return Response(status_code=204)
        return JSONResponse({"data": {"id": name, "label": f"Rack {name}"}})

    async def add(request: Request) -> Response:
        held, weight = boxes[request.path_params["name"]], (await request.json()).get("weight", 1)
        if weight > 9:
            return JSONResponse({"why": "too heavy", "field": "weight"}, 422)
        held.append({"id": f"box-{len(held)}", "weight": weight, "state": "shut"})
        return JSONResponse({"data": held[-1]}, 201)

    async def listing(request: Request) -> Response:
        asked, name = request.query_params, request.path_params.get("name")
        state = asked.get("filter", "").removeprefix("state:")
        rows = boxes[name] if name else [{"id": each, "label": f"Rack {each}"} for each in boxes]
        rows = [row for row in rows if state in row.get("state", "")]
        start, end = int(asked["offset"]), int(asked["offset"]) + int(asked["limit"])
        more = {"next": str(end)} if end < len(rows) else {}
        return JSONResponse({"data": {"items": rows[start:end], "kept": len(rows), **more}})

    inside = Route("/racks/{name}/boxes", add, methods=["POST"])
    one = Route("/racks/{name}", rack, methods=["GET", "DELETE"])
    lists = [Route(path, listing) for path in ("/racks", "/racks/{name}/boxes")]
    return Starlette(routes=[inside, one, *lists])
