"""The records of a queue: shown as they are now, annotated where they come from."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.annotating import Note, check, written
from spandeck.sim.arize.body import Body, checked, fields, json
from spandeck.sim.arize.collection import caller
from spandeck.sim.arize.datasets import examples_of, versions
from spandeck.sim.arize.errors import Problem, missing
from spandeck.sim.arize.examples import note
from spandeck.sim.arize.examples import shown as example_shown
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.paging import answer, page, paging
from spandeck.sim.arize.people import known
from spandeck.sim.arize.query import asked
from spandeck.sim.arize.queues.sources import Source, records
from spandeck.sim.arize.telemetry.store import Store
from spandeck.sim.world.chance import mix
from spandeck.sim.world.spans import SpanPlace

QUEUES, RECORDS = "annotation-queues", "annotation-queue-records"
JUDGED = ("annotations", "trace_annotations", "evaluations")


class AddRecords(Body):
    """POST …/records."""

    record_sources: Annotated[list[Source], Field(min_length=1, max_length=2)]


class DeleteRecords(Body):
    """DELETE …/records."""

    record_ids: Annotated[list[str], Field(min_length=1, max_length=100)]


class Annotate(Body):
    """POST …/records/{id}/annotate."""

    annotations: Annotated[list[Note], Field(min_length=1, max_length=500)]


class Assign(Body):
    """POST …/records/{id}/assign."""

    assigned_user_emails: Annotated[list[str], Field(max_length=100)]


ADD, DELETE = TypeAdapter(AddRecords), TypeAdapter(DeleteRecords)
ANNOTATE, ASSIGN = TypeAdapter(Annotate), TypeAdapter(Assign)


def add(who: Caller, queue: Record, sources: Iterable[Mapping[str, Any]]) -> list[Record]:
    """Put what the sources name into a queue; gives those records that were not there before."""
    about = [each for source in sources for each in records(who, source)]
    shelf = who.organisation.shelf
    there = [identity(each) for each in shelf.all(RECORDS) if queue["id"] in each.values()]
    made = []
    for each in about:
        if identity(each) in there:
            continue
        number = who.organisation.next_number("queue order")
        identifier = who.organisation.next_id("AnnotationQueueRecord")
        asked_of = people(queue, number)
        record = {"id": identifier, "annotation_queue_id": queue["id"], "number": number, **each}
        shelf.put(RECORDS, identifier, record | {"assigned": dict.fromkeys(asked_of, "PENDING")})
        made.append(record)
    return made


def identity(record: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a record is about: the same twice in a queue is once."""
    fields_ = ("project_id", "place", "granularity", "dataset_version_id", "example_id")
    return tuple(record.get(each) for each in fields_)


def people(queue: Record, number: int) -> list[str]:
    """Who is asked to judge a record: all of the queue's annotators, or one of them."""
    emails: list[str] = queue["annotator_emails"]
    return [emails[mix(number) % len(emails)]] if queue["assignment_method"] == "RANDOM" else emails


def shown(organisation: Organisation, record: Record) -> Record:
    """A record with what it is about as that is now."""
    queue = organisation.shelf.get(QUEUES, record["annotation_queue_id"]) or {}
    row, judged = about(organisation, record)
    allowed = queue.get("column_allowlist")
    data = {name: each for name, each in row.items() if allowed is None or name in allowed}
    named = ("id", "annotation_queue_id", "source_type", "granularity")
    said = {name: record[name] for name in named}
    noted = {name: judged.get(name, []) for name in JUDGED}
    assigned = {"assigned_users": users(organisation, record)}
    return {**said, "data": data, **noted, "session_annotations": [], **assigned}


def about(organisation: Organisation, record: Record) -> tuple[Record, Record]:
    """The columns of what a record is about, and what was thought of it."""
    if record["source_type"] == "DATASET":
        kind = examples_of(record["dataset_version_id"])
        example = organisation.shelf.get(kind, record["example_id"])
        return ({}, {}) if example is None else (example_shown(example), example)
    place = SpanPlace(*record["place"])
    span = Store(organisation, record["project_id"]).span(place)
    if span is None:
        return {}, {}
    plain = {name: span[name] for name in ("name", "start_time", "end_time", "status_code")}
    context = {f"context.{name}": each for name, each in span["context"].items()}
    attributes = {f"attributes.{name}": each for name, each in span["attributes"].items()}
    return plain | context | attributes, span


def users(organisation: Organisation, record: Record) -> list[Record]:
    """Who is asked to judge a record, and whether they have."""
    found = ((known(organisation, email), status) for email, status in record["assigned"].items())
    return [{"user": user, "completion_status": status} for user, status in found if user]


def of_queue(who: Caller, request: Request) -> Record:
    """The record that the path names; `Problem` 404 when it is in another queue."""
    queue = who.change(QUEUES, request.path_params["id"])
    record = who.find(RECORDS, request.path_params["record_id"])
    if record["annotation_queue_id"] != queue["id"]:
        raise missing("annotation queue record")
    return record


async def listed(request: Request) -> Response:
    """GET …/records, in the order in which they were added."""
    who = caller(request)
    queue = who.find(QUEUES, request.path_params["id"])
    asked(request.query_params, {})
    paged = paging(request.query_params, request.url.path, most=500)
    rows = (each for each in who.all(RECORDS) if each["annotation_queue_id"] == queue["id"])
    found = page(rows, lambda row: [row["number"]], paged, lambda row: shown(who.organisation, row))
    return found.response("records")


async def append(request: Request) -> Response:
    """POST …/records: 201 when any is new, 200 when all were there."""
    who = caller(request)
    queue = who.change(QUEUES, request.path_params["id"])
    raw, _ = await json(request)
    sources = fields(checked(ADD, raw))["record_sources"]
    made = add(who, queue, sources)
    kept = (who.find(RECORDS, each["id"]) for each in made)
    rows = [shown(who.organisation, each) for each in kept]
    return answer({"record_sources": rows}, 201 if made else 200)


async def delete(request: Request) -> Response:
    """DELETE …/records; unknown ids are passed over."""
    who = caller(request)
    queue = who.change(QUEUES, request.path_params["id"])
    raw, _ = await json(request)
    shelf = who.organisation.shelf
    for each in checked(DELETE, raw).record_ids:
        if (shelf.get(RECORDS, each) or {}).get("annotation_queue_id") == queue["id"]:
            shelf.remove(RECORDS, each)
    return Response(status_code=204)


async def annotate(request: Request) -> Response:
    """POST …/annotate: written to the span or the example itself."""
    who = caller(request)
    record = of_queue(who, request)
    raw, _ = await json(request)
    notes = checked(ANNOTATE, raw).annotations
    check(who, who.organisation.space_id(record), notes)
    noted = written(who, notes)
    if record["source_type"] == "DATASET":
        for each in versions(who.organisation, record["dataset_id"]):
            note(who, examples_of(each["id"]), record["example_id"], noted)
    else:
        field = "annotations" if record["granularity"] == "SPAN" else "trace_annotations"
        store = Store(who.organisation, record["project_id"])
        store.note(SpanPlace(*record["place"]), field, noted)
    done = completed(who, record)
    seen = shown(who.organisation, done)
    every = seen["annotations"] + seen["trace_annotations"]
    named = ("id", "annotation_queue_id", "source_type", "granularity")
    return answer({name: seen[name] for name in named} | {"annotations": every})


def completed(who: Caller, record: Record) -> Record:
    """A record whose caller has judged it, if asked to."""
    email = (who.organisation.shelf.get("users", who.user_id) or {}).get("email")
    if email in record["assigned"]:
        record = record | {"assigned": record["assigned"] | {email: "COMPLETED"}}
        who.organisation.shelf.put(RECORDS, record["id"], record)
    return record


async def assign(request: Request) -> Response:
    """POST …/assign: to exactly these, who may be nobody."""
    who = caller(request)
    record = of_queue(who, request)
    raw, _ = await json(request)
    emails = dict.fromkeys(checked(ASSIGN, raw).assigned_user_emails)
    for each in emails:
        if known(who.organisation, each) is None:
            raise Problem(422, f"assigned_user_emails: nobody here has the address {each}.")
    assigned = {each: record["assigned"].get(each, "PENDING") for each in emails}
    later = record | {"assigned": assigned}
    who.organisation.shelf.put(RECORDS, record["id"], later)
    seen = shown(who.organisation, later)
    named = ("id", "annotation_queue_id", "source_type", "granularity", "assigned_users")
    return answer({name: seen[name] for name in named})


PATH = "/v2/annotation-queues/{id}/records"
SEEDS: dict[str, Any] = {}
ROUTES = (
    Route(PATH, listed, methods=["GET"]),
    Route(PATH, append, methods=["POST"]),
    Route(PATH, delete, methods=["DELETE"]),
    Route(f"{PATH}/{{record_id}}/annotate", annotate, methods=["POST"]),
    Route(f"{PATH}/{{record_id}}/assign", assign, methods=["POST"]),
)
