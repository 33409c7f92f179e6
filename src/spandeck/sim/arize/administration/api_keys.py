"""API keys: of users and of services, shown once, refreshed, revoked (contracts/arize.md §9)."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import AwareDatetime, Field, Strict, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.body import Body, checked, fields, json
from spandeck.sim.arize.collection import Collection, caller
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.paging import answer
from spandeck.sim.arize.query import Filter, equal
from spandeck.sim.clock import SECOND, iso

Name = Annotated[str, Field(max_length=256)]
Description = Annotated[str, Field(max_length=1000)]
Time = Annotated[AwareDatetime, Strict(False)]
KINDS = Literal["USER", "SERVICE"]
STATES = Literal["ACTIVE", "REVOKED"]


class SpaceRole(Body):
    """A service's role in a space."""

    space_id: str
    role: dict[str, Any] | None = None


class OrganizationRole(Body):
    """A service's role in an organization and its spaces."""

    org_id: str
    role: dict[str, Any] | None = None
    spaces: Annotated[list[SpaceRole], Field(min_length=1, max_length=100)]


class UserKey(Body):
    """POST /v2/api-keys for oneself."""

    key_type: Literal["USER"]
    name: Name
    description: Description | None = None
    expires_at: Time | None = None


class ServiceKey(Body):
    """POST /v2/api-keys for a program."""

    key_type: Literal["SERVICE"]
    name: Name
    description: Description | None = None
    expires_at: Time | None = None
    account_role: dict[str, Any] | None = None
    organizations: Annotated[list[OrganizationRole], Field(min_length=1)]


class Refresh(Body):
    """POST …/refresh."""

    expires_at: Time | None = None
    grace_period_seconds: Annotated[int, Field(ge=0, le=86_400)] = 0


CREATE: TypeAdapter[UserKey | ServiceKey] = TypeAdapter(
    Annotated[UserKey | ServiceKey, Field(discriminator="key_type")]
)
REFRESH = TypeAdapter(Refresh)


def in_space(who: Caller, record: Record, wanted: str) -> bool:
    """Whether a service's key opens this space."""
    who.find("spaces", wanted)
    bot = record.get("bot_user") or {"organizations": []}
    spaces = [each["space_id"] for held in bot["organizations"] for each in held["spaces"]]
    return wanted in spaces


KEYS = Collection(
    kind="api-keys",
    word="ApiKey",
    serves="L",
    filters={
        "key_type": equal("key_type", TypeAdapter(KINDS)),
        "status": Filter(
            lambda who, record, wanted: record["status"] == wanted,
            TypeAdapter(STATES),
            usual="ACTIVE",
        ),
        "space_id": Filter(in_space),
        "user_id": equal("created_by_user_id"),
    },
)


def minted(who: Caller, facts: Record) -> tuple[Record, str]:
    """A new key's record, and the key itself, which is in no record."""
    secret = f"ak-{uuid4()}-{uuid4().hex[:16]}"
    made = {
        "id": who.organisation.next_id("ApiKey"),
        **facts,
        "status": "ACTIVE",
        "redacted_key": f"{secret[:5]}…{secret[-4:]}",
        "created_at": who.organisation.now(),
        "created_by_user_id": who.user_id,
    }
    who.organisation.shelf.put("api-keys", made["id"], made)
    return made, secret


async def create(request: Request) -> Response:
    """POST /v2/api-keys: the key is in this answer only."""
    who = caller(request)
    raw, _ = await json(request)
    sent = fields(checked(CREATE, raw))
    organizations = sent.pop("organizations", ())
    role = sent.pop("account_role", None) or {"type": "PREDEFINED", "name": "MEMBER"}
    for held in organizations:
        who.find("organizations", held["org_id"])
        for each in held["spaces"]:
            who.find("spaces", each["space_id"])
    who.act()
    facts = {name: value for name, value in sent.items() if value is not None}
    if sent["key_type"] == "SERVICE":
        facts["bot_user"] = bot(who, sent["name"], role, organizations)
    made, secret = minted(who, facts)
    return answer(made | {"key": secret}, 201)


def bot(who: Caller, name: str, role: Record, organizations: Iterable[Record]) -> Record:
    """The user in whose name a service acts."""
    reading = {"type": "PREDEFINED", "name": "READ_ONLY"}
    return {
        "id": who.organisation.next_id("User"),
        "name": name,
        "account_role": role,
        "organizations": [
            {
                "org_id": held["org_id"],
                "role": held.get("role") or reading,
                "spaces": [
                    {"space_id": each["space_id"], "role": each.get("role") or reading}
                    for each in held["spaces"]
                ],
            }
            for held in organizations
        ],
    }


async def refresh(request: Request) -> Response:
    """POST …/refresh: the old key is revoked and another one issued in one step."""
    who = caller(request)
    found = who.change("api-keys", request.path_params["id"])
    raw, _ = await json(request, optional=True)
    sent = fields(checked(REFRESH, raw))
    if found["status"] != "ACTIVE":
        raise Problem(422, "A revoked key cannot be refreshed.")
    put_away(who, found)
    kept = ("name", "description", "key_type", "bot_user", "expires_at")
    facts = {name: found[name] for name in kept if name in found}
    if sent.get("expires_at"):
        facts["expires_at"] = sent["expires_at"]
    made, secret = minted(who, facts)
    return answer({k: v for k, v in made.items() if k != "bot_user"} | {"key": secret})


async def revoke(request: Request) -> Response:
    """PUT …/revoke: no error when it was done before."""
    who = caller(request)
    put_away(who, who.change("api-keys", request.path_params["id"]))
    return Response(status_code=204)


def put_away(who: Caller, record: Record) -> None:
    """Revoke a key."""
    who.organisation.shelf.put("api-keys", record["id"], record | {"status": "REVOKED"})


def keys(organisation: Organisation) -> Iterable[Record]:
    """The keys that Fernweh works with."""
    if organisation.world is None:
        return
    named = (("on call", 2, "ACTIVE"), ("notebooks", 3, "ACTIVE"), ("old laptop", 1, "REVOKED"))
    for number, (name, user, status) in enumerate(named, 1):
        yield {
            "id": organisation.id("ApiKey", number),
            "name": name,
            "description": "",
            "key_type": "USER",
            "status": status,
            "redacted_key": f"ak-{number}…{number}f{number}",
            "created_at": organisation.day(number),
            "created_by_user_id": organisation.id("User", user),
            "last_used_at": iso(organisation.clock() - number * 3600 * SECOND),
        }


SEEDS = {"api-keys": keys}
ROUTES = (
    *KEYS.routes(),
    Route("/v2/api-keys", create, methods=["POST"]),
    Route("/v2/api-keys/{id}/refresh", refresh, methods=["POST"]),
    Route("/v2/api-keys/{id}/revoke", revoke, methods=["PUT"]),
)
