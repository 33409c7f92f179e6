"""Tasks that evaluate what there is, or run experiments (contracts/arize.md §9, tasks)."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from spandeck.sim.arize.body import Body
from spandeck.sim.arize.collection import Collection
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.query import SPACED, equal
from spandeck.sim.clock import SECOND, iso

Name = Annotated[str, Field(min_length=1)]
Rate = Annotated[float, Field(ge=0, le=1)]
Kind = Literal["TEMPLATE_EVALUATION", "CODE_EVALUATION"]


class QueryFilter(Body):
    """One of the spans that an evaluator of traces is given."""

    id: Annotated[str, Field(pattern=r"^[A-E]$")]
    filter: Annotated[str, Field(max_length=2000)]


class QueryFilters(Body):
    """Which spans an evaluator of traces is given."""

    filters: Annotated[list[QueryFilter], Field(min_length=1, max_length=5)]
    expression: Annotated[str, Field(max_length=512)] = ""


class Mapping(Body):
    """Where a variable of an evaluator comes from."""

    variable_name: Annotated[str, Field(max_length=256)]
    query_ids: Annotated[list[str], Field(max_length=5)]
    attribute_path: Annotated[str, Field(max_length=1024)]


class Evaluator(Body):
    """An evaluator of spans, or of traces and sessions."""

    evaluator_id: str
    evaluator_version_id: str | None = None
    query_filter: str | None = None
    column_mappings: dict[str, str] | None = None
    query_mappings: Annotated[list[Mapping], Field(min_length=1, max_length=50)] | None = None


class Evaluating(Body):
    """What every evaluation can be told."""

    sampling_rate: Rate | None = None
    is_continuous: bool = False
    query_filter: str | None = None
    query_filters: QueryFilters | None = None


class CreateEvaluation(Evaluating):
    """POST of a task that evaluates."""

    type: Kind
    name: Name
    project_id: str | None = None
    dataset_id: str | None = None
    experiment_ids: list[str] = Field(default_factory=list)
    evaluators: Annotated[list[Evaluator], Field(min_length=1)]


class CreateExperiment(Body):
    """POST of a task that runs experiments."""

    type: Literal["RUN_EXPERIMENT"]
    name: Name
    dataset_id: str
    run_configuration: dict[str, Any]


class Update(Evaluating):
    """PATCH of any task; what does not fit its type is refused."""

    name: Name = "-"
    evaluators: Annotated[list[Evaluator], Field(min_length=1)] | None = None
    run_configuration: dict[str, Any] | None = None


OF_EXPERIMENTS = {"run_configuration"}
OF_EVALUATIONS = {"evaluators", "sampling_rate", "is_continuous", "query_filter", "query_filters"}


def planned(who: Caller, record: Record) -> Record:
    """A new task."""
    if record["type"] != "RUN_EXPERIMENT":
        if not (record.get("project_id") or record.get("dataset_id")):
            raise Problem(422, "project_id: an evaluation needs a project or a dataset.")
        record = record | {"evaluators": [named(who, each) for each in record["evaluators"]]}
    blank: Record = {
        "project_id": None,
        "dataset_id": None,
        "sampling_rate": None,
        "is_continuous": False,
        "query_filter": None,
        "query_filters": None,
        "evaluators": [],
        "experiment_ids": [],
        "run_configuration": None,
        "last_run_at": None,
    }
    return blank | record


def named(who: Caller, sent: Record) -> Record:
    """An evaluator of a task, with the name it has now."""
    found = who.find("evaluators", sent["evaluator_id"])
    blank: Record = {"evaluator_version_id": None, "query_filter": None, "column_mappings": None}
    return blank | {"query_mappings": None} | sent | {"evaluator_name": found["name"]}


def replanned(who: Caller, record: Record, sent: Record) -> Record:
    """A changed task: what belongs to the other kind is refused."""
    foreign = OF_EVALUATIONS if record["type"] == "RUN_EXPERIMENT" else OF_EXPERIMENTS
    for name in foreign & sent.keys():
        raise Problem(422, f"{name}: a task of type {record['type']} has none.")
    if "evaluators" in sent:
        sent = sent | {"evaluators": [named(who, each) for each in sent["evaluators"]]}
    return record | sent


TASKS = Collection(
    kind="tasks",
    word="Task",
    create=TypeAdapter(Annotated[CreateEvaluation | CreateExperiment, Field(discriminator="type")]),
    update=TypeAdapter(Update),
    filters=SPACED
    | {
        "project_id": equal("project_id"),
        "dataset_id": equal("dataset_id"),
        "type": equal("type", TypeAdapter(Literal["RUN_EXPERIMENT"] | Kind)),
    },
    made=planned,
    changed=replanned,
)


def tasks(organisation: Organisation) -> Iterable[Record]:
    """One that judges what support answers, for ever."""
    if organisation.world is None:
        return
    first = next(iter(organisation.shelf.all("evaluators")), None)
    project = next(iter(organisation.shelf.all("projects")), None)
    if first is None or project is None:
        return
    mapped = {"evaluator_version_id": None, "query_filter": None, "query_mappings": None}
    yield {
        "id": organisation.id("Task", 1),
        "name": "judge every answer",
        "type": "TEMPLATE_EVALUATION",
        "project_id": project["id"],
        "dataset_id": None,
        "sampling_rate": 0.1,
        "is_continuous": True,
        "query_filter": "span_kind = 'LLM'",
        "query_filters": None,
        "evaluators": [
            {
                "evaluator_id": first["id"],
                "evaluator_name": first["name"],
                "column_mappings": {"output": "attributes.output.value"},
                **mapped,
            }
        ],
        "experiment_ids": [],
        "run_configuration": None,
        "last_run_at": iso(organisation.clock() - 600 * SECOND),
        "created_at": organisation.day(6),
        "updated_at": organisation.day(6),
        "created_by_user_id": organisation.id("User", 2),
    }


SEEDS = {"tasks": tasks}
ROUTES = tuple(TASKS.routes())
