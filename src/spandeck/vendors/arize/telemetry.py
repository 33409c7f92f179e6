"""Spans and traces as Arize lists them: reads that are POST (contract §8.3, §8.4)."""

from spandeck.model.action import Field
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Resource
from spandeck.vendors.arize.group import API, act, tree

LARGEST_SPANS, LARGEST_TRACES = 500, 50
"""The most rows that a page of each may have."""

PROJECT = Filter(
    "project_id", "text", "the project's id", place="body", required=True, of="projects"
)
BOUNDS = (
    Filter("start_time", "time", "began then or later; 7 days ago if not said", place="body"),
    Filter("end_time", "time", "began then or earlier", place="body"),
    Filter("filter", "text", "in Arize's words: \"attributes.llm.model_name = 'x'\"", place="body"),
)

RESOURCES = (
    Resource(
        "traces",
        "Traces",
        "Telemetry",
        Call("POST", f"{API}/traces"),
        key="root_span_id",
        columns=(
            Column("trace_id", "Trace", "id"),
            Column("spans.0.name", "First span"),
            Column("start_time", "Start", "time"),
            Column("end_time", "End", "time"),
            Column("spans_truncated", "Cut", "flag"),
            Column("root_span_id", "Root", "id"),
        ),
        filters=(PROJECT, *BOUNDS),
        relations=(tree("trace_id"),),
        largest=LARGEST_TRACES,
        window=("start_time", "end_time"),
        about="One row for every root span; a trace with two roots has two.",
        stage="beta",
        fresh_s=5,
        curated=True,
    ),
    Resource(
        "spans",
        "Spans",
        "Telemetry",
        Call("POST", f"{API}/spans"),
        key="context.span_id",
        columns=(
            Column("name", "Name"),
            Column("kind", "Kind", "status"),
            Column("status_code", "Status", "status", absent="UNSET"),
            Column("start_time", "Start", "time"),
            Column("end_time", "End", "time"),
            Column("context.trace_id", "Trace", "id"),
            Column("parent_id", "Parent", "id", absent="root"),
            Column("status_message", "Message"),
        ),
        filters=(PROJECT, *BOUNDS),
        relations=(tree(),),
        largest=LARGEST_SPANS,
        window=("start_time", "end_time"),
        stage="beta",
        fresh_s=5,
    ),
)

WITHIN = (
    Field("start_time", "time", about="where to look from"),
    Field("end_time", "time", about="where to look to"),
)
ANNOTATIONS = Field(
    "annotations",
    "json",
    required=True,
    about='such as [{"record_id": "<span id>", "values": [{"name": "tone", "score": 1}]}]',
)

ACTIONS = (
    act(
        "delete-spans",
        "Delete spans",
        "spans",
        "DELETE spans",
        Field("project_id", required=True, of="projects"),
        Field("span_ids", "list", required=True, least=1, longest=5000),
        *WITHIN,
        effect="destructive",
        note="Without times the last two years are searched. Some may stay; the answer names them.",
    ),
    act(
        "annotate-spans",
        "Annotate spans, traces or sessions",
        "spans",
        "POST spans/annotate",
        Field("project_id", required=True, of="projects"),
        Field("granularity", "choice", choices=("SPAN", "TRACE", "SESSION")),
        *WITHIN,
        ANNOTATIONS,
        note="It takes a moment to show. With one unknown id nothing is written.",
        keeps={
            "project_id": "{project}",
            "granularity": "{granularity}",
            "start_time": "{since}",
            "end_time": "{until}",
            "annotations": '[{"record_id": {record}, '
            '"values": [{"name": "triage", "text": {note}}]}]',
        },
    ),
)
