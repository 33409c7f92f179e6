"""What failed at Risicare: its list of errored traces, and in each the spans where it began.

The details of a trace are read once; a poll of a list that did not change is one request.
"""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from http import HTTPStatus
from itertools import chain

from spandeck.model.errors import Limited, SourceError, Unreachable
from spandeck.model.gathering import gathered
from spandeck.model.occurrence import Cause, Occurrence, Reference, Spot
from spandeck.model.page import Ask, BadRow, Page
from spandeck.model.query import Condition, Query
from spandeck.model.source import PLAIN
from spandeck.model.trace import ERROR, TraceSummary
from spandeck.semantics.occurrence import Around, lean
from spandeck.semantics.origin import Family
from spandeck.vendors.memo import Memo
from spandeck.vendors.risicare.source import RisicareSource
from spandeck.vendors.unhurried import unhurried

FAILED = (Condition("has_error", "=", True),)
AT_ONCE = 6
"""Details that are read at the same time."""
REMEMBERED = 5_000
"""Traces whose failures are kept: more than ten minutes of a busy project."""
Told = tuple[tuple[object, ...], tuple[Occurrence, ...]]
"""What tells versions of a trace apart, and its failures."""


class Errors:
    """Fulfils `model.occurrence.Feed`."""

    vendor: str = "risicare"
    name: str = "errors"
    title: str = "Risicare errors"
    every_s: float = 5.0
    """One request of the thousand a minute, unless something failed."""
    overlap_s: float = 600.0
    """The list is bounded by when traces began: one that fails after ten minutes is not found."""

    def __init__(self, source: RisicareSource) -> None:
        """`source` answers lists and details."""
        self.source = source
        self.known: Memo[str, Told] = Memo(REMEMBERED)

    async def occurrences(
        self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Occurrence]:
        """The failures in one page of errored traces that began at or after a time."""
        query = Query(FAILED, since_ns=since_ns)
        page = await self.source.traces(query, cursor, limit=limit, ask=ask)
        gate = asyncio.Semaphore(AT_ONCE)
        lost: list[SourceError] = []
        rows = [each for each in page.items if not isinstance(each, BadRow)]
        told = await gathered(self.told(each, ask, gate, lost) for each in rows)
        if lost and len(lost) == len(rows) and isinstance(lost[0], Unreachable):
            raise lost[0]
        found = sorted(chain.from_iterable(told), key=lambda each: (-each.at_ns, each.id))
        bad = (each for each in page.items if isinstance(each, BadRow))
        notes = (*page.notes, *unread(lost))
        return Page((*found, *bad), page.cursor, page.answered_ns, page.cached, notes)

    async def told(
        self, row: TraceSummary, ask: Ask, gate: asyncio.Semaphore, lost: list[SourceError]
    ) -> tuple[Occurrence, ...]:
        """The failures of a trace, from memory while it is as it was.

        One whose spans cannot be had fails as a whole, and `lost` gets to know; what concerns
        all of them is raised.
        """
        version = (row.status, row.span_count, row.error_count, row.duration_ms)
        known = self.known.get(row.trace_id)
        if known and known[0] == version:
            return known[1]
        async with gate:
            try:
                found = await self.failures(row, ask) or (whole(row),)
            except SourceError as error:
                if isinstance(error, Limited) or error.status == HTTPStatus.UNAUTHORIZED:
                    raise
                lost.append(error)
                found = (whole(row),)
                if isinstance(error, Unreachable):
                    return found  # it may answer next time
        self.known.put(row.trace_id, (version, found))
        return found

    async def failures(self, row: TraceSummary, ask: Ask) -> tuple[Occurrence, ...]:
        """Where the failures of a trace began."""
        family = Family()
        async with aclosing(self.source.spans(row.trace_id, ask=ask)) as batches:
            async for batch in batches:
                family.add(batch.spans)
        known = Around(
            code=row.error_code,
            agent=row.agent_name,
            environment=row.environment,
            session_id=row.session_id,
            name=row.name or None,
            fatal=row.status == ERROR,
        )
        return tuple([each async for each in unhurried(family.occurrences(self.vendor, known))])


def whole(row: TraceSummary) -> Occurrence:
    """A trace that failed without saying where."""
    return Occurrence(
        vendor=Errors.vendor,
        kind="trace",
        id=row.trace_id,
        at_ns=(row.started_ns or 0) + round((row.duration_ms or 0) * 1e6),
        cause=Cause(code=row.error_code),
        spot=Spot(agent=row.agent_name, environment=row.environment),
        of=Reference(trace_id=row.trace_id, session_id=row.session_id, name=row.name or None),
        fatal=row.status == ERROR,
        raw=lean(row.raw),
    )


def unread(lost: Sequence[SourceError]) -> tuple[str, ...]:
    """What must be said of traces whose spans were not to be had."""
    if not lost:
        return ()
    count = "1 trace" if len(lost) == 1 else f"{len(lost)} traces"
    return (f"the spans of {count} could not be read: {lost[0].happened}",)
