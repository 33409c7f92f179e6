"""What is left of a vendor's quota at each moment, as its answers' headers say it.

The quotas are buckets that fill up by themselves. The troubled provider's runs low as the story
goes on, minutes before it would be empty, and fills up once the fix is out.
"""

from bisect import bisect_right
from math import sin
from typing import NamedTuple

from spandeck.sim.world.chance import mix
from spandeck.sim.world.story import CYCLE_S, TROUBLED
from spandeck.sim.world.upstream import Upstream

LOW = (
    (0, 0.92),
    (8, 0.80),
    (18, 0.32),
    (35, 0.11),
    (75, 0.07),
    (115, 0.045),
    (140, 0.02),
    (165, 0.75),
    (180, 0.92),
    (240, 0.92),
)
"""The share left of the troubled provider's quota, by minute of the story's cycle."""


class Left(NamedTuple):
    """One reading of the headers."""

    remaining: int
    limit: int | None
    reset_ms: int | None
    """When the quota is full again."""


def left(upstream: Upstream, at_ms: int, times: int) -> Left | None:
    """What the headers of an answer said; None from vendors that say nothing.

    `times` is how much busier the world is than `upstream` tells.
    """
    quota = upstream.quota
    if quota is None:
        return None
    limit = rounded(quota.minutes * upstream.per_hour * times / 60)
    share = low(at_ms) if upstream.name == TROUBLED else steady(upstream.name, at_ms)
    remaining = int(limit * share)
    if not quota.limit_said:
        return Left(remaining, None, None)
    wait_s = (1 - share) * quota.refill_s
    return Left(remaining, limit, at_ms + int(wait_s) * 1000)


def low(at_ms: int) -> float:
    """The share left at the troubled provider: straight lines between the points of `LOW`."""
    minute = at_ms / 60_000 % (CYCLE_S / 60)
    place = bisect_right(LOW, minute, key=lambda each: each[0]) - 1
    (began, before), (ends, after) = LOW[place], LOW[place + 1]
    return before + (after - before) * (minute - began) / (ends - began)


def steady(name: str, at_ms: int) -> float:
    """The share left elsewhere: most of it, rising and falling within the hour."""
    shift = mix(len(name) << 8 ^ ord(name[0])) % 360
    return 0.83 + 0.11 * sin(at_ms / 900_000 + shift)


def rounded(value: float) -> int:
    """Two significant digits, as quotas are sold."""
    return int(float(f"{value:.2g}"))
