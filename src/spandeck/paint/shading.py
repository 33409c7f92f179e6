"""What lies behind every chart of a provider: its hours as steps, its maintenance windows."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from spandeck.model.upstream import HOUR_NS, Between, Maintenance

T = TypeVar("T")


def steps(between: Between, known: Mapping[int, T]) -> tuple[T | None, ...]:
    """One value for every hour of a range, by the hour's start; None where nothing is known."""
    span = between.whole
    return tuple(known.get(at) for at in range(span.since_ns, span.until_ns, HOUR_NS))


def shaded(
    windows: Sequence[Maintenance], provider: str, between: Between
) -> tuple[tuple[int, int], ...]:
    """The stretches of a range in which a provider is under maintenance."""
    span = between.whole
    return tuple(
        (max(each.starts_ns, span.since_ns), min(each.ends_ns, span.until_ns))
        for each in windows
        if each.vendor == provider
        and each.starts_ns < span.until_ns
        and each.ends_ns > span.since_ns
    )
