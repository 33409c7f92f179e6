"""Evaluations: they run on the clock and judge real traces (contracts/risicare.md §9)."""

from statistics import fmean
from typing import Any, Literal

from pydantic import Field, model_validator
from pydantic_core import from_json

from spandeck.sim.clock import SECOND, iso, read_iso
from spandeck.sim.risicare import founding
from spandeck.sim.risicare.collection import Body, Collection, Record
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.ingest import Text
from spandeck.sim.risicare.manage import DATASETS
from spandeck.sim.risicare.project import Detail, Project

PENDING_S, EACH_S = 2, 1
"""How long an evaluation waits, and how long it takes for each trace."""
CRITERIA = ("completion", "tool_use", "speed")
SLOW_MS = 20_000.0
PASSED = 0.5


class CreateEvaluation(Body):
    """POST /evaluations (contract §9)."""

    name: Text = Field(min_length=1)
    evaluation_type: Literal["llm_judge", "rule_based", "human", "composite"]
    dataset_id: Text | None = None
    trace_ids: list[Text] | None = Field(None, max_length=1000)
    config: dict[str, Any] = Field(default_factory=dict)
    criteria: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def about_something(self) -> "CreateEvaluation":
        """There must be something to judge."""
        if self.dataset_id is None and not self.trace_ids:
            raise ValueError("dataset_id or trace_ids is required")
        return self


def asked_for(project: Project, record: Record) -> Record:
    """A new evaluation, of things that are there."""
    if record["dataset_id"] is not None:
        DATASETS.find(project, record["dataset_id"])
    for trace_id in record["trace_ids"] or ():
        if project.trace(trace_id) is None:
            raise Refusal(404, "Trace not found", trace_id=trace_id)
    return record


def running(project: Project, record: Record) -> Record:
    """An evaluation as far as it has come."""
    begun = read_iso(record["created_at"])
    age_s = (project.clock() - begun) / SECOND
    traces = record["trace_ids"] or []
    took_s = PENDING_S + EACH_S * len(traces)
    done = max(0, min(len(traces), int((age_s - PENDING_S) / EACH_S)))
    over = age_s >= took_s
    judged = [score for trace_id in traces[:done] for score in results(project, record, trace_id)]
    by_criterion: dict[str, list[float]] = {}
    for each in judged:
        by_criterion.setdefault(each["scorer_name"], []).append(each["score"])
    return record | {
        "status": "completed" if over else "pending" if age_s < PENDING_S else "running",
        "progress": {"total": len(traces), "done": done},
        "summary": {name: round(fmean(found), 4) for name, found in by_criterion.items()},
        "results": judged,
        "completed_at": iso(begun + took_s * SECOND) if over else None,
    }


def results(project: Project, record: Record, trace_id: str) -> list[Record]:
    """What the scorers say of one trace; nothing when it was deleted in the meantime."""
    detail = project.trace(trace_id)
    if detail is None:
        return []
    scored = scores(detail)
    told = f"{detail.summary.error_count} of {detail.summary.span_count} spans failed."
    return [
        {
            "trace_id": trace_id,
            "scorer_name": name,
            "score": scored.get(name, scored["completion"]),
            "passed": scored.get(name, scored["completion"]) >= PASSED,
            "reasoning": told,
        }
        for name in record["criteria"] or CRITERIA
    ]


def scores(detail: Detail) -> dict[str, float]:
    """Rules over a trace: did it end well, did its tools answer, was it quick?"""
    spans = [from_json(body) for _, body in detail.spans]
    tools = [each["status"] != "error" for each in spans if each["kind"] == "tool_call"]
    roots = [each["status"] != "error" for each in spans if not each["parent_span_id"]]
    took = detail.summary.duration_ms or 0.0
    return {
        "completion": round(fmean(roots), 4) if roots else 0.0,
        "tool_use": round(fmean(tools), 4) if tools else 1.0,
        "speed": round(max(0.0, 1 - took / SLOW_MS), 4),
    }


EVALUATIONS = Collection(
    kind="evaluations",
    word="Evaluation",
    create=CreateEvaluation,
    told=founding.evaluations,
    made=asked_for,
    shown=running,
    filters=("status", "evaluation_type"),
)
ROUTES = tuple(EVALUATIONS.routes())
