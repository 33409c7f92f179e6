"""A filter as a tree, and whether something fits it (contracts/arize.md §8.5).

What is looked at is a function from a column's name to its value, None where there is none; as in
SQL, no comparison holds for a value that is not there.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from pydantic_core import to_json

Literal = str | float | bool
Look = Callable[[str], Any]
"""Gives the value of a column."""
COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """`column = literal` and the other comparisons."""

    column: str
    operation: str
    """One of `COMPARED`."""
    literal: Literal


@dataclass(frozen=True, slots=True)
class Among:
    """`column IN (…)`."""

    column: str
    literals: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """`column LIKE '%x_'` and `column CONTAINS 'x'`."""

    column: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Empty:
    """`column IS NULL`, or IS NOT NULL."""

    column: str
    wanted: bool
    """True for IS NULL."""


@dataclass(frozen=True, slots=True)
class All:
    """`… AND …`."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """`… OR …`."""

    parts: tuple["Tree", ...]


Tree = Compared | Among | Like | Empty | All | Either


def fits(tree: Tree, look: Look) -> bool:
    """Whether what is looked at fulfils the filter."""
    match tree:
        case All(parts):
            return all(fits(part, look) for part in parts)
        case Either(parts):
            return any(fits(part, look) for part in parts)
        case Compared(column, operation, literal):
            return compared(look(column), operation, literal)
        case Among(column, literals):
            value = look(column)
            return any(compared(value, "=", each) for each in literals)
        case Like(column, pattern):
            value = look(column)
            return value is not None and pattern.search(text(value)) is not None
        case Empty(column, wanted):
            return (look(column) is None) == wanted
        case _:
            assert_never(tree)


def compared(value: Any, operation: str, literal: Literal) -> bool:
    """Numbers are compared as numbers when both sides can be read so, anything else as text."""
    if value is None:
        return False
    left, right = number(value), number(literal)
    if left is not None and right is not None:
        return COMPARED[operation](left, right)
    return COMPARED[operation](text(value), text(literal))


def number(value: Any) -> float | None:
    """A value as a number, if it is one."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return None


def text(value: Any) -> str:
    """A value as text: JSON for whatever is no text itself."""
    return value if isinstance(value, str) else to_json(value, inf_nan_mode="strings").decode()


def columns(tree: Tree) -> set[str]:
    """All columns that a filter looks at."""
    if isinstance(tree, All | Either):
        return {name for part in tree.parts for name in columns(part)}
    return {tree.column}
