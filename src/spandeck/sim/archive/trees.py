"""Spans put in the order of their tree, whatever they claim about their parents."""

from collections.abc import Iterator, Sequence
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
    ids = {each.span_id for each in spans}
    children: dict[str | None, list[Facts]] = {}
    for each in sorted(spans, key=lambda each: (each.started_ns, each.span_id)):
        parent = each.parent_id if each.parent_id in ids else None
        children.setdefault(parent, []).append(each)
    nodes: list[Node] = []
    seen: set[str] = set()
    descend(children.get(None, ()), children, nodes, seen)
    for each in cyclic(children, seen):
        descend((each,), children, nodes, seen)
    return nodes


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


def cyclic(children: dict[str | None, list[Facts]], seen: set[str]) -> Iterator[Facts]:
    """The spans that no root leads to, earliest first, as long as they are still unseen."""
    rest = [each for some in children.values() for each in some if each.span_id not in seen]
    for each in sorted(rest, key=lambda each: (each.started_ns, each.span_id)):
        if each.span_id not in seen:
            yield each
