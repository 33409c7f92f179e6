"""What Risicare holds of agents' work and its healing (contracts/risicare.md §2 to §10)."""

from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource

API = "/api/v1"
"""The management API below the origin (contract §0)."""

TRACE = Relation("Span tree", "trace", item="trace_id")
CREATED = Column("created_at", "Created", "time")
UPDATED = Column("updated_at", "Updated", "time")


def calls(path: str) -> tuple[Call, Call]:
    """The list of a group and one of it."""
    return Call("GET", f"{API}/{path}"), Call("GET", f"{API}/{path}/{{id}}")


TELEMETRY = (
    Resource(
        "traces",
        "Traces",
        "Telemetry",
        *calls("traces"),
        key="trace_id",
        columns=(
            Column("name", "Name"),
            Column("start_time", "Start", "time"),
            Column("duration_ms", "Duration", "duration"),
            Column("status", "Status", "status"),
            Column("error_code", "Error", "status"),
            Column("span_count", "Spans", "count"),
            Column("total_cost_usd", "Cost", "money"),
        ),
        relations=(TRACE,),
        fresh_s=5,
        curated=True,
    ),
    Resource(
        "sessions",
        "Sessions",
        "Telemetry",
        *calls("sessions"),
        key="session_id",
        columns=(
            Column("session_id", "Session", "id"),
            Column("start_time", "Start", "time"),
            Column("trace_count", "Traces", "count"),
            Column("error_count", "Errors", "count"),
            Column("duration_ms", "Duration", "duration"),
            Column("user_id", "User", "id"),
            Column("total_tokens", "Tokens", "count"),
            Column("total_cost_usd", "Cost", "money"),
        ),
        relations=(Relation("Traces", "traces", {"session_id": "session_id"}),),
        tab=True,
    ),
    Resource(
        "agents",
        "Agents",
        "Telemetry",
        *calls("agents"),
        key="agent_id",
        columns=(
            Column("agent_name", "Agent"),
            Column("agent_role", "Role", "status"),
            Column("error_rate", "Errors", "ratio"),
            Column("trace_count", "Traces", "count"),
            Column("p95_latency_ms", "p95", "duration"),
            Column("avg_latency_ms", "Mean", "duration"),
            Column("total_cost_usd", "Cost", "money"),
            Column("total_tokens", "Tokens", "count"),
            Column("last_seen_at", "Last seen", "time"),
        ),
        relations=(Relation("Traces", "traces", {"agent_name": "agent_name"}),),
        tab=True,
    ),
    Resource(
        "topology",
        "Topology",
        "Telemetry",
        item=Call("GET", f"{API}/agents/topology"),
        key="",
        columns=(Column("agents", "Agents", "list"), Column("edges", "Edges", "list")),
        about="Which agent hands work to which, and how often.",
    ),
    Resource(
        "scores",
        "Scores",
        "Telemetry",
        Call("GET", f"{API}/scores"),
        columns=(
            Column("name", "Score"),
            Column("score", "Value", "number"),
            Column("trace_id", "Trace", "id"),
            Column("span_id", "Span", "id", absent="whole trace"),
            Column("source", "Source", "status"),
            Column("comment", "Comment"),
            CREATED,
        ),
        filters=(Filter("trace_id", "text", "the trace that was scored", of="traces"),),
        relations=(TRACE,),
        largest=200,
    ),
)

HEALING = (
    Resource(
        "diagnoses",
        "Diagnoses",
        "Self-healing",
        *calls("diagnoses"),
        columns=(
            Column("root_cause", "Root cause"),
            Column("error_code", "Error", "status"),
            Column("status", "Status", "status"),
            Column("confidence", "Confidence", "ratio"),
            Column("severity", "Severity", "count"),
            Column("trace_id", "Trace", "id"),
            CREATED,
        ),
        relations=(TRACE,),
        fresh_s=5,
        tab=True,
    ),
    Resource(
        "fixes",
        "Fixes",
        "Self-healing",
        *calls("fixes"),
        columns=(
            Column("title", "Title"),
            Column("status", "Status", "status"),
            Column("fix_type", "Type", "status"),
            Column("error_code", "Error", "status"),
            Column("confidence", "Confidence", "ratio"),
            Column("agent_id", "Agent", "id"),
            UPDATED,
        ),
        relations=(Relation("Diagnosis", "diagnoses", item="diagnosis_id"),),
        tab=True,
    ),
    Resource(
        "active-fixes",
        "Active fixes",
        "Self-healing",
        Call("GET", f"{API}/fixes/active"),
        columns=(
            Column("title", "Title"),
            Column("status", "Status", "status"),
            Column("fix_type", "Type", "status"),
            Column("error_code", "Error", "status"),
            UPDATED,
        ),
        relations=(Relation("Fix", "fixes", item="id"),),
    ),
    Resource(
        "deployments",
        "Deployments",
        "Self-healing",
        *calls("deployments"),
        columns=(
            Column("fix_id", "Fix", "id"),
            Column("status", "Status", "status"),
            Column("traffic_percentage", "Traffic", "percent"),
            Column("metrics.treatment.error_rate", "Errors with", "ratio"),
            Column("metrics.control.error_rate", "Errors without", "ratio"),
            Column("metrics.treatment.p99_latency_ms", "p99 with", "duration"),
            Column("metrics.control.p99_latency_ms", "p99 without", "duration"),
            Column("metrics.p_value", "p-value", "number"),
            Column("rollback_reason", "Rolled back because"),
            CREATED,
        ),
        relations=(Relation("Fix", "fixes", item="fix_id"),),
        fresh_s=5,
    ),
)

QUALITY = (
    Resource(
        "evaluations",
        "Evaluations",
        "Quality",
        *calls("evaluations"),
        columns=(
            Column("name", "Name"),
            Column("status", "Status", "status"),
            Column("evaluation_type", "Type", "status"),
            Column("progress.done", "Done", "count"),
            Column("progress.total", "Of", "count"),
            CREATED,
        ),
        filters=(
            Filter(
                "status",
                "text",
                "how far it is",
                choices=("pending", "running", "completed", "failed", "cancelled"),
            ),
            Filter(
                "evaluation_type",
                "text",
                "who judges",
                choices=("llm_judge", "rule_based", "human", "composite"),
            ),
        ),
        relations=(Relation("Dataset", "datasets", item="dataset_id"),),
        tab=True,
    ),
    Resource(
        "datasets",
        "Datasets",
        "Quality",
        *calls("datasets"),
        columns=(
            Column("name", "Name"),
            Column("item_count", "Items", "count"),
            Column("tags", "Tags", "list"),
            Column("description", "Description"),
            UPDATED,
        ),
    ),
)
