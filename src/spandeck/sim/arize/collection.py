"""A resource group of Arize as data, and the routes that follow from it.

Most groups of contracts/arize.md §9 are one `Collection` each, or two where things have versions
or runs. Stating one gives list, create, read, update and delete with paging, filters, errors in
the vendor's order (404 and 403, then 400 and 422, then 409) and tags. To add a group:

1. Write its request bodies as `Body` models and give their `TypeAdapter`s as `create` and
   `update`; a union told apart by a field is an adapter over the union.
2. State the `Collection`. Records lie on the organisation's shelf under `kind`, exactly as they
   are shown. What is sent becomes the record, with `id` and the `stamps`; `made` adds or takes
   away what the group does differently, `changed` the same for PATCH, `shown` what is only
   computed when asked for, `removing` what a deletion takes with it or is refused by.
3. A sub-list such as versions has its parent in its path: `prompts/{prompt_id}/versions`. The
   parameter is the record's field, and `HOLDERS` in `organisation` says what it points at.
4. Give what is there from the beginning from a function `seeds(organisation)` of the group's
   module, list it in the module's SEEDS, and the module in `groups`.

Whatever else a group can do is an endpoint of its own beside the collection, made of the same
parts: `caller(request)`, `caller.find` and `caller.change`, `json` and `checked`, `page`, `answer`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from re import findall
from typing import Any

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.body import Body, checked, fields, json
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import HOLDERS, Caller, Record
from spandeck.sim.arize.paging import Place, answer, newest, page, paging
from spandeck.sim.arize.query import Filter, asked

Endpoint = Callable[[Request], Awaitable[Response]]
Step = Callable[[Caller, Record], Record]
NEWEST = newest("created_at")


def unchanged(caller: Caller, record: Record) -> Record:
    """A record as it is."""
    return record


def merged(caller: Caller, record: Record, sent: Record) -> Record:
    """A record with the fields that were sent."""
    return record | sent


def willing(caller: Caller, record: Record) -> None:
    """Let a record be deleted, which takes nothing with it."""


def any_parameters(wanted: Mapping[str, Any]) -> None:
    """Let parameters stand together as they please."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One kind of thing, where it is found, and what may be done to it."""

    kind: str
    """Where its records lie on the shelf; usually also its path."""
    word: str
    """What its ids begin with."""
    path: str = ""
    """Where it is listed and created, after `/v2/`; the kind without."""
    item: str = ""
    """Where one is found; `{kind}/{id}` without."""
    key: str = ""
    """What a list calls its rows; the kind in snake case without."""
    serves: str = "LCRUD"
    """Which of list, create, read, update and delete there are."""
    create: TypeAdapter[Any] | None = None
    update: TypeAdapter[Any] | None = None
    filters: Mapping[str, Filter] = field(default_factory=dict)
    together: Callable[[dict[str, Any]], None] = any_parameters
    """Called with the parameters of a list: may refuse those that clash, or add what is meant."""
    order: Callable[[Record], Place] = NEWEST
    most: int = 100
    """How many rows a page may have."""
    stamps: tuple[str, ...] = ("created_at", "updated_at", "created_by_user_id")
    """What a new record is given beside its id."""
    unique: tuple[str, ...] | None = None
    """The fields within which no two have the same name; None when names may repeat."""
    folded: bool = False
    """Whether names that differ in case alone are the same."""
    made: Step = unchanged
    """From what was sent, stamped, to the record."""
    changed: Callable[[Caller, Record, Record], Record] = merged
    """From a record and what was sent to the changed record."""
    shown: Step = unchanged
    """From the record to what is shown of one."""
    listed: Step = unchanged
    """From the record to what a list shows."""
    removing: Callable[[Caller, Record], None] = willing
    """Called before a deletion, which takes along what the record holds: may raise 409."""

    @property
    def noun(self) -> str:
        """What a list calls its rows."""
        return self.key or self.kind.replace("-", "_")

    def routes(self) -> list[Route]:
        """Everything that it serves."""
        many = f"/v2/{self.path or self.kind}"
        one = f"/v2/{self.item or self.kind + '/{id}'}"
        offers: Mapping[str, tuple[str, str, Endpoint]] = {
            "L": (many, "GET", self.list),
            "C": (many, "POST", self.post),
            "R": (one, "GET", self.read),
            "U": (one, "PATCH", self.patch),
            "D": (one, "DELETE", self.delete),
        }
        served = (offers[letter] for letter in self.serves)
        return [Route(path, endpoint, methods=[method]) for path, method, endpoint in served]

    async def list(self, request: Request) -> Response:
        """GET the list: those that the caller may see and that fit."""
        who, within = caller(request), parents(request, self.path)
        for parent, identifier in within.items():
            who.find(HOLDERS[parent], identifier)
        wanted = asked(request.query_params, self.filters)
        self.together(wanted)
        asking = paging(request.query_params, [request.url.path, wanted], most=self.most)
        rows = (
            row
            for row in who.all(self.kind)
            if all(row[parent] == each for parent, each in within.items())
            and all(self.filters[name].fits(who, row, value) for name, value in wanted.items())
        )
        found = page(rows, self.order, asking, lambda row: self.listed(who, row))
        return found.response(self.noun)

    async def post(self, request: Request) -> Response:
        """POST a new one."""
        who, within = caller(request), parents(request, self.path)
        who.refer(within)
        raw, said = await json(request)
        who.refer(said)
        who.act()
        sent = fields(checked(adapter(self.create), raw))
        made = self.add(who, within | sent)
        return answer(self.shown(who, made), 201)

    def add(self, who: Caller, sent: Record) -> Record:
        """Make a record of what was sent, and keep it; `Problem` 409 when its name is taken."""
        organisation, now = who.organisation, who.organisation.now()
        stamps = {"created_by_user_id": who.user_id}
        stamped = {name: stamps.get(name, now) for name in self.stamps}
        self.claim(who, sent, None)
        record = {"id": organisation.next_id(self.word)} | sent | stamped
        made = self.made(who, record)
        organisation.shelf.put(self.kind, made["id"], made)
        return made

    def claim(self, who: Caller, record: Record, own: str | None) -> None:
        """Raise `Problem` 409 when another record has the name already."""
        if self.unique is None or "name" not in record:
            return
        wanted = self.identity(record, self.unique)
        for other in who.organisation.shelf.all(self.kind):
            if other["id"] != own and self.identity(other, self.unique) == wanted:
                raise Problem(409, f"The name {record['name']!r} is taken.")

    def identity(self, record: Record, scope: tuple[str, ...]) -> tuple[Any, ...]:
        """What no two records may share."""
        name = str(record.get("name"))
        return (name.casefold() if self.folded else name, *(record.get(each) for each in scope))

    async def read(self, request: Request) -> Response:
        """GET one."""
        who = caller(request)
        return answer(self.shown(who, who.find(self.kind, named(request))))

    async def patch(self, request: Request) -> Response:
        """PATCH one: at least one field."""
        who = caller(request)
        record = who.change(self.kind, named(request))
        raw, _ = await json(request)
        sent = fields(checked(adapter(self.update), raw))
        if not sent:
            raise Problem(422, "Send at least one field.")
        changed = self.changed(who, record, sent)
        self.claim(who, changed, record["id"])
        if "updated_at" in self.stamps:
            changed = changed | {"updated_at": who.organisation.now()}
        who.organisation.shelf.put(self.kind, record["id"], changed)
        return answer(self.listed(who, changed))

    async def delete(self, request: Request) -> Response:
        """DELETE one, with what belongs to it."""
        who = caller(request)
        record = who.change(self.kind, named(request))
        self.removing(who, record)
        who.organisation.forget(self.kind, record["id"])
        return Response(status_code=204)


def caller(request: Request) -> Caller:
    """Who asks."""
    found: Caller = request.scope["caller"]
    return found


def named(request: Request) -> str:
    """The id at the path's end of what the request is about."""
    found: str = next(reversed(request.path_params.values()))
    return found


def parents(request: Request, path: str) -> dict[str, str]:
    """What the path says a sub-list belongs to, by field."""
    return {name: request.path_params[name] for name in findall(r"{(\w+)}", path)}


def adapter(given: TypeAdapter[Any] | None) -> TypeAdapter[Body]:
    """The reader of a body; a collection that serves it must have one."""
    if given is None:
        raise LookupError("This collection takes no such body.")
    return given
