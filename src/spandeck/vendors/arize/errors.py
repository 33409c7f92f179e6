"""What failed at Arize: the failed spans of every project, and among them where it began.

A trace in which something new failed is read once, a few of its columns, since a failed span does
not say whose it is. A poll in which nothing new failed costs a request for each project asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from json import dumps
from typing import Any

from pydantic import ValidationError

from spandeck.model.occurrence import Occurrence
from spandeck.model.page import Ask, BadRow, Page
from spandeck.model.record import iso
from spandeck.model.source import PLAIN
from spandeck.model.trace import Span
from spandeck.semantics import account, kind
from spandeck.semantics.occurrence import ENVIRONMENT, VERSION, Around
from spandeck.semantics.origin import LONGEST_TEXT, Family, lighter
from spandeck.vendors.arize import translation
from spandeck.vendors.arize.dialect import following
from spandeck.vendors.arize.places import Project, projects
from spandeck.vendors.arize.source import ArizeSource
from spandeck.vendors.arize.syntax import quoted
from spandeck.vendors.arize.telemetry import LARGEST_SPANS
from spandeck.vendors.arize.terms import EARLIEST
from spandeck.vendors.arize.wire import Envelope
from spandeck.vendors.complaint import why
from spandeck.vendors.memo import Memo
from spandeck.vendors.patrol import Found, Patrol
from spandeck.vendors.unhurried import unhurried

WHERE = "status_code = 'ERROR'"
AGENT = ("agent.name", "gen_ai.agent.name", "traceloop.entity.name", "graph.node.id", "metadata")
ATTRIBUTES = (*kind.STATED, *AGENT, *VERSION, *ENVIRONMENT, *account.SESSION, *account.USER)
COLUMNS = tuple(f"attributes.{each}" for each in (*ATTRIBUTES, "error.type"))
"""What the spans around a failed one are read for."""
TOGETHER = 10
"""Traces that are read by one request."""
PAGES = 10
"""Pages that reading some traces may take: five hundred spans each, more than agents run in circles
for."""
REMEMBERED = 2_000
"""Traces whose failures are kept."""
TRIES = 5
"""How often a trace is read again whose root has not come."""
MICROSECOND = 1_000
"""Arize takes times to the microsecond."""
ROWS = 50
"""Spans that are read in a slice."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a trace."""

    failed: Mapping[str, Span]
    """Its failed spans as they were listed, by id."""
    told: Mapping[str, Occurrence]
    """The failures that began at some of them."""
    tries: int
    """How often it was read without its root."""

    def covers(self, spans: Iterable[Span]) -> bool:
        """Whether these tell nothing new, and nothing more is to be learnt."""
        return self.tries in (0, TRIES) and all(self.failed.get(s.span_id) == s for s in spans)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of spans."""

    spans: tuple[Span, ...]
    bad: tuple[BadRow, ...]
    cursor: str | None
    answered_ns: int
    cached: bool


class Errors:
    """Fulfils `model.occurrence.Feed`."""

    vendor: str = "arize"
    name: str = "errors"
    title: str = "Arize errors"
    every_s: float = 15.0
    """A request for each project where something failed lately; the vendor states no limit."""
    overlap_s: float = 900.0
    """Spans are found by when they began, and a range of time shows them later than they came."""

    def __init__(self, source: ArizeSource) -> None:
        """`source` knows where traces lie."""
        self.source = source
        self.patrol = Patrol("projects")
        self.known: Memo[tuple[str, str], Known] = Memo(REMEMBERED)
        """By project and trace: one trace may lie in two projects."""

    async def occurrences(
        self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Occurrence]:
        """The failures among the next failed spans of the projects that are due.

        A request is as large as it may be, whatever the `limit`: it is requests that are counted.
        """
        every = {each.id: each for each in await projects(self.source.edge, ask)}
        named = {each.id: f"{each.name} ({each.space})" for each in every.values()}
        return await self.patrol.page(named, since_ns, cursor, partial(self.read, every, ask))

    async def read(
        self, every: Mapping[str, Project], ask: Ask, place: str, since_ns: int, cursor: str | None
    ) -> Found:
        """One page of one project."""
        project = every[place]
        body = {
            "start_time": iso(since_ns - since_ns % MICROSECOND),
            "filter": WHERE,
            "truncate_string_length": LONGEST_TEXT,
        }
        page = await self.listed(project, body, cursor, ask)
        traces: dict[str, list[Span]] = {}
        for each in page.spans:
            traces.setdefault(each.trace_id, []).append(lighter(each))
            self.source.memory.lie(each.trace_id, project)
        await self.learn(project, traces, ask)
        known = (self.known.get((place, trace_id)) for trace_id in traces)
        told = (each.told.values() for each in known if each)
        found = tuple(chain.from_iterable(told))
        return Found(found, page.bad, page.cursor, page.answered_ns, page.cached)

    async def learn(self, project: Project, traces: Mapping[str, Sequence[Span]], ask: Ask) -> None:
        """Read the traces in which something failed that is new."""
        new = [
            trace_id
            for trace_id, spans in traces.items()
            if not ((known := self.known.get((project.id, trace_id))) and known.covers(spans))
        ]
        for at in range(0, len(new), TOGETHER):
            several = new[at : at + TOGETHER]
            whole = await self.whole(project, several, ask)
            for trace_id in several:
                known = await self.understood(project, trace_id, traces[trace_id], whole)
                self.known.put((project.id, trace_id), known)

    async def whole(
        self, project: Project, trace_ids: Sequence[str], ask: Ask
    ) -> Mapping[str, list[Span]]:
        """All spans of some traces, as far as a few pages hold them, with a few columns."""
        ids = ", ".join(map(quoted, trace_ids))
        body = {
            "start_time": EARLIEST,
            "filter": f"context.trace_id IN ({ids})",
            "included_columns": COLUMNS,
        }
        found: dict[str, list[Span]] = {}
        cursor: str | None = None
        for _ in range(PAGES):
            page = await self.listed(project, body, cursor, ask)
            for each in page.spans:
                found.setdefault(each.trace_id, []).append(each)
            cursor = page.cursor
            if cursor is None:
                break
        return found

    async def understood(
        self,
        project: Project,
        trace_id: str,
        spans: Sequence[Span],
        whole: Mapping[str, Sequence[Span]],
    ) -> Known:
        """A trace's failures; those of its failed spans count that were listed."""
        before = self.known.get((project.id, trace_id))
        failed = {**(before.failed if before else {}), **{each.span_id: each for each in spans}}
        family = Family(whole.get(trace_id, ()))
        async for each in unhurried(failed.values()):
            family.add((each,))
        around = Around(environment=project.space or None, project=project.name, fatal=False)
        told: dict[str, Occurrence] = {}
        async for found in unhurried(family.occurrences(self.vendor, around)):
            if found.of.span_id in failed:
                told[found.of.span_id] = found
        tries = 0 if family.roots else min(TRIES, (before.tries if before else 0) + 1)
        return Known(failed, told, tries)

    async def listed(
        self, project: Project, body: Mapping[str, Any], cursor: str | None, ask: Ask
    ) -> Listed:
        """One page of a project's spans (contract §8.3); raises the five errors."""
        params: dict[str, str | int] = {"limit": LARGEST_SPANS}
        async with self.source.edge.stream(
            "/v2/spans",
            what=f"failed spans of {project.name}",
            ask=ask,
            params=params | ({"cursor": cursor} if cursor else {}),
            method="POST",
            body={"project_id": project.id, **body},
        ) as answer:
            own, rows = await answer.rows("spans")
            try:
                place = Envelope.model_validate(own).pagination
            except ValidationError as error:
                raise answer.unreadable(why(error)) from error
        after, _doubts = following(place, cursor)
        good: list[Span] = []
        bad: list[BadRow] = []
        async for raw in unhurried(rows, ROWS):
            try:
                if isinstance(raw, BadRow):
                    bad.append(raw)
                else:
                    good.append(translation.span(raw))
            except ValidationError as error:
                bad.append(BadRow(dumps(raw, ensure_ascii=False), why(error)))
        return Listed(tuple(good), tuple(bad), after, answer.answered_ns, answer.cached)
