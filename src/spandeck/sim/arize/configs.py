"""Annotation configs: the scales on which people judge (contracts/arize.md §10)."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from spandeck.sim.arize.annotating import CONFIGS
from spandeck.sim.arize.body import Body
from spandeck.sim.arize.collection import Collection
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.query import SPACED
from spandeck.sim.arize.spaces import SPACES
from spandeck.sim.arize.tags import tagged

Direction = Literal["MAXIMIZE", "MINIMIZE", "NONE"]
Name = Annotated[str, Field(min_length=1, max_length=255)]


class Value(Body):
    """One label of a categorical scale."""

    label: str
    score: float | None = None


class CreateCategorical(Body):
    """A scale of labels."""

    annotation_config_type: Literal["CATEGORICAL"]
    name: Name
    space_id: str
    values: Annotated[list[Value], Field(min_length=1)]
    optimization_direction: Direction = "NONE"


class CreateContinuous(Body):
    """A scale of numbers."""

    annotation_config_type: Literal["CONTINUOUS"]
    name: Name
    space_id: str
    minimum_score: float
    maximum_score: float
    optimization_direction: Direction = "NONE"


class CreateFreeform(Body):
    """Notes in words."""

    annotation_config_type: Literal["FREEFORM"]
    name: Name
    space_id: str


class UpdateCategorical(Body):
    """Changes to a scale of labels."""

    annotation_config_type: Literal["CATEGORICAL"]
    name: Name = ""
    values: Annotated[list[Value], Field(default_factory=list, min_length=1)]
    optimization_direction: Direction = "NONE"


class UpdateContinuous(Body):
    """Changes to a scale of numbers."""

    annotation_config_type: Literal["CONTINUOUS"]
    name: Name = ""
    minimum_score: float = 0
    maximum_score: float = 1
    optimization_direction: Direction = "NONE"


class UpdateFreeform(Body):
    """Changes to notes in words."""

    annotation_config_type: Literal["FREEFORM"]
    name: Name = ""


TYPE = "annotation_config_type"
CREATE: TypeAdapter[Any] = TypeAdapter(
    Annotated[CreateCategorical | CreateContinuous | CreateFreeform, Field(discriminator=TYPE)]
)
UPDATE: TypeAdapter[Any] = TypeAdapter(
    Annotated[UpdateCategorical | UpdateContinuous | UpdateFreeform, Field(discriminator=TYPE)]
)


def typed(caller: Caller, record: Record) -> Record:
    """A new config: what the request calls its type long, the answer calls short."""
    kind = record[TYPE]
    made = {key: value for key, value in record.items() if key != TYPE} | {"type": kind}
    return bounded(made if kind == "FREEFORM" else {"optimization_direction": "NONE"} | made)


def changed(caller: Caller, record: Record, sent: Mapping[str, Any]) -> Record:
    """A changed config, which cannot become one of another type."""
    if sent[TYPE] != record["type"]:
        raise Problem(422, f"{TYPE}: cannot be changed; it is {record['type']}.")
    return bounded(record | {key: value for key, value in sent.items() if key != TYPE})


def bounded(record: Record) -> Record:
    """A config whose numbers make a scale; `Problem` 422."""
    if record["type"] == "CONTINUOUS" and record["minimum_score"] >= record["maximum_score"]:
        raise Problem(422, "minimum_score: must be below maximum_score.")
    return record


def unused(caller: Caller, record: Record) -> None:
    """Raise `Problem` 409 while a queue uses the config."""
    for queue in caller.organisation.shelf.all("annotation-queues"):
        if record["id"] in queue["annotation_config_ids"]:
            raise Problem(409, f"The queue {queue['name']!r} uses this config.")


CONFIG_RECORDS = Collection(
    kind=CONFIGS,
    word="AnnotationConfig",
    create=CREATE,
    update=UPDATE,
    filters=SPACED,
    stamps=("created_at",),
    unique=("space_id",),
    made=typed,
    changed=changed,
    removing=unused,
)
SCALES: tuple[Record, ...] = (
    {
        "name": "quality",
        "type": "CATEGORICAL",
        "values": [{"label": "good", "score": 1.0}, {"label": "bad", "score": 0.0}],
        "optimization_direction": "MAXIMIZE",
    },
    {
        "name": "relevance",
        "type": "CONTINUOUS",
        "minimum_score": 0.0,
        "maximum_score": 1.0,
        "optimization_direction": "MAXIMIZE",
    },
    {"name": "remarks", "type": "FREEFORM"},
)


def seeds(organisation: Organisation) -> Iterable[Record]:
    """The configs of the beginning: the same three in every space of the story."""
    for place in range(len(SPACES) if organisation.world else 0):
        for number, scale in enumerate(SCALES, 1):
            yield {
                "id": organisation.id("AnnotationConfig", place * len(SCALES) + number),
                "space_id": organisation.id("Space", place + 1),
                "created_at": organisation.day(3 + number),
                **scale,
            }


SEEDS = {CONFIGS: seeds}
ROUTES = (*CONFIG_RECORDS.routes(), *tagged(CONFIGS, "GET POST"))
