"""A trace's row, summed up from what is known of its spans."""

from collections.abc import Iterable, Sequence

from spandeck.sim.archive.trees import Node
from spandeck.sim.search import Summary


def total(trace_id: str, nodes: Sequence[Node]) -> Summary:
    """The row of a trace of at least one span, from its tree."""
    in_order = [node.facts for node in nodes]
    root = next((node.facts for node in nodes if node.facts.parent_id is None), nodes[0].facts)
    ends = [each.ended_ns for each in in_order if each.ended_ns is not None]
    return Summary(
        trace_id,
        root.name,
        min(each.started_ns for each in in_order),
        max(ends) if ends else None,
        len(nodes),
        sum(each.failed for each in in_order),
        1 + max(node.depth for node in nodes),
        innermost(nodes, [each.tokens for each in in_order]),
        innermost_cost(nodes, [each.cost_usd for each in in_order]),
        root.session_id or first(each.session_id for each in in_order),
        root.user_id or first(each.user_id for each in in_order),
        root.agent_name or first(each.agent_name for each in in_order),
        root.environment or first(each.environment for each in in_order),
        code(nodes),
    )


def first(values: Iterable[str | None]) -> str | None:
    """The first that says anything."""
    return next((each for each in values if each), None)


def innermost(nodes: Sequence[Node], values: Sequence[int | None]) -> int | None:
    """The sum of the values that no value further inside already counts.

    Agents and wrappers repeat the tokens of the calls they contain; only the calls count.
    """
    found = [values[place] for place in counted(nodes, values)]
    return sum(each for each in found if each is not None) if found else None


def innermost_cost(nodes: Sequence[Node], values: Sequence[float | None]) -> float | None:
    """The same for costs, which are not summed to more digits than they have."""
    found = [values[place] for place in counted(nodes, values)]
    return round(sum(each for each in found if each is not None), 9) if found else None


def counted(nodes: Sequence[Node], values: Sequence[float | None]) -> list[int]:
    """The positions that have a value and none further inside."""
    within = [False] * len(nodes)
    kept: list[int] = []
    for place in range(len(nodes) - 1, -1, -1):
        if values[place] is not None and not within[place]:
            kept.append(place)
        parent = nodes[place].parent
        if parent >= 0 and (within[place] or values[place] is not None):
            within[parent] = True
    return kept


def code(nodes: Sequence[Node]) -> str | None:
    """The error code nearest to the cause: of the deepest failed span, the first of those."""
    failed = [node for node in nodes if node.facts.failed and node.facts.error_code]
    return max(failed, key=lambda node: node.depth).facts.error_code if failed else None
