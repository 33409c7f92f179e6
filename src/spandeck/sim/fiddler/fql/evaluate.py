"""The value of an expression: of a segment in one row, of a metric over all of them.

What is missing, or not defined, as a division by zero, is None, and so is what is made of it.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace

from spandeck.sim.fiddler.filters import number
from spandeck.sim.fiddler.fql import Call, Column, Constant, Node
from spandeck.sim.fiddler.fql.check import overall
from spandeck.sim.fiddler.fql.functions import FUNCTIONS, Function
from spandeck.sim.fiddler.metrics import METRICS
from spandeck.sim.fiddler.sample import Row, Sample

NUMERIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "^": operator.pow,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(node: Node, row: Row) -> bool:
    """Whether a row belongs to a segment."""
    return value(node, row) is True


def measured(node: Node, sample: Sample) -> float | None:
    """The value of a metric."""
    found = over(node, sample)
    return float(found) if isinstance(found, bool) else number(found)


def over(node: Node, sample: Sample) -> object:
    """The value of a node over all rows."""
    if not isinstance(node, Call):
        return node.value if isinstance(node, Constant) else None
    if not overall(node):
        return applied(node.name, [over(each, sample) for each in node.arguments])
    if node.name in METRICS and FUNCTIONS[node.name].over is None:
        column = node.arguments[0] if node.arguments else Constant("")
        return METRICS[node.name].compute(sample, name(column))
    compute, options = FUNCTIONS[node.name].over, dict(node.keywords)
    found = [value(node.arguments[0], row) for row in sample.rows]
    if node.name != "count":
        found = [float(each) if isinstance(each, bool) else number(each) for each in found]
    keywords = {key: over(each, sample) for key, each in options.items()}
    return compute([each for each in found if each is not None], **keywords) if compute else None


def name(node: Node) -> str:
    """The column that a built-in metric is of."""
    return node.name if isinstance(node, Column) else str(getattr(node, "value", ""))


def value(node: Node, row: Row) -> object:
    """The value of a node in one row."""
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Column):
        found: object = row.get(node.name)
        return found
    if node.name == "attribute":
        return row.get(str(value(node.arguments[0], row)))
    return applied(node.name, [value(each, row) for each in node.arguments])


def applied(called: str, arguments: list[object]) -> object:
    """What a function or operator makes of its arguments."""
    if called in ("and", "or"):
        return (all if called == "and" else any)(bool(each) for each in arguments)
    if called in ("==", "!="):
        return (arguments[0] == arguments[1]) is (called == "==")
    function = FUNCTIONS.get(called)
    if function and function.nulls:
        return attempted(function, arguments)
    if any(each is None for each in arguments):
        return None
    if called == "not":
        return not arguments[0]
    if function:
        return attempted(function, arguments)
    numbers = [number(each) for each in arguments]
    if called == "negative":
        return None if numbers[0] is None else -numbers[0]
    return None if None in numbers else computed(called, *(each or 0.0 for each in numbers))


def attempted(function: Function, arguments: list[object]) -> object:
    """What a function of a row gives; nothing for values that it is not defined for."""
    try:
        return function.row(*arguments) if function.row else None
    except TypeError:
        return None


def computed(sign: str, left: float, right: float) -> object:
    """Arithmetic that has no result where it is not defined."""
    try:
        found = NUMERIC[sign](left, right)
    except (ZeroDivisionError, OverflowError):
        return None
    return None if isinstance(found, complex) else found


def narrowed(sample: Sample, node: Node) -> Sample:
    """A sample of the rows that belong to a segment."""
    rows = [row for row in sample.rows if holds(node, row)]
    reference = [row for row in sample.reference if holds(node, row)]
    return replace(sample, rows=rows, reference=reference)
