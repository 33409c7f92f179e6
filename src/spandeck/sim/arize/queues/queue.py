"""Annotation queues: what people are asked to judge, by which scales, and who is asked."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from spandeck.sim.arize.body import Body
from spandeck.sim.arize.collection import Collection
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller, Record
from spandeck.sim.arize.people import known
from spandeck.sim.arize.query import SPACED
from spandeck.sim.arize.queues.records import add
from spandeck.sim.arize.queues.sources import Source
from spandeck.sim.arize.tags import tagged

QUEUES = "annotation-queues"
Instructions = Annotated[str, Field(max_length=5000)]
Columns = Annotated[list[Annotated[str, Field(max_length=512)]], Field(max_length=1000)]


class CreateQueue(Body):
    """POST /v2/annotation-queues."""

    name: Annotated[str, Field(min_length=1, max_length=255)]
    space_id: str
    instructions: Instructions = ""
    annotation_config_ids: Annotated[list[str], Field(min_length=1)]
    annotator_emails: Annotated[list[str], Field(min_length=1)]
    assignment_method: Literal["ALL", "RANDOM"] = "ALL"
    record_sources: Annotated[list[Source], Field(default_factory=list, max_length=2)]
    column_allowlist: Columns | None = None


class UpdateQueue(Body):
    """PATCH /v2/annotation-queues/{id}."""

    name: Annotated[str, Field(min_length=1, max_length=255)] = ""
    instructions: Annotated[str, Field(min_length=1, max_length=5000)] | None = None
    annotation_config_ids: Annotated[list[str], Field(default_factory=list, min_length=1)]
    annotator_emails: Annotated[list[str], Field(default_factory=list, min_length=1)]
    column_allowlist: Columns | None = None


def resolved(caller: Caller, record: Record) -> Record:
    """A queue that names configs of its space and users of the organisation."""
    for each in record["annotation_config_ids"]:
        if caller.find("annotation-configs", each)["space_id"] != record["space_id"]:
            raise Problem(422, f"annotation_config_ids: {each} is of another space.")
    for each in record["annotator_emails"]:
        if known(caller.organisation, each) is None:
            raise Problem(422, f"annotator_emails: nobody here has the address {each}.")
    return record


def opened(caller: Caller, record: Record) -> Record:
    """A new queue, with the records of its sources."""
    blank = {"instructions": None, "assignment_method": "ALL", "column_allowlist": None}
    sources = record.get("record_sources", [])
    queue = {key: each for key, each in record.items() if key != "record_sources"}
    queue = resolved(caller, queue | {k: v for k, v in blank.items() if k not in queue})
    add(caller, queue, sources)
    return queue


def shown(caller: Caller, record: Record) -> Record:
    """A queue with its configs and annotators instead of their ids and addresses."""
    shelf = caller.organisation.shelf
    configs = [shelf.get("annotation-configs", each) for each in record["annotation_config_ids"]]
    people = [known(caller.organisation, each) for each in record["annotator_emails"]]
    hidden = ("annotation_config_ids", "annotator_emails", "assignment_method")
    said = {key: each for key, each in record.items() if key not in hidden}
    return said | {
        "annotation_configs": [each for each in configs if each is not None],
        "annotators": [each for each in people if each is not None],
    }


def changed(caller: Caller, record: Record, sent: Record) -> Record:
    """A changed queue."""
    return resolved(caller, record | sent)


QUEUE = Collection(
    kind=QUEUES,
    word="AnnotationQueue",
    create=TypeAdapter(CreateQueue),
    update=TypeAdapter(UpdateQueue),
    filters=SPACED,
    stamps=("created_at", "updated_at"),
    unique=("space_id",),
    made=opened,
    changed=changed,
    shown=shown,
    listed=shown,
)


SEEDS: dict[str, Any] = {}
ROUTES = (*QUEUE.routes(), *tagged(QUEUES, "GET POST"))
