"""What a queue's records are taken from: spans, traces, sessions and examples that people judge."""

from collections.abc import Collection, Container, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from spandeck.sim.arize.body import Body
from spandeck.sim.arize.datasets import examples_of, version
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller, Record
from spandeck.sim.arize.telemetry.request import DAY, Instant, window
from spandeck.sim.arize.telemetry.store import Store

WEEK_NS = 7 * DAY
Spans = Annotated[list[str], Field(min_length=1, max_length=500)]


class FromProject(Body):
    """Where spans are taken from."""

    project_id: str
    start_time: Instant
    end_time: Instant


class FromSpans(FromProject):
    """Single spans."""

    record_type: Literal["SPAN"]
    span_ids: Spans


class FromTraces(FromProject):
    """Whole traces, by their roots."""

    record_type: Literal["TRACE"]
    trace_ids: Spans


class FromSessions(FromProject):
    """Whole sessions, by the root of their first trace."""

    record_type: Literal["SESSION"]
    session_ids: Annotated[list[str], Field(min_length=1, max_length=100)]


class FromDataset(Body):
    """Examples: these, or all of a version."""

    record_type: Literal["EXAMPLE"]
    dataset_id: str
    dataset_version_id: str | None = None
    example_ids: Annotated[list[str], Field(max_length=500)] | None = None


Source = Annotated[
    FromSpans | FromTraces | FromSessions | FromDataset, Field(discriminator="record_type")
]


def records(who: Caller, source: Mapping[str, Any]) -> Iterator[Record]:
    """What a source's records are about; `Problem` 404 for what is not there."""
    if source["record_type"] == "EXAMPLE":
        return of_dataset(who, source)
    return of_project(who, source)


def of_dataset(who: Caller, source: Mapping[str, Any]) -> Iterator[Record]:
    """One record an example."""
    dataset = who.find("datasets", source["dataset_id"])
    version_id = version(who.organisation, dataset, source.get("dataset_version_id"))
    there = {each["id"] for each in who.organisation.shelf.all(examples_of(version_id))}
    wanted = source.get("example_ids") or sorted(there)
    found_all(wanted, there)
    about = {"dataset_id": dataset["id"], "dataset_version_id": version_id}
    for each in wanted:
        yield {"source_type": "DATASET", "granularity": None, **about, "example_id": each}


def of_project(who: Caller, source: Mapping[str, Any]) -> Iterator[Record]:
    """One record a span, a trace or a session: each is about one span, for a trace its root."""
    project = who.find("projects", source["project_id"])
    within = window(who.organisation, source["start_time"], source["end_time"])
    if within.until_ns - within.since_ns > WEEK_NS + DAY // 1000:
        raise Problem(422, "record_sources: the window may not exceed 7 days.")
    store, granularity = Store(who.organisation, project["id"]), source["record_type"]
    wanted = source[IDS[granularity]]
    if granularity == "SPAN":
        named = ((each.span_id, each) for each in store.places(within))
    elif granularity == "TRACE":
        named = ((each.trace_id, each) for each in store.roots(within))
    else:
        named = ((str(store.session(each)), each) for each in store.roots(within))
    places = {name: place for name, place in named if name in wanted}
    found_all(wanted, places)
    for each in wanted:
        about = {"project_id": project["id"], "place": list(places[each])}
        yield {"source_type": "SPANS", "granularity": granularity, **about}


IDS = {"SPAN": "span_ids", "TRACE": "trace_ids", "SESSION": "session_ids"}


def found_all(wanted: Collection[str], there: Container[str]) -> None:
    """Raise `Problem` 404 when something is not there."""
    lost = [each for each in wanted if each not in there]
    if lost:
        raise Problem(404, f"record_sources: not there: {', '.join(lost[:5])}.")
