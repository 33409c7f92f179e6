"""Prompts, their versions, and the labels that say which version is in use."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.body import Body, checked, json
from spandeck.sim.arize.collection import Collection, caller
from spandeck.sim.arize.errors import Problem, missing
from spandeck.sim.arize.llm import (
    PROVIDERS,
    Invocation,
    Messages,
    Provider,
    ProviderParameters,
    VariableFormat,
)
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.paging import answer, newest
from spandeck.sim.arize.query import SPACED, Filter, asked
from spandeck.sim.arize.tags import tagged
from spandeck.sim.world.cast import AGENTS
from spandeck.sim.world.dialogue import SYSTEM

VERSIONS = "prompt-versions"
STAMPED = ("created_at", "created_by_user_id")
IN_USE = "production"
LOOP_FIX = "Never call a tool twice with the same arguments; say what is missing instead."
"""What the story's fix adds to the instructions of the agent that loops."""


class NewVersion(Body):
    """POST /v2/prompts/{id}/versions."""

    commit_message: str
    input_variable_format: VariableFormat = "F_STRING"
    provider: Provider
    model: str = ""
    messages: Messages
    invocation_params: Invocation = Invocation()
    provider_params: ProviderParameters = ProviderParameters()


class CreatePrompt(Body):
    """POST /v2/prompts."""

    space_id: str
    name: Annotated[str, Field(min_length=1, max_length=255)]
    description: str = ""
    version: NewVersion


class UpdatePrompt(Body):
    """PATCH /v2/prompts/{id}: a name stays."""

    description: str | None = None


class Labels(Body):
    """PUT /v2/prompt-versions/{id}/labels."""

    labels: list[Annotated[str, Field(min_length=1)]]


LABELS = TypeAdapter(Labels)


def versioned(caller: Caller, record: Record) -> Record:
    """A new version, with what it was not told."""
    blank = {"input_variable_format": "F_STRING", "model": "", "labels": []}
    digest = caller.organisation.digest(record["id"])
    caller.organisation.touch("prompts", record["prompt_id"])
    return record | blank | {"commit_hash": digest} | record


PROMPT_VERSIONS = Collection(
    kind=VERSIONS,
    word="PromptVersion",
    path="prompts/{prompt_id}/versions",
    serves="LCR",
    create=TypeAdapter(NewVersion),
    stamps=STAMPED,
    made=versioned,
)


def split(caller: Caller, record: Record) -> Record:
    """A new prompt, its first version kept apart."""
    made = {"description": ""} | {key: each for key, each in record.items() if key != "version"}
    caller.organisation.shelf.put("prompts", record["id"], made)
    PROMPT_VERSIONS.add(caller, record["version"] | {"prompt_id": record["id"]})
    return made


def latest(caller: Caller, record: Record) -> Record:
    """A prompt with its latest version."""
    return record | {"version": versions(caller.organisation, record["id"])[0]}


PROMPTS = Collection(
    kind="prompts",
    word="Prompt",
    serves="LCUD",
    create=TypeAdapter(CreatePrompt),
    update=TypeAdapter(UpdatePrompt),
    filters=SPACED,
    order=newest("updated_at"),
    unique=("space_id",),
    made=split,
    shown=latest,
)
CHOICE = {name: Filter(lambda caller, record, wanted: True) for name in ("version_id", "label")}


def versions(organisation: Organisation, prompt_id: str) -> list[Record]:
    """The versions of a prompt, newest first."""
    found = (each for each in organisation.shelf.all(VERSIONS) if each["prompt_id"] == prompt_id)
    return list(found)[::-1]


def chosen(organisation: Organisation, prompt_id: str, wanted: Mapping[str, Any]) -> Record:
    """The version that is asked for, the latest without; `Problem` 404 when there is none."""
    for each in versions(organisation, prompt_id):
        named = "version_id" not in wanted or each["id"] == wanted["version_id"]
        if named and ("label" not in wanted or wanted["label"] in each["labels"]):
            return each
    raise missing("prompt version")


async def read(request: Request) -> Response:
    """GET /v2/prompts/{id}: with one version, the latest unless told."""
    who = caller(request)
    prompt = who.find("prompts", request.path_params["id"])
    wanted = asked(request.query_params, CHOICE)
    if len(wanted) == len(CHOICE):
        raise Problem(400, "version_id and label exclude each other.")
    return answer(prompt | {"version": chosen(who.organisation, prompt["id"], wanted)})


async def labelled(request: Request) -> Response:
    """GET /v2/prompts/{id}/labels/{label}: the version that has it."""
    who = caller(request)
    prompt = who.find("prompts", request.path_params["id"])
    wanted = {"label": request.path_params["label"]}
    return answer(chosen(who.organisation, prompt["id"], wanted))


async def label(request: Request) -> Response:
    """PUT …/labels: exactly these, taken from whichever versions had them."""
    who = caller(request)
    version = who.change(VERSIONS, request.path_params["id"])
    raw, _ = await json(request)
    wanted = list(dict.fromkeys(checked(LABELS, raw).labels))
    for each in versions(who.organisation, version["prompt_id"]):
        kept = [name for name in each["labels"] if name not in wanted]
        shelve(who.organisation, each, wanted if each["id"] == version["id"] else kept)
    return answer(who.find(VERSIONS, version["id"]))


async def unlabel(request: Request) -> Response:
    """DELETE …/labels/{label}."""
    who = caller(request)
    version = who.change(VERSIONS, request.path_params["id"])
    gone = request.path_params["label"]
    if gone not in version["labels"]:
        raise missing("label")
    shelve(who.organisation, version, [each for each in version["labels"] if each != gone])
    return Response(status_code=204)


def shelve(organisation: Organisation, version: Record, labels: list[str]) -> None:
    """Keep the labels of a version."""
    organisation.shelf.put(VERSIONS, version["id"], version | {"labels": labels})


def seeds(organisation: Organisation) -> Iterable[Record]:
    """The prompts of the beginning: the instructions of the world's agents, in production."""
    for number, agent in enumerate(AGENTS if organisation.world else (), 1):
        yield {
            "id": organisation.id("Prompt", number),
            "name": f"{agent.name}-instructions",
            "description": f"What the {agent.role} {agent.name} is told before anything else.",
            "space_id": organisation.id("Space", 1),
            "created_at": organisation.day(20 + number),
            "updated_at": organisation.day(60 + number),
            "created_by_user_id": organisation.id("User", 2),
        }


def first_versions(organisation: Organisation) -> Iterable[Record]:
    """Their versions: a draft, what the agents say today, and for one of them the fix."""
    for number, agent in enumerate(AGENTS if organisation.world else (), 1):
        text = SYSTEM[agent.name]
        history = [("First draft", text.split(". ")[0] + ".", []), ("Tighten", text, [IN_USE])]
        if agent.delegates:
            history.append(("Stop the loop: fix-retry-2.3.2", f"{text} {LOOP_FIX}", ["canary"]))
        for place, (message, said, labels) in enumerate(history):
            identifier = organisation.id("PromptVersion", number * 10 + place)
            yield {
                "id": identifier,
                "prompt_id": organisation.id("Prompt", number),
                "commit_hash": organisation.digest(identifier),
                "commit_message": message,
                "messages": [
                    {"role": "SYSTEM", "content": said},
                    {"role": "USER", "content": "{question}"},
                ],
                "input_variable_format": "F_STRING",
                "provider": PROVIDERS[agent.models[0].provider],
                "model": agent.models[0].name,
                "invocation_params": {"temperature": 0.2, "max_tokens": 1024},
                "created_at": organisation.day(20 + number + 20 * place),
                "created_by_user_id": organisation.id("User", 2),
                "labels": labels,
            }


SEEDS = {"prompts": seeds, VERSIONS: first_versions}
ROUTES = (
    *PROMPTS.routes(),
    Route("/v2/prompts/{id}", read, methods=["GET"]),
    Route("/v2/prompts/{id}/labels/{label}", labelled, methods=["GET"]),
    *PROMPT_VERSIONS.routes(),
    Route("/v2/prompt-versions/{id}/labels", label, methods=["PUT"]),
    Route("/v2/prompt-versions/{id}/labels/{label}", unlabel, methods=["DELETE"]),
    *tagged("prompts"),
)
