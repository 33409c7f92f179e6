"""A provider's health as a row of a table, and as a card of gauges with what each part means."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, tzinfo

from rich.cells import cell_len

from spandeck.model.upstream import Score
from spandeck.paint.document import Line
from spandeck.paint.gauge import filling, grade, score
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.legend import filled
from spandeck.paint.row import Cell, Column, Tone
from spandeck.paint.scores import ABSENT, NO_CALLS, parts
from spandeck.paint.units import count, exact, moment, one_line

MEANS: Mapping[str, str] = {
    "latency": "its p95 against what is usual in seven days",
    "errors": "calls of the last 24 h that did not fail",
    "quota": "what is left of its quota",
    "status page": "what it says of itself",
}
TONES: dict[str, Tone] = {"ok": "ok", "warn": "warn", "error": "error"}
COLUMNS = (
    Column("provider", "provider", "text", 10, 16, rank=0),
    Column("score", "score", "text", 12, 24, rank=0),
    Column("latency", "latency", "number", 8, rank=1),
    Column("errors", "errors", "number", 8, rank=1),
    Column("quota", "quota", "number", 8, rank=2),
    Column("status page", "status page", "number", 11, rank=3),
    Column("calls", "calls, 24 h", "number", 11, rank=4),
    Column("computed", "as of", "text", 8, rank=5),
)
NARROW = 64
"""Width below which a card does not say what its parts mean."""


def cell(found: Score, column: Column, zone: tzinfo = UTC) -> Cell:
    """What one fact says; why a part is missing is told in the card."""
    match column.name:
        case "provider":
            return Cell(one_line(found.vendor))
        case "score":
            return gauged(found.score, column.width)
        case "calls":
            calls = found.call_volume
            return Cell(count(calls)) if calls else Cell("none", "muted")
        case "computed":
            if found.computed_ns is None:
                return Cell("never", "muted")
            return Cell(f"{moment(found.computed_ns, zone):%H:%M}", "muted")
        case name:
            value = dict(parts(found))[name]
            if value is None:
                return Cell("unknown" if name != "status page" else ABSENT[name], "muted")
            mark, role = grade(value)
            return Cell(f"{mark} {value}", TONES.get(role, "plain"))


def gauged(value: int | None, width: int) -> Cell:
    """A score as a small bar with its number."""
    if value is None:
        return Cell("nothing to judge by"[:width], "muted")
    mark, role = grade(value)
    told = f"{mark} {value:>3} "
    body, track = filling(value / 100, max(1, width - cell_len(told)))
    tone = TONES.get(role, "plain")
    return Cell("", pieces=((told, tone), (body, tone), (track, "muted")))


def fact(found: Score, name: str) -> str | float | int | None:
    """What a column sorts by."""
    match name:
        case "provider":
            return found.vendor
        case "score":
            return found.score
        case "calls":
            return found.call_volume
        case "computed":
            return found.computed_ns
        case _:
            return dict(parts(found))[name]


def card(found: Score, sheet: Sheet) -> list[Line]:
    """The score, then every part of it: a gauge, or why there is none, and what it is."""
    label = max(map(cell_len, ABSENT)) + 2
    means = max(map(cell_len, MEANS.values())) + 2 if sheet.width >= NARROW else 0
    bar = replace(sheet, width=max(8, sheet.width - label - means), height=1)
    calls = f"{exact(found.call_volume)} calls in 24 h" if found.call_volume else NO_CALLS
    head = (one_line(found.vendor), "heading"), ("   ", "text"), (calls, "muted")
    lines: list[Line] = [head, (), (("score".ljust(label), "heading"), *score(found.score, bar))]
    for name, value in parts(found):
        if value is None:
            told: Line = ((ABSENT[name].ljust(bar.width), "muted"),)
        else:
            told = score(value, bar)
        why = f"  {MEANS[name]}" if means else ""
        lines.append(((name.ljust(label), "text"), *told, (why, "muted")))
    return finished([filled(line, sheet.width) for line in lines], sheet)
