"""Roles, who has them where, and what is restricted to them (contracts/arize.md §9, roles …)."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.administration.permissions import EVERYTHING, READING, Permission
from spandeck.sim.arize.body import Body, checked, fields, json
from spandeck.sim.arize.collection import Collection, caller, named
from spandeck.sim.arize.errors import Problem, missing
from spandeck.sim.arize.ids import word
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.paging import answer, oldest
from spandeck.sim.arize.query import FLAG, Filter, equal

RoleName = Annotated[
    str, Field(min_length=1, max_length=255, pattern=r"^[a-zA-Z0-9 \-_.,()\[\]'\"/:\\&@#$%!?+=]+$")
]
Permissions = Annotated[list[Permission], Field(min_length=1)]
Bound = Literal["SPACE", "PROJECT"]
Restricted = Literal["PROJECT", "DASHBOARD", "PROMPT"]
HOLDING = {"SPACE": "spaces", "PROJECT": "projects", "PROMPT": "prompts"}
KINDS = {"Model": "PROJECT", "Prompt": "PROMPT", "Dashboard": "DASHBOARD"}
"""What can be restricted, by the word in its id."""
RESTRICTIONS = "resource-restrictions"


class CreateRole(Body):
    """POST /v2/roles."""

    name: RoleName
    description: Annotated[str, Field(max_length=1000)] = ""
    permissions: Permissions


class UpdateRole(Body):
    """PATCH /v2/roles/{id}: permissions replace all that were there."""

    name: RoleName = "-"
    description: Annotated[str, Field(max_length=1000)] | None = None
    permissions: Permissions = Field(default_factory=list)


class CreateBinding(Body):
    """POST /v2/role-bindings."""

    role_id: str
    user_id: str
    resource_type: Bound
    resource_id: str


class UpdateBinding(Body):
    """PATCH /v2/role-bindings/{id}."""

    role_id: str


class Restriction(Body):
    """POST /v2/resource-restrictions."""

    resource_id: str


RESTRICTION = TypeAdapter(Restriction)


def defined(who: Caller, record: Record) -> Record:
    """A new role is not one of those that every account has."""
    return {"description": ""} | record | {"is_predefined": False}


def redefined(who: Caller, record: Record, sent: Record) -> Record:
    """Those that every account has stay as they are."""
    if record["is_predefined"]:
        raise Problem(422, "A predefined role cannot be changed.")
    return record | sent


def unbound(who: Caller, record: Record) -> None:
    """A role goes only when nobody has it."""
    if record["is_predefined"]:
        raise Problem(409, "A predefined role cannot be deleted.")
    if any(each["role_id"] == record["id"] for each in who.organisation.shelf.all("role-bindings")):
        raise Problem(409, "The role is still bound: remove its bindings first.")


def granted(who: Caller, record: Record) -> Record:
    """A new binding: everything that it names must be there, and be bound only once."""
    who.find("roles", record["role_id"])
    who.find("users", record["user_id"])
    who.find(HOLDING[record["resource_type"]], record["resource_id"])
    for each in who.organisation.shelf.all("role-bindings"):
        if all(each[name] == record[name] for name in ("user_id", "resource_id")):
            raise Problem(409, "The user has a role on this resource already.")
    return record


def regranted(who: Caller, record: Record, sent: Record) -> Record:
    """Another role for the same user and resource."""
    who.find("roles", sent["role_id"])
    return record | sent


async def restrict(request: Request) -> Response:
    """POST /v2/resource-restrictions: 200, whether it was restricted before or not."""
    who = caller(request)
    raw, _ = await json(request)
    resource_id = fields(checked(RESTRICTION, raw))["resource_id"]
    kind = KINDS.get(word(resource_id) or "")
    if kind is None:
        raise Problem(422, "resource_id: only projects, dashboards and prompts can be restricted.")
    if kind in HOLDING:
        who.find(HOLDING[kind], resource_id)
    who.act()
    shelf = who.organisation.shelf
    found = shelf.get(RESTRICTIONS, resource_id) or {
        "id": resource_id,
        "resource_type": kind,
        "resource_id": resource_id,
        "created_at": who.organisation.now(),
    }
    shelf.put(RESTRICTIONS, resource_id, found)
    return answer(bare(who, found))


async def unrestrict(request: Request) -> Response:
    """DELETE /v2/resource-restrictions/{resource_id}: 404 when it is not restricted."""
    who = caller(request)
    if who.organisation.shelf.get(RESTRICTIONS, named(request)) is None:
        raise missing("restriction")
    who.act()
    who.organisation.shelf.remove(RESTRICTIONS, named(request))
    return Response(status_code=204)


def bare(who: Caller, record: Record) -> Record:
    """A restriction as it is shown: it has no id of its own."""
    return {name: value for name, value in record.items() if name != "id"}


ROLES = Collection(
    kind="roles",
    word="Role",
    create=TypeAdapter(CreateRole),
    update=TypeAdapter(UpdateRole),
    filters={"is_predefined": equal("is_predefined", FLAG)},
    order=oldest("created_at"),
    stamps=("created_at", "updated_at"),
    unique=(),
    made=defined,
    changed=redefined,
    removing=unbound,
)
BINDINGS = Collection(
    kind="role-bindings",
    word="RoleBinding",
    create=TypeAdapter(CreateBinding),
    update=TypeAdapter(UpdateBinding),
    filters={
        "user_id": equal("user_id"),
        "resource_type": Filter(
            lambda who, record, wanted: record["resource_type"] == wanted,
            TypeAdapter(Bound),
            required=True,
        ),
    },
    order=oldest("created_at"),
    stamps=("created_at", "updated_at"),
    made=granted,
    changed=regranted,
)
RESTRICTED = Collection(
    kind=RESTRICTIONS,
    word="Restriction",
    serves="L",
    filters={"resource_type": equal("resource_type", TypeAdapter(Restricted))},
    listed=bare,
)


def roles(organisation: Organisation) -> Iterable[Record]:
    """What every account has, and one that Fernweh made for its people on call."""
    kinds = (
        ("Admin", "May do everything", EVERYTHING, True),
        ("Member", "May work with what is there", EVERYTHING[::2], True),
        ("Read only", "May look at everything", READING, True),
        ("On call", "Reads, annotates, triggers monitors", (*READING, "MONITOR_TRIGGER"), False),
    )
    for number, (name, about, permissions, predefined) in enumerate(kinds, 1):
        if predefined or organisation.world:
            yield {
                "id": organisation.id("Role", number),
                "name": name,
                "description": about,
                "permissions": list(permissions),
                "is_predefined": predefined,
                "created_at": organisation.day(0),
                "updated_at": organisation.day(0),
            }


def bindings(organisation: Organisation) -> Iterable[Record]:
    """The people on call have their role in production."""
    if organisation.world is None:
        return
    for number in (2, 3):
        yield {
            "id": organisation.id("RoleBinding", number),
            "role_id": organisation.id("Role", 4),
            "user_id": organisation.id("User", number),
            "resource_type": "SPACE",
            "resource_id": organisation.id("Space", 1),
            "created_at": organisation.day(number),
            "updated_at": organisation.day(number),
        }


def restrictions(organisation: Organisation) -> Iterable[Record]:
    """What takes payments is told by few: its prompt is restricted."""
    if organisation.world is not None:
        prompt_id = organisation.id("Prompt", 2)
        made = {"resource_type": "PROMPT", "resource_id": prompt_id}
        yield {"id": prompt_id, **made, "created_at": organisation.day(80)}


SEEDS = {"roles": roles, "role-bindings": bindings, RESTRICTIONS: restrictions}
ROUTES = (
    *ROLES.routes(),
    *BINDINGS.routes(),
    *RESTRICTED.routes(),
    Route(f"/v2/{RESTRICTIONS}", restrict, methods=["POST"]),
    Route(f"/v2/{RESTRICTIONS}/{{resource_id}}", unrestrict, methods=["DELETE"]),
)
