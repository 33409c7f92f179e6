"""Fiddler's query language: custom metrics and segments as expressions (contract §3.3)."""

from dataclasses import dataclass
from typing import TypeAlias


class BadFql(ValueError):
    """An expression that cannot be meant; `str()` is a sentence that names the place."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a text, true, false or null."""

    value: float | str | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the model."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator over its arguments."""

    name: str
    arguments: tuple["Node", ...]
    keywords: tuple[tuple[str, "Node"], ...] = ()


Node: TypeAlias = Constant | Column | Call
