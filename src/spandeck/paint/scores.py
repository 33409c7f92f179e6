"""The parts of a provider's health by their names, and why one may be missing."""

from collections.abc import Sequence

from spandeck.model.upstream import Score

ABSENT = {
    "latency": "no p95 to hold against the usual",
    "errors": "no calls in 24 h",
    "quota": "no limit said",
    "status page": "not watched",
}
"""Why a part of a score is missing."""
NO_AGGREGATE = "no score for all together: no provider has one"
NO_CALLS = "no calls in 24 h"


def parts(found: Score) -> tuple[tuple[str, int | None], ...]:
    """The parts of a score by their names."""
    values = (found.latency, found.errors, found.rate, found.status)
    return tuple(zip(ABSENT, values, strict=True))


def sorted_worst(found: Sequence[Score]) -> list[Score]:
    """The worst score first, those without one last, by name among equals."""
    return sorted(found, key=lambda each: (each.score is None, each.score or 0, each.vendor))
