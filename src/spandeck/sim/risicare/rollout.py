"""How a fix does: the traces that ran with it against those that ran without, at the same time."""

from functools import lru_cache
from math import erfc, sqrt
from typing import Any

from spandeck.sim.world import World
from spandeck.sim.world.outline import Outline

MOST = 4_000
"""How many traces are looked at; of a busier time, the first."""


@lru_cache(maxsize=256)
def measured(world: World, since_ns: int, until_ns: int) -> dict[str, Any]:
    """The metrics of a deployment over a range of time (contracts/risicare.md §7)."""
    line = world.timeline
    first = max(world.oldest, line.last_before(since_ns - 1) + 1)
    last = min(line.last_before(until_ns), first + MOST)
    seen = [world.outline(index) for index in range(first, last + 1)]
    treated = [each for each in seen if each.fix]
    control = [each for each in seen if not each.fix]
    return {
        "control": arm(control),
        "treatment": arm(treated),
        "p_value": p_value(control, treated),
    }


def arm(seen: list[Outline]) -> dict[str, Any]:
    """One side of the comparison; without samples there is nothing to say."""
    durations = sorted(each.duration_ms for each in seen)
    return {
        "samples": len(seen),
        "error_rate": round(failed(seen) / len(seen), 4) if seen else None,
        "p50_latency_ms": durations[len(durations) // 2] if seen else None,
        "p99_latency_ms": durations[len(durations) * 99 // 100] if seen else None,
    }


def failed(seen: list[Outline]) -> int:
    """How many traces had an error."""
    return sum(each.failure is not None for each in seen)


def p_value(one: list[Outline], other: list[Outline]) -> float | None:
    """Of the two error rates being equal: the two-sided z-test of two proportions."""
    if not one or not other:
        return None
    pooled = (failed(one) + failed(other)) / (len(one) + len(other))
    spread = sqrt(pooled * (1 - pooled) * (1 / len(one) + 1 / len(other)))
    if spread == 0:
        return None
    score = abs(failed(one) / len(one) - failed(other) / len(other)) / spread
    return round(erfc(score / sqrt(2)), 4)
