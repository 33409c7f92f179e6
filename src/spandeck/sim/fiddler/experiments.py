"""Experiments over datasets: what was answered, and how it was scored (contract §5.12)."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler.account import Account, fixed, linked
from spandeck.sim.fiddler.collection import (
    Anything,
    Body,
    Collection,
    as_sent,
    body,
    content,
    decoded,
    opened,
)
from spandeck.sim.fiddler.envelope import Record, normal, written
from spandeck.sim.fiddler.errors import Refusal, invalid, missing
from spandeck.sim.fiddler.filters import number, parsed
from spandeck.sim.fiddler.lists import page, value

ALLOWED = ("equal", "not_equal", "in", "not_in")
"""What results can be filtered by, and only on their item."""
ENDS = 5
"""How many rows are shown from either end of the scores."""
NULLABLE = ("duration_ms", "error_reason", "error_message", "traceback")


class ExperimentIn(Body):
    """A new experiment."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    application_id: UUID
    dataset_id: UUID
    description: str | None = None
    metadata: Anything


class ExperimentChanged(Body):
    """What of an experiment can be changed."""

    description: str | None = None
    metadata: Anything
    status: Literal["PENDING", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED"] = "PENDING"
    error_reason: str | None = None
    error_message: str | None = None
    traceback: str | None = None
    duration_ms: float | None = None


class ItemIn(Body):
    """What was answered to one item of the dataset."""

    id: UUID | None = None
    timestamp: str | None = None
    dataset_item_id: UUID
    outputs: Anything
    status: str = "SUCCESS"
    duration_ms: float | None = None
    error_reason: str | None = None
    error_message: str | None = None


class ItemsIn(Body):
    """Several."""

    items: Annotated[tuple[ItemIn, ...], Field(min_length=1, max_length=1000)]


class ScoreIn(Body):
    """One score of an answer."""

    name: str
    evaluator_name: str
    value: float | None = None
    label: str | None = None
    status: Literal["SUCCESS", "FAILED", "SKIPPED"] = "SUCCESS"
    reasoning: str | None = None
    error_reason: str | None = None
    error_message: str | None = None


class ResultIn(Body):
    """An answer with its scores."""

    experiment_item: ItemIn
    scores: tuple[ScoreIn, ...] = ()


class ResultsIn(Body):
    """Several."""

    results: Annotated[tuple[ResultIn, ...], Field(min_length=1, max_length=1000)]


def experiment_fields(account: Account, sent: ExperimentIn) -> Mapping[str, Any]:
    """A new experiment's own fields: nothing has happened yet."""
    return {**as_sent(account, sent), "status": "PENDING", **dict.fromkeys(NULLABLE)}


EXPERIMENTS = Collection(
    "/v3/evals/experiments",
    "experiments",
    "Experiment",
    ExperimentIn,
    ExperimentChanged,
    unique=("name", "application_id"),
    params=("application_id", "dataset_id"),
    make=experiment_fields,
)


def keep(
    account: Account, experiment: Record, item: ItemIn, scores: tuple[ScoreIn, ...] = ()
) -> str:
    """Keep an answer, in place of an earlier one of the same id; gives its id."""
    dataset_item = account.shelf.get("dataset-items", str(item.dataset_item_id))
    if dataset_item is None or linked(dataset_item, "dataset") != linked(experiment, "dataset"):
        raise missing("Dataset item", item.dataset_item_id)
    sent = item.model_dump(mode="json", exclude={"id"})
    told = [each.model_dump(mode="json") for each in scores]
    fields = {**sent, "timestamp": item.timestamp or account.now(), "scores": told}
    identifier = str(item.id) if item.id else None
    fields["experiment_id"] = experiment["id"]
    record = account.add("experiment-items", fields, identifier)
    return str(record["id"])


async def items(request: Request) -> Response:
    """POST answers: wrapped in `items` or bare, and answered in the same form (contract C12)."""
    account, experiment = opened(request), EXPERIMENTS.found(request)
    sent = decoded(await content(request))
    bare = isinstance(sent, list)
    try:
        read = ItemsIn.model_validate({"items": sent} if bare else sent)
    except ValidationError as error:
        raise invalid(error) from None
    ids = [keep(account, experiment, each) for each in read.items]
    return normal([{"id": each} for each in ids] if bare else {"ids": ids})


async def upload(request: Request) -> Response:
    """POST answers with their scores: answered without data (contract C5)."""
    account, experiment = opened(request), EXPERIMENTS.found(request)
    for each in (await body(request, ResultsIn)).results:
        keep(account, experiment, each.experiment_item, each.scores)
    return written({"api_version": "3.0", "kind": "NORMAL"}, 200)


def results(account: Account, experiment: Record) -> list[Record]:
    """The answers of an experiment with their scores, as they are read."""
    found: list[Record] = []
    for each in account.all("experiment-items", experiment=experiment["id"]):
        item = account.shelf.get("dataset-items", each["dataset_item_id"]) or {}
        found.append(
            {
                "experiment_item_id": each["id"],
                "dataset_item_id": each["dataset_item_id"],
                "inputs": item.get("inputs") or {},
                "expected_outputs": item.get("expected_outputs") or {},
                "outputs": each["outputs"],
                "status": each["status"],
                "duration_ms": each["duration_ms"],
                "error_reason": each["error_reason"],
                "error_message": each["error_message"],
                "timestamp": each["timestamp"],
                "created_at": each["created_at"],
                "scores": [read(each["id"], place, s) for place, s in enumerate(each["scores"])],
            }
        )
    return found


def read(item_id: str, place: int, score: Record) -> Record:
    """A score under the names that it is read by."""
    return {
        "score_id": fixed(f"score {item_id} {place}"),
        "evaluator_name": score["evaluator_name"],
        "score_name": score["name"],
        "score_value": score["value"],
        "score_label": score["label"],
        "status": score["status"],
        "reasoning": score["reasoning"],
        "error_reason": score["error_reason"],
        "error_message": score["error_message"],
    }


async def list_results(request: Request) -> Response:
    """GET results: newest first, or by a score."""
    account, experiment = opened(request), EXPERIMENTS.found(request)
    tree = parsed(request.query_params.get("filter"))
    for rule in tree.leaves():
        if rule.field != "experiment_item_id" or rule.operator not in ALLOWED:
            raise Refusal(400, f"filter: only experiment_item_id by {', '.join(ALLOWED)}")
    found = [r for r in results(account, experiment) if tree.fits(partial(value, r))]
    field = request.query_params.get("ordering") or "-timestamp"
    ranked = [(rank(each, field.removeprefix("-")), each) for each in found]
    ranked.sort(key=lambda pair: pair[0], reverse=field.startswith("-"))
    return page(request, [each for _, each in ranked])


def rank(result: Record, field: str) -> tuple[bool, float, str]:
    """The key that sorts by a field of results; `Refusal` 400 for one that cannot be."""
    if field in ("timestamp", "created_at"):
        return True, 0.0, str(result[field])
    space, _, name = field.partition(".")
    if space != "scores" or not name:
        raise Refusal(400, f"ordering: '{field}' is not a field to order results by")
    found = [
        number(each["score_value"])
        for each in result["scores"]
        if name in ("score_value", each["score_name"])
    ]
    values = [each for each in found if each is not None]
    return bool(values), values[0] if values else 0.0, ""


async def metrics(request: Request) -> Response:
    """GET the best and the worst rows, by the mean of their scores."""
    account, experiment = opened(request), EXPERIMENTS.found(request)
    found = [each for each in results(account, experiment) if mean(each) is not None]
    found.sort(key=lambda each: mean(each) or 0.0, reverse=True)
    bottom = found[max(ENDS, len(found) - ENDS) :]
    return normal({"top": [row(e) for e in found[:ENDS]], "bottom": [row(e) for e in bottom[::-1]]})


def mean(result: Record) -> float | None:
    """The mean of a row's scores that have values."""
    values = [n for each in result["scores"] if (n := number(each["score_value"])) is not None]
    return sum(values) / len(values) if values else None


def row(result: Record) -> Record:
    """A row with what flagged it."""
    flags = [
        {
            "evaluator_name": each["evaluator_name"],
            "value": each["score_value"],
            "label": each["score_label"],
            "reasoning": each["reasoning"],
        }
        for each in result["scores"]
    ]
    names = ("experiment_item_id", "dataset_item_id", "inputs")
    return {name: result[name] for name in names} | {"flags": flags}


ROUTES = (
    *EXPERIMENTS.routes(),
    Route("/v3/evals/experiments/{id}/items", items, methods=["POST"]),
    Route("/v3/evals/experiments/{id}/results", list_results),
    Route("/v3/evals/experiments/{id}/results", upload, methods=["POST"]),
    Route("/v3/evals/experiments/{id}/metrics/rows", metrics),
)
