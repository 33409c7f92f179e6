"""How the vendors behave for everyone: the fleet does not know of the world's own troubles."""

from typing import NamedTuple

from spandeck.sim.world.call import percentile
from spandeck.sim.world.chance import mix
from spandeck.sim.world.patterns import LEVELS, Rhythm, ambient

USUAL = len(LEVELS) - 3


class Fleet(NamedTuple):
    """All customers' calls to a vendor, in one hour."""

    p50: float
    p95: float
    contributors: int


def fleet(rhythm: Rhythm, endpoint: str | None, number: int) -> Fleet | None:
    """The fleet in hour `number`; None for an endpoint that nobody calls."""
    weights = rhythm.pattern(USUAL, 0, False).sum(None, endpoint).weights
    if not weights:
        return None
    secret = mix(rhythm.secret)
    sway = ambient(number, secret)
    draw = mix(secret ^ number << 4)
    shared = rhythm.upstream.contributors * (0.93 + 0.07 * (draw & 255) / 255)
    return Fleet(percentile(weights, 0.5) * sway, percentile(weights, 0.95) * sway, round(shared))
