"""POST /v3/queries, charts of a model's metrics, and the summary of all models (§5.20, §6)."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.clock import iso
from spandeck.sim.fiddler.account import Account, linked
from spandeck.sim.fiddler.alerting import records
from spandeck.sim.fiddler.alerts import asked
from spandeck.sim.fiddler.collection import Body, body, opened
from spandeck.sim.fiddler.envelope import Record, normal
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.events import Events, instant
from spandeck.sim.fiddler.measuring import Bin, Measure, bins
from spandeck.sim.fiddler.metrics import METRICS

LABELS = {"1d": 86_400, "7d": 7 * 86_400, "30d": 30 * 86_400}
"""Ranges by their name, in seconds."""


class TimeRange(Body):
    """A range of time."""

    start_time: str
    end_time: str


class Filters(Body):
    """When, and how finely."""

    time_label: Literal["1d", "7d", "30d"] | None = None
    time_range: TimeRange | None = None
    time_zone: str = "Etc/GMT"
    bin_size: Literal["Hour", "Day", "Week", "Month", "Quarter"] = "Day"


class One(Body):
    """One line of a chart."""

    query_key: UUID
    model_id: UUID
    metric: str
    baseline_id: UUID | None = None
    columns: tuple[str, ...] = ()
    categories: tuple[str, ...] | None = None
    segment_id: UUID | None = None
    segment: dict[str, Any] | None = None
    viz_type: Literal["line", "bar"] = "line"


class QueriesIn(Body):
    """A chart."""

    project_id: UUID
    query_type: Literal["MONITORING", "EMBEDDING", "ANALYTICS"]
    filters: Filters
    queries: Annotated[tuple[One, ...], Field(min_length=1, max_length=20)]
    time_comparison: str | None = None


async def queries(request: Request) -> Response:
    """Compute a chart, off the loop."""
    account, sent = opened(request), await body(request, QueriesIn)
    if sent.query_type != "MONITORING":
        raise Refusal(400, f"query_type: {sent.query_type} is not computed here")
    project = account.get("projects", str(sent.project_id), "Project")
    parts = list(bins(sent.filters.bin_size, *spanned(account, sent.filters)))
    found = {
        str(each.query_key): await run_in_threadpool(line, account, each, parts)
        for each in sent.queries
    }
    return normal(
        {
            "organization": account.reference(),
            "project": {"id": project["id"], "name": project["name"]},
            "query_type": sent.query_type,
            "filters": sent.filters.model_dump(mode="json"),
            "time_comparison": sent.time_comparison,
            "results": found,
        }
    )


def spanned(account: Account, filters: Filters) -> tuple[int, int]:
    """The range of time of a chart; a day without one."""
    if filters.time_range:
        return instant(filters.time_range.start_time), instant(filters.time_range.end_time)
    now = account.clock()
    return now - LABELS[filters.time_label or "1d"] * 10**9, now


def line(account: Account, asked: One, parts: list[Bin]) -> Record:
    """One line of a chart: a row for each bin, a column for each column asked for."""
    model = account.get("models", str(asked.model_id), "Model")
    baseline = optional(account, "baselines", asked.baseline_id, "Baseline")
    segment = optional(account, "segments", asked.segment_id, "Segment")
    measure = Measure(account, model, asked.metric, baseline, segment)
    metric = METRICS.get(asked.metric)
    columns = list(asked.columns) if metric and metric.columned else []
    names = columns or [metric.display if metric else asked.metric]
    data = [
        [iso(each.since_ns), *(measure.value(each, name) for name in columns or [""])]
        for each in parts
    ]
    return {
        "query_key": str(asked.query_key),
        "model": account.named("model", model["id"]),
        "baseline": account.named("baseline", baseline["id"]) if baseline else None,
        "segment": account.named("segment", segment["id"]) if segment else None,
        "metric": asked.metric,
        "viz_type": asked.viz_type,
        "columns": columns,
        "col_names": ["timestamp", *names],
        "data": data,
    }


def optional(account: Account, kind: str, identifier: UUID | None, noun: str) -> Record | None:
    """A record that may not have been asked for; `Refusal` 404."""
    return None if identifier is None else account.get(kind, str(identifier), noun)


async def summary(request: Request) -> Response:
    """GET /v3/monitoring-summary: traffic and triggered alerts of every model."""
    account, (since, until) = opened(request), asked(request)
    models = list(account.all("models"))
    found = [await run_in_threadpool(counted, account, each, since, until) for each in models]
    return normal({"models": found})


def counted(account: Account, model: Record, since: int, until: int) -> Record:
    """What happened to one model."""
    rules = [each for each in account.all("alert-rules") if linked(each, "model") == model["id"]]
    return {
        "model": account.named("model", model["id"]),
        "project": account.named("project", model["project"]["id"]),
        "traffic": len(Events(account, model).rows(since, until)),
        "triggered_alerts": sum(len(records(account, each, since, until)) for each in rules),
    }


ROUTES = (
    Route("/v3/queries", queries, methods=["POST"]),
    Route("/v3/monitoring-summary", summary),
)
