"""Datasets and their versions; the examples in them are in `examples` (contracts/arize.md §8.7)."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from spandeck.sim.arize.body import Body
from spandeck.sim.arize.collection import Collection
from spandeck.sim.arize.errors import Problem, missing
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.query import SPACED
from spandeck.sim.arize.tags import tagged

VERSIONS = "dataset-versions"
RESERVED = frozenset(("id", "created_at", "updated_at"))
"""What no column of an example may be called."""
Name = Annotated[str, Field(pattern=r"\S", max_length=255)]
Columns = dict[str, Any]


class CreateDataset(Body):
    """POST /v2/datasets."""

    name: Name
    space_id: str
    examples: Annotated[list[Columns], Field(min_length=1, max_length=1000)]


class UpdateDataset(Body):
    """PATCH /v2/datasets/{id}."""

    name: Name


def examples_of(version_id: str) -> str:
    """The kind under which the examples of a version lie on the shelf."""
    return f"dataset-examples {version_id}"


def unreserved(columns: Mapping[str, Any]) -> None:
    """Raise `Problem` 422 for an example without columns, or with one named as a field is."""
    if not columns:
        raise Problem(422, "examples: an example has at least one column.")
    reserved = RESERVED & set(columns)
    if reserved:
        raise Problem(422, f"examples: {min(reserved)} is a reserved name.")


def versions(organisation: Organisation, dataset_id: str) -> list[Record]:
    """The versions of a dataset, newest first."""
    found = (each for each in organisation.shelf.all(VERSIONS) if each["dataset_id"] == dataset_id)
    return list(found)[::-1]


def version(organisation: Organisation, dataset: Record, wanted: str | None) -> str:
    """The id of a version of the dataset, the latest unless told; `Problem` 404 for another's."""
    there = [each["id"] for each in versions(organisation, dataset["id"])]
    if wanted and wanted not in there:
        raise missing("dataset version")
    return str(wanted or there[0])


def add_version(organisation: Organisation, dataset_id: str, name: str) -> str:
    """Make a version without examples; gives its id."""
    now, identifier = organisation.now(), organisation.next_id("DatasetVersion")
    record = {"id": identifier, "name": name, "dataset_id": dataset_id}
    organisation.shelf.put(VERSIONS, identifier, record | {"created_at": now, "updated_at": now})
    return identifier


def put_example(
    organisation: Organisation, version_id: str, dataset_id: str, columns: Mapping[str, Any]
) -> str:
    """Add an example to a version; gives its id."""
    now, identifier = organisation.now(), organisation.next_uuid()
    record = {"id": identifier, "dataset_id": dataset_id, "created_at": now, "updated_at": now}
    kept = record | {"annotations": [], "columns": dict(columns)}
    organisation.shelf.put(examples_of(version_id), identifier, kept)
    return identifier


def filled(caller: Caller, record: Record) -> Record:
    """A new dataset, whose examples are its first version."""
    for each in record["examples"]:
        unreserved(each)
    version_id = add_version(caller.organisation, record["id"], "v1")
    for each in record["examples"]:
        put_example(caller.organisation, version_id, record["id"], each)
    return {key: value for key, value in record.items() if key != "examples"}


def versioned(caller: Caller, record: Record) -> Record:
    """One dataset with its versions."""
    return record | {"versions": versions(caller.organisation, record["id"])}


DATASETS = Collection(
    kind="datasets",
    word="Dataset",
    create=TypeAdapter(CreateDataset),
    update=TypeAdapter(UpdateDataset),
    filters=SPACED,
    stamps=("created_at", "updated_at"),
    unique=("space_id",),
    made=filled,
    shown=versioned,
)
SEEDS: dict[str, Any] = {}
ROUTES = (*DATASETS.routes(), *tagged("datasets"))
