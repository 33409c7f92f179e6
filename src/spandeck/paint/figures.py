"""Which records are drawn above their JSON, and how: a table, by vendor and resource."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from spandeck.model.resource import at
from spandeck.paint.document import Line
from spandeck.paint.graph import Edge, drawing
from spandeck.paint.recordcell import share
from spandeck.paint.recordfact import numeric
from spandeck.paint.row import rightwards
from spandeck.paint.units import NOTHING, count, duration, exact

Figure = Callable[[Mapping[str, Any], int], Sequence[Line]]
"""A record's JSON and a width in cells as lines; none where there is nothing to draw."""

ARMS = (("without", "metrics.control"), ("with", "metrics.treatment"))
MEASURES: tuple[tuple[str, str, Callable[[float], str]], ...] = (
    ("samples", "samples", lambda value: exact(int(value))),
    ("error rate", "error_rate", lambda value: share(value * 100)),
    ("p50", "p50_latency_ms", duration),
    ("p99", "p99_latency_ms", duration),
)
"""What a fix is judged by: how it is called, where it stands, how it is told."""
LABEL, COLUMN = 11, 12
"""Cells for what is measured, and at most for each number."""


def topology(raw: Mapping[str, Any], width: int) -> Sequence[Line]:
    """Who hands work to whom (contracts/risicare.md §4)."""
    agents = [each for each in objects(raw.get("agents")) if each.get("id")]
    nodes = {str(each["id"]): named(each) for each in agents}
    edges = [
        Edge(str(each.get("from")), str(each.get("to")), whole(each.get("count")), said(each))
        for each in objects(raw.get("edges"))
    ]
    return drawing(nodes, edges, width)


def named(agent: Mapping[str, Any]) -> str:
    """An agent with the number of its traces."""
    traces = whole(agent.get("traces"))
    return str(agent["id"]) if traces is None else f"{agent['id']} {count(traces)}"


def said(edge: Mapping[str, Any]) -> str:
    """What kind of handing over it is."""
    return str(edge.get("type") or "")


def objects(found: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; whatever else stands there is in the JSON below."""
    rows = found if isinstance(found, list) else []
    return [each for each in rows if isinstance(each, Mapping)]


def whole(found: Any) -> int | None:
    """A count, if it is one."""
    return int(found) if numeric(found) else None


def rollout(raw: Mapping[str, Any], width: int) -> Sequence[Line]:
    """How it went with a fix and without (contracts/risicare.md §7)."""
    if not any(isinstance(at(raw, path), Mapping) for _, path in ARMS):
        return ()
    wide = max(7, min(COLUMN, (width - LABEL) // 3))
    heads = tuple((rightwards(title, wide), "key") for title in (*dict(ARMS), "change"))
    made: list[Line] = [((" " * LABEL, "key"), *heads)]
    for title, path, told in MEASURES:
        values = [at(raw, f"{arm}.{path}") for _, arm in ARMS]
        cells = [told(each) if numeric(each) else NOTHING for each in values]
        change, role = changed(*values) if path != "samples" else ("", "text")
        made.append(
            (
                (title.ljust(LABEL), "key"),
                *((rightwards(each, wide), "text") for each in cells),
                (rightwards(change, wide), role),
            )
        )
    chance = at(raw, "metrics.p_value")
    if numeric(chance):
        sure = "unlikely to be chance" if chance < 0.05 else "may be chance"
        made.append((("p-value".ljust(LABEL), "key"), (f"{chance:.3g}, {sure}", "text")))
    return made


def changed(before: Any, after: Any) -> tuple[str, str]:
    """By how much something fell or rose; less is better."""
    if not (numeric(before) and numeric(after)) or not before:
        return NOTHING, "muted"
    percent = (after / before - 1) * 100
    if abs(percent) < 0.05:
        return "same", "muted"
    sign = "+" if percent > 0 else "−"
    return f"{'✗' if percent > 0 else '✓'} {sign}{share(abs(percent))}", (
        "error" if percent > 0 else "ok"
    )


FIGURES: Mapping[tuple[str, str], Figure] = {
    ("risicare", "topology"): topology,
    ("risicare", "deployments"): rollout,
}


def figure(vendor: str, resource: str) -> Figure | None:
    """How a record of this resource is drawn, if it is."""
    return FIGURES.get((vendor, resource))
