"""Fiddler's spans, and traces and sessions, which are grouped from them (contract §5.23)."""

from spandeck.model.action import Action, Field, Values
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.vendors.fiddler.asking import FILTERS
from spandeck.vendors.fiddler.group import (
    API,
    APPLICATION,
    APPLICATION_ID,
    CREATED,
    LARGEST,
    NAME,
    WINDOW,
    listed,
)

GROUP = "Telemetry"
MOST_DELETED = 1000
BOUNDS = (">=", "<=")
QUERY, FIELDS = f"{API}/spans/query", f"{API}/spans/fields"
TRACE_ID = frozenset("0123456789abcdef")
GROUPED = "Fiddler lists spans only: these are grouped from them."

TREE = Relation("Span tree", "trace", item="trace_id")
WHERE = (
    Filter("application_id", "text", "whose spans", place="body", required=True, of="applications"),
    Filter("start_time", "time", "the beginning, included", place="body", required=True),
    Filter("end_time", "time", "the end, excluded", place="body", required=True),
    Filter("trace_id", "text", "one trace's", place="filter", wire="Span::trace_id"),
    Filter("session_id", "text", "one session's", place="filter", wire="Span::session_id"),
    Filter("name", "text", "the span's name", place="filter", wire="Span::name"),
    Filter("span_type", "text", "such as llm or tool", place="filter", wire="Span::span_type"),
    Filter("status_code", "text", "OK or ERROR", place="filter", wire="Span::status_code"),
    Filter("agent_name", "text", "one agent's", place="filter", wire="Span::agent_name"),
    Filter("duration", "duration", "such as 5s", BOUNDS, place="filter", wire="Span::duration"),
    Filter(
        "model",
        "text",
        "the model that was asked for",
        place="filter",
        wire="SpanAttribute::gen_ai.request.model",
    ),
)
SPAN_COLUMNS = (
    NAME,
    Column("span_type", "Type", "status"),
    Column("status_code", "Status", "status"),
    Column("start_time", "Start", "time"),
    Column("duration", "Duration", "duration"),
    Column("agent_name", "Agent"),
    Column("trace_id", "Trace", "id"),
    Column("session_id", "Session", "id"),
    Column("evaluators", "Evaluations", "list"),
)


def hexadecimal(values: Values, now_ns: int) -> dict[str, str]:
    """Trace ids are 32 lower-case hex digits, not all zeros (contract §5.25)."""
    for each in values.get("trace_ids", ()):
        if len(each) != 32 or not TRACE_ID.issuperset(each) or not each.strip("0"):
            return {"trace_ids": f"“{each}” is not 32 digits in lower-case hex."}
    return {}


RESOURCES = (
    Resource(
        "traces",
        "Traces",
        GROUP,
        key="trace_id",
        columns=(Column("trace_id", "Trace", "id"),),
        filters=FILTERS,
        relations=(TREE,),
        about=GROUPED,
        curated=True,
    ),
    Resource(
        "sessions",
        "Sessions",
        GROUP,
        key="session_id",
        columns=(Column("session_id", "Session", "id"),),
        about=GROUPED,
        curated=True,
    ),
    Resource(
        "spans",
        "Spans",
        GROUP,
        Call("POST", QUERY),
        key="span_id",
        columns=SPAN_COLUMNS,
        filters=(*WHERE, Filter("ordering", "text", "such as -duration", place="body")),
        relations=(TREE,),
        paging="body",
        largest=LARGEST,
        window=WINDOW,
        fresh_s=5,
    ),
    Resource(
        "span-fields",
        "Fields of spans",
        GROUP,
        Call("POST", FIELDS),
        key="key",
        columns=(Column("key", "Attribute"), Column("count", "Spans", "count")),
        filters=WHERE,
        rows="data.span_attributes",
        paging="none",
        window=WINDOW,
        about="Which attributes spans have and what evaluators say, over 10 000 at most.",
    ),
    Resource(
        "attributes",
        "Attributes",
        GROUP,
        Call("GET", f"{API}/attributes"),
        columns=(
            NAME,
            Column("type", "Whose", "status"),
            Column("scope", "Of a", "status"),
            Column("data_type", "Type", "status"),
            APPLICATION,
            CREATED,
        ),
        filters=(
            *listed(),
            Filter("application_id", "text", "one application's", of="applications"),
        ),
        largest=LARGEST,
    ),
)

ACTIONS = (
    Action(
        "delete-traces",
        "Delete traces with all their spans",
        "traces",
        "DELETE",
        f"{API}/traces",
        "destructive",
        (
            APPLICATION_ID,
            Field("trace_ids", "list", required=True, least=1, batch=MOST_DELETED, of="traces"),
        ),
        check=hexadecimal,
        note="A day has a hundred such requests, each of a thousand ids at most.",
    ),
    Action(
        "delete-sessions",
        "Delete sessions with all their traces",
        "sessions",
        "DELETE",
        f"{API}/sessions",
        "destructive",
        (
            APPLICATION_ID,
            Field("session_ids", "list", True, least=1, batch=MOST_DELETED, of="sessions"),
        ),
        note="A day has a hundred such requests, each of a thousand ids at most.",
    ),
)
