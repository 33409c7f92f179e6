"""Tags on resources: the same three sub-routes under every kind that can be tagged."""

from typing import Annotated

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.body import Body, checked, json
from spandeck.sim.arize.collection import caller, named
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller, Organisation
from spandeck.sim.arize.paging import Page, answer

ATTACHED = "attached-tags"
"""The kind of the records that hold a resource's tags, by the resource's id."""


class TagIds(Body):
    """Tags to attach or to detach."""

    tag_ids: Annotated[list[str], Field(min_length=1, max_length=100)]


TAG_IDS = TypeAdapter(TagIds)


def tagged(kind: str, methods: str = "GET POST DELETE") -> list[Route]:
    """The tags of a kind of resource: shown, attached and, where the vendor has it, detached."""

    async def shown(request: Request) -> Response:
        who = caller(request)
        return tags_of(who, who.find(kind, named(request))["id"])

    async def attach(request: Request) -> Response:
        who = caller(request)
        resource = who.change(kind, named(request))
        raw, _ = await json(request)
        sent = checked(TAG_IDS, raw).tag_ids
        space = who.organisation.space_id(resource)
        for each in sent:
            if who.find("tags", each)["space_id"] != space:
                raise Problem(422, f"tag_ids: {each} is a tag of another space.")
        put(
            who.organisation, resource["id"], attached(who.organisation, resource["id"]) | ids(sent)
        )
        return tags_of(who, resource["id"])

    async def detach(request: Request) -> Response:
        who = caller(request)
        resource = who.change(kind, named(request))
        raw, _ = await json(request)
        sent = ids(checked(TAG_IDS, raw).tag_ids)
        there = attached(who.organisation, resource["id"])
        put(who.organisation, resource["id"], {each: None for each in there if each not in sent})
        gone = [each for each in sent if each in there]
        left = [each for each in sent if each not in there]
        return answer({"completed": not left, "deleted": gone, "not_deleted": left})

    endpoints = {"GET": shown, "POST": attach, "DELETE": detach}
    path = f"/v2/{kind}/{{id}}/tags"
    return [Route(path, endpoints[each], methods=[each]) for each in methods.split()]


def ids(found: list[str]) -> dict[str, None]:
    """Ids, each once, in their order."""
    return dict.fromkeys(found)


def attached(organisation: Organisation, resource_id: str) -> dict[str, None]:
    """The ids of a resource's tags, in the order in which they were attached."""
    return ids((organisation.shelf.get(ATTACHED, resource_id) or {"tag_ids": []})["tag_ids"])


def put(organisation: Organisation, resource_id: str, tags: dict[str, None]) -> None:
    """Keep a resource's tags."""
    organisation.shelf.put(ATTACHED, resource_id, {"id": resource_id, "tag_ids": list(tags)})


def tags_of(who: Caller, resource_id: str) -> Response:
    """The full list of a resource's tags; those deleted since are not in it."""
    shelf = who.organisation.shelf
    found = [shelf.get("tags", each) for each in attached(who.organisation, resource_id)]
    return Page([each for each in found if each is not None], None).response("tags")
