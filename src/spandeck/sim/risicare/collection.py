"""A group of the management API as data, and the routes that follow from it.

A record lies on the project's shelf as it was written, with `id` and `created_at`. What the story
tells is not stored: it is made when asked for, and a record on the shelf of the same id replaces
it. `shown` adds what depends on the time of asking.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.clock import iso, read_iso
from spandeck.sim.otlp.intake import content
from spandeck.sim.risicare import asked
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.ingest import complaint, decoded
from spandeck.sim.risicare.project import Project
from spandeck.sim.search import Position, order

Record = dict[str, Any]
Shown = Callable[[Project, Record], Record]
GONE = "gone:"
"""The kind under which the ids of deleted records of the story are remembered."""


class Body(BaseModel):
    """What a client sends; what the contract does not name is refused."""

    model_config = ConfigDict(extra="forbid")


def opened(request: Request) -> Project:
    """The project that the request's key opens."""
    found: Project = request.scope["project"]
    return found


async def read(request: Request, model: type[Body]) -> Record:
    """The body by its model, with only what was sent or has a default; `Refusal` 400."""
    try:
        found = model.model_validate(decoded(await content(request)))
    except ValidationError as error:
        raise complaint(error) from None
    return found.model_dump(mode="json")


def json(record: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(to_json(record), status, media_type="application/json")


def as_it_is(project: Project, record: Record) -> Record:
    """A record as it lies on the shelf."""
    return record


def nothing(project: Project) -> Iterable[Record]:
    """A group of which the story tells nothing."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One group: where it is, what it holds, and what may be done to it."""

    kind: str
    """Its path, and where its records lie on the shelf."""
    word: str
    """What an error calls one of them."""
    create: type[Body] | None = None
    patch: type[Body] | None = None
    deletes: bool = False
    reads: bool = True
    """Whether one can be read by its id."""
    told: Callable[[Project], Iterable[Record]] = nothing
    """What the story holds now; each record has its `id` and `created_at`."""
    made: Shown = as_it_is
    """A new record, given what was sent with `id` and `created_at`; may refuse."""
    changed: Shown = as_it_is
    """A changed record; may refuse."""
    shown: Shown = as_it_is
    filters: tuple[str, ...] = ()
    """Fields of a record that the list can be asked for."""
    stored: Callable[[Record], Record] = dict
    """What is kept of a new record: all but what only its first answer says."""
    usual: int = 50
    most: int = 100

    def all(self, project: Project) -> Iterable[Record]:
        """Every record, written or told, in no order."""
        written = {each["id"]: each for each in project.shelf.all(self.kind)}
        for each in self.told(project):
            if each["id"] not in written and not project.shelf.get(GONE + self.kind, each["id"]):
                yield each
        yield from written.values()

    def find(self, project: Project, identifier: str) -> Record:
        """One record as it lies; `Refusal` 404."""
        found = project.shelf.get(self.kind, identifier)
        if found is None:
            found = next((each for each in self.all(project) if each["id"] == identifier), None)
        if found is None:
            raise Refusal(404, f"{self.word} not found", id=identifier)
        return found

    async def listing(self, request: Request) -> Response:
        """GET all: newest first, filtered, a page at a time (contract §0.1)."""
        project, params = opened(request), request.query_params
        wanted = {name: params[name] for name in self.filters if name in params}
        after, limit = asked.cursor(params), asked.limit(params, self.usual, self.most)
        placed = [
            (Position(read_iso(each["created_at"]), each["id"]), each) for each in self.all(project)
        ]
        fits = []
        for place, record in sorted(placed, key=lambda each: order(each[0])):
            if after is not None and not after.before(*place):
                continue
            found = self.shown(project, record)
            if all(str(found.get(name)) == value for name, value in wanted.items()):
                fits.append((place, found))
        rows = [record for _, record in fits[:limit]]
        follows = fits[limit - 1][0] if len(fits) > limit else None
        pagination = {"cursor": asked.written(follows), "has_more": follows is not None}
        return json({"data": rows, "pagination": pagination})

    async def get(self, request: Request) -> Response:
        """GET one."""
        project = opened(request)
        return json(self.shown(project, self.find(project, request.path_params["id"])))

    async def post(self, request: Request) -> Response:
        """POST a new one."""
        assert self.create  # noqa: S101  # only then there is such a route
        sent, project = await read(request, self.create), opened(request)
        now = iso(project.clock())
        record = self.made(project, {"id": str(uuid4()), **sent, "created_at": now})
        project.shelf.put(self.kind, record["id"], self.stored(record))
        return json(self.shown(project, record), 201)

    async def change(self, request: Request) -> Response:
        """PATCH one."""
        assert self.patch  # noqa: S101  # only then there is such a route
        project = opened(request)
        found = self.find(project, request.path_params["id"])
        sent = await read(request, self.patch)
        fields = {name: value for name, value in sent.items() if value is not None}
        if not fields:
            raise Refusal(400, "Nothing to change")
        record = self.changed(project, found | fields)
        record |= {"updated_at": iso(project.clock())} if "updated_at" in found else {}
        project.shelf.put(self.kind, record["id"], record)
        return json(self.shown(project, record))

    async def delete(self, request: Request) -> Response:
        """DELETE one."""
        project = opened(request)
        found = self.find(project, request.path_params["id"])
        if not project.shelf.remove(self.kind, found["id"]) or self.told is not nothing:
            project.shelf.put(GONE + self.kind, found["id"], {"id": found["id"]})
        return Response(status_code=204)

    def routes(self) -> list[Route]:
        """What it answers to."""
        one = f"/{self.kind}/{{id}}"
        offered: Mapping[tuple[str, str], tuple[object, Callable[..., Awaitable[Response]]]] = {
            (f"/{self.kind}", "GET"): (True, self.listing),
            (f"/{self.kind}", "POST"): (self.create, self.post),
            (one, "GET"): (self.reads, self.get),
            (one, "PATCH"): (self.patch, self.change),
            (one, "DELETE"): (self.deletes, self.delete),
        }
        return [
            Route(path, endpoint, methods=[method])
            for (path, method), (there, endpoint) in offered.items()
            if there
        ]
