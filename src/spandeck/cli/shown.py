"""How traces, spans and sessions are printed: their columns, and a trace as a tree."""

from collections.abc import Sequence

from spandeck.cli.narrate import say
from spandeck.cli.outlet import Outlet, Output, outlet, stdout
from spandeck.cli.table import Column, Table
from spandeck.export import document, encode
from spandeck.model import record
from spandeck.model.session import Session
from spandeck.model.trace import Span, Trace, TraceSummary, assemble
from spandeck.paint.units import NOTHING, count, duration, exact, money
from spandeck.semantics import glance

DEEPEST = 24
"""Levels that are indented; deeper ones say their depth."""
ID = 128
"""The widest id shown whole: ids are there to be copied."""

TRACES: tuple[Column[TraceSummary], ...] = (
    Column("TRACE", lambda row: row.trace_id, widest=ID),
    Column("STATUS", lambda row: row.status),
    Column("START", lambda row: when(row.started_ns)),
    Column("DURATION", lambda row: duration(row.duration_ms), right=True),
    Column("SPANS", lambda row: exact(row.span_count), right=True),
    Column("ERRORS", lambda row: exact(row.error_count), right=True),
    Column("TOKENS", lambda row: count(row.tokens), right=True),
    Column("COST", lambda row: money(row.cost_usd), right=True),
    Column("AGENT", lambda row: row.agent_name or NOTHING, widest=24),
    Column("NAME", lambda row: row.name),
    Column("ERROR", lambda row: row.error_code or NOTHING),
)
SESSIONS: tuple[Column[Session], ...] = (
    Column("SESSION", lambda row: row.session_id, widest=ID),
    Column("START", lambda row: when(row.started_ns)),
    Column("DURATION", lambda row: duration(row.duration_ms), right=True),
    Column("TRACES", lambda row: exact(row.trace_count), right=True),
    Column("ERRORS", lambda row: exact(row.error_count), right=True),
    Column("TOKENS", lambda row: count(row.tokens), right=True),
    Column("COST", lambda row: money(row.cost_usd), right=True),
    Column("USER", lambda row: row.user_id or NOTHING),
)


def traces(output: Output) -> Outlet[TraceSummary]:
    """Where traces go."""
    return outlet(output, TRACES, record.of_trace, record.TRACE)


def sessions(output: Output) -> Outlet[Session]:
    """Where sessions go."""
    return outlet(output, SESSIONS, record.of_session, record.SESSION)


def session(output: Output, found: Session) -> None:
    """One session: whole as JSON, otherwise its traces."""
    if output == "json":
        stdout().write(f"{encode(record.of_session(found))}\n")
        return
    if output == "table":
        sessions(output).add([found])
        stdout().write("\n")
    into = traces(output)
    into.add(found.traces)
    into.end()


def trace(
    output: Output,
    trace_id: str,
    summary: TraceSummary | None,
    spans: Sequence[Span],
    bad: Sequence[str],
) -> None:
    """One trace: whole as JSON, as a tree in a table, otherwise a row a span."""
    if output == "json":
        about = {"trace_id": trace_id} if summary is None else record.of_trace(summary)
        unread = {"unreadable": list(bad)} if bad else {}
        document({**about, **unread}, "spans", map(record.of_span, spans), stdout())
        return
    for each in bad:
        say(f"a span could not be read: {each}")
    if output == "table":
        built = assemble(spans)
        Table(stdout(), tree(built)).add(range(len(built.spans)))
        return
    rows = outlet(output, (), record.of_span, record.SPAN)
    rows.add(spans)
    rows.end()


def tree(built: Trace) -> tuple[Column[int], ...]:
    """The columns of a span tree; a row is a position in the trace."""

    def name(at: int) -> str:
        depth = built.depth[at]
        deep = f"[{depth + 1}] " if depth > DEEPEST else ""
        mark = "✗ " if built.spans[at].failed else ""
        return f"{'  ' * min(depth, DEEPEST)}{deep}{mark}{built.spans[at].name}"

    looks = [glance(each) for each in built.spans]
    return (
        Column("NAME", name, widest=72),
        Column("KIND", lambda at: looks[at].kind),
        Column("WHAT", lambda at: looks[at].label or NOTHING, widest=32),
        Column("DURATION", lambda at: duration(built.spans[at].duration_ms), right=True),
        Column("TOKENS", lambda at: count(looks[at].tokens), right=True),
        Column("COST", lambda at: money(looks[at].cost_usd), right=True),
        Column("STATUS", lambda at: built.spans[at].status),
        Column("START", lambda at: when(built.spans[at].started_ns)),
        Column("SPAN", lambda at: built.spans[at].span_id, widest=ID),
        Column("MESSAGE", lambda at: built.spans[at].status_message or NOTHING),
    )


def when(at_ns: int | None) -> str:
    """A time in ISO 8601, to the millisecond."""
    text = record.iso(at_ns)
    return NOTHING if text is None else f"{text[:23]}Z"
