"""The shape of a forest as arrays of integers, worked out in slices so that a screen can breathe.

It knows nothing of spans; nothing here recurses, since real traces are hundreds of levels deep.
"""

from array import array
from bisect import bisect_right
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
Slices = Generator[None, None, T]
"""Work that pauses often: each step takes a few milliseconds, the last one returns the result."""

SLICE = 4096
"""How many nodes are dealt with between two pauses."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A forest in pre-order."""

    order: Sequence[int]
    """The original number of each node."""
    parent: Sequence[int]
    """The place of each node's parent, or -1 for a root."""
    depth: Sequence[int]
    """How deep each node is; 0 for a root."""
    end: Sequence[int]
    """One past the last node below each node."""


def finish(slices: Slices[T]) -> T:
    """Do sliced work in one go."""
    while True:
        try:
            next(slices)
        except StopIteration as done:
            result: T = done.value
            return result


def ranked(keys: Sequence[int], names: Sequence[str]) -> Slices[list[int]]:
    """The numbers 0, 1, … in the order of their keys, equal keys in the order of their names."""
    edges = sorted(keys[:: SLICE // 16])[::16]  # sampled, so that each bucket is about a slice
    buckets: list[list[int]] = [[] for _ in range(len(edges) + 1)]
    for at in range(0, len(keys), SLICE):
        for node, key in enumerate(keys[at : at + SLICE], at):
            buckets[bisect_right(edges, key)].append(node)
        yield
    order: list[int] = []
    for bucket in buckets:
        bucket.sort(key=keys.__getitem__)
        order += bucket
        yield
    since = 0
    for at in range(1, len(order) + 1):
        if at == len(order) or keys[order[at]] != keys[order[since]]:
            if at - since > 1:
                order[since:at] = sorted(order[since:at], key=names.__getitem__)
            since = at
        if at % SLICE == 0:
            yield
    return order


def uncycled(parents: "array[int]", order: Sequence[int]) -> Slices[int]:
    """Make the earliest node of every cycle a root, in place; how many cycles there were.

    A cycle has at least one node that comes before its parent, so only those are followed up.
    """
    place = array("i", bytes(4 * len(order)))
    for at, node in enumerate(order):
        place[node] = at
    yield
    cycles = 0
    settled = bytearray(len(order))
    for at, node in enumerate(order):
        if at % SLICE == 0:
            yield
        if parents[node] >= 0 and place[parents[node]] >= at:
            cycles += climbed(node, parents, place, settled)
    return cycles


def climbed(node: int, parents: "array[int]", place: Sequence[int], settled: bytearray) -> int:
    """Follow parents upwards from one node and cut the cycle it leads into; 1 if there was one."""
    path: dict[int, None] = {}
    while node >= 0 and not settled[node] and node not in path:
        path[node] = None
        node = parents[node]
    for each in path:
        settled[each] = 1
    if node not in path:
        return 0
    members = list(path)
    members = members[members.index(node) :]
    parents[min(members, key=place.__getitem__)] = -1
    return 1


def shaped(parents: Sequence[int], order: Sequence[int]) -> Slices[Shape]:
    """The forest in pre-order, siblings and roots standing in the given order."""
    count = len(parents)
    first = [-1] * (count + 1)  # the last slot is reached by -1: the first root
    following = [-1] * count
    for at, node in enumerate(reversed(order)):
        above = parents[node]
        following[node], first[above] = first[above], node
        if at % SLICE == 0:
            yield
    walk: list[int] = []
    parent, depth = array("i"), array("i")
    place = [-1] * (count + 1)
    stack = [first[-1]] if count else []
    while stack:
        node = stack.pop()
        above = place[parents[node]]
        place[node] = len(walk)
        walk.append(node)
        parent.append(above)
        depth.append(depth[above] + 1 if above >= 0 else 0)
        if following[node] >= 0:
            stack.append(following[node])
        if first[node] >= 0:
            stack.append(first[node])
        if len(walk) % SLICE == 0:
            yield
    end = array("i", range(1, count + 1))
    for at in range(count - 1, -1, -1):
        above = parent[at]
        if above >= 0 and end[above] < end[at]:
            end[above] = end[at]
        if at % SLICE == 0:
            yield
    return Shape(walk, parent, depth, end)


def critical(
    end: Sequence[int], started: Sequence[int | None], ended: Sequence[int | None]
) -> Slices[tuple[int, ...]]:
    """The nodes that the finish waited for, in pre-order: below each, the child that ended last,
    then the one that ended last before that one began, and so on back to the start.

    A child that outlives its parent counts up to the parent's end; one without times never counts.
    """
    path = []
    todo = [(-1, max((each for each in ended if each is not None), default=0))]
    while todo:
        node, until = todo.pop()
        if node >= 0:
            path.append(node)
        waited = []
        for count, kid in enumerate(children(end, node)):
            if count % SLICE == 0:
                yield
            begin, finish = started[kid], ended[kid]
            if begin is not None and finish is not None:
                waited.append((min(finish, until), begin, kid))
        waited.sort(reverse=True)
        for finish, begin, kid in waited:
            if finish <= until:
                todo.append((kid, finish))
                until = min(begin, finish)
    return tuple(sorted(path))


def children(end: Sequence[int], node: int) -> Generator[int, None, None]:
    """The places of a node's children, or of the roots for -1."""
    at, stop = node + 1, end[node] if node >= 0 else len(end)
    while at < stop:
        yield at
        at = end[at]
