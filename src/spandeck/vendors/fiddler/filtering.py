"""Conditions in Fiddler's filter trees (contracts/fiddler.md §3): for lists and for spans; pure."""

from collections.abc import Sequence
from typing import Any

from spandeck.model.query import BadQuery, Condition, Filter
from spandeck.vendors.question import written

Rule = dict[str, Any]
COMPARED = {"=": "equal", ">=": "greater_or_equal", "<=": "less_or_equal"}
MOST_RULES = 10
"""Of a span filter (contract §3.2)."""


def rule(field: str, operator: str, value: object) -> Rule:
    """One comparison."""
    return {"field": field, "operator": operator, "value": value}


def both(rules: Sequence[Rule]) -> Rule:
    """All of these; raise `BadQuery` for more than the vendor takes."""
    if len(rules) > MOST_RULES:
        raise BadQuery(f"there are {len(rules)} conditions, and Fiddler takes {MOST_RULES}.")
    return {"condition": "AND", "rules": list(rules)}


def compared(known: Filter, asked: Condition) -> Rule:
    """A condition as a comparison; `*` at an end of a text stands for anything."""
    field, value = known.wire or known.name, written(known, asked)
    if isinstance(value, str) and known.kind == "text" and "*" in value:
        return resembling(field, known.name, value)
    return rule(field, COMPARED[asked.operator], value)


def resembling(field: str, name: str, pattern: str) -> Rule:
    """A text that begins, ends or holds; raise `BadQuery` where `*` stands in its middle."""
    words = pattern.strip("*")
    if "*" in words:
        raise BadQuery(f"{name}: * stands at the beginning and at the end, not in the middle.")
    if not words:
        return rule(field, "is_not_empty", None)
    match pattern.startswith("*"), pattern.endswith("*"):
        case True, True:
            return rule(field, "contains", words)
        case True, _:
            return rule(field, "ends_with", words)
        case _:
            return rule(field, "begins_with", words)
