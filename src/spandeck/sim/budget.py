"""Rate limits as a vendor enforces them: a fixed window per token and category.

A window opens with the first request after the last one ended and closes a whole number of
seconds later, so that what the headers say is exactly what is enforced.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from spandeck.sim.clock import SECOND


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many requests in each window."""

    limit: int
    seconds: int

    def times(self, factor: float) -> "Allowance":
        """The same window with another budget, at least one request."""
        return Allowance(max(1, round(self.limit * factor)), self.seconds)


@dataclass(frozen=True, slots=True)
class Grant:
    """What became of one request, and what its answer has to say."""

    admitted: bool
    limit: int
    remaining: int
    reset_s: int
    """When the window closes, in seconds since the epoch."""
    wait_s: int
    """How long until then, in whole seconds; at least 1."""


class Budget:
    """Counts requests; what is refused is not counted."""

    def __init__(self, allowances: Mapping[str, Allowance]) -> None:
        """`allowances` are by category; a category without one is unlimited."""
        self.allowances = allowances
        self.windows: dict[tuple[str, str], tuple[int, int]] = {}
        """By token and category: when the window opened (epoch seconds), and its count."""

    def take(self, token: str, category: str, now_ns: int) -> Grant | None:
        """Count one request; None where there is no limit."""
        allowance = self.allowances.get(category)
        if allowance is None:
            return None
        now_s = now_ns // SECOND
        opened, used = self.windows.get((token, category), (now_s, 0))
        if now_s >= opened + allowance.seconds:
            opened, used = now_s, 0
        admitted = used < allowance.limit
        used += admitted
        self.windows[token, category] = (opened, used)
        reset_s = opened + allowance.seconds
        wait_s = max(1, -(-(reset_s * SECOND - now_ns) // SECOND))
        return Grant(admitted, allowance.limit, allowance.limit - used, reset_s, wait_s)
