"""Records that are listed, made, changed and deleted alike, stated as data (contracts §5).

A `Collection` says where its records are found, what may be sent to make or change one, and what
two of them may not have in common; the endpoints follow. What is special to a kind of record is a
function in its own module.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.envelope import Record, normal
from spandeck.sim.fiddler.errors import Refusal, invalid
from spandeck.sim.fiddler.lists import listed, value

LARGEST = 16 * 1024 * 1024
Sent = TypeVar("Sent", bound=BaseModel)
Endpoint = Callable[[Request], Awaitable[Response]]


class Body(BaseModel):
    """Something sent; unknown fields are ignored, as the vendor's older clients need."""

    model_config = ConfigDict(frozen=True)


Anything = Annotated[dict[str, Any], Field(default_factory=dict)]
"""An object of the sender's own making."""
Make = Callable[[Account, Any], Mapping[str, Any]]
"""From what was sent to a record's own fields."""
Change = Callable[[Account, Record, Any], Mapping[str, Any]]


def as_sent(account: Account, sent: Body) -> Mapping[str, Any]:
    """The fields as they were sent, missing ones by their defaults."""
    return sent.model_dump(mode="json")


def only_set(account: Account, record: Record, sent: Body) -> Mapping[str, Any]:
    """The fields that were sent, and no others."""
    return sent.model_dump(mode="json", exclude_unset=True)


def itself(account: Account, record: Record) -> Record:
    """A record without anything computed."""
    return record


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of record."""

    path: str
    kind: str
    """Where the records are kept."""
    noun: str
    create: type[Body] | None = None
    patch: type[Body] | None = None
    unique: tuple[str, ...] = ()
    """Fields in which, taken together, no two records are alike."""
    params: tuple[str, ...] = ()
    """Query parameters of the list that filter by value."""
    make: Make = as_sent
    change: Change = only_set
    show: Callable[[Account, Record], Record] = itself
    """Adds what is computed when a record is read."""
    made: Callable[[Account, Record], None] = lambda account, record: None
    """What else happens when one is made."""
    deletes: bool = True
    within: tuple[str, ...] = ()
    """Links that have a list of these records under them, such as `model`."""

    def routes(self) -> list[Route]:
        """The endpoints."""
        item = f"{self.path}/{{id}}"
        found = [Route(self.path, self.list), Route(item, self.read)]
        found += [Route(f"/v3/{each}s/{{{each}_id}}{self.tail}", self.list) for each in self.within]
        if self.create:
            found.append(Route(self.path, self.post, methods=["POST"]))
        if self.patch:
            found.append(Route(item, self.update, methods=["PATCH"]))
        if self.deletes:
            found.append(Route(item, self.delete, methods=["DELETE"]))
        return found

    @property
    def tail(self) -> str:
        """The last part of the path."""
        return self.path[self.path.rindex("/") :]

    def shown(self, account: Account, record: Record) -> Record:
        """A record as it is answered."""
        return account.shown(self.show(account, record))

    def found(self, request: Request) -> Record:
        """The record that the path names; `Refusal` 404."""
        return opened(request).get(self.kind, request.path_params["id"], self.noun)

    def plant(self, account: Account, sent: Mapping[str, Any], at: str, identifier: str) -> Record:
        """Keep a record as if this had been sent, once upon a time."""
        assert self.create  # noqa: S101  # only such collections are planted
        fields = self.make(account, self.create.model_validate(sent))
        times = {"created_at": at, "updated_at": at}
        record = account.add(self.kind, {**fields, **times}, identifier)
        self.made(account, record)
        return record

    async def list(self, request: Request) -> Response:
        """GET the collection, or that part of it that belongs to the record in the path."""
        account = opened(request)
        under = {name.removesuffix("_id"): found for name, found in request.path_params.items()}
        for link, identifier in under.items():
            account.inherited(link, identifier)
        records = (self.shown(account, each) for each in account.all(self.kind, **under))
        return listed(request, records, self.params)

    async def read(self, request: Request) -> Response:
        """GET one."""
        return normal(self.shown(opened(request), self.found(request)))

    async def post(self, request: Request) -> Response:
        """POST a new one."""
        assert self.create  # noqa: S101  # only then there is such a route
        account, sent = opened(request), await body(request, self.create)
        fields = self.make(account, sent)
        self.refuse_double(account, fields)
        record = account.add(self.kind, fields)
        self.made(account, record)
        return normal(self.shown(account, record))

    async def update(self, request: Request) -> Response:
        """PATCH one."""
        assert self.patch  # noqa: S101  # only then there is such a route
        account, record, sent = (
            opened(request),
            self.found(request),
            await body(request, self.patch),
        )
        fields = self.change(account, record, sent)
        if any(record.get(name) != found for name, found in fields.items() if name in self.unique):
            self.refuse_double(account, {**account.shown(record), **fields})
        return normal(self.shown(account, account.change(self.kind, record, fields)))

    async def delete(self, request: Request) -> Response:
        """DELETE one, with all that hangs on it: 200 without a body."""
        opened(request).remove(self.kind, self.found(request)["id"])
        return Response(status_code=200)

    def refuse_double(self, account: Account, fields: Mapping[str, Any]) -> None:
        """409 when a record like this is there already."""
        wanted = [str(value({**fields}, name)) for name in self.unique]
        for each in account.all(self.kind) if wanted else ():
            if [str(value(each, name)) for name in self.unique] == wanted:
                raise Refusal(409, f"{self.noun} '{fields.get('name')}' already exists.")


def opened(request: Request) -> Account:
    """The organization that the request's token opens."""
    found: Account = request.scope["account"]
    return found


async def content(request: Request, most: int = LARGEST) -> bytes:
    """The body; `Refusal` 413 when it is too large."""
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > most:
            raise Refusal(413, f"The body is larger than {most} bytes.")
    return bytes(found)


async def body(request: Request, model: type[Sent]) -> Sent:
    """The JSON body; `Refusal` 400 naming every field that is wrong.

    Under `/v2` it may be a form: so the vendor's own client changes webhooks.
    """
    sent = await content(request)
    form = request.url.path.startswith("/v2/") and not sent.startswith(b"{")
    try:
        return model.model_validate(
            dict(parse_qsl(sent.decode(errors="replace"))) if form else decoded(sent)
        )
    except ValidationError as error:
        raise invalid(error) from None


def decoded(written: bytes) -> object:
    """JSON; `Refusal` 400 for anything else."""
    try:
        found: object = from_json(written)
    except ValueError as error:
        raise Refusal(400, f"body: not JSON: {error}") from None
    return found
