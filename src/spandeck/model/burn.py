"""How a provider's quota goes: the line from what is left down to nothing, or to the reset.

At the rate the vendor measured, or at one that is assumed: what if we called less?
"""

from dataclasses import dataclass
from typing import Literal

from spandeck.model.upstream import BurnDown

MINUTE_NS = 60_000_000_000
RISKS = ((15.0, "high"), (60.0, "medium"))
"""Below how many minutes a risk has which word (contracts/apidepth.md §6)."""
YEAR_MIN = 525_600
"""A quota that would last longer is taken for one that is not used."""
STEP = 1.25
"""What one key press makes of the assumed rate."""

End = Literal["empty", "reset", "endless"]


@dataclass(frozen=True, slots=True)
class Projection:
    """Where a quota goes from now."""

    rate_per_min: float
    minutes: float | None
    """Until nothing would be left, were it not for the reset; None at a rate of zero, or nearly."""
    risk: str | None
    """By the vendor's own thresholds; None where there is nothing to judge."""
    end: End
    """What comes first; `endless` where the rate is zero and no reset is known."""
    start: tuple[int, float]
    """Now, in UTC nanoseconds, and what is left."""
    finish: tuple[int, float] | None
    """When the line ends, and what is left then; None where it never does."""
    stale: bool = False
    """Whether the reset is past already, so that what is left was measured before it."""


def risk(minutes: float | None) -> str | None:
    """The word for so many minutes."""
    if minutes is None:
        return None
    return next((word for below, word in RISKS if minutes < below), "low")


def project(quota: BurnDown, now_ns: int, rate_per_min: float | None = None) -> Projection:
    """The line at the measured rate, or at an assumed one, which may be zero.

    Minutes and risk are the vendor's own for the measured rate, and ours for an assumed one.
    """
    left = float(max(0, quota.remaining))
    rate = quota.rate_per_min if rate_per_min is None else rate_per_min
    lasts = left / rate if rate * YEAR_MIN > left else None
    minutes = None if lasts is None else round(lasts, 1)
    word = risk(minutes)
    if rate_per_min is None:
        minutes, word = quota.minutes, quota.risk
    empty_ns = None if lasts is None else now_ns + int(lasts * MINUTE_NS)
    reset_ns = quota.reset_ns
    stale = reset_ns is not None and reset_ns <= now_ns
    start = (now_ns, left)
    if reset_ns is not None and not stale and (empty_ns is None or reset_ns < empty_ns):
        used = rate * (reset_ns - now_ns) / MINUTE_NS
        return Projection(rate, minutes, word, "reset", start, (reset_ns, left - used))
    if empty_ns is None:
        return Projection(rate, minutes, word, "endless", start, None, stale)
    return Projection(rate, minutes, word, "empty", start, (empty_ns, 0.0), stale)


def assumed(measured: float, steps: int) -> float:
    """The rate after so many presses of `+` (or, below zero, of `-`): none of them is lost.

    Where nothing was measured, every `+` is one request a minute.
    """
    if measured > 0:
        return float(measured * STEP**steps)
    return float(max(0, steps))
