"""The examples of a dataset: user columns at the top level, beside id and times."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.annotating import NOTES, check, once, upserted, written
from spandeck.sim.arize.body import Body, checked, fields, json
from spandeck.sim.arize.collection import caller
from spandeck.sim.arize.datasets import (
    VERSIONS,
    Columns,
    add_version,
    examples_of,
    put_example,
    unreserved,
    version,
    versions,
)
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.paging import answer, oldest, page, paging
from spandeck.sim.arize.query import TEXT, Filter, asked
from spandeck.sim.arize.search import SearchBody, fitting

VERSION = {"dataset_version_id": Filter(lambda caller, record, wanted: True, TEXT)}
Ids = Annotated[list[str], Field(min_length=1, max_length=1000)]


class Insert(Body):
    """POST …/examples."""

    examples: Annotated[list[Columns], Field(min_length=1, max_length=1000)]


class Change(Body):
    """One example to be changed: its id, and columns."""

    model_config = ConfigDict(extra="allow")

    id: str


class Update(Body):
    """PATCH …/examples."""

    examples: Annotated[list[Change], Field(min_length=1, max_length=1000)]
    new_version: Annotated[str, Field(min_length=1)] = ""


class Delete(Body):
    """DELETE …/examples."""

    dataset_version_id: str
    example_ids: Ids


class Search(SearchBody):
    """POST …/examples/search."""

    dataset_version_id: str | None = None


INSERT, UPDATE = TypeAdapter(Insert), TypeAdapter(Update)
DELETE, SEARCH = TypeAdapter(Delete), TypeAdapter(Search)


def shown(example: Record) -> Record:
    """An example as it is listed."""
    times = {name: example[name] for name in ("created_at", "updated_at")}
    return {
        "id": example["id"],
        **times,
        "annotations": example["annotations"],
        **example["columns"],
    }


def chosen(who: Caller, dataset: Record, params: QueryParams) -> str:
    """The version that the query names."""
    return version(who.organisation, dataset, asked(params, VERSION).get("dataset_version_id"))


async def listed(request: Request) -> Response:
    """GET …/examples."""
    who = caller(request)
    dataset = who.find("datasets", request.path_params["id"])
    wanted = chosen(who, dataset, request.query_params)
    paged = paging(request.query_params, [request.url.path, wanted], most=500)
    rows = who.organisation.shelf.all(examples_of(wanted))
    return page(rows, oldest("created_at"), paged, shown).response("examples")


async def search(request: Request) -> Response:
    """POST …/examples/search: the same with a filter, and paging in the body."""
    who = caller(request)
    dataset = who.find("datasets", request.path_params["id"])
    raw, _ = await json(request)
    wanted = checked(SEARCH, raw)
    version_id = version(who.organisation, dataset, wanted.dataset_version_id)
    paged = wanted.paging([request.url.path, version_id])
    rows = who.organisation.shelf.all(examples_of(version_id))
    found = fitting(rows, wanted.filter, shown)
    return page(found, oldest("created_at"), paged, shown).response("examples")


async def insert(request: Request) -> Response:
    """POST …/examples: into a version, the latest unless told."""
    who = caller(request)
    dataset = who.change("datasets", request.path_params["id"])
    version_id = chosen(who, dataset, request.query_params)
    raw, _ = await json(request)
    sent = checked(INSERT, raw).examples
    for each in sent:
        unreserved(each)
    made = [put_example(who.organisation, version_id, dataset["id"], each) for each in sent]
    return touched(who, dataset, version_id, made, 201)


async def update(request: Request) -> Response:
    """PATCH …/examples: in place, or as a new version; unknown ids are passed over."""
    who = caller(request)
    dataset = who.change("datasets", request.path_params["id"])
    version_id = chosen(who, dataset, request.query_params)
    raw, _ = await json(request)
    wanted = checked(UPDATE, raw)
    if wanted.new_version:
        version_id = copied(who.organisation, dataset["id"], version_id, wanted.new_version)
    shelf, kind, changed = who.organisation.shelf, examples_of(version_id), []
    for each in wanted.examples:
        there = shelf.get(kind, each.id)
        if there is None:
            continue
        columns = fields(each)
        del columns["id"]
        unreserved(columns)
        later = {"columns": there["columns"] | columns, "updated_at": who.organisation.now()}
        shelf.put(kind, each.id, there | later)
        changed.append(each.id)
    return touched(who, dataset, version_id, changed, 200)


def copied(organisation: Organisation, dataset_id: str, version_id: str, name: str) -> str:
    """A new version with the examples of another; gives its id."""
    made = add_version(organisation, dataset_id, name)
    for each in organisation.shelf.all(examples_of(version_id)):
        organisation.shelf.put(examples_of(made), each["id"], each)
    return made


def touched(
    who: Caller, dataset: Record, version_id: str, example_ids: list[str], status: int
) -> Response:
    """The answer to a change: the dataset, the version and the examples it was about."""
    now, shelf = who.organisation.now(), who.organisation.shelf
    changed = dataset | {"updated_at": now}
    shelf.put("datasets", dataset["id"], changed)
    shelf.put(VERSIONS, version_id, (shelf.get(VERSIONS, version_id) or {}) | {"updated_at": now})
    about = {"dataset_version_id": version_id, "example_ids": example_ids}
    return answer(changed | about, status)


async def delete(request: Request) -> Response:
    """DELETE …/examples: those that are there; the others are named."""
    who = caller(request)
    dataset = who.change("datasets", request.path_params["id"])
    raw, _ = await json(request)
    wanted = checked(DELETE, raw)
    kind = examples_of(version(who.organisation, dataset, wanted.dataset_version_id))
    ids = dict.fromkeys(wanted.example_ids)
    gone = [each for each in ids if who.organisation.shelf.remove(kind, each)]
    left = [each for each in ids if each not in gone]
    return answer({"completed": True, "deleted_example_ids": gone, "not_deleted_example_ids": left})


async def annotate(request: Request) -> Response:
    """POST …/examples/annotate: in every version; unknown ids are passed over."""
    who = caller(request)
    dataset = who.change("datasets", request.path_params["id"])
    raw, _ = await json(request)
    wanted = checked(NOTES, raw).annotations
    once(wanted)
    for each in wanted:
        check(who, dataset["space_id"], each.values)
    kinds = [examples_of(each["id"]) for each in versions(who.organisation, dataset["id"])]
    for each in wanted:
        for kind in kinds:
            note(who, kind, each.record_id, written(who, each.values))
    return Response(status_code=202)


def note(who: Caller, kind: str, identifier: str, noted: list[Record]) -> None:
    """Write annotations to a record that keeps its own, if it is there."""
    there = who.organisation.shelf.get(kind, identifier)
    if there is not None:
        later = {"annotations": upserted(there["annotations"], noted)}
        who.organisation.shelf.put(kind, identifier, there | later)


PATH = "/v2/datasets/{id}/examples"
SEEDS: dict[str, Any] = {}
ROUTES = (
    Route(PATH, listed, methods=["GET"]),
    Route(PATH, insert, methods=["POST"]),
    Route(PATH, update, methods=["PATCH"]),
    Route(PATH, delete, methods=["DELETE"]),
    Route(f"{PATH}/annotate", annotate, methods=["POST"]),
    Route(f"{PATH}/search", search, methods=["POST"]),
)
