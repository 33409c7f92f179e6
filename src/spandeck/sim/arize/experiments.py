"""Experiments: the runs of a task over a dataset's examples (contracts/arize.md §8.8)."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.annotating import NOTES, check, once, written
from spandeck.sim.arize.body import Body, checked, fields, json
from spandeck.sim.arize.collection import Collection, caller
from spandeck.sim.arize.datasets import versions
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.examples import note
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.paging import answer, page, paging
from spandeck.sim.arize.query import NAMED, SPACED, asked, equal
from spandeck.sim.arize.search import SearchBody, fitting
from spandeck.sim.arize.tags import tagged


class RunInput(Body):
    """One run: what came out for an example, and columns of one's own."""

    model_config = ConfigDict(extra="allow")

    example_id: str | None = None
    output: str


Runs = Annotated[list[RunInput], Field(min_length=1, max_length=1000)]


class CreateExperiment(Body):
    """POST /v2/experiments."""

    name: Annotated[str, Field(min_length=1, max_length=255, pattern=r'^[^"\\]*$')]
    dataset_id: str | None = None
    space_id: str | None = None
    experiment_runs: Runs


class InsertRuns(Body):
    """POST …/runs."""

    experiment_runs: Runs


INSERT, SEARCH = TypeAdapter(InsertRuns), TypeAdapter(SearchBody)


def runs_of(experiment_id: str) -> str:
    """The kind under which the runs of an experiment lie on the shelf."""
    return f"experiment-runs {experiment_id}"


def one_home(wanted: Mapping[str, Any]) -> None:
    """Raise `Problem` for a list within both a dataset and a space."""
    if {"dataset_id", "space_id"} <= set(wanted):
        raise Problem(422, "dataset_id and space_id exclude each other.")


def placed(caller: Caller, record: Record) -> Record:
    """A new experiment, with the space and the version of its dataset, and its runs."""
    organisation, dataset_id = caller.organisation, record.get("dataset_id")
    if (dataset_id is None) == (record.get("space_id") is None):
        raise Problem(422, "Send exactly one of dataset_id and space_id.")
    home: Record = {"dataset_id": None, "dataset_version_id": None}
    if dataset_id is not None:
        dataset = caller.find("datasets", dataset_id)
        latest = versions(organisation, dataset_id)[0]["id"]
        home = {"space_id": dataset["space_id"], "dataset_version_id": latest}
        require_examples(record["experiment_runs"])
    put_runs(organisation, record["id"], record["experiment_runs"])
    made = {key: value for key, value in record.items() if key != "experiment_runs"}
    return made | home | {"integration_id": None}


def require_examples(runs: list[Record]) -> None:
    """Raise `Problem` when a run over a dataset names no example; which one is not checked."""
    if any(run.get("example_id") is None for run in runs):
        raise Problem(422, "experiment_runs: example_id is required with a dataset.")


def put_runs(organisation: Organisation, experiment_id: str, runs: list[Record]) -> list[str]:
    """Add runs; gives their ids."""
    made = []
    for run in runs:
        identifier, number = organisation.next_id("Run"), organisation.next_number("run order")
        columns = {key: each for key, each in run.items() if key not in ("example_id", "output")}
        record = {"id": identifier, "experiment_id": experiment_id, "number": number}
        said = {"example_id": run.get("example_id"), "output": run["output"]}
        kept = record | said | {"annotations": [], "columns": columns}
        organisation.shelf.put(runs_of(experiment_id), identifier, kept)
        made.append(identifier)
    return made


def shown(run: Record) -> Record:
    """A run as it is listed."""
    named = {name: run.get(name) for name in ("id", "example_id", "output", "error")}
    said = {name: each for name, each in named.items() if each is not None or name == "output"}
    return {**said, "annotations": run["annotations"], **run["columns"]}


async def listed(request: Request) -> Response:
    """GET …/runs, in the order in which they were added."""
    who = caller(request)
    experiment = who.find("experiments", request.path_params["id"])
    asked(request.query_params, {})
    paged = paging(request.query_params, request.url.path, most=500)
    rows = who.organisation.shelf.all(runs_of(experiment["id"]))
    return page(rows, lambda run: [run["number"]], paged, shown).response("experiment_runs")


async def search(request: Request) -> Response:
    """POST …/runs/search: by id, with a filter, and paging in the body."""
    who = caller(request)
    experiment = who.find("experiments", request.path_params["id"])
    raw, _ = await json(request)
    wanted = checked(SEARCH, raw)
    paged = wanted.paging([request.url.path])
    rows = who.organisation.shelf.all(runs_of(experiment["id"]))
    found = fitting(rows, wanted.filter, shown)
    return page(found, lambda run: [run["id"]], paged, shown).response("experiment_runs")


async def insert(request: Request) -> Response:
    """POST …/runs."""
    who = caller(request)
    experiment = who.change("experiments", request.path_params["id"])
    raw, _ = await json(request)
    sent = [fields(each) for each in checked(INSERT, raw).experiment_runs]
    if experiment["dataset_id"] is not None:
        require_examples(sent)
    made = put_runs(who.organisation, experiment["id"], sent)
    later = experiment | {"updated_at": who.organisation.now()}
    who.organisation.shelf.put("experiments", experiment["id"], later)
    return answer(later | {"run_ids": made}, 201)


async def annotate(request: Request) -> Response:
    """POST …/runs/annotate; unknown ids are passed over."""
    who = caller(request)
    experiment = who.change("experiments", request.path_params["id"])
    raw, _ = await json(request)
    wanted = checked(NOTES, raw).annotations
    once(wanted)
    for each in wanted:
        check(who, experiment["space_id"], each.values)
    for each in wanted:
        note(who, runs_of(experiment["id"]), each.record_id, written(who, each.values))
    return Response(status_code=202)


EXPERIMENTS = Collection(
    kind="experiments",
    word="Experiment",
    serves="LCRD",
    create=TypeAdapter(CreateExperiment),
    filters=NAMED | {"dataset_id": equal("dataset_id"), "space_id": SPACED["space_id"]},
    together=one_home,
    stamps=("created_at", "updated_at"),
    unique=("dataset_id", "space_id"),
    made=placed,
)
PATH = "/v2/experiments/{id}/runs"
SEEDS: dict[str, Any] = {}
ROUTES = (
    *EXPERIMENTS.routes(),
    Route(PATH, listed, methods=["GET"]),
    Route(PATH, insert, methods=["POST"]),
    Route(f"{PATH}/annotate", annotate, methods=["POST"]),
    Route(f"{PATH}/search", search, methods=["POST"]),
    *tagged("experiments", "GET POST"),
)
