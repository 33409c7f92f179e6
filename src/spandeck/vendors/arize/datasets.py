"""Datasets, their versions and examples (contract §8.7)."""

from spandeck.model.action import Field
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.vendors.arize.group import (
    API,
    CREATED,
    NAME,
    SPACE,
    SPACED,
    UPDATED,
    act,
    calls,
    create,
    delete,
    parent,
    tagging,
    tags,
    update,
)

LARGEST = 500
WITHIN = parent("dataset_id", "datasets", "the dataset that holds them")
VERSION = Filter("dataset_version_id", "text", "another version than the latest")
EXAMPLE = '[{"question": "…", "answer": "…"}]'
EXAMPLES = Field("examples", "json", required=True, about=f"1 to 1000, such as {EXAMPLE}")
ANNOTATIONS = Field(
    "annotations",
    "json",
    required=True,
    about='such as [{"record_id": "…", "values": [{"name": "tone", "label": "good"}]}]',
)
COLUMNS = (
    Column("id", "Example", "id"),
    CREATED,
    UPDATED,
    Column("annotations", "Annotations", "list"),
)

RESOURCES = (
    Resource(
        "datasets",
        "Datasets",
        "Experiments",
        *calls("datasets"),
        columns=(NAME, UPDATED, SPACE, CREATED),
        filters=SPACED,
        relations=(
            Relation("Examples", "dataset-examples", {"dataset_id": "id"}),
            Relation("Versions", "dataset-versions", {"dataset_id": "id"}),
            Relation("Experiments", "experiments", {"dataset_id": "id"}),
            Relation("Tasks", "tasks", {"dataset_id": "id"}),
            Relation("Tags", "dataset-tags", {"dataset_id": "id"}),
        ),
        stage="beta",
        tab=True,
    ),
    Resource(
        "dataset-versions",
        "Dataset versions",
        "Experiments",
        Call("GET", f"{API}/datasets/{{dataset_id}}"),
        columns=(NAME, CREATED, UPDATED, Column("dataset_id", "Dataset", "id")),
        filters=(parent("dataset_id", "datasets", "the dataset"),),
        relations=(
            Relation(
                "Examples",
                "dataset-examples",
                {"dataset_id": "dataset_id", "dataset_version_id": "id"},
            ),
        ),
        rows="versions",
        paging="none",
        stage="beta",
    ),
    Resource(
        "dataset-examples",
        "Dataset examples",
        "Experiments",
        Call("GET", f"{API}/datasets/{{dataset_id}}/examples"),
        columns=COLUMNS,
        filters=(WITHIN, VERSION),
        rows="examples",
        largest=LARGEST,
        about="Whatever columns people gave them stand beside the id.",
        stage="beta",
    ),
    Resource(
        "found-examples",
        "Dataset examples, searched",
        "Experiments",
        Call("POST", f"{API}/datasets/{{dataset_id}}/examples/search"),
        columns=COLUMNS,
        filters=(
            WITHIN,
            Filter("dataset_version_id", "text", "another than the latest", place="body"),
            Filter("filter", "text", "on columns, such as \"question LIKE '%x%'\"", place="body"),
        ),
        rows="examples",
        paging="body",
        largest=LARGEST,
        stage="alpha",
    ),
    tags("datasets", "a dataset", "dataset_id"),
)

ACTIONS = (
    create(
        "datasets",
        "Create a dataset",
        Field("name", required=True),
        Field("space_id", required=True, of="spaces"),
        EXAMPLES,
    ),
    update("datasets", "Rename the dataset", Field("name", required=True)),
    delete("datasets", "Delete the dataset"),
    act(
        "add-examples",
        "Add examples to the dataset",
        "datasets",
        "POST datasets/{id}/examples",
        Field("dataset_version_id", place="query", about="the latest, if left empty"),
        EXAMPLES,
    ),
    act(
        "update-examples",
        "Change examples of the dataset",
        "datasets",
        "PATCH datasets/{id}/examples",
        Field("dataset_version_id", place="query", about="the latest, if left empty"),
        Field("examples", "json", required=True, about='such as [{"id": "…", "answer": "…"}]'),
        Field("new_version", about="makes a version of this name"),
        note="An id that is unknown is passed over.",
    ),
    act(
        "delete-examples",
        "Delete examples of the dataset",
        "datasets",
        "DELETE datasets/{id}/examples",
        Field("dataset_version_id", required=True, of="dataset-versions"),
        Field("example_ids", "list", required=True, least=1, longest=1000),
        effect="destructive",
        note="Some may stay; the answer names them.",
    ),
    act(
        "annotate-examples",
        "Annotate examples of the dataset",
        "datasets",
        "POST datasets/{id}/examples/annotate",
        ANNOTATIONS,
        note="It takes a moment to show. An id that is unknown is passed over.",
    ),
    *tagging("datasets"),
)
