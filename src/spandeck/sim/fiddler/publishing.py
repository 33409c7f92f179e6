"""POST, PATCH and DELETE /v3/events (contracts/fiddler.md §5.11)."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler import jobs
from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.collection import Body, body, opened
from spandeck.sim.fiddler.envelope import Record, normal
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.events import PRODUCTION, Events, instant
from spandeck.sim.fiddler.files import KIND as FILES
from spandeck.sim.fiddler.files import Unreadable, rows
from spandeck.sim.fiddler.traffic import READ_ONLY

MOST_EVENTS, MOST_IDS = 1000, 10_000


class EventsSource(Body):
    """Events as they are."""

    type: Literal["EVENTS"]
    events: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=MOST_EVENTS)]


class FileSource(Body):
    """Events in a file that was uploaded."""

    type: Literal["FILE"]
    file_id: UUID


class Publish(Body):
    """Events for a model."""

    model_id: UUID
    env_type: Literal["PRODUCTION", "PRE_PRODUCTION"]
    env_name: str | None = None
    source: Annotated[EventsSource | FileSource, Field(discriminator="type")]

    @model_validator(mode="after")
    def named(self) -> "Publish":
        """Only production needs no name."""
        if self.env_type != PRODUCTION and not self.env_name:
            raise ValueError("env_name: needed for PRE_PRODUCTION")
        return self


class TimeRange(Body):
    """A range of time."""

    start_time: str | int | float
    end_time: str | int | float


class Delete(Body):
    """Which events are to go: of a range of time, or by id."""

    model_id: UUID
    time_range: TimeRange | None = None
    event_ids: Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST_IDS)] | None = None
    update_metrics: bool = False

    @model_validator(mode="after")
    def one(self) -> "Delete":
        """The rules of the vendor's own client (contract C8)."""
        if (self.time_range is None) == (self.event_ids is None):
            raise ValueError("exactly one of time_range and event_ids")
        if self.update_metrics and self.time_range is None:
            raise ValueError("update_metrics goes with time_range only")
        return self


async def publish(request: Request) -> Response:
    """POST: new events."""
    return await take(request, update=False)


async def update(request: Request) -> Response:
    """PATCH: changed ones."""
    return await take(request, update=True)


async def take(request: Request, *, update: bool) -> Response:
    """Events at once, or a job for a file of them."""
    account, sent = opened(request), await body(request, Publish)
    model = account.get("models", str(sent.model_id), "Model")
    where = environment(account, model, sent)
    if isinstance(sent.source, EventsSource):
        ids = taken(Events(account, model), sent.source.events, where, update=update)
        return normal({"source_type": "EVENTS", "event_ids": ids})
    file = account.get(FILES, str(sent.source.file_id), "File")
    error = trouble(model)
    try:
        found = rows(account, file["id"])
        if error is None:
            taken(Events(account, model), found, where, update=update)
    except (Unreadable, Refusal) as failure:
        error = error or str(failure)
    job = jobs.begin(account, f"Ingest file for {model['name']}", model, "EVENT", error)
    return normal({"source_type": "FILE", "job": job})


def taken(
    events: Events, sent: tuple[Record, ...] | list[Record], where: str, *, update: bool
) -> list[str]:
    """Keep what was sent; gives its ids."""
    return events.update(sent) if update else events.publish(sent, where)


def environment(account: Account, model: Record, sent: Publish) -> str:
    """The name of the environment, which is made when it is first named."""
    if sent.env_type == PRODUCTION or sent.env_name is None:
        return PRODUCTION
    known = {each["name"] for each in account.all("environments", model=model["id"])}
    if sent.env_name not in known:
        fields = {"name": sent.env_name, "type": sent.env_type, "model_id": model["id"]}
        account.add("environments", fields)
    return sent.env_name


def trouble(model: Record) -> str | None:
    """Why jobs for a model fail, if they do."""
    if not model["name"].startswith(READ_ONLY):
        return None
    return f"Events of '{model['name']}' are in read-only storage."


async def delete(request: Request) -> Response:
    """DELETE: 202 and a job."""
    account, sent = opened(request), await body(request, Delete)
    model = account.get("models", str(sent.model_id), "Model")
    events, error = Events(account, model), trouble(model)
    if sent.time_range:
        since, until = instant(sent.time_range.start_time), instant(sent.time_range.end_time)
        if until <= since:
            raise Refusal(400, "time_range: must end after it starts")
        if error is None:
            events.delete_range(since, until)
    elif error is None:
        events.delete(sent.event_ids or ())
    job = jobs.begin(account, f"Delete events of {model['name']}", model, "EVENT", error)
    return normal({"job": job}, 202)


ROUTES = (
    Route("/v3/events", publish, methods=["POST"]),
    Route("/v3/events", update, methods=["PATCH"]),
    Route("/v3/events", delete, methods=["DELETE"]),
)
