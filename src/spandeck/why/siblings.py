"""The other traces around a failure: who failed alike, and whether one version of an agent did.

Asked of the vendor that holds the trace: four lists, two more where few failed alike in its own
project or application, and at most six traces read whole, since no list of traces tells versions.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from spandeck.model.errors import SourceError
from spandeck.model.evidence import TracesAt
from spandeck.model.fact import Seen, Siblings, Versions
from spandeck.model.gathering import both, gathered
from spandeck.model.page import Ask, Page
from spandeck.model.query import fact, parse, quoted
from spandeck.model.source import TraceSource
from spandeck.model.told import Subject, Told
from spandeck.model.trace import Span, TraceSummary
from spandeck.semantics.occurrence import occurrence
from spandeck.why.case import Case
from spandeck.why.question import Question

SECOND_NS = 1_000_000_000
NEAR_NS = 30 * SECOND_NS
"""Before and after the trace began: its minute."""
AROUND_NS = 600 * SECOND_NS
"""Before and after, for the share of the agent's traces that fail alike."""
BACK_NS = 7_200 * SECOND_NS
"""How far back the first one that failed alike is looked for."""
BEFORE_NS = 60 * SECOND_NS
"""So long before that first one, all was well yet."""
FAILED = "status=error"
AGENTS = ("agent", "agent_name")
"""What lists call the filter for an agent."""
HOMES = ("application", "project")
"""What a trace may be kept in, by the names of filters and of what rows say."""
MOST = 100
"""Rows of a list that are looked at: one page."""
FEW = 10
"""Rows that are enough to find some that passed."""
SAMPLE = 2
"""Traces read whole of each kind: failed alike, passed at that time, passed before the first."""
ENOUGH = 3
"""Traces that failed alike, by which versions can be told apart."""
SLICE = 64
"""Spans looked at before others have their turn."""
LARGE = 2_000
"""A trace of more spans is not read for its version alone."""


def questions(case: Case, sources: Mapping[str, TraceSource], ask: Ask) -> tuple[Question, ...]:
    """What the vendor of the trace is asked about others."""
    source = sources[case.vendor]
    kin = Kin(case, source, ask)
    alike = Question((Subject.SIBLINGS,), source.title, kin.siblings)
    if kin.agent is None:
        return (alike,)
    return alike, Question((Subject.VERSIONS,), source.title, kin.versions)


@dataclass(frozen=True, slots=True)
class Rows:
    """Traces of a list, without the one that is explained."""

    found: tuple[TraceSummary, ...]
    own: TraceSummary | None
    """The one that is explained, where it is in the list."""
    page: Page[TraceSummary]

    def alike(self, codes: Collection[str]) -> list[TraceSummary]:
        """Those that failed in one way; none where nobody has a word for it."""
        return [each for each in self.found if each.error_code in codes]

    @property
    def passed(self) -> list[TraceSummary]:
        """Those in which nothing failed."""
        return [each for each in self.found if not each.failed]


class Kin:
    """The traces around one failure at one vendor."""

    def __init__(self, case: Case, source: TraceSource, ask: Ask) -> None:
        """`ask` is how every question is asked."""
        self.case, self.source, self.how = case, source, ask
        began = case.summary.started_ns if case.summary else None
        self.began_ns = began or case.trace.started_ns or case.failed.at_ns
        named = case.summary.agent_name if case.summary else None
        self.agent = named or case.failed.spot.agent
        self.home = home(case.summary, source)

    async def rows(self, filters: str, since_ns: int, until_ns: int, limit: int = MOST) -> Rows:
        """One page of traces that began in a range, newest first."""
        query = parse(filters, self.source.filters).within(since_ns, until_ns)
        page = await self.source.traces(query, limit=limit, ask=self.how)
        found = [each for each in page.items if isinstance(each, TraceSummary)]
        mine = self.case.span.trace_id
        own = next((each for each in found if each.trace_id == mine), None)
        return Rows(tuple(each for each in found if each is not own), own, page)

    def codes(self, rows: Rows) -> Collection[str]:
        """What the way in which it failed is called."""
        return self.case.codes(rows.own.error_code if rows.own else None)

    def told(self, subject: Subject, fact: Siblings | Versions, rows: Rows, at: TracesAt) -> Told:
        """A line, as old as the list it is made of."""
        page, title = rows.page, self.source.title
        return Told(
            subject, title, fact, as_of_ns=page.answered_ns, cached=page.cached, evidence=at
        )

    async def siblings(self) -> tuple[Told, ...]:
        """The traces of the same minute that failed."""
        since, until = self.began_ns - NEAR_NS, self.began_ns + NEAR_NS
        filters = f"{self.home} {FAILED}".strip()
        rows = await self.rows(filters, since, until)
        codes = self.codes(rows)
        alike = rows.alike(codes)
        agents = (self.agent, *(each.agent_name for each in alike))
        found = Siblings(
            bool(codes),
            len(alike),
            tuple(dict.fromkeys(each for each in agents if each)),
            len(rows.found),
            rows.page.cursor is None,
        )
        at = TracesAt(self.case.vendor, since, until, filters, "failed in that minute")
        return (self.told(Subject.SIBLINGS, found, rows, at),)

    async def versions(self) -> tuple[Told, ...]:
        """Whether only one version of the agent failed so, and since when."""
        agent = self.agent or ""
        back, since = self.began_ns - BACK_NS, self.began_ns - AROUND_NS
        until = self.began_ns + AROUND_NS
        for narrowed in self.circles(agent):
            failing, around = await both(
                self.rows(f"{narrowed} {FAILED}", back, until), self.rows(narrowed, since, until)
            )
            codes = self.codes(failing)
            alike = [each for each in failing.alike(codes) if each.agent_name in (None, agent)]
            if len(alike) + 1 >= ENOUGH:
                break
        first = min([self.began_ns, *(each.started_ns or self.began_ns for each in alike)])
        before = await self.rows(narrowed, first - BACK_NS, first - BEFORE_NS, FEW)
        own = self.case.failed.spot.version
        seen = await self.seen(own, alike, (*small(around.passed), *small(before.passed)))
        found = Versions(
            agent,
            own,
            seen,
            (len(around.alike(codes)) + 1) / (len(around.found) + 1),
            len(around.found) + 1,
            first if failing.page.cursor is None else None,
            back,
        )
        at = TracesAt(self.case.vendor, since, until, narrowed, f"{agent} around then")
        return (self.told(Subject.VERSIONS, found, around, at),)

    def circles(self, agent: str) -> tuple[str, ...]:
        """Where an agent's traces are looked for: at home, then everywhere, where few failed.

        What a provider answered is no version's fault: that is not worth another list.
        """
        named = whose(agent, self.source)
        near = f"{self.home} {named}".strip()
        answered = self.case.failed.cause.http_status is not None
        return (near,) if answered or near == named else (near, named)

    async def seen(
        self, own: str | None, alike: Sequence[TraceSummary], passed: Sequence[TraceSummary]
    ) -> tuple[Seen, ...]:
        """The versions of a sample, the failing one first."""
        sample = [*((each, True) for each in small(alike)), *((each, False) for each in passed)]
        read = await gathered(self.version(each) for each, _ in sample)
        found = zip(read, (failed for _, failed in sample), strict=True)
        return counted([(own, True), *found])

    async def version(self, row: TraceSummary) -> str | None:
        """The version of the agent in one trace; None where nobody says, or it cannot be read."""
        found: str | None = None
        try:
            async for batch in self.source.spans(row.trace_id, ask=self.how):
                if found is None:  # read on all the same: only a whole answer is cached
                    found = await self.first_version(batch.spans)
        except SourceError:
            return None  # one less is known; the others are counted
        return found

    async def first_version(self, spans: Sequence[Span]) -> str | None:
        """The first version that spans of the agent name, others having their turn meanwhile."""
        for number, span in enumerate(spans):
            spot = occurrence(self.case.vendor, span).spot
            if spot.version is not None and spot.agent in (None, self.agent):
                return spot.version
            if number % SLICE == 0:
                await asyncio.sleep(0)
        return None


def home(summary: TraceSummary | None, source: TraceSource) -> str:
    """The filters that leave the application or project of a trace, as far as both know them.

    Vendors that hold several ask each of them otherwise: many requests where one tells enough.
    """
    known = {each.name for each in source.filters}
    stated = {name: fact(summary, name) for name in HOMES if summary and name in known}
    return " ".join(
        f'{name}="{quoted(each)}"' for name, each in stated.items() if isinstance(each, str)
    )


def whose(agent: str, source: TraceSource) -> str:
    """The filter that leaves an agent's traces, by the name that the list has for it."""
    known = {each.name for each in source.filters}
    return next((f'{name}="{quoted(agent)}"' for name in AGENTS if name in known), "")


def small(rows: Iterable[TraceSummary]) -> list[TraceSummary]:
    """A few that are soon read, spread over the whole time."""
    known = sorted(
        (each for each in rows if (each.span_count or 0) <= LARGE),
        key=lambda each: each.started_ns or 0,
    )
    return known if len(known) <= SAMPLE else [known[0], *known[-(SAMPLE - 1) :]]


def counted(read: Iterable[tuple[str | None, bool]]) -> tuple[Seen, ...]:
    """How often each version was read, and how often it failed; in the order they came."""
    found: dict[str, Seen] = {}
    for version, failed in read:
        if version is not None:
            known = found.get(version, Seen(version, 0, 0))
            found[version] = Seen(version, known.read + 1, known.failed + failed)
    return tuple(found.values())
