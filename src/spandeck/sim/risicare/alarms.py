"""The alert rules that were set up for the story: each fires when the world's traces say so."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spandeck.sim.clock import SECOND, iso
from spandeck.sim.risicare.project import Project
from spandeck.sim.risicare.records import Record
from spandeck.sim.risicare.story import cycles
from spandeck.sim.world import SETTLING_S, World
from spandeck.sim.world.cast import OVERLOADED, THROTTLED, Failure
from spandeck.sim.world.outline import Outline
from spandeck.sim.world.story import CYCLE_S, MINUTE_NS

FOUNDED = "2026-02-03T10:00:00.000000Z"
Measure = Callable[[Sequence[Outline]], float]
"""A metric over the traces of a window, of which there is one at least."""


@dataclass(frozen=True)
class Alarm:
    """One rule of the story."""

    id: str
    name: str
    metric: str
    threshold: float
    severity: str
    window: int
    """In minutes."""
    measure: Measure | None = None
    """None for what never comes near its threshold."""
    since: int = 0
    """The minute of a cycle before which it is not looked at."""


def met(failure: Failure) -> Measure:
    """The share of traces that met a failure."""
    return lambda seen: sum(each.failure is failure for each in seen) / len(seen)


def tools(seen: Sequence[Outline]) -> float:
    """The share of traces in which a tool failed."""
    failed = [each for each in seen if each.failure is not None and each.failure.where == "tool"]
    return len(failed) / len(seen)


def slowest(seen: Sequence[Outline]) -> float:
    """The 95th percentile of how long traces took, in milliseconds."""
    return float(sorted(each.duration_ms for each in seen)[len(seen) * 95 // 100])


ALARMS = (
    Alarm("alert-429", "Provider throttles", "rate_limited_share", 0.1, "error", 5, met(THROTTLED)),
    Alarm("alert-p95", "Agents are slow", "p95_latency_ms", 25_000, "warning", 5, slowest, since=8),
    Alarm(
        "alert-provider",
        "Provider unavailable",
        "unavailable_share",
        0.1,
        "critical",
        5,
        met(OVERLOADED),
        since=55,
    ),
    Alarm("alert-tools", "Tools fail", "tool_error_share", 0.08, "error", 10, tools, since=186),
    Alarm("alert-cost", "Cost of an hour", "total_cost_usd", 40, "info", 60),
)


def alerts(project: Project) -> Iterator[Record]:
    """All of them, with when each fired last."""
    if project.world is None:
        return
    for each in ALARMS:
        times = (fired(world, cycle.number, each) for world, cycle in cycles(project))
        now = project.clock()
        yield {
            "id": each.id,
            "name": each.name,
            "metric": each.metric,
            "operator": ">",
            "threshold": each.threshold,
            "description": None,
            "window_minutes": each.window,
            "severity": each.severity,
            "channels": ["#oncall"],
            "enabled": True,
            "last_triggered_at": next((iso(at) for at in times if at and at <= now), None),
            "created_at": FOUNDED,
            "updated_at": FOUNDED,
        }


@lru_cache(maxsize=256)
def fired(world: World, cycle: int, alarm: Alarm) -> int | None:
    """When a rule first fired in a cycle: as soon as the traces of a window can be seen."""
    begins_ns = cycle * CYCLE_S * SECOND
    for minute in range(alarm.since, CYCLE_S // 60) if alarm.measure else ():
        ends_ns = begins_ns + minute * MINUTE_NS
        seen = between(world, ends_ns - alarm.window * MINUTE_NS, ends_ns)
        if seen and alarm.measure and alarm.measure(seen) > alarm.threshold:
            return ends_ns + SETTLING_S * SECOND
    return None


def between(world: World, since_ns: int, until_ns: int) -> Sequence[Outline]:
    """The traces that start in a range of time, those yet to come included."""
    line = world.timeline
    first = max(world.oldest, line.last_before(since_ns - 1) + 1)
    return [world.outline(index) for index in range(first, line.last_before(until_ns - 1) + 1)]
