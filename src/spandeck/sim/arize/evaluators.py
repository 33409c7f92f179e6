"""Evaluators and their versions, of which nothing but the last counts for new work."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.body import Body, checked, json
from spandeck.sim.arize.collection import Collection, caller
from spandeck.sim.arize.errors import Problem, missing
from spandeck.sim.arize.judging import CustomCode, ManagedCode, RemoteConfig, TemplateConfig
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.paging import answer, newest
from spandeck.sim.arize.query import SPACED, Filter, asked
from spandeck.sim.arize.tags import tagged

VERSIONS = "evaluator-versions"
Message = Annotated[str, Field(min_length=1, max_length=1000)]
CONFIGS = {"TEMPLATE": "template_config", "CODE": "code_config", "REMOTE": "remote_config"}
"""Which field of a version goes with which type."""


class NewVersion(Body):
    """POST …/versions: the config of the evaluator's type, and no other."""

    commit_message: Message
    template_config: TemplateConfig | None = None
    code_config: Annotated[ManagedCode | CustomCode, Field(discriminator="type")] | None = None
    remote_config: RemoteConfig | None = None


class CreateEvaluator(Body):
    """POST /v2/evaluators."""

    space_id: str
    name: Annotated[str, Field(min_length=1, max_length=255)]
    description: str = ""
    type: Literal["TEMPLATE", "CODE", "HARNESS", "REMOTE"]
    version: NewVersion


class UpdateEvaluator(Body):
    """PATCH /v2/evaluators/{id}."""

    name: Annotated[str, Field(min_length=1, max_length=255)] = ""
    description: str | None = None


class DeleteVersions(Body):
    """DELETE …/versions."""

    version_ids: Annotated[list[str], Field(min_length=1, max_length=100)]


DELETE = TypeAdapter(DeleteVersions)


def fitting(kind: str, version: Mapping[str, Any]) -> None:
    """Raise `Problem` 422 unless a version has the config of the evaluator's type alone."""
    wanted = CONFIGS.get(kind)
    if {name for name in CONFIGS.values() if name in version} != {wanted}:
        raise Problem(422, f"version: an evaluator of type {kind} needs {wanted} and no other.")


def versioned(caller: Caller, record: Record) -> Record:
    """A new version, typed as its evaluator."""
    evaluator = caller.find("evaluators", record["evaluator_id"])
    fitting(evaluator["type"], record)
    caller.organisation.touch("evaluators", evaluator["id"])
    digest = caller.organisation.digest(record["id"])
    return record | {"commit_hash": digest, "type": evaluator["type"]}


EVALUATOR_VERSIONS = Collection(
    kind=VERSIONS,
    word="EvaluatorVersion",
    path="evaluators/{evaluator_id}/versions",
    serves="LCR",
    create=TypeAdapter(NewVersion),
    stamps=("created_at", "created_by_user_id"),
    made=versioned,
)


def split(caller: Caller, record: Record) -> Record:
    """A new evaluator, its first version kept apart."""
    fitting(record["type"], record["version"])
    blank = {"description": None}
    made = blank | {key: each for key, each in record.items() if key != "version"}
    caller.organisation.shelf.put("evaluators", record["id"], made)
    EVALUATOR_VERSIONS.add(caller, record["version"] | {"evaluator_id": record["id"]})
    return made


def latest(caller: Caller, record: Record) -> Record:
    """An evaluator with its latest version."""
    return record | {"version": versions(caller.organisation, record["id"])[0]}


def unused(caller: Caller, record: Record) -> None:
    """Raise `Problem` 409 while an online task uses the evaluator."""
    for task in caller.organisation.shelf.all("tasks"):
        used = any(each["evaluator_id"] == record["id"] for each in task.get("evaluators", ()))
        if used and task.get("is_continuous"):
            raise Problem(409, f"The task {task['name']!r} uses this evaluator.")


EVALUATORS = Collection(
    kind="evaluators",
    word="Evaluator",
    serves="LCUD",
    create=TypeAdapter(CreateEvaluator),
    update=TypeAdapter(UpdateEvaluator),
    filters=SPACED,
    order=newest("updated_at"),
    unique=("space_id",),
    made=split,
    shown=latest,
    removing=unused,
)
CHOICE = {"version_id": Filter(lambda caller, record, wanted: True)}


def versions(organisation: Organisation, evaluator_id: str) -> list[Record]:
    """The versions of an evaluator, newest first."""
    every = organisation.shelf.all(VERSIONS)
    return [each for each in every if each["evaluator_id"] == evaluator_id][::-1]


async def read(request: Request) -> Response:
    """GET /v2/evaluators/{id}: with one version, the latest unless told."""
    who = caller(request)
    evaluator = who.find("evaluators", request.path_params["id"])
    wanted = asked(request.query_params, CHOICE).get("version_id")
    for each in versions(who.organisation, evaluator["id"]):
        if wanted in (None, each["id"]):
            return answer(evaluator | {"version": each})
    raise missing("evaluator version")


async def delete_versions(request: Request) -> Response:
    """DELETE …/versions: those that are there but the last one, the others are named."""
    who = caller(request)
    evaluator = who.change("evaluators", request.path_params["id"])
    raw, _ = await json(request)
    wanted = dict.fromkeys(checked(DELETE, raw).version_ids)
    there = [each["id"] for each in versions(who.organisation, evaluator["id"])]
    if not set(there) - set(wanted):
        raise Problem(409, "An evaluator keeps at least one version.")
    gone = [each for each in wanted if each in there]
    for each in gone:
        who.organisation.shelf.remove(VERSIONS, each)
    left = [each for each in wanted if each not in gone]
    return answer(
        {"completed": not left, "deleted_version_ids": gone, "not_deleted_version_ids": left}
    )


def seeds(organisation: Organisation) -> Iterable[Record]:
    """The evaluators of the beginning: those whose judgements stand at the world's spans."""
    for number, (name, kind, described, _) in enumerate(FIRST if organisation.world else (), 1):
        yield {
            "id": organisation.id("Evaluator", number),
            "name": name,
            "description": described,
            "type": kind,
            "space_id": organisation.id("Space", 1),
            "created_at": organisation.day(30 + number),
            "updated_at": organisation.day(40 + number),
            "created_by_user_id": organisation.id("User", 1),
        }


def first_versions(organisation: Organisation) -> Iterable[Record]:
    """One version of each."""
    llm = {
        "ai_integration_id": organisation.id("AiIntegration", 1),
        "model_name": "gpt-4o-mini",
        "invocation_parameters": {"temperature": 0.0},
        "provider_parameters": {},
    }
    for number, (name, kind, _, config) in enumerate(FIRST if organisation.world else (), 1):
        model = {"llm_config": llm} if kind == "TEMPLATE" else {}
        identifier = organisation.id("EvaluatorVersion", number)
        yield {
            "id": identifier,
            "evaluator_id": organisation.id("Evaluator", number),
            "commit_hash": organisation.digest(identifier),
            "commit_message": "First version",
            "created_at": organisation.day(30 + number),
            "created_by_user_id": organisation.id("User", 1),
            "type": kind,
            CONFIGS[kind]: {"name": name, "data_granularity": "SPAN", **config, **model},
        }


JUDGE = {"include_explanations": True, "use_function_calling": True, "use_structured_output": True}
FIRST: tuple[tuple[str, str, str, Record], ...] = (
    (
        "hallucination",
        "TEMPLATE",
        "Whether the answer says more than the documents do",
        JUDGE
        | {
            "template": "Context: {attributes.input.value}\nAnswer: {attributes.output.value}\n"
            "Is every claim of the answer in the context? factual or hallucinated",
            "classification_choices": {"factual": 1.0, "hallucinated": 0.0},
            "direction": "MAXIMIZE",
        },
    ),
    (
        "tool_selection",
        "TEMPLATE",
        "Whether the model called the tool that the question needs",
        JUDGE
        | {
            "template": "Question: {attributes.input.value}\n"
            "Called: {attributes.llm.output_messages}\ncorrect or incorrect",
            "classification_choices": {"correct": 1.0, "incorrect": 0.0},
            "direction": "MAXIMIZE",
        },
    ),
    (
        "arguments are JSON",
        "CODE",
        "Whether a tool call's arguments can be read",
        {
            "type": "MANAGED",
            "managed_evaluator": "JSON_PARSEABLE",
            "variables": ["attributes.input.value"],
            "static_params": [],
        },
    ),
)
SEEDS = {"evaluators": seeds, VERSIONS: first_versions}
ROUTES = (
    *EVALUATORS.routes(),
    Route("/v2/evaluators/{id}", read, methods=["GET"]),
    *EVALUATOR_VERSIONS.routes(),
    Route("/v2/evaluators/{id}/versions", delete_versions, methods=["DELETE"]),
    *tagged("evaluators"),
)
