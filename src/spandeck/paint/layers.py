"""The nodes of a graph in layers, each edge leading from one layer to the next: arithmetic only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Way = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Layered:
    """Layers of nodes; where an edge skips a layer, a node that only passes through stands in."""

    layers: tuple[tuple[str, ...], ...]
    layer: Mapping[str, int]
    """The layer of each node."""
    steps: tuple[Way, ...]
    """Edges from one layer to the next."""


def layered(nodes: Sequence[str], edges: Sequence[Way]) -> Layered:
    """Put nodes into layers; edges that close a circle are left out."""
    ways = forwards(nodes, [way for way in edges if way[0] in nodes and way[1] in nodes])
    depth = depths(nodes, ways)
    layer, steps = dict(depth), list[Way]()
    for start, end in ways:
        before = start
        for between in range(depth[start] + 1, depth[end]):
            through = f"{start}→{end}:{between}"
            layer[through] = between
            steps.append((before, through))
            before = through
        steps.append((before, end))
    rows = [
        [name for name, at in layer.items() if at == number]
        for number in range(max(layer.values(), default=-1) + 1)
    ]
    return Layered(tuple(map(tuple, ordered(rows, steps))), layer, tuple(steps))


def forwards(nodes: Sequence[str], edges: Sequence[Way]) -> list[Way]:
    """The edges without those that lead back to where one came from."""
    after: dict[str, list[str]] = {name: [] for name in nodes}
    for start, end in dict.fromkeys(edges):
        after[start].append(end)
    kept: list[Way] = []
    done: set[str] = set()

    def walk(name: str, trail: frozenset[str]) -> None:
        if name in done:
            return
        for end in after[name]:
            if end not in trail:
                kept.append((name, end))
                walk(end, trail | {end})
        done.add(name)

    entered = {end for start, end in edges if start != end}
    for name in sorted(nodes, key=lambda each: each in entered):
        walk(name, frozenset((name,)))
    return kept


def depths(nodes: Sequence[str], ways: Sequence[Way]) -> dict[str, int]:
    """The layer of each node: one after the last that leads to it."""
    depth = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for start, end in ways:
            depth[end] = max(depth[end], depth[start] + 1)
    return depth


def ordered(rows: list[list[str]], steps: Sequence[Way]) -> list[list[str]]:
    """Each layer in the order of what leads to it, so that few lines cross."""
    for number in range(1, len(rows)):
        place = {name: at for at, name in enumerate(rows[number - 1])}
        weight = {
            name: mean([place[start] for start, end in steps if end == name and start in place])
            for name in rows[number]
        }
        rows[number].sort(key=weight.__getitem__)
    return rows


def mean(places: Sequence[int]) -> float:
    """The middle of some places; what comes from nowhere stays last."""
    return sum(places) / len(places) if places else float("inf")
