"""Spans put in the order of their tree, whatever they claim about their parents."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from spandeck.sim.archive.facts import Facts


class Node(NamedTuple):
    """A span's place in the tree."""

    depth: int
    """0 for a root."""
    parent: int
    """Position of the parent in pre-order; -1 for a root."""
    facts: Facts


def preorder(spans: Sequence[Facts]) -> list[Node]:
    """All spans, each once, children after their parent by start time.

    A span whose parent is unknown is a root. Of a cycle the earliest span becomes one.
    """
    in_order = sorted(spans, key=began)
    by_id: dict[str | None, Facts] = {each.span_id: each for each in in_order}
    children: dict[str | None, list[Facts]] = {}
    for each in in_order:
        parent = each.parent_id if each.parent_id in by_id else None
        children.setdefault(parent, []).append(each)
    nodes: list[Node] = []
    seen: set[str] = set()
    descend(children.get(None, ()), children, nodes, seen)
    for each in in_order if len(nodes) < len(in_order) else ():
        if each.span_id not in seen:
            descend((min(circle(each, by_id), key=began),), children, nodes, seen)
    return nodes


def began(facts: Facts) -> tuple[int, str]:
    """The key that sorts spans by their start."""
    return facts.started_ns, facts.span_id


def descend(
    roots: Sequence[Facts],
    children: dict[str | None, list[Facts]],
    nodes: list[Node],
    seen: set[str],
) -> None:
    """Append the subtrees of some roots, without recursion: trees may be very deep."""
    waiting = [(0, -1, root) for root in reversed(roots)]
    while waiting:
        depth, parent, facts = waiting.pop()
        if facts.span_id in seen:
            continue
        seen.add(facts.span_id)
        place = len(nodes)
        nodes.append(Node(depth, parent, facts))
        below = children.get(facts.span_id, ())
        waiting.extend((depth + 1, place, child) for child in reversed(below))


def circle(span: Facts, by_id: Mapping[str | None, Facts]) -> list[Facts]:
    """The circle of parents that a span which no root leads to stands in or hangs from."""
    met: set[str] = set()
    while span.span_id not in met:
        met.add(span.span_id)
        span = by_id[span.parent_id]
    found = [span]
    while (above := by_id[found[-1].parent_id]) is not span:
        found.append(above)
    return found
