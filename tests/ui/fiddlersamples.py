"""What is right in the forms of Fiddler's actions, where their fields' kinds do not say it."""

from collections.abc import Mapping
from uuid import uuid4

from tests.ui.holdings import Holdings, Sample
from tests.vendors.opened import NOW_NS

HOUR_MS = 3_600_000
COLUMNS = [
    {"name": "age", "data_type": "int", "min": 0, "max": 120},
    {"name": "score", "data_type": "float", "min": 0, "max": 1},
    {"name": "paid", "data_type": "category", "categories": ["no", "yes"]},
    {"name": "event_id", "data_type": "str"},
]
SCHEMA = {"schema_version": 1, "columns": COLUMNS}
SPEC = {"inputs": ["age"], "outputs": ["score"], "targets": ["paid"], "metadata": ["event_id"]}
CREDENTIALS = [
    {"name": "night", "credential_config": {"credential_type": "api_key", "api_key": "sk-0"}}
]
EVENT = {"event_id": "sampled-1", "order_value": 17.5, "country": "DE", "fraud_score": 0.25}
SPANS = {
    "condition": "AND",
    "rules": [{"field": "Span::span_type", "operator": "equal", "value": "llm"}],
}


async def model(held: Holdings) -> str:
    """A model of the story that takes events."""
    return (await held.where("models", name="returns-fraud", version="v2")).id


async def file(held: Holdings) -> str:
    """A file that was uploaded."""
    return (await held.do("upload-file", file=str(held.file))).id


async def own_id(held: Holdings) -> str:
    """The name by which a provider is known, which stays."""
    return held.target.id if held.target else ""


async def begun(held: Holdings) -> str:
    """A file that is being uploaded in parts."""
    return (await held.do("begin-upload", filename="events.csv")).id


async def parts(held: Holdings) -> dict[str, object]:
    """A file of which all parts are there."""
    file_id = await begun(held)
    part = await held.do("upload-part", file=str(held.file), file_id=file_id, part_number=1)
    return {"file_id": file_id, "parts": [{"id": part.raw["part_id"], "number": 1}]}


async def published(held: Holdings) -> str:
    """A model with the event that is changed."""
    found = await model(held)
    await held.do("publish-events", model_id=found, source__events=[EVENT])
    return found


async def dataset_item(held: Holdings) -> str:
    """An item of the dataset that the target, an experiment, is over."""
    assert held.target is not None
    dataset = held.target.raw["dataset"]["id"]
    return (await held.rows("dataset-items", dataset_id=dataset))[0].id


async def answers(held: Holdings) -> object:
    """What an experiment answered to an item."""
    return [{"dataset_item_id": await dataset_item(held), "outputs": {"answer": "Tomorrow."}}]


async def results(held: Holdings) -> object:
    """The same with a score."""
    item = {"dataset_item_id": await dataset_item(held), "outputs": {"answer": "Today."}}
    score = {"name": "tone", "evaluator_name": "judge", "value": 0.5, "reasoning": "Curt."}
    return [{"experiment_item": item, "scores": [score]}]


async def spans(held: Holdings) -> object:
    """Two spans of the newest trace."""
    rows = (await held.rows("spans"))[:2]
    return [{"trace_id": each.raw["trace_id"], "span_id": each.id} for each in rows]


async def chart(held: Holdings) -> object:
    """One line of a chart."""
    return [{"query_key": str(uuid4()), "model_id": await model(held), "metric": "traffic"}]


async def training(held: Holdings) -> str:
    """An environment of the model besides production."""
    rows = await held.rows("model-environments", model_id=await model(held))
    return next(each.id for each in rows if each.raw["name"] == "training")


async def ml_project(held: Holdings) -> str:
    """The project that has models."""
    return (await held.where("projects", asset_type="ML_MODEL")).id


async def trace(held: Holdings) -> object:
    """A trace that there is."""
    return [(await held.rows("spans"))[0].raw["trace_id"]]


async def session(held: Holdings) -> object:
    """A session that there is."""
    return [(await held.rows("spans"))[-1].raw["session_id"]]


UPLOADED: Sample = {
    "model_id": model,
    "env_name": None,
    "source.type": "FILE",
    "source.file_id": file,
}
SAMPLES: Mapping[str, Sample | tuple[Sample, ...]] = {
    "delete-traces": {"trace_ids": trace},
    "delete-sessions": {"session_ids": session},
    "create-llm-provider": {
        "provider": "Azure OpenAI",
        "credentials": CREDENTIALS,
        "models": [{"name": "gpt-4o"}],
    },
    "replace-llm-provider": {
        "provider": own_id,
        "credentials": CREDENTIALS,
        "models": [{"name": "gpt-5"}],
    },
    "create-model": {
        "project_id": ml_project,
        "schema": SCHEMA,
        "spec": SPEC,
        "task_params": {"binary_classification_threshold": 0.5},
        "event_id_col": "event_id",
        "event_ts_col": None,
        "event_ts_format": None,
    },
    "update-model": {
        "schema": SCHEMA,
        "spec": SPEC,
        "event_id_col": "event_id",
        "event_ts_col": None,
        "event_ts_format": None,
    },
    "infer-model": {"file_id": file, "spec": None, "max_cardinality": 10, "sample_size": 100},
    "upload-part": {"file_id": begun, "part_number": 1},
    "complete-upload": {"*": parts},
    "publish-events": (
        {"model_id": model, "env_name": None, "source.type": "EVENTS", "source.events": [EVENT]},
        UPLOADED,
    ),
    "update-events": (
        {
            "model_id": published,
            "env_name": None,
            "source.type": "EVENTS",
            "source.events": [EVENT | {"order_value": 99.0}],
        },
        UPLOADED,
    ),
    "query": {
        "project_id": ml_project,
        "filters.time_range.start_time": "now-3h",
        "filters.time_range.end_time": "now",
        "filters.time_zone": "Etc/GMT",
        "queries": chart,
        "time_comparison": None,
    },
    "create-alert-rule": (
        {
            "model_id": model,
            "metric_id": "traffic",
            "threshold_type": "manual",
            "compare_to": "time_period",
            "compare_bin_delta": 2,
            "baseline_id": None,
            "segment_id": None,
            "feature_names": None,
        },
        {
            "name": "Traffic by itself",
            "model_id": model,
            "metric_id": "traffic",
            "threshold_type": "standard_deviation_auto_threshold",
            "auto_threshold_params": {"warning_multiplier": 2, "critical_multiplier": 3},
            "compare_to": "raw_value",
            "baseline_id": None,
            "segment_id": None,
            "feature_names": None,
        },
    ),
    "create-baseline": (
        {
            "model_id": model,
            "type": "STATIC",
            "env_type": "PRODUCTION",
            "start_time": NOW_NS // 1_000_000 - HOUR_MS,
            "end_time": NOW_NS // 1_000_000,
        },
        {
            "model_id": model,
            "type": "ROLLING",
            "env_type": "PRE_PRODUCTION",
            "env_id": training,
            "offset_delta": 1,
            "window_bin_size": "Day",
        },
    ),
    "delete-events": (
        {
            "model_id": model,
            "event_ids": [EVENT["event_id"]],
            "time_range.start_time": None,
            "time_range.end_time": None,
            "update_metrics": None,
        },
        {
            "model_id": model,
            "event_ids": None,
            "time_range.start_time": "now-2h",
            "time_range.end_time": "now",
            "update_metrics": True,
        },
    ),
    "update-notification": {"emails": ["bo@example.com"]},
    "add-dataset-items": {
        "items": [{"inputs": {"question": "Where is it?"}, "expected_outputs": {"answer": "Here."}}]
    },
    "add-spans-to-dataset": {
        "start_time": "now-2h",
        "end_time": "now",
        "spans": spans,
        "mapping": {"inputs": {"question": "Span::input"}},
    },
    "add-experiment-items": {"items": answers},
    "add-experiment-results": {"results": results},
    "score": {
        "evaluator_name": "coherence",
        "parameters": {},
        "inputs": {"response": "It left. It will arrive."},
    },
    "update-evaluator-rule": {
        "input_mapping": {"text": "Span::output"},
        "filter": SPANS,
        "backfill": {"enabled": True, "start_time": "2026-11-01T00:00:00Z"},
    },
}
"""By action; `@` finds what it is done to, `*` gives several fields at once."""
SEEN: Mapping[str, tuple[str, ...]] = {
    "delete-traces": ("spans",),
    "delete-sessions": ("spans",),
    "publish-events": ("monitoring-summary",),
    "update-events": ("model-columns",),
    "add-dataset-items": ("dataset-items",),
    "add-spans-to-dataset": ("dataset-items",),
    "add-experiment-items": ("experiment-results",),
    "add-experiment-results": ("experiment-results",),
    "set-notification": ("alert-rule-notifications",),
    "update-notification": ("alert-rule-notifications",),
}
"""The resources in which an action is read, where they are not those it is done to."""
UNREAD = frozenset(
    {"upload-file", "begin-upload", "upload-part", "complete-upload", "update-events"}
)
"""Files are never listed, and of events only how many there are."""
