"""What `get` was asked for, as a query: `--where`, `--since`, and the filters run on our side."""

import re
from collections.abc import Callable, Sequence

from spandeck.cli.ending import Usage
from spandeck.model.query import (
    DURATION,
    MILLISECONDS,
    BadQuery,
    Condition,
    Filter,
    Query,
    allowed,
    condition,
    matches,
    time_ns,
)
from spandeck.model.trace import TraceSummary

WHERE = re.compile(r"([\w.]+)\s*(>=|<=|=|>|<)\s*(.+)", re.DOTALL)
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def asked(
    where: Sequence[str],
    since: str | None,
    filters: Sequence[Filter],
    now_ns: int,
    until: str | None = None,
) -> Query:
    """The query of the arguments; raise `BadQuery` naming the filter and what is allowed.

    The shell has already taken the quotes away: blanks in one `--where` belong to its value.
    """
    conditions = []
    for text in where:
        term = WHERE.fullmatch(text.strip())
        if term is None:
            raise BadQuery(f"“{text}” is not a filter. Write {allowed(filters) or 'none'}.")
        name, operator, value = term.groups()
        if value.startswith('"') and not QUOTED.fullmatch(value):
            value = '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'
        conditions.append(condition(name, operator, value, filters=filters))
    start = None if since is None else moment_ns("--since", since, now_ns)
    end = None if until is None else moment_ns("--until", until, now_ns)
    return Query(tuple(conditions), start, end, text=" ".join(where))


def moment_ns(option: str, text: str, now_ns: int) -> int:
    """`6h` ago, or an ISO time, as nanoseconds."""
    ago = DURATION.fullmatch(text)
    if ago is not None and ago[2]:
        return now_ns - int(min(float(ago[1]) * MILLISECONDS[ago[2]] * 1e6, now_ns))
    try:
        return time_ns(option, text)
    except BadQuery:
        raise Usage(
            f"{option} is a time ago such as 6h or 2d, or 2026-11-21T14:00Z, not “{text}”."
        ) from None


def sieve(conditions: Sequence[Condition]) -> Callable[[TraceSummary], bool] | None:
    """Whether a row meets all these conditions; None when there are none."""
    if not conditions:
        return None
    return lambda row: all(matches(row, each) for each in conditions)
