"""What is done to a model's events, and asked of them (contract §5.11, §5.20)."""

from spandeck.model.action import Action, Field, Values
from spandeck.vendors.fiddler.group import API, JOB, MODEL_ID, PROJECT_ID, ordered, together

ENVIRONMENTS = ("PRODUCTION", "PRE_PRODUCTION")
MOST_EVENTS = 1000
"""How many go in one request."""
MOST_IDS = 10_000
"""How many are deleted by one request."""
FORMS = ("EVENTS", "FILE")
QUERY = (
    '[{"query_key": "a UUID", "model_id": "…", "metric": "jsd", "baseline_id": "…", '
    '"columns": ["age"]}]'
)
PUBLISHED = (
    MODEL_ID,
    Field("env_type", "choice", True, "PRODUCTION", ENVIRONMENTS),
    Field("env_name", about="for PRE_PRODUCTION"),
    Field("source.type", "choice", True, "EVENTS", FORMS),
    Field(
        "source.events",
        "json",
        about=f'at most {MOST_EVENTS}, such as [{{"age": 31}}]',
        when=("source.type", "EVENTS"),
    ),
    Field("source.file_id", about="an uploaded file", when=("source.type", "FILE")),
)


def batch(values: Values, now_ns: int) -> dict[str, str]:
    """Events are a list of at most a thousand objects; a file is named by its id."""
    if values["source.type"] == "FILE":
        return {} if "source.file_id" in values else {"source.file_id": "it is required."}
    found = values.get("source.events")
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        return {"source.events": "it is a JSON list of objects."}
    if not 1 <= len(found) <= MOST_EVENTS:
        return {"source.events": f"there are {len(found)}, and 1 to {MOST_EVENTS} are allowed."}
    return {}


def selected(values: Values, now_ns: int) -> dict[str, str]:
    """Exactly one of a whole range and ids; metrics change only with a range."""
    begin, end = (values.get(f"time_range.{name}") for name in ("start_time", "end_time"))
    if (begin is None) != (end is None):
        lacking = "start_time" if begin is None else "end_time"
        return {f"time_range.{lacking}": "a range has two ends."}
    if (begin is None) == ("event_ids" not in values):
        return {"event_ids": "fill in exactly one of the range of time and event_ids."}
    if begin is None and values.get("update_metrics"):
        return {"update_metrics": "only with a range of time."}
    return {}


FILES = f"{API}/files"
EVENTS = (
    Action(
        "upload-file",
        "Upload a file of events or of a baseline",
        "models",
        "POST",
        f"{FILES}/upload",
        "write",
        (Field("file", required=True, about="CSV or Parquet on this machine", place="file"),),
        note="At most 100 MiB; larger ones go in parts.",
    ),
    Action(
        "begin-upload",
        "Begin to upload a file in parts",
        "models",
        "POST",
        f"{FILES}/multipart-init",
        "write",
        (Field("filename", required=True),),
    ),
    Action(
        "upload-part",
        "Upload a part of a file",
        "models",
        "POST",
        f"{FILES}/multipart-upload",
        "write",
        (
            Field("file", required=True, about="the part on this machine", place="file"),
            Field("file_id", required=True, about="as beginning gave it"),
            Field("part_number", "integer", required=True, least=1, most=1000),
        ),
    ),
    Action(
        "complete-upload",
        "Put the parts of a file together",
        "models",
        "POST",
        f"{FILES}/multipart-complete",
        "write",
        (
            Field("file_id", required=True, about="as beginning gave it"),
            Field("parts", "json", True, about='such as [{"id": "…", "number": 1}]'),
        ),
    ),
    Action(
        "publish-events",
        "Publish events of a model",
        "models",
        "POST",
        f"{API}/events",
        "write",
        PUBLISHED,
        check=batch,
        follow=JOB,
        note="spandeck publish sends whole files.",
    ),
    Action(
        "update-events",
        "Change events of a model that were published",
        "models",
        "PATCH",
        f"{API}/events",
        "write",
        PUBLISHED,
        check=batch,
        follow=JOB,
        note="Each event needs the model's id column.",
    ),
    Action(
        "delete-events",
        "Delete events of a model",
        "models",
        "DELETE",
        f"{API}/events",
        "destructive",
        (
            MODEL_ID,
            Field("time_range.start_time", "time"),
            Field("time_range.end_time", "time"),
            Field("event_ids", "list", least=1, batch=MOST_IDS),
            Field("update_metrics", "flag", about="computes metrics anew; only with a range"),
        ),
        check=together(selected, ordered("time_range.start_time", "time_range.end_time")),
        follow=JOB,
        note="A day has thirty deletions of events.",
    ),
    Action(
        "query",
        "Compute what a chart shows",
        "models",
        "POST",
        f"{API}/queries",
        "read",
        (
            PROJECT_ID,
            Field(
                "query_type",
                "choice",
                True,
                "MONITORING",
                ("MONITORING", "EMBEDDING", "ANALYTICS"),
            ),
            Field("filters.time_range.start_time", "time", required=True),
            Field("filters.time_range.end_time", "time", required=True),
            Field("filters.time_zone", default="Etc/GMT"),
            Field(
                "filters.bin_size",
                "choice",
                True,
                "Day",
                ("Hour", "Day", "Week", "Month", "Quarter"),
            ),
            Field("queries", "json", True, about=f"such as {QUERY}"),
            Field("time_comparison"),
        ),
        check=ordered("filters.time_range.start_time", "filters.time_range.end_time"),
    ),
)
