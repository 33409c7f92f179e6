"""Models with their environments and baselines (contract §5.4, §5.6, §5.18)."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler import jobs
from spandeck.sim.fiddler.account import Account, linked
from spandeck.sim.fiddler.collection import Body, Collection, as_sent, opened
from spandeck.sim.fiddler.envelope import Record, normal
from spandeck.sim.fiddler.errors import Refusal, missing
from spandeck.sim.fiddler.events import Events
from spandeck.sim.fiddler.lists import listed

DataType = Literal["float", "int", "bool", "str", "category", "timestamp", "vector"]
BinSize = Literal["Hour", "Day", "Week", "Month"]
Name = Annotated[str, Field(min_length=1, max_length=200)]
LISTED = (
    *("id", "name", "version", "organization", "project", "input_type", "task", "description"),
    *("artifact_status", "created_by", "updated_by", "created_at", "updated_at"),
)


class ColumnIn(Body):
    """A column of a schema."""

    name: Name
    data_type: DataType
    min: float | None = None
    max: float | None = None
    categories: tuple[Any, ...] | None = None
    bins: tuple[float, ...] | None = None
    replace_with_nulls: tuple[Any, ...] | None = None
    n_dimensions: int | None = None


class SchemaIn(Body):
    """The columns of a model."""

    schema_version: int = 1
    columns: tuple[ColumnIn, ...]


class SpecIn(Body):
    """What the columns are for."""

    schema_version: int = 1
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()
    custom_features: tuple[dict[str, Any], ...] = ()


class ModelIn(Body):
    """A new model."""

    name: Name
    project_id: UUID
    columns: Annotated[SchemaIn, Field(alias="schema")]
    spec: SpecIn
    input_type: Literal["structured", "text", "mixed"]
    task: Literal[
        "binary_classification",
        "multiclass_classification",
        "regression",
        "ranking",
        "llm",
        "not_set",
    ]
    version: Annotated[str, Field(min_length=1, max_length=64)] = "v1"
    task_params: dict[str, Any] | None = None
    xai_params: dict[str, Any] | None = None
    description: str | None = None
    event_id_col: str | None = None
    event_ts_col: str | None = None
    event_ts_format: str | None = None


class ModelChanged(Body):
    """What of a model can be changed."""

    version: Annotated[str, Field(min_length=1, max_length=64)] = "v1"
    xai_params: dict[str, Any] | None = None
    description: str | None = None
    event_id_col: str | None = None
    event_ts_col: str | None = None
    event_ts_format: str | None = None
    columns: Annotated[SchemaIn | None, Field(alias="schema")] = None
    spec: SpecIn | None = None


class BaselineIn(Body):
    """A new baseline."""

    name: Name
    model_id: UUID
    type: Literal["STATIC", "ROLLING"]
    env_type: Literal["PRODUCTION", "PRE_PRODUCTION"]
    env_id: UUID | None = None
    start_time: int | None = None
    end_time: int | None = None
    offset_delta: Annotated[int, Field(ge=1)] | None = None
    window_bin_size: BinSize | None = None

    @model_validator(mode="after")
    def complete(self) -> "BaselineIn":
        """Each kind needs what it is measured by."""
        if self.env_type == "PRE_PRODUCTION" and self.env_id is None:
            raise ValueError("env_id: needed for PRE_PRODUCTION")
        if self.type == "ROLLING" and not (self.offset_delta and self.window_bin_size):
            raise ValueError("offset_delta and window_bin_size: needed for ROLLING")
        return self


def model_fields(account: Account, sent: ModelIn) -> Mapping[str, Any]:
    """A new model's own fields; `Refusal` 400 when its spec names a column that is not there."""
    found = sent.model_dump(mode="json", by_alias=True)
    known = {each.name for each in sent.columns.columns}
    spec = sent.spec
    named = (*spec.inputs, *spec.outputs, *spec.targets, *spec.decisions, *spec.metadata)
    for each in named:
        if each not in known:
            raise Refusal(400, f"spec: '{each}' is not a column of the schema")
    made = {"artifact_status": "no_model", "artifact_files": [], "is_binary_ranking_model": False}
    return found | made | {"task_params": found["task_params"] or {}}


def model_changes(account: Account, record: Record, sent: ModelChanged) -> Mapping[str, Any]:
    """The changed fields."""
    return sent.model_dump(mode="json", by_alias=True, exclude_unset=True)


def production(account: Account, model: Record) -> None:
    """Every model has its production environment."""
    fields = {"name": "PRODUCTION", "type": "PRODUCTION", "model_id": model["id"]}
    account.add("environments", fields)


def counted(account: Account, environment: Record) -> Record:
    """An environment with how many rows it has, where that is fixed."""
    model = account.shelf.get("models", linked(environment, "model") or "")
    if model is None or environment["type"] == "PRODUCTION":
        return environment | {"row_count": None}
    return environment | {"row_count": len(Events(account, model).sample(environment["name"]))}


def baseline_fields(account: Account, sent: BaselineIn) -> Mapping[str, Any]:
    """A new baseline's own fields."""
    found = dict(as_sent(account, sent))
    env_id, env_type = found.pop("env_id"), found.pop("env_type")
    wanted = {"type": env_type} if env_id is None else {"id": env_id}
    for each in account.all("environments", model=str(sent.model_id)):
        if wanted.items() <= each.items():
            return found | {"environment_id": each["id"]}
    raise missing("Environment", env_id or env_type)


def measured(account: Account, baseline: Record) -> Record:
    """A baseline with how many rows its environment has."""
    environment = account.get("environments", linked(baseline, "environment") or "", "Environment")
    return baseline | {"row_count": counted(account, environment)["row_count"]}


MODELS = Collection(
    "/v3/models",
    "models",
    "Model",
    ModelIn,
    ModelChanged,
    unique=("name", "version", "project_id"),
    make=model_fields,
    change=model_changes,
    made=production,
    deletes=False,
)
ENVIRONMENTS = Collection(
    "/v3/environments",
    "environments",
    "Environment",
    params=("type",),
    show=counted,
    deletes=False,
    within=("model",),
)
BASELINES = Collection(
    "/v3/baselines",
    "baselines",
    "Baseline",
    BaselineIn,
    unique=("name", "model_id"),
    make=baseline_fields,
    show=measured,
    within=("model",),
)


async def models(request: Request) -> Response:
    """GET /v3/models: short, and only the latest versions if so asked."""
    account = opened(request)
    found = [account.shown(each) for each in account.all("models")]
    if request.query_params.get("latest_only", "").lower() == "true":
        found = list({(each["project"]["id"], each["name"]): each for each in found}.values())
    shown = ({name: each[name] for name in LISTED} for each in found)
    return listed(request, shown, ("project_id",))


async def delete(request: Request) -> Response:
    """DELETE a model: 202 and a job."""
    account, model = opened(request), MODELS.found(request)
    job = jobs.begin(account, f"Delete model {model['name']}", model, "MODEL")
    account.remove("models", model["id"])
    return normal({"job": job}, 202)


ROUTES = (
    Route("/v3/models", models),
    Route("/v3/models/{id}", delete, methods=["DELETE"]),
    *MODELS.routes(),
    *ENVIRONMENTS.routes(),
    *BASELINES.routes(),
)
