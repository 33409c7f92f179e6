"""Filters: what a person types becomes conditions, checked before anything is sent.

    error_code=TOOL.* duration>5s status=error

Bounds are inclusive: `duration>5s` and `duration>=5s` mean the same.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from spandeck.model.nearest import close
from spandeck.model.trace import TraceSummary

Kind = Literal["text", "bool", "duration", "number", "time"]
Value = str | bool | float | int

TERM = re.compile(r"""([\w.]+)\s*(>=|<=|=|>|<)\s*("(?:[^"\\]|\\.)*"|\S+)""")
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)?")
MILLISECONDS = {
    "ns": 1e-6,
    "us": 1e-3,
    "µs": 1e-3,
    "ms": 1.0,
    "s": 1e3,
    "m": 6e4,
    "h": 3.6e6,
    "d": 8.64e7,
}


class BadQuery(ValueError):
    """A filter that cannot be asked; `str()` names the field and what is allowed."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Something a list can be filtered by."""

    name: str
    kind: Kind
    about: str
    operators: tuple[str, ...] = ("=",)
    """Which of `=`, `>=`, `<=` it takes."""
    at_vendor: bool = True
    """Whether the vendor filters; otherwise only the rows already loaded are."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other names, each with the operator it stands for: `{"min_duration_ms": ">="}`."""
    choices: tuple[str, ...] = ()
    wire: str = ""
    """Its name at the vendor, where that is another."""
    place: Literal["query", "body", "path", "filter"] = "query"
    """Where it travels; `filter` is the vendor's own filter language."""
    required: bool = False
    """Whether the vendor answers nothing without it."""
    of: str = ""
    """The resource whose ids it takes."""
    check: Callable[[str], None] | None = None
    """Raises `BadQuery` for a text that is not of the vendor's own language."""
    hints: Callable[[str], Sequence[str]] | None = None
    """What a half-typed text of that language could become."""
    provider: str = ""
    """The text that leaves what called a provider, `{provider}` standing for its name."""
    span: str = ""
    """The text that leaves the trace of a span, `{span}` standing for its id."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One part of a query: durations in milliseconds, times in UTC nanoseconds."""

    field: str
    operator: str
    value: Value

    def __str__(self) -> str:
        return f"{self.field}{self.operator}{self.value}"


@dataclass(frozen=True, slots=True)
class Query:
    """What a list was asked for: conditions that must all hold, and a range of start times."""

    conditions: tuple[Condition, ...] = ()
    since_ns: int | None = None
    until_ns: int | None = None
    text: str = ""
    """As typed, to be shown and edited again."""

    def within(self, since_ns: int | None, until_ns: int | None) -> "Query":
        """The same conditions over another range of time."""
        return replace(self, since_ns=since_ns, until_ns=until_ns)


def parse(text: str, filters: Sequence[Filter]) -> Query:
    """Read a filter line; raise `BadQuery` naming the first part that cannot be asked."""
    conditions, rest = [], text.strip()
    while rest:
        term = TERM.match(rest)
        if term is None:
            part = rest.split()[0]
            raise BadQuery(f"“{part}” is not a filter. Write {allowed(filters)}.")
        conditions.append(condition(*term.groups(), filters=filters))
        rest = rest[term.end() :].lstrip()
    return Query(tuple(conditions), text=text.strip())


def condition(name: str, operator: str, text: str, *, filters: Sequence[Filter]) -> Condition:
    """One condition from its three parts, checked against what the list can be filtered by."""
    operator = {">": ">=", "<": "<="}.get(operator, operator)
    found, meant = find(name, filters)
    if meant is not None:
        if operator != "=":
            raise BadQuery(f"{name} takes =, such as {name}=… (or {found.name}{meant}…).")
        operator = meant
    if operator not in found.operators:
        raise BadQuery(f"{name} takes {' or '.join(found.operators)}, not {operator}.")
    if text.startswith('"'):
        text = re.sub(r"\\(.)", r"\1", text[1:-1])
    return Condition(found.name, operator, value(found, text))


def quoted(value: str) -> str:
    """A value as it stands between quotes on a filter line."""
    return value.replace("\\", "\\\\").replace('"', '\\"')


def find(name: str, filters: Iterable[Filter]) -> tuple[Filter, str | None]:
    """The filter of this name or alias, and the operator the alias stands for."""
    known = tuple(filters)
    for each in known:
        if name == each.name:
            return each, None
        if name in each.aliases:
            return each, each.aliases[name]
    meant = close(name, [each for one in known for each in (one.name, *one.aliases)])
    advice = f" Did you mean {' or '.join(meant)}?" if meant else ""
    raise BadQuery(f"there is no filter “{name}”.{advice} Allowed: {allowed(known) or 'none'}.")


def allowed(filters: Iterable[Filter]) -> str:
    """The names a person may type, as a phrase."""
    return ", ".join(each.name + "/".join(each.operators) for each in filters)


def value(known: Filter, text: str) -> Value:
    """The text as this filter's kind of value; raise `BadQuery` when it is none."""
    match known.kind:
        case "text":
            if known.choices and text not in known.choices:
                raise BadQuery(f"{known.name} is one of {', '.join(known.choices)}, not “{text}”.")
            if known.check is not None:
                known.check(text)
            return text
        case "bool":
            if text.lower() not in ("true", "false", "yes", "no", "1", "0"):
                raise BadQuery(f"{known.name} is true or false, not “{text}”.")
            return text.lower() in ("true", "yes", "1")
        case "number":
            return number(known.name, text)
        case "duration":
            return duration_ms(known.name, text)
        case "time":
            return time_ns(known.name, text)


def number(name: str, text: str) -> float:
    """A plain finite number."""
    try:
        found = float(text)
    except ValueError:
        raise BadQuery(f"{name} is a number, not “{text}”.") from None
    if not math.isfinite(found):
        raise BadQuery(f"{name} is a finite number, not “{text}”.")
    return found


def duration_ms(name: str, text: str) -> float:
    """A duration such as `5s`, `250ms`, `2m`; without a unit, milliseconds."""
    found = DURATION.fullmatch(text)
    if found is None:
        raise BadQuery(f"{name} is a duration such as 250ms, 5s or 2m, not “{text}”.")
    return float(found[1]) * MILLISECONDS[found[2] or "ms"]


def time_ns(name: str, text: str) -> int:
    """An ISO 8601 time; one without an offset is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadQuery(f"{name} is a time such as 2026-11-21T14:00:00Z, not “{text}”.") from None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    since = aware - datetime(1970, 1, 1, tzinfo=UTC)
    return ((since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds) * 1000


FACTS: Mapping[str, Callable[[TraceSummary], Value | None]] = {
    "trace_id": lambda row: row.trace_id,
    "name": lambda row: row.name,
    "status": lambda row: row.status,
    "has_error": lambda row: row.failed,
    "error_code": lambda row: row.error_code,
    "start": lambda row: row.started_ns,
    "duration": lambda row: row.duration_ms,
    "session": lambda row: row.session_id,
    "agent": lambda row: row.agent_name,
    "environment": lambda row: row.environment,
    "spans": lambda row: row.span_count,
    "errors": lambda row: row.error_count,
    "tokens": lambda row: row.tokens,
    "cost": lambda row: row.cost_usd,
}
"""What a row of a list of traces says, under the names that filters and columns share."""


def fact(row: TraceSummary, name: str) -> Value | None:
    """One fact of a row; one we have no name for is looked up in what the vendor sent."""
    if name in FACTS:
        return FACTS[name](row)
    found = row.raw.get(name)
    return found if isinstance(found, str | bool | float | int) else None


def local(query: Query, filters: Iterable[Filter]) -> tuple[Condition, ...]:
    """The conditions that the vendor cannot be asked: whoever shows the rows checks them."""
    ours = {each.name for each in filters if not each.at_vendor}
    return tuple(each for each in query.conditions if each.field in ours)


def matches(row: TraceSummary, asked: Condition) -> bool:
    """Whether a row that is already here meets a condition; what it does not say meets none."""
    return compares(fact(row, asked.field), asked)


def compares(found: object, asked: Condition) -> bool:
    """Whether a value meets a condition; none, and what has no order, meets none."""
    bound = asked.value
    if found is None:
        return False
    if isinstance(found, str) or isinstance(bound, str):
        return alike(str(found), str(bound))
    if not isinstance(found, int | float):
        return False
    if asked.operator == ">=":
        return found >= bound
    return found <= bound if asked.operator == "<=" else found == bound


def alike(text: str, pattern: str) -> bool:
    """Whether the text is the pattern, whose `*` stands for anything; case does not count."""
    parts = (re.escape(part) for part in pattern.split("*"))
    return re.fullmatch(".*".join(parts), text, re.IGNORECASE | re.DOTALL) is not None
