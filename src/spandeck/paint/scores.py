"""Providers' health as lines: a gauge for each, and its parts in words where one is missing."""

from collections.abc import Sequence
from dataclasses import replace

from rich.cells import cell_len

from spandeck.model.upstream import HealthScores, Score
from spandeck.paint.document import Line
from spandeck.paint.gauge import grade, score
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.legend import filled
from spandeck.paint.units import exact, one_line

ABSENT = {
    "latency": "no p95 to hold against the usual",
    "errors": "no calls in 24 h",
    "quota": "no limit said",
    "status page": "not watched",
}
"""Why a part of a score is missing."""
NO_AGGREGATE = "no score for all together: no provider has one"
NO_CALLS = "no calls in 24 h"
GAP = 2


def parts(found: Score) -> tuple[tuple[str, int | None], ...]:
    """The parts of a score by their names."""
    values = (found.latency, found.errors, found.rate, found.status)
    return tuple(zip(ABSENT, values, strict=True))


def part(name: str, value: int | None) -> str:
    """One part: its number, or why there is none."""
    return f"{name} {ABSENT[name] if value is None else value}"


def sorted_worst(found: Sequence[Score]) -> list[Score]:
    """The worst score first, those without one last, by name among equals."""
    return sorted(found, key=lambda each: (each.score is None, each.score or 0, each.vendor))


def scores(found: HealthScores, sheet: Sheet) -> list[Line]:
    """All providers together, then a line for each and its parts beneath it where there is room."""
    known = sorted_worst(found.scores)
    label = max((cell_len(one_line(each.vendor)) for each in known), default=0) + GAP
    tall = sheet.height >= 2 * len(known) + 1
    lines: list[Line] = [together(found.aggregate, label)]
    bar = replace(sheet, width=max(10, sheet.width - label), height=1)
    for each in known:
        name = one_line(each.vendor)
        lines.append(((name + " " * (label - cell_len(name)), "heading"), *score(each.score, bar)))
        if tall:
            lines.append(((" " * label + detail(each), "muted"),))
    return finished([filled(line, sheet.width) for line in lines], sheet)


def together(aggregate: int | None, label: int) -> Line:
    """All providers' score."""
    if aggregate is None:
        return ((NO_AGGREGATE, "muted"),)
    mark, role = grade(aggregate)
    return ("all".ljust(label), "heading"), (f"{mark} {aggregate}", role), (" by volume", "muted")


def detail(found: Score) -> str:
    """A score's parts and what they are weighed with."""
    calls = f"{exact(found.call_volume)} calls in 24 h" if found.call_volume else NO_CALLS
    known = parts(found)
    if all(value is None for _, value in known):
        return calls
    return " · ".join([*(part(name, value) for name, value in known), calls])
