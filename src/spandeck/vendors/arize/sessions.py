"""Sessions, which Arize does not list: grouped from traces by the session their spans name.

A session stands where its newest trace does. To know all of it, the traces of the sessions found
are asked for once more, by session.
"""

from collections.abc import Iterable, Sequence

from spandeck.model.errors import Missing
from spandeck.model.page import Ask, BadRow, Page
from spandeck.model.query import Condition, Query
from spandeck.model.session import Session
from spandeck.model.trace import TraceSummary
from spandeck.vendors.arize.gathering import Entry
from spandeck.vendors.arize.syntax import quoted
from spandeck.vendors.arize.traces import Traces

PAGES = 20
"""Pages of traces that are read to complete sessions: it is said when that is not all."""
CUT = "sessions are grouped from traces; some have more than was read"
GROUPED = "grouped from traces"
SCANNED = 100
"""Traces that are asked for at once where all of a session is wanted."""
LEAST = 20
"""Traces that are read at once at least: a session has several."""
LOOKS = 6
"""How often more traces are read for one page of sessions."""
ENOUGH = 20
"""Sessions with which a page may end early."""


async def sessions(traces: Traces, cursor: str | None, limit: int, ask: Ask) -> Page[Session]:
    """One page of sessions, newest first; the cursor is one of the list of traces."""
    rows: list[Session | BadRow] = []
    notes = [GROUPED]
    for _ in range(LOOKS):
        read = await traces.read(Query(), cursor, max(LEAST, limit - len(rows)), ask)
        notes += [each for each in read.notes if each not in notes]
        found = newest(read.entries)
        whole, cut = await complete(traces, list(found), ask)
        if cut and CUT not in notes:
            notes.append(CUT)
        cursor = read.cursor
        for each in read.entries:
            row = each.row
            if isinstance(row, BadRow):
                rows.append(row)
            elif row.session_id and found[row.session_id] is row:
                held = whole.get(row.session_id, [row])
                rows += [grouped(row.session_id, held)] if first_seen(row, held) else []
            if len(rows) == limit:
                cursor = read.until(each)
                break
        if cursor is None or len(rows) >= min(limit, ENOUGH):
            break
    return Page(tuple(rows), cursor, read.merge.answered_ns, read.merge.cached, tuple(notes))


def newest(entries: Sequence[Entry]) -> dict[str, TraceSummary]:
    """The newest trace of every session among these."""
    rows = [each.row for each in entries if isinstance(each.row, TraceSummary)]
    return {each.session_id: each for each in reversed(rows) if each.session_id}


def good(page: Page[TraceSummary]) -> list[TraceSummary]:
    """The rows that could be read."""
    return [each for each in page.items if isinstance(each, TraceSummary)]


async def session(traces: Traces, session_id: str, ask: Ask) -> Session:
    """One session with its traces; raise `Missing` where no trace names it."""
    whole, _ = await complete(traces, [session_id], ask)
    if session_id not in whole:
        raise Missing(traces.edge.title, f"no trace names session {session_id[:64]}")
    return grouped(session_id, whole[session_id])


async def complete(
    traces: Traces, names: Sequence[str], ask: Ask
) -> tuple[dict[str, list[TraceSummary]], bool]:
    """All traces of these sessions, newest first, and whether there may be more."""
    whole: dict[str, list[TraceSummary]] = {}
    if not names:
        return whole, False
    said = " OR ".join(f"attributes.session.id = {quoted(each)}" for each in names)
    query, cursor = Query((Condition("where", "=", said),)), None
    for _ in range(PAGES):
        page = await traces.page(query, cursor, SCANNED, ask)
        for row in good(page):
            if row.session_id:
                whole.setdefault(row.session_id, []).append(row)
        cursor = page.cursor
        if cursor is None:
            break
    return whole, cursor is not None


def first_seen(newest: TraceSummary, all_of_it: Iterable[TraceSummary]) -> bool:
    """Whether a session stands here: it was shown already where it has a newer trace."""
    return all((each.started_ns or 0) <= (newest.started_ns or 0) for each in all_of_it)


def grouped(session_id: str, found: Sequence[TraceSummary]) -> Session:
    """A session from its traces."""
    started = [each.started_ns for each in found if each.started_ns is not None]
    ended = [
        each.started_ns + round((each.duration_ms or 0) * 1e6)
        for each in found
        if each.started_ns is not None
    ]
    tokens = [each.tokens for each in found if each.tokens is not None]
    cost = [each.cost_usd for each in found if each.cost_usd is not None]
    users = [each.raw["user_id"] for each in found if each.raw.get("user_id")]
    return Session(
        session_id=session_id,
        user_id=users[0] if users else None,
        started_ns=min(started, default=None),
        duration_ms=(max(ended) - min(started)) / 1e6 if started else None,
        trace_count=len(found),
        error_count=sum(each.failed for each in found),
        tokens=sum(tokens) if tokens else None,
        cost_usd=sum(cost) if cost else None,
        traces=tuple(found),
        raw={"session_id": session_id, "grouped": True},
    )
