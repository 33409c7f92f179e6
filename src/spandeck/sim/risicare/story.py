"""What the story left behind at Risicare: diagnoses, fixes and deployments, by its cycles.

All of it is a function of the world and the time of asking (`world/story.py`): in every cycle the
throttling is diagnosed, a fix is tried on 5 % of the traffic, rolled back, and made right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spandeck.sim.clock import SECOND, iso
from spandeck.sim.risicare.explain import explained
from spandeck.sim.risicare.project import Project
from spandeck.sim.risicare.records import Record, span_record
from spandeck.sim.risicare.rollout import measured
from spandeck.sim.world import World
from spandeck.sim.world.cast import LOOPED, THROTTLED, Failure
from spandeck.sim.world.outline import Outline
from spandeck.sim.world.story import CYCLE_S, LOOPING, MINUTE_NS

CYCLES = 18
"""How many cycles back are told: three days."""
DIAGNOSED, DRAFTED, TRIED, BACK, MENDED, GRADUATED = 75, 88, 95, 115, 138, 158
"""When things happen, in minutes from the start of a cycle (`story.PHASES`)."""
LOOP_DIAGNOSED = 82


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle of the story, as far as it has come."""

    number: int
    """Counted from 1970."""
    now_ns: int

    def at(self, minute: float) -> int:
        """A minute of the cycle as a time."""
        return self.number * CYCLE_S * SECOND + int(minute * MINUTE_NS)

    def reached(self, minute: float) -> bool:
        """Whether that minute has come."""
        return self.now_ns >= self.at(minute)


def cycles(project: Project) -> Iterator[tuple[World, Cycle]]:
    """The cycles of the project's world, newest first."""
    if project.world is None:
        return
    now = project.clock()
    newest = now // (CYCLE_S * SECOND)
    first_ns = project.world.timeline.started_ns(project.world.oldest)
    for number in range(newest, newest - CYCLES, -1):
        cycle = Cycle(number, now)
        if cycle.at(0) >= first_ns:
            yield project.world, cycle


@lru_cache(maxsize=256)
def victim(world: World, cycle: int, failure: Failure) -> Outline | None:
    """The first trace of a cycle that failed in this way before it was diagnosed."""
    begin = cycle * CYCLE_S * SECOND
    first = world.timeline.last_before(begin) + 1
    last = world.timeline.last_before(begin + DIAGNOSED * MINUTE_NS)
    for index in range(max(first, world.oldest), last + 1):
        seen = world.outline(index)
        if seen.failure is failure and not seen.recovered:
            return seen
    return None


def diagnoses(project: Project) -> Iterator[Record]:
    """What was found out."""
    for world, cycle in cycles(project):
        for failure, minute, suffix in ((THROTTLED, DIAGNOSED, "r"), (LOOPED, LOOP_DIAGNOSED, "l")):
            seen = victim(world, cycle.number, failure) if cycle.reached(minute) else None
            if seen is None:
                continue
            spans = [span_record(each) for each in world.spans(seen)]
            span = next(each for each in reversed(spans) if each["status"] == "error")
            yield {
                "id": f"diag-{cycle.number}-{suffix}",
                "trace_id": span["trace_id"],
                "span_id": span["span_id"],
                "status": "completed",
                **explained(span, spans),
                "cached": False,
                "created_at": iso(cycle.at(minute)),
                "completed_at": iso(cycle.at(minute + 0.5)),
                "error": None,
            }


def fixes(project: Project) -> Iterator[Record]:
    """What was done about the retries, twice, and about the loop."""
    for _, cycle in cycles(project):
        if cycle.reached(DRAFTED):
            status = "draft" if not cycle.reached(TRIED) else "testing"
            yield fix(
                cycle,
                "1",
                "Retry rate-limited calls",
                "rolled_back" if cycle.reached(BACK) else status,
                max(x for x in (DRAFTED, TRIED, BACK) if cycle.reached(x)),
                max_retries=6,
                initial_delay_ms=200,
                jitter=False,
            )
        if cycle.reached(MENDED):
            yield fix(
                cycle,
                "2",
                "Wait for the provider's reset, with jitter",
                "graduated" if cycle.reached(GRADUATED) else "active",
                max(x for x in (MENDED, GRADUATED) if cycle.reached(x)),
                max_retries=3,
                initial_delay_ms=2000,
                jitter=True,
            )
        if cycle.reached(LOOP_DIAGNOSED + 6):
            yield loop_guard(cycle)


def fix(
    cycle: Cycle, suffix: str, title: str, status: str, minute: int, **config: object
) -> Record:
    """One version of the fix for the retries."""
    return {
        "id": f"fix-{cycle.number}-{suffix}",
        "title": title,
        "description": "Calls that the provider throttles are repeated with a growing delay.",
        "fix_type": "retry",
        "error_code": THROTTLED.code,
        "fix_config": {**config, "exponential_base": 2.0, "max_delay_ms": 30_000},
        "agent_id": None,
        "diagnosis_id": f"diag-{cycle.number}-r",
        "confidence": 0.86 if suffix == "2" else 0.61,
        "status": status,
        "version": int(suffix),
        "created_at": iso(cycle.at(DRAFTED if suffix == "1" else MENDED)),
        "updated_at": iso(cycle.at(minute)),
    }


def loop_guard(cycle: Cycle) -> Record:
    """What stops the agent that loops; nobody has activated it."""
    at = iso(cycle.at(LOOP_DIAGNOSED + 6))
    return {
        "id": f"fix-{cycle.number}-3",
        "title": "Stop after three equal tool calls",
        "description": "The planner is told to answer with what it has once a call repeats.",
        "fix_type": "guard",
        "error_code": LOOPED.code,
        "fix_config": {"check": "repeated_tool_call", "on_failure": "answer", "rules": {"max": 3}},
        "agent_id": LOOPING,
        "diagnosis_id": f"diag-{cycle.number}-l",
        "confidence": 0.72,
        "status": "draft",
        "version": 1,
        "created_at": at,
        "updated_at": at,
    }


def deployments(project: Project) -> Iterator[Record]:
    """The two roll-outs of each cycle, measured on the traces that ran with the fix and without."""
    for world, cycle in cycles(project):
        for suffix, begin, end in (("1", TRIED, BACK), ("2", MENDED + 2, GRADUATED)):
            if not cycle.reached(begin):
                continue
            over = cycle.reached(end)
            back = over and suffix == "1"
            until = min(cycle.now_ns, cycle.at(end))
            traffic = 5.0 if suffix == "1" else ramp(cycle, begin)
            yield {
                "id": f"dep-{cycle.number}-{suffix}",
                "fix_id": f"fix-{cycle.number}-{suffix}",
                "status": "rolled_back" if back else "graduated" if over else "active",
                "initial_traffic_percentage": 5.0,
                "traffic_percentage": 0.0 if back else 100.0 if over else traffic,
                "metrics": measured(world, cycle.at(begin), until // MINUTE_NS * MINUTE_NS),
                "rollback_reason": "429s rose: the retries came before the reset" if back else None,
                "created_at": iso(cycle.at(begin)),
                "graduated_at": iso(cycle.at(end)) if over and not back else None,
                "rolled_back_at": iso(cycle.at(end)) if back else None,
            }


def ramp(cycle: Cycle, begin: int) -> float:
    """The share of the traffic: 5, 25, 50 and then 100 %, five minutes each."""
    steps = (5.0, 25.0, 50.0, 100.0)
    return steps[min(3, (cycle.now_ns - cycle.at(begin)) // (5 * MINUTE_NS))]
