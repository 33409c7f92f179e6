"""What can be decided about a trace from its row alone: conditions, and the order of two rows."""

import re
from collections.abc import Callable, Mapping

from spandeck.model.page import BadRow
from spandeck.model.query import Condition, Filter, Value
from spandeck.model.trace import TraceSummary
from spandeck.ui.views.leaf import Row

Fact = str | int | float | bool | None

FACTS: Mapping[str, Callable[[TraceSummary], Fact]] = {
    "trace_id": lambda row: row.trace_id,
    "name": lambda row: row.name,
    "status": lambda row: row.status,
    "start": lambda row: row.started_ns,
    "duration": lambda row: row.duration_ms,
    "spans": lambda row: row.span_count,
    "errors": lambda row: row.error_count,
    "error_code": lambda row: row.error_code,
    "agent": lambda row: row.agent_name,
    "session": lambda row: row.session_id,
    "environment": lambda row: row.environment,
    "tokens": lambda row: row.tokens,
    "cost": lambda row: row.cost_usd,
    "has_error": lambda row: row.failed,
}
"""Names of facts, which filters and columns share."""


def at_vendor(filters: Mapping[str, Filter], name: str) -> bool:
    """Whether the vendor answers a condition on this name."""
    return name not in filters or filters[name].at_vendor


def fact(row: TraceSummary, name: str) -> Fact:
    """One fact of a row; one we have no name for is looked up in what the vendor sent."""
    if name in FACTS:
        return FACTS[name](row)
    found = row.raw.get(name)
    return found if isinstance(found, (str, int, float, bool)) else None


def matches(row: TraceSummary, condition: Condition) -> bool:
    """Whether a row fulfils a condition; a fact the vendor did not send fulfils none."""
    found = fact(row, condition.field)
    if found is None:
        return False
    if isinstance(found, str) or isinstance(condition.value, str):
        return alike(str(found), str(condition.value))
    match condition.operator:
        case ">=":
            return found >= condition.value
        case "<=":
            return found <= condition.value
        case _:
            return found == condition.value


def alike(text: str, pattern: Value) -> bool:
    """Whether text is the pattern, whose `*` stands for anything; case does not count."""
    parts = (re.escape(part) for part in str(pattern).split("*"))
    return re.fullmatch(".*".join(parts), text, re.IGNORECASE | re.DOTALL) is not None


def sort_key(row: Row, name: str) -> tuple[float, str] | None:
    """What rows are sorted by; None for what is unknown, which comes last either way."""
    found = None if isinstance(row, BadRow) else fact(row, name)
    if found is None:
        return None
    return (0.0, found.casefold()) if isinstance(found, str) else (float(found), "")
