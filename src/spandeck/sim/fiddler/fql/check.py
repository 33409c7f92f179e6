"""Whether an expression can be meant: known functions, their arguments, known columns."""

from collections.abc import Collection

from spandeck.sim.fiddler.fql import BadFql, Call, Column, Node
from spandeck.sim.fiddler.fql.functions import FUNCTIONS, Function
from spandeck.sim.fiddler.fql.parse import LEVELS, parse

OPERATORS = frozenset({*(sign for level in LEVELS for sign in level), "not", "negative", "^"})
LOGICAL = frozenset({"or", "and", "not", "<", "<=", ">", ">=", "==", "!="})
"""Operators that say yes or no."""


def metric(definition: str, columns: Collection[str] | None) -> Node:
    """The tree of a custom metric, which has one value over all rows; raise `BadFql`.

    `columns` are those of the model; None where attributes take their place.
    """
    found = checked(definition, columns)
    if not aggregated(found) or not any(overall(each) for each in parts(found)):
        raise BadFql("a custom metric is an aggregate, or a combination of aggregates")
    return found


def segment(definition: str, columns: Collection[str] | None) -> Node:
    """The tree of a segment, which says yes or no in each row; raise `BadFql`."""
    found = checked(definition, columns)
    if any(overall(each) for each in parts(found)):
        raise BadFql("a segment has no aggregates")
    if not (isinstance(found, Call) and boolean(found)):
        raise BadFql("a segment is a condition, such as country == 'PT'")
    return found


def checked(definition: str, columns: Collection[str] | None) -> Node:
    """The tree of an expression of which all names are known."""
    found = parse(definition)
    for each in parts(found):
        if isinstance(each, Column):
            if columns is None:
                raise BadFql(f"'{each.name}' is not known: use attribute('{each.name}')")
            if each.name not in columns:
                raise BadFql(f"'{each.name}' is not a column of the model")
        elif isinstance(each, Call) and each.name not in OPERATORS:
            fitting(each)
    return found


def fitting(call: Call) -> None:
    """Refuse a function that there is none of, and arguments that it does not take."""
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise BadFql(f"'{call.name}' is not a function")
    names = [each.name for each in function.parameters]
    wrong = next((name for name, _ in call.keywords if name not in names), None)
    if wrong is not None:
        raise BadFql(f"{call.name} has no parameter '{wrong}'")
    given = len(call.arguments) + len(call.keywords)
    required = sum(each.required for each in function.parameters)
    if not required <= given <= len(names):
        wanted = str(required) if required == len(names) else f"{required} to {len(names)}"
        raise BadFql(f"{call.name} takes {wanted} arguments, not {given}")


def parts(node: Node) -> list[Node]:
    """The node and all below it."""
    found, waiting = list[Node](), [node]
    while waiting:
        each = waiting.pop()
        found.append(each)
        if isinstance(each, Call):
            waiting += [*each.arguments, *(value for _, value in each.keywords)]
    return found


def overall(node: Node) -> bool:
    """Whether a node is a call that has one value over all rows."""
    function: Function | None = FUNCTIONS.get(node.name) if isinstance(node, Call) else None
    return function is not None and function.category == "aggregate"


def aggregated(node: Node) -> bool:
    """Whether nothing in a node is left to a single row."""
    if not isinstance(node, Call):
        return not isinstance(node, Column)
    if overall(node):
        return True
    return node.name != "attribute" and all(aggregated(each) for each in node.arguments)


def boolean(call: Call) -> bool:
    """Whether a call says yes or no."""
    function = FUNCTIONS.get(call.name)
    return call.name in LOGICAL or (function is not None and function.gives == "boolean")
