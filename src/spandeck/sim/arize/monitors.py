"""Monitors over the production projects: measured over the world's traces, so they tell its story.

They can be read and tagged, nothing else (contracts/arize.md §9).
"""

from collections.abc import Callable, Iterable, Sequence
from statistics import quantiles
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter

from spandeck.sim.arize.collection import Collection
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.projects import WORD, number, part
from spandeck.sim.arize.query import FLAG, SPACED, Filter, equal, inside
from spandeck.sim.arize.tags import tagged
from spandeck.sim.clock import SECOND, iso
from spandeck.sim.world import World
from spandeck.sim.world.cast import AGENTS, THROTTLED
from spandeck.sim.world.outline import Outline

WINDOW_S, DELAY_S = 900, 60
TENTHS = 20
"""How many parts the values are cut into for the 95th percentile."""


class Watched(NamedTuple):
    """What one kind of monitor watches."""

    name: str
    metric: str
    dimension: str
    """The span attribute that it is about."""
    limit: float
    """Above it the monitor is triggered."""
    measure: Callable[[Sequence[Outline]], float]
    """The value over the traces of a window, of which there is one at least."""


def failing(seen: Sequence[Outline]) -> float:
    """The share of traces that ended in error."""
    return round(sum(each.fails for each in seen) / len(seen), 4)


def slowest(seen: Sequence[Outline]) -> float:
    """The 95th percentile of the durations, in milliseconds."""
    values = [each.duration_ms for each in seen]
    return round(quantiles(values, n=TENTHS)[-1] if len(values) > 1 else values[0], 1)


def throttled(seen: Sequence[Outline]) -> float:
    """How many traces met a 429."""
    return float(sum(each.failure is THROTTLED for each in seen))


WATCHED = (
    Watched("failed traces", "AVG", "attributes.error.type", 0.10, failing),
    Watched("p95 latency", "P95", "latency_ms", 15_000.0, slowest),
    Watched("rate limited calls", "COUNT", "attributes.http.response.status_code", 2.0, throttled),
)
BLANK: Record = {
    "type": "TRACING",
    "notifications_enabled": True,
    "manual_evaluation_enabled": False,
    "filters": [],
    "evaluation_window_length_seconds": WINDOW_S,
    "delay_seconds": DELAY_S,
}


def seeds(organisation: Organisation) -> Iterable[Record]:
    """The monitors of the beginning: of each kind one for every agent in production."""
    for place, agent in enumerate(AGENTS if organisation.world else ()):
        for kind, watched in enumerate(WATCHED):
            identifier = organisation.id("Monitor", place * len(WATCHED) + kind + 1)
            project_id = organisation.id(WORD, number("production", agent.name))
            owner = {"type": "EMAIL", "email_address": "oncall@fernweh.example"}
            made = organisation.day(70 + place)
            yield {
                "id": identifier,
                "name": f"{agent.name}: {watched.name}",
                "project_id": project_id,
                "uri": f"https://app.arize.com/monitors/{identifier}",
                **BLANK,
                "threshold": {
                    "type": "MANUAL_SINGLE",
                    "operator": "GREATER_THAN",
                    "value": watched.limit,
                },
                "created_by_user_id": organisation.id("User", 1),
                "notification_configs": [owner],
                "created_at": made,
                "updated_at": made,
                "metric": watched.metric,
                "dimension": {"category": "SPAN_ATTRIBUTE", "name": watched.dimension},
            }


def evaluated(caller: Caller, record: Record) -> Record:
    """A monitor with what it says now."""
    organisation = caller.organisation
    seen, at_ns = window(organisation, record["project_id"])
    said = {"status": "NO_DATA", "evaluated_at": iso(at_ns)}
    watched = next((each for each in WATCHED if record["name"].endswith(each.name)), None)
    if not seen or watched is None:
        return record | said
    value = watched.measure(seen)
    status = "TRIGGERED" if value > record["threshold"]["value"] else "CLEARED"
    return record | said | {"status": status, "latest_computed_value": value}


def window(organisation: Organisation, project_id: str) -> tuple[Sequence[Outline], int]:
    """The traces that a monitor looks at, and when: once a minute."""
    minute = 60 * SECOND
    at_ns = organisation.clock() // minute * minute
    chosen, world = part(organisation, project_id), organisation.world
    if world is None or chosen is None:
        return (), at_ns
    until_ns = at_ns - DELAY_S * SECOND
    return [each for each in between(world, until_ns) if belongs(each, chosen)], at_ns


def between(world: World, until_ns: int) -> Iterable[Outline]:
    """The world's traces that start in the window before a time."""
    line = world.timeline
    first = line.last_before(until_ns - WINDOW_S * SECOND) + 1
    last = min(line.last_before(until_ns), world.newest())
    return map(world.outline, range(max(first, world.oldest), last + 1))


def belongs(seen: Outline, chosen: tuple[str, str]) -> bool:
    """Whether a trace is of this environment and agent."""
    return (seen.environment, seen.agent.name) == chosen


def stands(caller: Caller, record: Record, wanted: str) -> bool:
    """Whether a monitor has this status now."""
    return bool(evaluated(caller, record)["status"] == wanted)


def of_project(caller: Caller, record: Record, wanted: str) -> bool:
    """Whether a monitor's project has a name that holds this text."""
    project = caller.organisation.shelf.get("projects", record["project_id"])
    return project is not None and inside(wanted, project["name"])


def about(field: str) -> Filter:
    """Monitors whose dimension is this."""
    return Filter(lambda caller, record, wanted: record["dimension"].get(field) == wanted)


def measuring(kind: str) -> Filter:
    """Monitors of a type whose metric is this."""
    return Filter(
        lambda caller, record, wanted: (record["type"], record["metric"]) == (kind, wanted)
    )


TYPES = Literal["DATA_QUALITY", "PERFORMANCE", "DRIFT", "CUSTOM_METRIC", "TRACING"]
STATUSES = Literal["TRIGGERED", "CLEARED", "NO_DATA"]
MONITORS = Collection(
    kind="monitors",
    word="Monitor",
    serves="LR",
    filters=SPACED
    | {
        "project_id": equal("project_id"),
        "project_name": Filter(of_project),
        "type": equal("type", TypeAdapter(TYPES)),
        "status": Filter(stands, TypeAdapter(STATUSES)),
        "notifications_enabled": equal("notifications_enabled", FLAG),
        "dimension_category": about("category"),
        "dimension_name": about("name"),
        "data_quality_metric": measuring("DATA_QUALITY"),
        "performance_metric": measuring("PERFORMANCE"),
        "drift_metric": measuring("DRIFT"),
        "custom_metric_id": equal("custom_metric_id"),
    },
    shown=evaluated,
    listed=evaluated,
)
SEEDS: dict[str, Any] = {"monitors": seeds}
ROUTES = (*MONITORS.routes(), *tagged("monitors"))
