"""Looks at every vendor for what a text may mean; where to show it is for others to decide.

The command line asks in the same way, so nothing of a screen is needed here.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from typing import TypeAlias

from spandeck.model.errors import Missing, Refused, SourceError
from spandeck.model.landing import Lead, Reading, reading
from spandeck.model.page import Ask
from spandeck.model.query import BadQuery, Condition, Query
from spandeck.model.source import RecordSource, Sources, TraceSource
from spandeck.model.trace import UNSET, TraceSummary
from spandeck.paint.units import moment, one_line

ASK = Ask(pane="goto")
AT_ONCE = 6
"""Questions under way at the same time."""
USUAL = 2_000
"""Spans of a trace that are read though one would do."""
SHOWN = 3
"""Things that a sentence names."""
GRACE_S = 2.0
"""How long the other vendors may still take once one has it."""
ASKED = (
    "web addresses, ids of traces (32 hexadecimal digits) and spans (16), UUIDs, ids such as "
    "fix-…, and what follows “trace_id”, “span_id” or “session_id”"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a vendor has."""

    lead: Lead
    vendor: str
    title: str
    """The vendor's."""
    trace: TraceSummary | None = None
    """What is known of the trace; None for anything else."""
    span_id: str | None = None
    """Where in the trace to begin."""
    link: str | None = None
    since_ns: int | None = None
    """When a session began."""

    def aside(self, zone: tzinfo) -> str:
        """What tells it from other hits."""
        trace = self.trace
        if trace is None:
            return ""
        began = "" if trace.started_ns is None else f"{moment(trace.started_ns, zone):%d %b %H:%M}"
        said = (one_line(trace.name), one_line(trace.status), began)
        return "  ".join(each for each in said if each)


Question: TypeAlias = Callable[[], Awaitable[Hit | None]]


@dataclass(frozen=True, slots=True)
class Found:
    """What came of looking."""

    hits: tuple[Hit, ...]
    """In the order of the vendors; all of them equally sure."""
    sought: tuple[Lead, ...]
    where: tuple[str, ...]
    """Titles of the vendors that were asked."""
    troubles: tuple[str, ...] = ()
    """Why some gave no answer."""

    def __str__(self) -> str:
        """That nothing was found, what was looked for where, and what to do."""
        shown = [f"{each} ({each.why})" for each in self.sought[:SHOWN]]
        more = len(self.sought) - len(shown)
        what = listed([*shown, *([f"{more} more"] if more else [])])
        if not self.where:
            return f"Nobody could be asked for {what}: no vendor that holds such is connected."
        said = f"Not found: {what}; asked {listed(self.where)}."
        if self.troubles:
            return f"{said} No answer came from some, so try again: {' '.join(self.troubles)}"
        return f"{said} It may be gone by now, or belong to another project or profile (:profile)."


def read(text: str, sources: Sources) -> Reading:
    """What a text may mean; raise `BadQuery` saying what was looked for when it means nothing."""
    if not text.strip():
        raise BadQuery("Go where? Write :goto and an id, a web address or a whole alert.")
    found = reading(text, sources.landmarks)
    if not found.leads:
        beginning = ", of which the beginning was read" if found.cut else ""
        raise BadQuery(f"There is no id in that text{beginning}. It was searched for {ASKED}.")
    return found


async def seek(found: Reading, sources: Sources) -> Found:
    """Ask for what is surest first; what is less sure is asked for only when nothing was there."""
    sought: list[Lead] = []
    where: list[str] = []
    troubles: list[str] = []
    for tier in found.tiers():
        sought += tier
        asked = [(title, each) for lead in tier for title, each in questions(lead, sources)]
        where += [title for title, _ in asked]
        hits = await answers([each for _, each in asked], troubles)
        if hits:
            order = list(dict.fromkeys((*found.vendors, *sources.records, *sources.traces)))
            hits.sort(key=lambda hit: (tier.index(hit.lead), order.index(hit.vendor)))
            return Found(tuple(hits), tuple(sought), tuple(dict.fromkeys(where)))
    return Found((), tuple(sought), tuple(dict.fromkeys(where)), tuple(dict.fromkeys(troubles)))


async def answers(questions: Iterable[Question], troubles: list[str]) -> list[Hit]:
    """What all questions find, those aside that take much longer than the first that does."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(question: Question) -> Hit | None:
        async with gate:
            return await question()

    hits: list[Hit] = []
    waiting = {asyncio.ensure_future(ask(each)) for each in questions}
    try:
        while waiting:
            patience = GRACE_S if hits else None
            done, waiting = await asyncio.wait(
                waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                break
            for each in done:
                try:
                    hit = each.result()
                except BadQuery:
                    continue  # it cannot be asked of this vendor, so it is not one of its own
                except SourceError as error:
                    troubles += unanswered(error)
                else:
                    hits += [hit] if hit else []
    finally:
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    return hits


def unanswered(error: SourceError) -> list[str]:
    """The trouble that an error is; an id that a vendor does not know, or cannot be, is none."""
    known = isinstance(error, Missing) or (isinstance(error, Refused) and not error.by_credentials)
    return [] if known else [str(error)]


def nearest(hits: Sequence[Hit], near: Iterable[str]) -> Sequence[Hit]:
    """The hit at the first of some vendors, where all have the same; otherwise all of them."""
    same = len({(hit.lead.what, hit.lead.id) for hit in hits}) == 1
    close = [hit for vendor in near for hit in hits if hit.vendor == vendor]
    return close[:1] if same and close else hits


def questions(lead: Lead, sources: Sources) -> list[tuple[str, Question]]:
    """One question for each vendor that may have it, with the vendor's title."""
    if lead.what == "record":
        held = sources.records.get(lead.vendor)
        return [(held.title, partial(recorded, lead, held))] if held else []
    able = [each for each in sources.traces.values() if lead.vendor in ("", each.vendor)]
    match lead.what:
        case "trace":
            return [(each.title, partial(traced, lead, each)) for each in able]
        case "span":
            narrowed = [(each, text) for each in able for text in by(each)]
            return [(each.title, partial(spanned, lead, each, text)) for each, text in narrowed]
        case "session":
            return [(each.title, partial(visited, lead, each)) for each in able]


def by(source: TraceSource) -> list[tuple[str, str]]:
    """The filter, and its text, that leaves the trace of a span, where a vendor has one."""
    return [(each.name, each.span) for each in source.filters if each.span]


async def traced(lead: Lead, source: TraceSource) -> Hit | None:
    """The trace, if the vendor has any span of it.

    A usual one is read to its end: then the cache has it when its screen asks.
    """
    summary: TraceSummary | None = None
    span_id: str | None = None
    came = 0
    batches = source.spans(lead.id, ask=ASK)
    async for batch in batches:
        came += len(batch.spans)
        summary = batch.summary or summary
        ids = {each.span_id for each in batch.spans}
        span_id = span_id or next((each for each in lead.spans if each in ids), None)
        if came >= USUAL and (span_id or not lead.spans):
            break
    if isinstance(batches, AsyncGenerator):
        await batches.aclose()
    if not came:
        return None
    known = summary or TraceSummary(lead.id, "", UNSET, None, None)
    return Hit(lead, source.vendor, source.title, known, span_id, source.web_link(lead.id))


async def spanned(lead: Lead, source: TraceSource, narrowed: tuple[str, str]) -> Hit | None:
    """The trace of a span."""
    name, text = narrowed
    query = Query((Condition(name, "=", text.format(span=lead.id)),))
    page = await source.traces(query, limit=1, ask=ASK)
    for row in page.items:
        if isinstance(row, TraceSummary):
            link = source.web_link(row.trace_id)
            return Hit(lead, source.vendor, source.title, row, lead.id, link)
    return None


async def visited(lead: Lead, source: TraceSource) -> Hit | None:
    """The session; the vendor says so where there is none."""
    held = await source.session(lead.id, ask=ASK)
    begun = [each.started_ns for each in held.traces if each.started_ns is not None]
    since_ns = min(begun, default=held.started_ns)
    return Hit(lead, source.vendor, source.title, since_ns=since_ns)


async def recorded(lead: Lead, source: RecordSource) -> Hit | None:
    """The record."""
    await source.record(source.catalog.resource(lead.resource), lead.id, ask=ASK)
    return Hit(lead, source.vendor, source.title)


def listed(parts: Sequence[str]) -> str:
    """Some things in a sentence."""
    several = list(dict.fromkeys(parts))
    return " and ".join([", ".join(several[:-1]), several[-1]] if several[1:] else several)
