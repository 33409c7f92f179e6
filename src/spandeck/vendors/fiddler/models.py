"""Fiddler's models and what belongs to one: columns, baselines, metrics, events (contract §5)."""

from spandeck.model.action import Action, Field
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.vendors.fiddler.events import EVENTS
from spandeck.vendors.fiddler.group import (
    API,
    BY,
    DESCRIBED,
    JOB,
    LARGEST,
    MODEL,
    MODELLED,
    NAME,
    NAMED,
    PROJECT,
    PROJECT_ID,
    SEARCH,
    UPDATED,
    calls,
    create,
    delete,
    has,
    listed,
    parent,
    some,
    update,
    within,
)
from spandeck.vendors.fiddler.measures import MEASURES, MEASURING

GROUP = "Models"
INPUTS = ("structured", "text", "mixed")
TASKS = (
    "binary_classification",
    "multiclass_classification",
    "regression",
    "ranking",
    "llm",
    "not_set",
)
ENVIRONMENTS = ("PRODUCTION", "PRE_PRODUCTION")
SCHEMA = (
    '{"schema_version": 1, "columns": [{"name": "age", "data_type": "int", "min": 0, "max": 120}]}'
)
SPEC = '{"inputs": ["age"], "outputs": ["score"], "targets": ["paid"]}'
EVENT_FIELDS = (
    Field("event_id_col", about="the column that identifies an event"),
    Field("event_ts_col", about="the column that says when it was"),
    Field("event_ts_format", about="how that column writes times"),
)

MODELS = Resource(
    "models",
    "Models",
    GROUP,
    *calls("models"),
    columns=(
        NAME,
        Column("version", "Version"),
        Column("task", "Task", "status"),
        Column("input_type", "Input", "status"),
        PROJECT,
        Column("artifact_status", "Artifact", "status"),
        UPDATED,
        BY,
    ),
    filters=(
        *listed(has("version", "its version")),
        Filter("project_id", "text", "one project's", of="projects"),
        Filter("latest_only", "bool", "leaves older versions out"),
    ),
    relations=(
        Relation("Columns", "model-columns", {"model_id": "id"}),
        Relation("Baselines", "baselines", {"model_id": "id"}),
        Relation("Segments", "segments", {"model_id": "id"}),
        Relation("Custom metrics", "custom-metrics", {"model_id": "id"}),
        Relation("Metrics", "model-metrics", item="id"),
        Relation("Environments", "environments", {"model_id": "id"}),
        Relation("Alert rules", "alert-rules", {"model_id": "id"}),
        Relation("Project", "projects", item="project.id"),
    ),
    largest=LARGEST,
    tab=True,
)
ENVIRONMENT = Resource(
    "environments",
    "Environments",
    GROUP,
    *calls("environments"),
    columns=(NAME, Column("type", "Type", "status"), MODEL, Column("row_count", "Rows", "count")),
    filters=(*listed(MODELLED), Filter("type", "text", "of which kind", choices=ENVIRONMENTS)),
    relations=(Relation("Model", "models", item="model.id"),),
    largest=LARGEST,
    about="The vendor's Python client calls them datasets.",
)

RESOURCES = (
    MODELS,
    Resource(
        "model-columns",
        "Columns of a model",
        GROUP,
        Call("GET", f"{API}/models/{{model_id}}/columns"),
        Call("GET", f"{API}/models/{{model_id}}/columns/{{id}}"),
        columns=(
            NAME,
            Column("data_type", "Type", "status"),
            Column("min", "Least", "number"),
            Column("max", "Most", "number"),
            Column("categories", "Categories", "list"),
        ),
        filters=(parent("model_id", "models", "the model"), SEARCH),
        largest=LARGEST,
    ),
    Resource(
        "model-metrics",
        "Metrics of a model",
        GROUP,
        item=Call("GET", f"{API}/models/{{id}}/metrics"),
        key="model.id",
        columns=(MODEL, Column("metrics", "Metrics", "list"), Column("columns", "Columns", "list")),
        about="What alert rules and queries can be about, by the model's id.",
    ),
    ENVIRONMENT,
    within("models", "environments", "Environments", ENVIRONMENT),
    *MEASURES,
)

ACTIONS = (
    create(
        "models",
        "models",
        "Onboard a model",
        NAMED,
        PROJECT_ID,
        Field("version", longest=64, about="v1, if left empty"),
        Field("task", "choice", True, choices=TASKS),
        Field("input_type", "choice", True, choices=INPUTS),
        Field("schema", "json", True, about=f"such as {SCHEMA}"),
        Field("spec", "json", True, about=f"such as {SPEC}"),
        Field("task_params", "json"),
        Field("xai_params", "json"),
        DESCRIBED,
        *EVENT_FIELDS,
    ),
    update(
        "models",
        "models",
        "Change the model",
        Field("version", longest=64),
        DESCRIBED,
        Field("schema", "json"),
        Field("spec", "json"),
        Field("xai_params", "json"),
        *EVENT_FIELDS,
        check=some("version", "description", "schema", "spec", "xai_params", "event_id_col"),
    ),
    delete("models", "models", "Delete the model with its events", follow=JOB),
    Action(
        "infer-model",
        "Infer a model's schema from an uploaded file",
        "models",
        "POST",
        f"{API}/model-factory",
        "read",
        (
            Field("file_id", required=True, about="as uploading the file gave it"),
            Field("spec", "json"),
            Field("max_cardinality", "integer", default=1000, least=1),
            Field("sample_size", "integer", default=10_000, least=1),
        ),
    ),
    *EVENTS,
    *MEASURING,
)
