"""Experiments and their runs (contract §8.8); no operation states a stage, the vendor says beta."""

from spandeck.model.action import Field
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.vendors.arize.datasets import ANNOTATIONS
from spandeck.vendors.arize.group import (
    API,
    CREATED,
    NAME,
    NAMED,
    SPACE,
    UPDATED,
    act,
    calls,
    create,
    delete,
    one_of,
    parent,
    tagging,
    tags,
)

LARGEST = 500
WITHIN = parent("experiment_id", "experiments", "the experiment")
RUNS = Field(
    "experiment_runs",
    "json",
    required=True,
    about='1 to 1000, such as [{"example_id": "…", "output": "…"}]',
)
COLUMNS = (
    Column("output", "Output"),
    Column("error", "Error", absent="none"),
    Column("example_id", "Example", "id"),
    Column("id", "Run", "id"),
    Column("annotations", "Annotations", "list"),
)

RESOURCES = (
    Resource(
        "experiments",
        "Experiments",
        "Experiments",
        *calls("experiments"),
        columns=(NAME, UPDATED, Column("dataset_id", "Dataset", "id"), SPACE, CREATED),
        filters=(
            Filter("dataset_id", "text", "one dataset's", of="datasets"),
            Filter("space_id", "text", "one space's; not beside dataset_id", of="spaces"),
            NAMED,
        ),
        relations=(
            Relation("Runs", "experiment-runs", {"experiment_id": "id"}),
            Relation("Dataset", "datasets", item="dataset_id"),
            Relation("Its traces", "traces", {"project_id": "experiment_traces_project_id"}),
            Relation("Tags", "experiment-tags", {"experiment_id": "id"}),
        ),
        stage="beta",
        tab=True,
    ),
    Resource(
        "experiment-runs",
        "Experiment runs",
        "Experiments",
        Call("GET", f"{API}/experiments/{{experiment_id}}/runs"),
        columns=COLUMNS,
        filters=(WITHIN,),
        largest=LARGEST,
        about="Evaluations and whatever people added stand beside the output.",
        stage="beta",
    ),
    Resource(
        "found-runs",
        "Experiment runs, searched",
        "Experiments",
        Call("POST", f"{API}/experiments/{{experiment_id}}/runs/search"),
        columns=COLUMNS,
        filters=(
            WITHIN,
            Filter("filter", "text", 'on columns, such as "eval.tone.score < 0.5"', place="body"),
        ),
        rows="experiment_runs",
        paging="body",
        largest=LARGEST,
        stage="alpha",
    ),
    tags("experiments", "an experiment", "experiment_id"),
)

ACTIONS = (
    create(
        "experiments",
        "Create an experiment from runs",
        Field("name", required=True, longest=255, about='without " and \\'),
        Field("dataset_id", of="datasets"),
        Field("space_id", of="spaces", about="only without a dataset"),
        RUNS,
        check=one_of("dataset_id", "space_id"),
    ),
    delete("experiments", "Delete the experiment"),
    act(
        "add-runs",
        "Add runs to the experiment",
        "experiments",
        "POST experiments/{id}/runs",
        RUNS,
    ),
    act(
        "annotate-runs",
        "Annotate runs of the experiment",
        "experiments",
        "POST experiments/{id}/runs/annotate",
        ANNOTATIONS,
        note="It takes a moment to show. An id that is unknown is passed over.",
    ),
    *tagging("experiments", removing=False),
)
