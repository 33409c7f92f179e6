"""The runs of tasks: triggered, going on by the clock, cancelled (contracts/arize.md §9, tasks)."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, Strict, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.body import Body, checked, fields, json
from spandeck.sim.arize.collection import Collection, caller
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.paging import answer
from spandeck.sim.arize.query import Filter
from spandeck.sim.clock import SECOND, iso, read_iso

Time = Annotated[AwareDatetime, Strict(False)]
Status = Literal["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"]
PENDING_S, RUNNING_S = 3, 12
"""How long after it was triggered a run waits, and when it is done."""
MOST = 200
"""How many spans a run looks at unless told otherwise."""


class Trigger(Body):
    """POST …/trigger, for both kinds."""

    data_start_time: Time | None = None
    data_end_time: Time | None = None
    max_spans: Annotated[int, Field(ge=1)] | None = None
    override_evaluations: bool = False
    experiment_ids: list[str] = Field(default_factory=list)
    experiment_name: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    dataset_version_id: str | None = None
    example_ids: list[str] = Field(default_factory=list)
    max_examples: Annotated[int, Field(ge=1)] | None = None
    query_filter: str | None = None
    tracing_metadata: dict[str, str] = Field(default_factory=dict)
    evaluation_task_ids: list[str] = Field(default_factory=list)


TRIGGER = TypeAdapter(Trigger)


async def trigger(request: Request) -> Response:
    """POST …/trigger: 201 with a run that is followed under /v2/task-runs."""
    who = caller(request)
    task = who.change("tasks", request.path_params["id"])
    raw, _ = await json(request, optional=True)
    sent = fields(checked(TRIGGER, raw))
    if task["type"] == "RUN_EXPERIMENT" and not sent.get("experiment_name"):
        raise Problem(422, "experiment_name: a run of experiments needs one.")
    if any(going(run(who, each)) for each in runs(who.organisation, task["id"])):
        raise Problem(409, "A run of this task is under way.")
    now = who.organisation.now()
    made = {
        "id": who.organisation.next_id("TaskRun"),
        "task_id": task["id"],
        "experiment_id": None,
        "status": None,
        "data_start_time": sent.get("data_start_time"),
        "data_end_time": sent.get("data_end_time"),
        "created_at": now,
        "created_by_user_id": who.user_id,
        "count": min(MOST, sent.get("max_spans") or sent.get("max_examples") or MOST),
    }
    who.organisation.shelf.put("task-runs", made["id"], made)
    who.organisation.shelf.put("tasks", task["id"], task | {"last_run_at": now})
    return answer(run(who, made), 201)


def runs(organisation: Organisation, task_id: str) -> list[Record]:
    """The runs of a task, oldest first."""
    return [each for each in organisation.shelf.all("task-runs") if each["task_id"] == task_id]


def going(shown: Record) -> bool:
    """Whether a run is under way."""
    return shown["status"] in ("PENDING", "RUNNING")


def run(who: Caller, record: Record) -> Record:
    """A run as far as it has come; one in forty of its rows fails, one in twenty is skipped."""
    begun = read_iso(record["created_at"])
    age_s = (who.organisation.clock() - begun) / SECOND
    status = record["status"]
    over_s = record.get("over_s", RUNNING_S)
    if status is None:
        status = "PENDING" if age_s < PENDING_S else "RUNNING" if age_s < RUNNING_S else "COMPLETED"
    share = max(0.0, min(1.0, (min(age_s, over_s) - PENDING_S) / (RUNNING_S - PENDING_S)))
    done = int(record["count"] * share)
    errors, skipped = done // 40, done // 20
    ended = status not in ("PENDING", "RUNNING")
    shown = {name: value for name, value in record.items() if name not in ("count", "over_s")}
    return shown | {
        "status": status,
        "run_started_at": iso(begun + PENDING_S * SECOND) if share or ended else None,
        "run_finished_at": iso(begun + int(over_s * SECOND)) if ended else None,
        "num_successes": done - errors - skipped,
        "num_errors": errors,
        "num_skipped": skipped,
        "failure_reason": None,
    }


async def cancel(request: Request) -> Response:
    """POST …/cancel: only what is under way can be cancelled."""
    who = caller(request)
    found = who.change("task-runs", request.path_params["id"])
    shown = run(who, found)
    if not going(shown):
        raise Problem(400, f"The run is {shown['status']} and cannot be cancelled.")
    age_s = (who.organisation.clock() - read_iso(found["created_at"])) / SECOND
    stopped = found | {"status": "CANCELLED", "over_s": age_s}
    who.organisation.shelf.put("task-runs", found["id"], stopped)
    return answer(run(who, stopped))


RUNS = Collection(
    kind="task-runs",
    word="TaskRun",
    path="tasks/{task_id}/runs",
    serves="LR",
    filters={
        "status": Filter(
            lambda who, record, wanted: run(who, record)["status"] == wanted, TypeAdapter(Status)
        )
    },
    shown=run,
    listed=run,
)


def task_runs(organisation: Organisation) -> Iterable[Record]:
    """Its last runs, every ten minutes."""
    for number in (
        range(1, 13) if organisation.shelf.get("tasks", organisation.id("Task", 1)) else ()
    ):
        at_ns = organisation.clock() - number * 600 * SECOND
        yield {
            "id": organisation.id("TaskRun", number),
            "task_id": organisation.id("Task", 1),
            "experiment_id": None,
            "status": None,
            "data_start_time": iso(at_ns - 600 * SECOND),
            "data_end_time": iso(at_ns),
            "created_at": iso(at_ns),
            "created_by_user_id": None,
            "count": 60 + number * 7 % 40,
        }


SEEDS = {"task-runs": task_runs}
ROUTES = (
    Route("/v2/tasks/{id}/trigger", trigger, methods=["POST"]),
    *RUNS.routes(),
    Route("/v2/task-runs/{id}/cancel", cancel, methods=["POST"]),
)
