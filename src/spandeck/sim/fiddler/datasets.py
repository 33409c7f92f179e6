"""Datasets for evaluations and their items (contracts/fiddler.md §5.7)."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler.account import Account, linked
from spandeck.sim.fiddler.asked import Instant
from spandeck.sim.fiddler.collection import Anything, Body, Collection, body, opened
from spandeck.sim.fiddler.envelope import Record, normal
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.evaluation import looked
from spandeck.sim.fiddler.holding import Holding
from spandeck.sim.fiddler.lists import page

MOST_ITEMS = 10_000
SAMPLED = 1000
"""How many items a schema is told from."""
BUCKETS = ("inputs", "expected_outputs", "metadata", "extras")
TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}


class DatasetIn(Body):
    """A new dataset."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    application_id: UUID
    description: str | None = None
    metadata: Anything
    active: bool = True


class DatasetChanged(Body):
    """What of a dataset can be changed; its name cannot."""

    description: str | None = None
    metadata: Anything
    active: bool = True


class ItemIn(Body):
    """A new item."""

    id: UUID | None = None
    inputs: dict[str, Any]
    expected_outputs: dict[str, Any] | None = None
    metadata: Anything
    extras: Anything
    source_name: str | None = None
    source_id: str | None = None


class ItemsIn(Body):
    """New items."""

    items: Annotated[tuple[ItemIn, ...], Field(min_length=1, max_length=1000)]


class SpanRef(Body):
    """A span."""

    trace_id: str
    span_id: str


class FromSpans(Body):
    """Spans that become items, and which of their fields go where."""

    application_id: UUID | None = None
    start_time: Instant
    end_time: Instant
    spans: Annotated[tuple[SpanRef, ...], Field(min_length=1, max_length=200)]
    mapping: dict[str, dict[str, str]]


DATASETS = Collection(
    "/v3/evals/datasets",
    "datasets",
    "Dataset",
    DatasetIn,
    DatasetChanged,
    unique=("name", "application_id"),
    params=("application_id",),
)


def contents(account: Account, dataset: Record) -> list[Record]:
    """The items of a dataset, oldest first."""
    return list(account.all("dataset-items", dataset=dataset["id"]))


def add(account: Account, dataset: Record, items: Iterable[Mapping[str, Any]]) -> list[str]:
    """Keep new items; gives their ids. `Refusal` 400 when they would be too many."""
    sent = list(items)
    if len(contents(account, dataset)) + len(sent) > MOST_ITEMS:
        raise Refusal(400, f"A dataset has at most {MOST_ITEMS} items.")
    return [kept(account, dataset["id"], each)["id"] for each in sent]


def kept(account: Account, dataset_id: str, item: Mapping[str, Any]) -> Record:
    """A new item as it is kept; one of the same id is replaced."""
    fields = {name: value for name, value in item.items() if name != "id"}
    return account.add("dataset-items", fields | {"dataset_id": dataset_id}, item.get("id"))


async def upload(request: Request) -> Response:
    """POST items."""
    account, dataset = opened(request), DATASETS.found(request)
    sent = await body(request, ItemsIn)
    return normal({"ids": add(account, dataset, [i.model_dump(mode="json") for i in sent.items])})


async def items(request: Request) -> Response:
    """GET items."""
    account, dataset = opened(request), DATASETS.found(request)
    return page(request, [shown(each) for each in contents(account, dataset)])


def shown(item: Record) -> Record:
    """An item as it is answered."""
    names = ("id", *BUCKETS, "source_name", "source_id", "created_at", "updated_at")
    return {name: item.get(name) for name in names}


async def schema(request: Request) -> Response:
    """GET which fields the items have, and of what types."""
    account, dataset = opened(request), DATASETS.found(request)
    found = contents(account, dataset)
    buckets = {name: fields(each.get(name) or {} for each in found[:SAMPLED]) for name in BUCKETS}
    return normal({"total_items": len(found), "sampled": len(found) > SAMPLED, **buckets})


def fields(values: Iterable[Mapping[str, Any]]) -> Record:
    """How often each field is there, and its type."""
    found: Record = {}
    for each in values:
        for name, value in each.items():
            kind = TYPES.get(type(value), "object")
            found.setdefault(name, {"count": 0, "data_type": kind})["count"] += 1
    return found


async def from_spans(request: Request) -> Response:
    """POST spans that become items: all of them, or none and 422 naming those not found."""
    account, dataset = opened(request), DATASETS.found(request)
    sent = await body(request, FromSpans)
    wanted = str(sent.application_id or linked(dataset, "application"))
    application = account.get("applications", wanted, "Application")
    held: Holding = request.app.state.holdings.of(account, application)
    traces = {each.trace_id: held.trace(each.trace_id) for each in sent.spans}
    spans = [traces[each.trace_id].get(each.span_id) for each in sent.spans]
    gone = [each for each, span in zip(sent.spans, spans, strict=True) if span is None]
    if gone:
        issues = [("SpanNotFound", f"Span {e.span_id} of trace {e.trace_id}") for e in gone]
        raise Refusal(422, issues[0][1], issues)
    made = [mapped(each, sent.mapping) for each in spans if each is not None]
    ids = add(account, dataset, made)
    pairs = [
        {"trace_id": each.trace_id, "span_id": each.span_id, "item_id": item_id}
        for each, item_id in zip(sent.spans, ids, strict=True)
    ]
    return normal({"items_created": len(ids), "item_ids": ids, "items": pairs})


def mapped(span: Record, mapping: Mapping[str, Mapping[str, str]]) -> Record:
    """An item made of a span's fields; it tells where it comes from."""
    found: Record = {
        bucket: {name: field(span, path) for name, path in mapping.get(bucket, {}).items()}
        for bucket in BUCKETS
    }
    return found | {"source_name": "span", "source_id": f"{span['trace_id']}:{span['span_id']}"}


def field(span: Record, path: str) -> object:
    """A span's field; a bare name is one of its own, or else an attribute."""
    if "::" in path:
        return looked(span, path)
    return span[path] if path in span else looked(span, f"SpanAttribute::{path}")


ROUTES = (
    *DATASETS.routes(),
    Route("/v3/evals/datasets/{id}/items", items),
    Route("/v3/evals/datasets/{id}/items", upload, methods=["POST"]),
    Route("/v3/evals/datasets/{id}/schema", schema),
    Route("/v3/evals/datasets/{id}/items/from-spans", from_spans, methods=["POST"]),
)
