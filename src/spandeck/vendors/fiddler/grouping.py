"""Traces from spans that come newest first: groups, and how far one application was walked.

A trace's root begins before all else of it, so a trace is whole when the walk has passed its root.
Pure: it neither asks nor waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from spandeck.model.trace import ERROR, TraceSummary
from spandeck.semantics import failure
from spandeck.semantics.attributes import flat
from spandeck.semantics.usage import cost, total
from spandeck.vendors.fiddler.asking import By
from spandeck.vendors.fiddler.translation import NANOSECONDS, ended_ns, span, status
from spandeck.vendors.fiddler.wire import SpanRow

LATEST = 2**63
MICROSECOND = 1000
"""Fiddler's times are exact to the microsecond; so are the ends of its ranges."""
LINGERING_NS = 600 * 1_000_000_000
"""A trace that ended so long before the end of a range may still have a span after it."""
MODEL = "llm"
N = TypeVar("N", int, float)
Place = tuple[int, str]
"""Where a trace stands in a list, newest first: its start negated, and its id."""


@dataclass(frozen=True, slots=True)
class Application:
    """One application of the vendor's."""

    id: str
    name: str
    project: str = ""
    project_id: str = ""


@dataclass(slots=True)
class Sum(Generic[N]):
    """What the calls of models add up to; while none states it, the most that another span does."""

    calls: N | None = None
    others: N | None = None

    def add(self, amount: N | None, *, called: bool) -> None:
        """One more span's; `called` says whether it is a model's call."""
        if amount is None:
            return
        if called:
            self.calls = amount if self.calls is None else self.calls + amount
        else:
            self.others = amount if self.others is None else max(self.others, amount)

    @property
    def stated(self) -> N | None:
        """The sum; None while no span states anything."""
        return self.others if self.calls is None else self.calls


@dataclass(slots=True)
class Group:
    """The spans of one trace as far as they are known."""

    trace_id: str
    application: Application
    torn: bool = False
    """Whether spans of it were read of which nothing is known any more."""
    whole: bool = False
    """Whether all its spans were asked for by its id, and came."""
    cut: bool = False
    """Whether it has more spans than one asks for by its id for a list."""
    known: set[str] = field(default_factory=set)
    """Ids of its spans."""
    errors: int = 0
    error_code: str | None = None
    """The failure that came first in one word; those around it tell of it once more."""
    failed_ns: int = LATEST
    """When that one ended."""
    head: SpanRow | None = None
    """Its root; the earliest span while none is known."""
    newest_ns: int = 0
    """When its newest known span began."""
    ended_ns: int = 0
    tokens: Sum[int] = field(default_factory=Sum)
    cost_usd: Sum[float] = field(default_factory=Sum)
    user: str | None = None

    def add(self, row: SpanRow) -> None:
        """One more span; one that came before changes nothing."""
        if row.span_id in self.known:
            return
        self.known.add(row.span_id)
        if status(row.status_code) == ERROR:
            self.fail(row)
        self.newest_ns = max(self.newest_ns, row.start_time)
        self.ended_ns = max(self.ended_ns, ended_ns(row) or row.start_time)
        if self.head is None or leading(row) < leading(self.head):
            self.head = row
        attributes = row.span_attributes or {}
        paid = cost(attributes)
        self.tokens.add(total(attributes), called=row.span_type == MODEL)
        self.cost_usd.add(paid.usd if paid else None, called=row.span_type == MODEL)
        user = attributes.get("user.id")
        self.user = self.user or (user if isinstance(user, str) else None)

    def fail(self, row: SpanRow) -> None:
        """One more span that failed, and why if it was the first to."""
        self.errors += 1
        ended = ended_ns(row) or row.start_time
        if ended < self.failed_ns:
            found = failure.of(span(row, {}), flat(row.span_attributes or {}))
            code = None if found is None else failure.short(found)
            if code:
                self.error_code, self.failed_ns = code, ended

    @property
    def rooted(self) -> bool:
        """Whether its root is known."""
        return self.head is not None and not self.head.parent_span_id

    @property
    def started_ns(self) -> int:
        """When its root began, as far as is known."""
        return self.head.start_time if self.head else LATEST

    @property
    def place(self) -> Place:
        """Where it stands in a list."""
        return -self.started_ns, self.trace_id

    @property
    def partial(self) -> bool:
        """Whether spans of it are missing, as far as one can tell."""
        return not self.rooted or (self.cut and self.torn)

    def summary(self) -> TraceSummary:
        """The trace as a row of a list; there is at least one span."""
        head = self.head
        assert head is not None  # noqa: S101  # a group is made for a span
        extent = (self.ended_ns - head.start_time) / NANOSECONDS
        application = self.application
        return TraceSummary(
            self.trace_id,
            head.name or "",
            status(head.status_code),
            head.start_time,
            head.duration if self.rooted and head.duration is not None else extent,
            len(self.known),
            self.errors,
            self.error_code,
            agent_name=head.agent_name,
            session_id=head.session_id,
            tokens=self.tokens.stated,
            cost_usd=self.cost_usd.stated,
            raw={
                "application": application.name,
                "application_id": application.id,
                "project": application.project,
                "root_span_id": head.span_id if self.rooted else None,
                "status_message": head.status_message,
                "partial": self.partial,
            },
            partial=self.partial,
        )


def leading(row: SpanRow) -> tuple[bool, int, str]:
    """Roots before all others, then the earliest."""
    return bool(row.parent_span_id), row.start_time, row.span_id


def grouped(application: Application, rows: Iterable[SpanRow]) -> dict[str, Group]:
    """All spans of some traces by trace."""
    found: dict[str, Group] = {}
    for row in rows:
        group = found.setdefault(row.trace_id, Group(row.trace_id, application, whole=True))
        group.add(row)
    return found


@dataclass(slots=True)
class Walk:
    """How far one application was walked, from its newest span to older ones."""

    application: Application
    by: By = "all"
    """Which spans come, and lead to their traces."""
    until_ns: int | None = None
    """Where the walk began; spans after it were not seen."""
    before_us: int | None = None
    """The end of the next range, itself excluded; None for no end."""
    offset: int = 0
    """How many spans of that range are known already."""
    frontier_ns: int = LATEST
    """When the last span began that was read: nothing later is still to come."""
    ended: bool = False
    groups: dict[str, Group] = field(default_factory=dict)

    def take(self, rows: Iterable[SpanRow], size: int, *, more: bool) -> None:
        """A page of spans: `size` rows, of which these could be read."""
        starts = []
        for row in rows:
            starts.append(row.start_time // MICROSECOND)
            if self.by == "roots" and row.parent_span_id:
                continue
            group = self.groups.get(row.trace_id)
            if group is None:
                group = self.groups[row.trace_id] = Group(row.trace_id, self.application)
            group.add(row)
        self.ended = not more or not size
        last = min(starts, default=None)
        if last is None or last + 1 == self.before_us:
            self.offset += size
        else:
            self.before_us, self.offset = last + 1, starts.count(last)
        if last is not None:
            self.frontier_ns = last * MICROSECOND
        if self.ended:
            self.frontier_ns = -1

    def unplaced(self) -> list[str]:
        """The traces of which it is not known where they stand in the list."""
        return [each.trace_id for each in self.groups.values() if self.homeless(each)]

    def homeless(self, group: Group) -> bool:
        """Whether a trace's root may lie where the walk did not look."""
        known = group.whole or group.cut
        return not known and (group.torn or self.by == "some" or not group.rooted)

    def lacks(self, group: Group) -> bool:
        """Whether spans of a trace may lie where the walk did not look."""
        near = self.until_ns is not None and group.ended_ns > self.until_ns - LINGERING_NS
        return not (group.whole or group.cut) and (near or self.by != "all")

    def ready(self, after: Place | None, barrier_ns: int) -> list[Group]:
        """Traces before which nothing can come any more; those before `after` were given."""
        found = []
        for group in list(self.groups.values()):
            if after is not None and group.head is not None and group.place <= after:
                if group.whole or group.rooted:
                    del self.groups[group.trace_id]
            elif group.cut and not group.rooted and barrier_ns >= 0:
                continue  # its root is still to come
            elif group.started_ns > barrier_ns and not self.homeless(group):
                found.append(group)
        return found

    def open(self, place: Place) -> list[str]:
        """The traces of which spans before a place were read, and that come after it."""
        return [
            each.trace_id
            for each in self.groups.values()
            if each.place > place and (each.torn or -each.newest_ns <= place[0])
        ]
