"""Users: invited, changed, and let go for good (contracts/arize.md §9, users)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.body import Body, checked, fields, json
from spandeck.sim.arize.collection import Collection, caller, named
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Organisation, Record
from spandeck.sim.arize.paging import answer, oldest
from spandeck.sim.arize.query import Filter, contains

Name = Annotated[str, Field(min_length=1, max_length=255)]
Status = Literal["ACTIVE", "INVITED", "EXPIRED"]
INACTIVE = "inactive users"
"""The kind under which users that were deleted are remembered."""


class CustomRole(Body):
    """A role that somebody defined."""

    type: Literal["CUSTOM"]
    id: str


class PredefinedRole(Body):
    """A role that every account has."""

    type: Literal["PREDEFINED"]
    name: Literal["ADMIN", "MEMBER", "MEMBER_UI_ONLY", "ANNOTATOR"]


class CreateUser(Body):
    """POST /v2/users."""

    name: Name
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    role: Annotated[CustomRole | PredefinedRole, Field(discriminator="type")]
    invite_mode: Literal["NONE", "EMAIL_LINK", "TEMPORARY_PASSWORD"]


class UpdateUser(Body):
    """PATCH /v2/users/{id}."""

    name: Name = "-"
    is_developer: bool = True


CREATE = TypeAdapter(CreateUser)
USERS = Collection(
    kind="users",
    word="User",
    serves="LRU",
    update=TypeAdapter(UpdateUser),
    filters={
        "email": contains("email"),
        "status": Filter(
            lambda who, record, wanted: record["status"] in wanted,
            TypeAdapter(list[Status]),
            many=True,
        ),
    },
    order=oldest("created_at"),
    stamps=("created_at",),
)


async def invite(request: Request) -> Response:
    """POST /v2/users: 201 for a new one, 200 for one that is there."""
    who = caller(request)
    raw, _ = await json(request)
    sent = fields(checked(CREATE, raw))
    if sent["role"]["type"] == "CUSTOM":
        who.find("roles", sent["role"]["id"])
    who.act()
    shelf = who.organisation.shelf
    for each in shelf.all("users"):
        if each["email"].casefold() == sent["email"].casefold():
            return answer(each)
    mode = sent.pop("invite_mode")
    made = {
        "id": who.organisation.next_id("User"),
        **sent,
        "created_at": who.organisation.now(),
        "status": "ACTIVE" if mode == "NONE" else "INVITED",
        "is_developer": True,
    }
    shelf.put("users", made["id"], made)
    password = {"temporary_password": uuid4().hex[:16]} if mode == "TEMPORARY_PASSWORD" else {}
    return answer(made | {"invite_mode": mode} | password, 201)


async def let_go(request: Request) -> Response:
    """DELETE /v2/users/{id}: for good, and no error when it was done before."""
    who, user_id = caller(request), named(request)
    if who.organisation.shelf.get(INACTIVE, user_id) is None:
        user = who.change("users", user_id)
        who.organisation.shelf.put(INACTIVE, user_id, user)
        who.organisation.forget("users", user_id)
    return Response(status_code=204)


async def resend_invitation(request: Request) -> Response:
    """POST …/resend-invitation: for those who were invited only."""
    who = caller(request)
    if who.change("users", request.path_params["id"])["status"] != "INVITED":
        raise Problem(400, "Only a user who was invited can be invited again.")
    return Response(status_code=204)


async def reset_password(request: Request) -> Response:
    """POST …/reset-password: the mail that the vendor would send is not."""
    caller(request).change("users", request.path_params["id"])
    return Response(status_code=204)


SEEDS: Mapping[str, Callable[[Organisation], Iterable[Record]]] = {}
"""Those of the beginning are in `people`."""
ROUTES = (
    *USERS.routes(),
    Route("/v2/users", invite, methods=["POST"]),
    Route("/v2/users/{id}", let_go, methods=["DELETE"]),
    Route("/v2/users/{id}/resend-invitation", resend_invitation, methods=["POST"]),
    Route("/v2/users/{id}/reset-password", reset_password, methods=["POST"]),
)
