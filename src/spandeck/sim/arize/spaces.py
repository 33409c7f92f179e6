"""Organizations, their spaces, and who is a member of them (contracts/arize.md §8.1)."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.body import Body, checked, fields, json
from spandeck.sim.arize.collection import Collection, Endpoint, caller
from spandeck.sim.arize.errors import missing
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.paging import answer, oldest
from spandeck.sim.arize.query import NAMED, equal

Name = Annotated[str, Field(min_length=1, max_length=255)]
Description = Annotated[str, Field(max_length=1000)]
SPACES = ("production", "staging", "development")
"""One for each environment of the world, in the order of their numbers."""


class CreateOrganization(Body):
    """POST /v2/organizations."""

    name: Name
    description: Description = ""


class UpdateOrganization(Body):
    """PATCH /v2/organizations/{id}."""

    name: Name = ""
    description: Description | None = None


class CreateSpace(Body):
    """POST /v2/spaces."""

    name: Name
    organization_id: str
    description: Description = ""
    is_private: bool = False


class DefaultLlm(Body):
    """The model that a space uses unless told otherwise."""

    integration_id: str
    model_name: str


class DefaultRuntime(Body):
    """The agent runtime of a space."""

    integration_id: str


class UpdateSpace(Body):
    """PATCH /v2/spaces/{id}."""

    name: Name = ""
    description: Description | None = None
    is_private: bool = False
    default_llm_integration: DefaultLlm | None = None
    ml_models_enabled: bool = False
    gradient_start_color: str = ""
    gradient_end_color: str = ""
    default_agent_runtime: DefaultRuntime | None = None


class CustomRole(Body):
    """A role that somebody defined."""

    type: Literal["CUSTOM"]
    id: str


class OrganizationRole(Body):
    """A role that every organization has."""

    type: Literal["PREDEFINED"]
    name: Literal["ADMIN", "MEMBER", "READ_ONLY", "ANNOTATOR"]


class Membership(Body):
    """POST …/users: the role of a user, whether it had one or not."""

    user_id: str
    role: Annotated[CustomRole | OrganizationRole, Field(discriminator="type")]


MEMBERSHIP = TypeAdapter(Membership)


def described(caller: Caller, record: Record, sent: Record) -> Record:
    """A changed record, whose description is text even when it was taken away."""
    changed = record | sent
    return changed | {"description": changed["description"] or ""}


def spaced(caller: Caller, record: Record) -> Record:
    """A new space, with what it was not told."""
    return record | BLANK | record


BLANK: Record = {
    "description": "",
    "is_private": False,
    "default_llm_integration": None,
    "ml_models_enabled": False,
    "gradient_start_color": "#5c6ac4",
    "gradient_end_color": "#47c1bf",
    "default_agent_runtime": None,
}

ORGANIZATIONS = Collection(
    kind="organizations",
    word="Organization",
    create=TypeAdapter(CreateOrganization),
    update=TypeAdapter(UpdateOrganization),
    filters=NAMED,
    order=oldest("created_at"),
    stamps=("created_at",),
    unique=(),
    made=lambda caller, record: {"description": ""} | record,
    changed=described,
)
SPACE_RECORDS = Collection(
    kind="spaces",
    word="Space",
    create=TypeAdapter(CreateSpace),
    update=TypeAdapter(UpdateSpace),
    filters=NAMED | {"org_id": equal("organization_id")},
    order=oldest("created_at"),
    stamps=("created_at",),
    unique=("organization_id",),
    made=spaced,
    changed=described,
)


def joining(kind: str, field: str) -> Endpoint:
    """POST …/users: give a user a role there."""

    async def endpoint(request: Request) -> Response:
        who = caller(request)
        place = who.change(kind, request.path_params["id"])
        raw, _ = await json(request)
        sent = fields(checked(MEMBERSHIP, raw))
        user = who.find("users", sent["user_id"])
        found = membership(who.organisation, kind, place["id"], user["id"])
        identifier = found["id"] if found else who.organisation.next_id("Membership")
        made = {"id": identifier, "user_id": user["id"], field: place["id"], "role": sent["role"]}
        who.organisation.shelf.put(f"{kind} members", identifier, made)
        return answer(made)

    return endpoint


def leaving(kind: str) -> Endpoint:
    """DELETE …/users/{user_id}: take a user's role there away."""

    async def endpoint(request: Request) -> Response:
        who = caller(request)
        place = who.change(kind, request.path_params["id"])
        user_id = request.path_params["user_id"]
        found = membership(who.organisation, kind, place["id"], user_id)
        if found is None:
            raise missing("member")
        who.organisation.shelf.remove(f"{kind} members", found["id"])
        return Response(status_code=204)

    return endpoint


def membership(organisation: Organisation, kind: str, place_id: str, user_id: str) -> Record | None:
    """A user's membership there, if any."""
    for each in organisation.shelf.all(f"{kind} members"):
        if each["user_id"] == user_id and place_id in each.values():
            return each
    return None


def organizations(organisation: Organisation) -> Iterable[Record]:
    """The organization of the beginning."""
    yield {
        "id": organisation.id("Organization", 1),
        "name": organisation.name,
        "description": "Agents of an outdoor shop" if organisation.world else "",
        "created_at": organisation.day(0),
    }


def spaces(organisation: Organisation) -> Iterable[Record]:
    """The spaces of the beginning."""
    for number, name in enumerate(SPACES if organisation.world else ("default",), 1):
        described = f"Everything that runs in {name}" if organisation.world else ""
        yield {
            "id": organisation.id("Space", number),
            "organization_id": organisation.id("Organization", 1),
            "name": name,
            **BLANK,
            "description": described,
            "created_at": organisation.day(number - 1),
            "is_private": name == "development",
        }


SEEDS = {"organizations": organizations, "spaces": spaces}
ROUTES = (
    *ORGANIZATIONS.routes(),
    *SPACE_RECORDS.routes(),
    Route(
        "/v2/organizations/{id}/users",
        joining("organizations", "organization_id"),
        methods=["POST"],
    ),
    Route("/v2/organizations/{id}/users/{user_id}", leaving("organizations"), methods=["DELETE"]),
    Route("/v2/spaces/{id}/users", joining("spaces", "space_id"), methods=["POST"]),
    Route("/v2/spaces/{id}/users/{user_id}", leaving("spaces"), methods=["DELETE"]),
)
