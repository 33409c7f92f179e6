"""Sessions from spans: found by their newest trace, then asked for whole (contract §5.23)."""

from collections.abc import Iterable, Sequence

from spandeck.model.gathering import gathered
from spandeck.model.page import Ask, BadRow
from spandeck.model.session import Session
from spandeck.model.trace import TraceSummary
from spandeck.vendors.edge import Edge
from spandeck.vendors.fiddler.asking import Question, among
from spandeck.vendors.fiddler.grouping import Application, Group, grouped
from spandeck.vendors.fiddler.spans import LARGEST, Tally, asked
from spandeck.vendors.fiddler.translation import session
from spandeck.vendors.fiddler.wire import SpanRow

BATCH = 50
MOST_PAGES = 20
"""Pages of spans that one batch of sessions may cost."""


async def sessions(
    edge: Edge,
    applications: Iterable[Application],
    ids: Sequence[str],
    what: str,
    ask: Ask,
    tally: Tally,
) -> dict[str, Session]:
    """These sessions with all their traces, wherever those are."""
    groups = await gathered(
        within(edge, each, ids[at : at + BATCH], what, ask, tally)
        for each in applications
        for at in range(0, len(ids), BATCH)
    )
    traces: dict[str, list[Group]] = {}
    for each in (group for some in groups for group in some):
        if each.head is not None and each.head.session_id:
            traces.setdefault(each.head.session_id, []).append(each)
    return {
        name: session(
            name,
            [each.summary() for each in found],
            next((each.user for each in found if each.user), None),
        )
        for name, found in traces.items()
    }


async def within(
    edge: Edge,
    application: Application,
    ids: Sequence[str],
    what: str,
    ask: Ask,
    tally: Tally,
) -> list[Group]:
    """The traces of these sessions in one application."""
    body = Question().body(application.id, among("Span::session_id", ids))
    rows: list[SpanRow] = []
    offset = 0
    for _ in range(MOST_PAGES):
        paging = {"page_size": LARGEST, "offset": offset}
        page = await asked(edge, body | paging, what, ask, tally)
        rows += page.rows
        offset += page.size
        if not page.more:
            break
    found = grouped(application, rows)
    for each in found.values():
        each.cut = each.torn = page.more
    return list(found.values())


def newest(found: Session) -> TraceSummary:
    """The trace by which a session has its place in the list."""
    return found.traces[0]


def firsts(rows: Iterable[TraceSummary | BadRow]) -> dict[str, TraceSummary]:
    """The first trace of each session in a list, by session."""
    found: dict[str, TraceSummary] = {}
    for row in rows:
        if isinstance(row, TraceSummary) and row.session_id:
            found.setdefault(row.session_id, row)
    return found
