"""How the vendors behave for everyone: the fleet knows of outages, not of the world's own troubles.

Its calls of an hour are one pattern; during an outage they take longer, as the world's own do.
"""

from collections.abc import Sequence
from typing import NamedTuple

from spandeck.sim.clock import SECOND
from spandeck.sim.world.call import HOUR_MS, percentile
from spandeck.sim.world.chance import mix
from spandeck.sim.world.patterns import LEVELS, Rhythm, ambient
from spandeck.sim.world.story import OUTAGE, down

USUAL = len(LEVELS) - 3
MILLISECOND = SECOND // 1000


class Fleet(NamedTuple):
    """All customers' calls to a vendor, in one hour."""

    p50: float
    p95: float
    contributors: int


def fleet(rhythm: Rhythm, endpoint: str | None, number: int, until_ms: int | None) -> Fleet | None:
    """The fleet in hour `number`; None for an endpoint that nobody calls.

    The story happens up to `until_ms`, or not at all in hours before it began.
    """
    calm = rhythm.pattern(USUAL, 0, False).sum(None, endpoint).weights
    if not calm:
        return None
    weights = calm if until_ms is None else lived(rhythm, endpoint, number, until_ms)
    secret = mix(rhythm.secret)
    sway = ambient(number, secret)
    draw = mix(secret ^ number << 4)
    shared = rhythm.upstream.contributors * (0.93 + 0.07 * (draw & 255) / 255)
    return Fleet(percentile(weights, 0.5) * sway, percentile(weights, 0.95) * sway, round(shared))


def lived(rhythm: Rhythm, endpoint: str | None, number: int, until_ms: int) -> Sequence[float]:
    """The sorted weights of an hour's calls, spread over as much of it as has passed."""
    begins_ms = number * HOUR_MS
    passed = min(until_ms - begins_ms, HOUR_MS) / HOUR_MS
    found: list[float] = []
    for each in rhythm.pattern(USUAL, 0, False).drafts:
        if each.timed and endpoint in (None, each.route.path):
            at_ns = int(begins_ms + each.offset_ms * passed) * MILLISECOND
            slower = OUTAGE.slower if down(rhythm.upstream.name, at_ns) else 1.0
            found.append(each.weight * slower)
    return sorted(found)
