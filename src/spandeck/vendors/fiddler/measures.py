"""What a model is measured by: baselines, metrics, segments, and FQL (contract §5.4 to §5.21)."""

from spandeck.model.action import Field, Values
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.vendors.fiddler.group import (
    ABOUT,
    API,
    BINS,
    BY,
    CREATED,
    DESCRIBED,
    LARGEST,
    MODEL,
    MODEL_ID,
    MODELLED,
    NAME,
    NAMED,
    PROJECT,
    UPDATED,
    calls,
    create,
    delete,
    has,
    listed,
    within,
)

GROUP = "Models"
TYPES = ("STATIC", "ROLLING")
ENVIRONMENTS = ("PRODUCTION", "PRE_PRODUCTION")
DEFINITION = Column("definition", "Definition")
OF_MODEL = Relation("Model", "models", item="model.id")


def based(values: Values, now_ns: int) -> dict[str, str]:
    """A rolling baseline has a window that moves, one over a dataset names it (contract §5.4)."""
    wrong: dict[str, str] = {}
    if values["type"] == "ROLLING":
        lacking = [name for name in ("offset_delta", "window_bin_size") if name not in values]
        wrong |= dict.fromkeys(lacking, "it is required where type is ROLLING.")
    elif values["env_type"] == "PRODUCTION":
        lacking = [name for name in ("start_time", "end_time") if name not in values]
        wrong |= dict.fromkeys(lacking, "it is required for a STATIC baseline on PRODUCTION.")
    if values.get("end_time", 1) <= values.get("start_time", 0):
        wrong["end_time"] = "it is not later than start_time."
    return wrong


def expression(name: str, title: str) -> Resource:
    """Something defined in FQL."""
    return Resource(
        name,
        title,
        GROUP,
        *calls(name),
        columns=(NAME, DEFINITION, MODEL, PROJECT, UPDATED, BY, ABOUT),
        filters=listed(MODELLED),
        relations=(OF_MODEL, Relation("Functions", "fql-functions")),
        largest=LARGEST,
    )


BASELINES = Resource(
    "baselines",
    "Baselines",
    GROUP,
    *calls("baselines"),
    columns=(
        NAME,
        Column("type", "Type", "status"),
        Column("environment.type", "On", "status"),
        MODEL,
        Column("row_count", "Rows", "count"),
        Column("start_time", "From", "time", "epoch_ms"),
        Column("end_time", "To", "time", "epoch_ms"),
        Column("window_bin_size", "Window", "status"),
        CREATED,
    ),
    filters=listed(
        MODELLED,
        has("type", "static or rolling", choices=TYPES),
        has("environment_type", "on which data", choices=ENVIRONMENTS),
    ),
    relations=(OF_MODEL, Relation("Environment", "environments", item="environment.id")),
    largest=LARGEST,
)
METRICS = expression("custom-metrics", "Custom metrics")
SEGMENTS = expression("segments", "Segments")

MEASURES = (
    BASELINES,
    within("models", "baselines", "Baselines", BASELINES),
    METRICS,
    within("models", "custom-metrics", "Custom metrics", METRICS),
    SEGMENTS,
    within("models", "segments", "Segments", SEGMENTS),
    Resource(
        "fql-functions",
        "FQL functions",
        GROUP,
        Call("GET", f"{API}/fql-expressions"),
        key="name",
        columns=(
            Column("name", "Function"),
            Column("category", "Over", "status"),
            Column("grouping", "Kind", "status"),
            Column("return_type", "Gives", "status"),
            Column("parameters", "Takes", "list"),
            ABOUT,
        ),
        rows="data.functions",
        paging="none",
        fresh_s=3600,
        about="What definitions of custom metrics and segments are written with.",
    ),
)

MEASURING = (
    create(
        "baselines",
        "baselines",
        "Create a baseline",
        NAMED,
        MODEL_ID,
        Field("type", "choice", True, choices=TYPES),
        Field("env_type", "choice", True, "PRODUCTION", ENVIRONMENTS),
        Field(
            "env_id",
            required=True,
            of="environments",
            when=("env_type", "PRE_PRODUCTION"),
        ),
        Field("start_time", "integer", least=0, about="ms since 1970", when=("type", "STATIC")),
        Field("end_time", "integer", least=0, about="ms since 1970", when=("type", "STATIC")),
        Field("offset_delta", "integer", least=1, when=("type", "ROLLING")),
        Field("window_bin_size", "choice", choices=BINS, when=("type", "ROLLING")),
        check=based,
    ),
    delete("baselines", "baselines", "Delete the baseline"),
    create(
        "custom-metrics",
        "custom-metrics",
        "Create a custom metric",
        NAMED,
        MODEL_ID,
        Field("definition", "multiline", True, about='FQL: an aggregate, such as average("age")'),
        DESCRIBED,
    ),
    delete("custom-metrics", "custom-metrics", "Delete the custom metric"),
    create(
        "segments",
        "segments",
        "Create a segment",
        NAMED,
        MODEL_ID,
        Field("definition", "multiline", True, about="FQL: true or false a row, such as age > 60"),
        DESCRIBED,
    ),
    delete("segments", "segments", "Delete the segment"),
)
