"""What people are asked to say about spans and examples: configs and queues (contract §9)."""

from spandeck.model.action import Field, Values
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
    some,
    tagging,
    tags,
    update,
)

KIND = "annotation_config_type"
VALUES = 'such as [{"label": "good", "score": 1}, {"label": "bad", "score": 0}]'
DIRECTIONS = ("MAXIMIZE", "MINIMIZE", "NONE")
SOURCES = (
    'such as [{"record_type": "SPAN", "project_id": "…", "span_ids": ["…"], '
    '"start_time": "2026-11-21T00:00:00Z", "end_time": "2026-11-22T00:00:00Z"}] '
    "or of record_type EXAMPLE, TRACE, SESSION; at most two"
)
QUEUE = Field(
    "annotation_queue_id",
    required=True,
    of="annotation-queues",
    place="path",
)


def config(*, required: bool) -> tuple[Field, ...]:
    """The fields of a config by its type, which cannot change."""
    scored = (KIND, "CATEGORICAL", "CONTINUOUS")
    return (
        Field(
            KIND,
            "choice",
            required=True,
            choices=("CATEGORICAL", "CONTINUOUS", "FREEFORM"),
            prefill="type",
        ),
        Field("values", "json", required, about=VALUES, when=(KIND, "CATEGORICAL")),
        Field("minimum_score", "number", required, when=(KIND, "CONTINUOUS")),
        Field("maximum_score", "number", required, when=(KIND, "CONTINUOUS")),
        Field("optimization_direction", "choice", choices=DIRECTIONS, when=scored),
    )


def ordered(values: Values, now_ns: int) -> dict[str, str]:
    """The scale must not be upside down."""
    least, most = values.get("minimum_score"), values.get("maximum_score")
    if least is None or most is None or least < most:
        return {}
    return {"maximum_score": f"it must be more than {least:g}."}


RESOURCES = (
    Resource(
        "annotation-configs",
        "Annotation configs",
        "Annotation",
        *calls("annotation-configs"),
        columns=(
            NAME,
            Column("type", "Type", "status"),
            Column("values", "Values", "list"),
            Column("minimum_score", "From", "number"),
            Column("maximum_score", "To", "number"),
            Column("optimization_direction", "Better is", "status"),
            SPACE,
            CREATED,
        ),
        filters=SPACED,
        relations=(Relation("Tags", "annotation-config-tags", {"annotation_config_id": "id"}),),
        stage="beta",
    ),
    Resource(
        "annotation-queues",
        "Annotation queues",
        "Annotation",
        *calls("annotation-queues"),
        columns=(
            NAME,
            Column("annotators", "Annotators", "list"),
            Column("instructions", "Instructions"),
            UPDATED,
            SPACE,
        ),
        filters=SPACED,
        relations=(
            Relation("Records", "annotation-queue-records", {"annotation_queue_id": "id"}),
            Relation("Tags", "annotation-queue-tags", {"annotation_queue_id": "id"}),
        ),
        stage="beta",
        tab=True,
    ),
    Resource(
        "annotation-queue-records",
        "Annotation queue records",
        "Annotation",
        Call("GET", f"{API}/annotation-queues/{{annotation_queue_id}}/records"),
        columns=(
            Column("id", "Record", "id"),
            Column("source_type", "From", "status"),
            Column("granularity", "Of", "status"),
            Column("annotations", "Annotations", "list"),
            Column("evaluations", "Evaluations", "list"),
            Column("assigned_users", "Assigned", "list"),
        ),
        filters=(parent("annotation_queue_id", "annotation-queues", "the queue"),),
        relations=(Relation("Queue", "annotation-queues", item="annotation_queue_id"),),
        rows="records",
        largest=500,
        stage="beta",
    ),
    tags("annotation-configs", "an annotation config", "annotation_config_id"),
    tags("annotation-queues", "an annotation queue", "annotation_queue_id"),
)

ACTIONS = (
    create(
        "annotation-configs",
        "Create an annotation config",
        Field("name", required=True),
        Field("space_id", required=True, of="spaces"),
        *config(required=True),
        check=ordered,
    ),
    update(
        "annotation-configs",
        "Change the annotation config",
        Field("name"),
        *config(required=False),
        check=ordered,
    ),
    delete(
        "annotation-configs",
        "Delete the annotation config",
        note="Refused while an active queue uses it.",
    ),
    *tagging("annotation-configs", removing=False),
    create(
        "annotation-queues",
        "Create an annotation queue",
        Field("name", required=True, longest=255),
        Field("space_id", required=True, of="spaces"),
        Field("annotation_config_ids", "list", required=True, least=1, of="annotation-configs"),
        Field("annotator_emails", "list", required=True, least=1),
        Field("instructions", "multiline", longest=5000),
        Field("assignment_method", "choice", choices=("ALL", "RANDOM")),
        Field("record_sources", "json", about=SOURCES),
        Field("column_allowlist", "list", longest=1000),
    ),
    update(
        "annotation-queues",
        "Change the annotation queue",
        Field("name", longest=255),
        Field("instructions", "multiline", longest=5000),
        Field("annotation_config_ids", "list", of="annotation-configs"),
        Field("annotator_emails", "list"),
        Field("column_allowlist", "list", longest=1000),
        check=some(
            *("name", "instructions", "annotation_config_ids"),
            *("annotator_emails", "column_allowlist"),
        ),
    ),
    delete("annotation-queues", "Delete the annotation queue"),
    act(
        "add-queue-records",
        "Put records into the queue",
        "annotation-queues",
        "POST annotation-queues/{id}/records",
        Field("record_sources", "json", required=True, about=SOURCES),
        note="The times may lie at most seven days apart.",
        keeps={
            "record_sources": '[{"record_type": "SPAN", "project_id": {project}, '
            '"span_ids": [{span}], "start_time": {since}, "end_time": {until}}]'
        },
    ),
    act(
        "delete-queue-records",
        "Take records out of the queue",
        "annotation-queues",
        "DELETE annotation-queues/{id}/records",
        Field("record_ids", "list", required=True, least=1, longest=100),
        effect="destructive",
        note="An id that is unknown is passed over.",
    ),
    act(
        "annotate-queue-record",
        "Annotate the record",
        "annotation-queue-records",
        "POST annotation-queues/{annotation_queue_id}/records/{id}/annotate",
        QUEUE,
        Field(
            "annotations",
            "json",
            required=True,
            about='1 to 500, such as [{"name": "tone", "label": "good", "score": 1}]',
        ),
        note="What was said before under the same name is replaced; nothing can be cleared.",
    ),
    act(
        "assign-queue-record",
        "Assign the record to these people and no others",
        "annotation-queue-records",
        "POST annotation-queues/{annotation_queue_id}/records/{id}/assign",
        QUEUE,
        Field("assigned_user_emails", "list", required=True, default=(), longest=100),
        note="An empty list assigns it to nobody.",
    ),
    *tagging("annotation-queues", removing=False),
)
