"""Fiddler's evaluation datasets, and experiments over them (contract §5.7, §5.12)."""

from spandeck.model.action import Action, Field
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.vendors.fiddler.group import (
    ABOUT,
    API,
    APPLICATION,
    APPLICATION_ID,
    APPLIED,
    BY,
    CREATED,
    DESCRIBED,
    LARGEST,
    NAME,
    NAMED,
    ORDER,
    PROJECT,
    UPDATED,
    calls,
    create,
    delete,
    has,
    listed,
    listing,
    ordered,
    parent,
    some,
    together,
    update,
)

GROUP = "Evaluation"
DATASETS, EXPERIMENTS = "evals/datasets", "evals/experiments"
ITEMS_MOST = 1000
SPANS_MOST = 200
"""How many spans become items in one request (contract §5.7)."""
STATES = ("PENDING", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED")
ITEM = '[{"inputs": {"question": "…"}, "expected_outputs": {"answer": "…"}}]'
RUN = '[{"dataset_item_id": "…", "outputs": {"answer": "…"}, "status": "SUCCESS"}]'
RESULT = (
    '[{"experiment_item": {"dataset_item_id": "…", "outputs": {"answer": "…"}}, '
    '"scores": [{"name": "tone", "evaluator_name": "judge", "value": 0.5}]}]'
)
SPAN = '[{"trace_id": "…", "span_id": "…"}]'
MAPPING = '{"inputs": {"question": "Span::input"}, "expected_outputs": {}}'
METADATA = Field("metadata", "json", default={})
RESOURCES = (
    Resource(
        "datasets",
        "Evaluation datasets",
        GROUP,
        *calls(DATASETS),
        columns=(NAME, Column("active", "Active", "flag"), APPLICATION, PROJECT, UPDATED, ABOUT),
        filters=listed(APPLIED),
        relations=(
            Relation("Items", "dataset-items", {"dataset_id": "id"}),
            Relation("Schema", "dataset-schemas", item="id"),
            Relation("Experiments", "experiments", {"dataset_id": "id"}),
            Relation("Application", "applications", item="application.id"),
        ),
        largest=LARGEST,
        tab=True,
    ),
    Resource(
        "dataset-items",
        "Items of a dataset",
        GROUP,
        Call("GET", f"{API}/{DATASETS}/{{dataset_id}}/items"),
        columns=(
            Column("inputs", "Inputs"),
            Column("expected_outputs", "Expected"),
            Column("metadata", "Metadata"),
            Column("source_name", "Source"),
            CREATED,
        ),
        filters=(parent("dataset_id", "datasets", "the dataset"),),
        largest=ITEMS_MOST,
    ),
    Resource(
        "dataset-schemas",
        "Schema of a dataset",
        GROUP,
        item=Call("GET", f"{API}/{DATASETS}/{{id}}/schema"),
        key="",
        columns=(
            Column("total_items", "Items", "count"),
            Column("sampled", "Sampled", "flag"),
            Column("inputs", "Inputs", "list"),
            Column("expected_outputs", "Expected", "list"),
        ),
        about="Which fields its items have, by the dataset's id.",
    ),
    Resource(
        "experiments",
        "Experiments",
        GROUP,
        *calls(EXPERIMENTS),
        columns=(
            NAME,
            Column("status", "Status", "status"),
            Column("duration_ms", "Took", "duration"),
            Column("dataset.name", "Dataset"),
            APPLICATION,
            Column("error_message", "Error", absent="none"),
            UPDATED,
            BY,
        ),
        filters=listed(
            APPLIED,
            has("dataset_id", "over one dataset", "datasets"),
            has("status", "how far it is", choices=STATES),
        ),
        relations=(
            Relation("Results", "experiment-results", {"experiment_id": "id"}),
            Relation("Best and worst rows", "experiment-rows", item="id"),
            Relation("Dataset", "datasets", item="dataset.id"),
            Relation("Application", "applications", item="application.id"),
        ),
        largest=LARGEST,
        tab=True,
    ),
    Resource(
        "experiment-results",
        "Results of an experiment",
        GROUP,
        Call("GET", f"{API}/{EXPERIMENTS}/{{experiment_id}}/results"),
        key="experiment_item_id",
        columns=(
            Column("inputs", "Inputs"),
            Column("outputs", "Outputs"),
            Column("expected_outputs", "Expected"),
            Column("scores", "Scores", "list"),
            Column("error_message", "Error", absent="none"),
        ),
        filters=(
            parent("experiment_id", "experiments", "the experiment"),
            Filter("experiment_item_id", "text", "one item's", place="filter"),
            ORDER,
        ),
        largest=LARGEST,
    ),
    Resource(
        "experiment-rows",
        "Best and worst rows of an experiment",
        GROUP,
        item=Call("GET", f"{API}/{EXPERIMENTS}/{{id}}/metrics/rows"),
        key="",
        columns=(Column("top", "Best", "list"), Column("bottom", "Worst", "list")),
        about="By the experiment's id.",
    ),
)

DATASET_ACTIONS = (
    create(
        DATASETS,
        "datasets",
        "Create a dataset",
        NAMED,
        APPLICATION_ID,
        DESCRIBED,
        METADATA,
        Field("active", "flag", default=True),
    ),
    update(
        DATASETS,
        "datasets",
        "Change the dataset",
        DESCRIBED,
        Field("metadata", "json"),
        Field("active", "flag"),
        check=some("description", "metadata", "active"),
    ),
    delete(DATASETS, "datasets", "Delete the dataset with its items"),
    Action(
        "add-dataset-items",
        "Add items to the dataset",
        "datasets",
        "POST",
        f"{API}/{DATASETS}/{{id}}/items",
        "write",
        (Field("items", "json", True, about=f"such as {ITEM}"),),
        check=listing("items", 1, ITEMS_MOST),
    ),
    Action(
        "add-spans-to-dataset",
        "Make items of the dataset from spans",
        "datasets",
        "POST",
        f"{API}/{DATASETS}/{{id}}/items/from-spans",
        "write",
        (
            APPLICATION_ID,
            Field("start_time", "time", required=True),
            Field("end_time", "time", required=True),
            Field("spans", "json", True, about=f"1 to {SPANS_MOST}, such as {SPAN}"),
            Field("mapping", "json", True, about=f"such as {MAPPING}"),
        ),
        check=together(listing("spans", 1, SPANS_MOST), ordered("start_time", "end_time")),
        note="All of them or none. A dataset holds 10 000 items at most.",
    ),
)

EXPERIMENT_ACTIONS = (
    create(
        EXPERIMENTS,
        "experiments",
        "Create an experiment",
        NAMED,
        APPLICATION_ID,
        Field("dataset_id", required=True, of="datasets"),
        DESCRIBED,
        METADATA,
    ),
    update(
        EXPERIMENTS,
        "experiments",
        "Change the experiment",
        DESCRIBED,
        Field("metadata", "json"),
        Field("status", "choice", choices=STATES),
        Field("error_reason"),
        Field("error_message", "multiline"),
        Field("traceback", "multiline"),
        Field("duration_ms", "integer", least=0),
        check=some(
            "description",
            "metadata",
            "status",
            "error_reason",
            "error_message",
            "traceback",
            "duration_ms",
        ),
    ),
    delete(EXPERIMENTS, "experiments", "Delete the experiment with its results"),
    Action(
        "add-experiment-items",
        "Add items to the experiment",
        "experiments",
        "POST",
        f"{API}/{EXPERIMENTS}/{{id}}/items",
        "write",
        (Field("items", "json", True, about=f"such as {RUN}"),),
        check=listing("items", 1, ITEMS_MOST),
    ),
    Action(
        "add-experiment-results",
        "Add results to the experiment",
        "experiments",
        "POST",
        f"{API}/{EXPERIMENTS}/{{id}}/results",
        "write",
        (Field("results", "json", True, about=f"such as {RESULT}"),),
        check=listing("results", 1, ITEMS_MOST),
    ),
)

ACTIONS = (*DATASET_ACTIONS, *EXPERIMENT_ACTIONS)
