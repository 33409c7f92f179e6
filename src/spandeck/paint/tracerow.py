"""A trace as one row of a list: its columns, and what each says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from spandeck.model.page import BadRow
from spandeck.model.trace import ERROR, OK, UNSET, TraceSummary
from spandeck.paint.row import Cell, Column, Tone
from spandeck.paint.units import (
    NOTHING,
    ago,
    clock,
    count,
    date_clock,
    duration,
    exact,
    moment,
    money,
    one_line,
)

COLUMNS = (
    Column("status", " ", "mark", 1),
    Column("start", "start", "time", 12, 23, rank=2),
    Column("name", "name", "text", 16, 48),
    Column("agent", "agent", "text", 13, 24, rank=4),
    Column("duration", "duration", "duration", 15, rank=1),
    Column("spans", "spans", "number", 5, 6, rank=7),
    Column("errors", "errors", "number", 6, rank=3),
    Column("error_code", "error code", "text", 15, 34, rank=5),
    Column("tokens", "tokens", "number", 6, 7, rank=6),
    Column("cost", "cost", "number", 8, rank=8),
    Column("session", "session", "text", 22, 26, rank=9),
    Column("environment", "environment", "text", 11, 14, rank=10),
)
"""Every column a list of traces has; what is least needed is dropped first."""
MARKS: Mapping[str, tuple[str, Tone]] = {
    ERROR: ("✗", "error"),
    OK: ("✓", "ok"),
    UNSET: ("·", "muted"),
}
"""By status; a word we do not know is `?`, and a good trace with errors inside is `!`."""
PRECISE = 23
"""The width at which a start can be told to the millisecond."""
DATED = 12
"""The width from which another day has its date; below it is a day of the week."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How times and bars are shown."""

    zone: tzinfo = UTC
    now_ns: int = 0
    relative: bool = False
    """Whether a start is told as its age."""
    scale_ms: float = 1.0
    """The duration whose tiny bar is full."""


def cells(
    row: TraceSummary | BadRow | None, columns: Sequence[Column], manner: Manner
) -> list[Cell]:
    """What a row says in these columns; None is a row that is being asked for again."""
    if row is None:
        return [Cell("·" if each.kind == "mark" else "…", "muted") for each in columns]
    if isinstance(row, BadRow):
        return [unreadable(row, each) for each in columns]
    return [FACTS[each.name](row, each, manner) for each in columns]


def unreadable(row: BadRow, column: Column) -> Cell:
    """A row that could not be read says why, and that it can be looked at."""
    if column.kind == "mark":
        return Cell("?", "warn")
    if column.name == "name":
        return Cell(f"unreadable: {one_line(row.why)}", "warn", spills=True)
    return Cell("", "muted")


def status(row: TraceSummary, column: Column, manner: Manner) -> Cell:
    """One mark, never colour alone."""
    if row.failed and row.status != ERROR:
        return Cell("!", "warn")
    return Cell(*MARKS.get(row.status, ("?", "warn")))


def start(row: TraceSummary, column: Column, manner: Manner) -> Cell:
    """When it began."""
    return when(row.started_ns, column, manner)


def when(at_ns: int | None, column: Column, manner: Manner) -> Cell:
    """The age, the time of day, or with the date where there is room or the day is another."""
    if at_ns is None:
        return Cell(NOTHING, "muted")
    if manner.relative:
        told = ago(at_ns, manner.now_ns)
        return Cell(told if told == "now" else f"{told} ago", "muted")
    if column.width >= PRECISE:
        return Cell(date_clock(at_ns, manner.zone), "muted")
    then, now = moment(at_ns, manner.zone), moment(manner.now_ns, manner.zone)
    if then.date() == now.date():
        return Cell(clock(at_ns, manner.zone), "muted")
    return Cell(f"{then:%d %b %H:%M}" if column.width >= DATED else f"{then:%a %H:%M}", "muted")


def took(row: TraceSummary, column: Column, manner: Manner) -> Cell:
    """The duration with its share of the scale."""
    if row.duration_ms is None:
        return Cell(NOTHING, "muted")
    share = row.duration_ms / manner.scale_ms if manner.scale_ms > 0 else 0.0
    return Cell(duration(row.duration_ms), share=share)


def name(row: TraceSummary, column: Column, manner: Manner) -> Cell:
    """The trace's name; one without is known by its id."""
    if not row.name:
        return Cell(row.trace_id, "muted")
    return Cell(one_line(row.name), "error" if row.status == ERROR else "plain")


def errors(row: TraceSummary, column: Column, manner: Manner) -> Cell:
    """How many spans failed; none is said quietly."""
    return Cell(exact(row.error_count), "error" if row.error_count else "muted")


def text(fact: Callable[[TraceSummary], str | None], tone: Tone = "muted") -> "Painter":
    """A cell of words; what was not said is quiet."""

    def paint(row: TraceSummary, column: Column, manner: Manner) -> Cell:
        told = fact(row)
        return Cell(one_line(told), tone) if told else Cell(NOTHING, "muted")

    return paint


def number(fact: Callable[[TraceSummary], str]) -> "Painter":
    """A cell of digits; what was not said is quiet."""
    return lambda row, column, manner: Cell(fact(row), "muted")


Painter = Callable[[TraceSummary, Column, Manner], Cell]
FACTS: Mapping[str, Painter] = {
    "status": status,
    "start": start,
    "name": name,
    "agent": text(lambda row: row.agent_name),
    "duration": took,
    "spans": number(lambda row: ("≥" if row.partial else "") + exact(row.span_count)),
    "errors": errors,
    "error_code": text(lambda row: row.error_code, "error"),
    "tokens": number(lambda row: count(row.tokens)),
    "cost": number(lambda row: money(row.cost_usd)),
    "session": text(lambda row: row.session_id),
    "environment": text(lambda row: row.environment),
}
