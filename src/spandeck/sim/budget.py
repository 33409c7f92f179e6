"""Rate limits as a vendor enforces them: fixed windows per token, category and endpoint.

A window opens with the first request after the last one ended and closes a whole number of
seconds later, so that what the headers say is exactly what is enforced.
"""

from collections.abc import Mapping, Sequence
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
    """What became of one request, and what its answer has to say: of the scarcest window."""

    admitted: bool
    limit: int
    remaining: int
    reset_s: int
    """When the window closes, in seconds since the epoch."""
    wait_s: int
    """How long until then, in whole seconds; at least 1."""
    seconds: int
    """How long the window is."""


class Budget:
    """Counts requests; what is refused is not counted."""

    def __init__(self, allowances: Mapping[str, Allowance | Sequence[Allowance]]) -> None:
        """`allowances` are by category; all of one category's apply, one without is unlimited."""
        self.allowances: dict[str, Sequence[Allowance]] = {
            category: (each,) if isinstance(each, Allowance) else each
            for category, each in allowances.items()
        }
        self.windows: dict[tuple[str, str, int], tuple[int, int]] = {}
        """By token, counter and length: when the window opened (epoch seconds), and its count."""

    @classmethod
    def scaled(
        cls, allowances: Mapping[str, Allowance | Sequence[Allowance]], factor: float | None
    ) -> "Budget":
        """A vendor's budgets times a factor; without one, no limits."""
        if factor is None:
            return cls({})
        every = cls(allowances).allowances
        return cls({name: [each.times(factor) for each in some] for name, some in every.items()})

    def take(self, token: str, category: str, now_ns: int, endpoint: str = "") -> Grant | None:
        """Count one request; None where there is no limit.

        An `endpoint` has a count of its own; without one the whole category shares one.
        """
        allowances = self.allowances.get(category, ())
        if not allowances:
            return None
        counter, now_s = f"{category} {endpoint}", now_ns // SECOND
        used: list[tuple[int, int]] = []
        for each in allowances:
            opened, count = self.windows.get((token, counter, each.seconds), (now_s, 0))
            used.append((now_s, 0) if now_s >= opened + each.seconds else (opened, count))
        pairs = list(zip(allowances, used, strict=True))
        admitted = all(count < each.limit for each, (_, count) in pairs)
        grants = [granted(each, window, admitted, now_ns) for each, window in pairs]
        for each, (opened, count) in pairs:
            self.windows[token, counter, each.seconds] = (opened, count + admitted)
        return scarcest(grants)


def granted(allowance: Allowance, window: tuple[int, int], admitted: bool, now_ns: int) -> Grant:
    """What one window says of a request that was admitted or not."""
    opened, count = window
    reset_s = opened + allowance.seconds
    wait_s = max(1, -(-(reset_s * SECOND - now_ns) // SECOND))
    remaining = allowance.limit - count - admitted
    return Grant(admitted, allowance.limit, remaining, reset_s, wait_s, allowance.seconds)


def scarcest(grants: Sequence[Grant]) -> Grant:
    """The window with the least left of it; of several that are spent, the last to open again."""
    return min(grants, key=lambda each: (each.remaining / each.limit, -each.wait_s))
