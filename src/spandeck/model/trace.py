"""Traces and spans as values: what every vendor's source translates into, and the span tree.

Times are UTC nanoseconds since the epoch. A number the vendor did not send is None, never 0.
"""

from array import array
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from spandeck.model.tree import (
    SLICE,
    Shape,
    Slices,
    children,
    critical,
    finish,
    ranked,
    shaped,
    uncycled,
)

OK, ERROR, UNSET = "ok", "error", "unset"
"""The statuses we know; any other word a vendor sends is kept as it stands."""

NEVER = 1 << 63
"""Later than any time: a span without a start comes after its siblings."""


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """One row of a list of traces."""

    trace_id: str
    name: str
    status: str
    started_ns: int | None
    duration_ms: float | None
    span_count: int | None = None
    error_count: int | None = None
    error_code: str | None = None
    agent_name: str | None = None
    session_id: str | None = None
    environment: str | None = None
    tokens: int | None = None
    cost_usd: float | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The row as the vendor sent it, unknown fields included."""
    partial: bool = False
    """Whether spans of it are missing, so that its counts are the least there can be."""

    @property
    def failed(self) -> bool:
        """Whether the trace counts as an error: by its status, or by any error inside."""
        return self.status == ERROR or bool(self.error_count)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at one moment of a span, such as an exception."""

    name: str
    at_ns: int | None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """One operation of a trace, attributes as the instrumentation wrote them."""

    trace_id: str
    span_id: str
    parent_id: str | None
    name: str
    kind: str
    """The vendor's word for the kind; `semantics` says what the span really is."""
    started_ns: int | None
    ended_ns: int | None
    status: str
    status_message: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else the vendor sent: nothing is lost."""

    @property
    def duration_ms(self) -> float | None:
        """How long it took, in milliseconds; None while a time is missing."""
        if self.started_ns is None or self.ended_ns is None:
            return None
        return (self.ended_ns - self.started_ns) / 1e6

    @property
    def failed(self) -> bool:
        """Whether the span itself ended in error."""
        return self.status == ERROR


@dataclass(frozen=True, slots=True)
class Notes:
    """What was odd about a trace's spans: all of them are shown, none is believed blindly."""

    orphans: int = 0
    """Spans whose parent never came; they stand as roots."""
    duplicates: int = 0
    """Spans that came again under the same id; the last one is shown."""
    cycles: int = 0
    """Rings of spans that were each other's parents; the earliest of each stands as a root."""
    early: int = 0
    """Spans that start before their parent: the clocks disagree."""
    late: int = 0
    """Spans that end after their parent: clocks, or work that outlived its caller."""


@dataclass(frozen=True, slots=True)
class Trace:
    """All spans of one trace in pre-order, siblings by start; positions are indices into `spans`.

    The subtree of `i` is `range(i, end[i])`.
    """

    spans: tuple[Span, ...]
    parent: Sequence[int]
    """The position of each span's parent, or -1 for a root."""
    depth: Sequence[int]
    """0 for a root."""
    end: Sequence[int]
    """One past the last span below each span."""
    retries: Mapping[int, tuple[int, ...]]
    """Where the last try of a call stands → its earlier tries, all failed, oldest first."""
    notes: Notes
    positions: Mapping[str, int]
    """Where each span id stands."""
    failures: Sequence[int]
    """How many failed spans stand before each position; one entry longer than `spans`."""

    @property
    def roots(self) -> tuple[int, ...]:
        """The positions of the roots, by start."""
        return tuple(children(self.end, -1))

    @property
    def max_depth(self) -> int:
        """How many levels there are; 1 for a single span, 0 for no span at all."""
        return max(self.depth, default=-1) + 1

    @property
    def started_ns(self) -> int | None:
        """When its first span started."""
        return min((s.started_ns for s in self.spans if s.started_ns is not None), default=None)

    @property
    def ended_ns(self) -> int | None:
        """When its last span ended."""
        return max((s.ended_ns for s in self.spans if s.ended_ns is not None), default=None)

    def children(self, at: int) -> tuple[int, ...]:
        """The positions of a span's children, by start."""
        return tuple(children(self.end, at))

    def errors(self, at: int) -> int:
        """How many spans of a subtree failed, its top included."""
        return self.failures[self.end[at]] - self.failures[at]

    def critical_path(self) -> tuple[int, ...]:
        """The positions of the spans that the trace's end waited for, in pre-order."""
        return finish(self.tracing())

    def tracing(self) -> Slices[tuple[int, ...]]:
        """`critical_path` in slices."""
        started = [span.started_ns for span in self.spans]
        return critical(self.end, started, [span.ended_ns for span in self.spans])


def outside(span: Span, parent: Span) -> tuple[bool, bool]:
    """Whether a span starts before its parent, and whether it ends after it."""
    begin, over = span.started_ns, span.ended_ns
    early = begin is not None and parent.started_ns is not None and begin < parent.started_ns
    return early, over is not None and parent.ended_ns is not None and over > parent.ended_ns


def named(span: Span) -> Hashable:
    """What makes two spans tries of one call, as far as names can tell."""
    return span.name, span.kind


def assemble(spans: Sequence[Span], call: Callable[[Span], Hashable] = named) -> Trace:
    """The tree of the spans of one trace, whatever their order; loses none of them.

    Two siblings in a row of which the first failed are tries of one call when `call` says the
    same of both; `semantics.call` looks closer than names do.
    """
    return finish(assembling(spans, call))


def assembling(spans: Sequence[Span], call: Callable[[Span], Hashable] = named) -> Slices[Trace]:
    """`assemble` in slices of a few milliseconds, for a loop that must not stall."""
    latest: dict[str, Span] = {}
    for at in range(0, len(spans), SLICE):
        for span in spans[at : at + SLICE]:
            latest[span.span_id] = span
        yield
    kept, names = list(latest.values()), list(latest)
    parents, starts, orphans = yield from linked(kept, names)
    order = yield from ranked(starts, names)
    cycles = yield from uncycled(parents, order)
    shape = yield from shaped(parents, order)
    walked = tuple([kept[each] for each in shape.order])
    yield
    notes = Notes(orphans, len(spans) - len(kept), cycles)
    return (yield from surveyed(walked, shape, notes, call))


def linked(
    spans: Sequence[Span], names: Sequence[str]
) -> Slices[tuple["array[int]", list[int], int]]:
    """Where each span's parent is, or -1; when it starts; and how many parents are missing."""
    number: dict[str, int] = {}
    for at in range(0, len(names), SLICE):
        yield
        number.update(zip(names[at : at + SLICE], range(at, len(names)), strict=False))
    parents, starts, orphans = array("i"), [], 0
    for at, span in enumerate(spans):
        above = number.get(span.parent_id, -1) if span.parent_id else -1
        orphans += above < 0 and bool(span.parent_id)
        parents.append(above)
        starts.append(NEVER if span.started_ns is None else span.started_ns)
        if at % SLICE == 0:
            yield
    return parents, starts, orphans


def surveyed(
    spans: tuple[Span, ...], shape: Shape, notes: Notes, call: Callable[[Span], Hashable]
) -> Slices[Trace]:
    """The trace of spans in pre-order, with its failures counted and its retries folded."""
    parent, end = shape.parent, shape.end
    failures, positions = array("i", [0]), {}
    retries: dict[int, tuple[int, ...]] = {}
    failed = starting = ending = 0
    for at, span in enumerate(spans):
        positions[span.span_id] = at
        if span.failed:
            failed += 1
            after = end[at]
            siblings = after < len(spans) and 0 <= parent[at] == parent[after]
            if siblings and again(span, spans[after], call):
                retries[after] = (*retries.pop(at, ()), at)
        failures.append(failed)
        if parent[at] >= 0:
            early, late = outside(span, spans[parent[at]])
            starting += early
            ending += late
        if at % SLICE == 0:
            yield
    notes = replace(notes, early=starting, late=ending)
    return Trace(spans, parent, shape.depth, end, retries, notes, positions, failures)


def again(span: Span, following: Span, call: Callable[[Span], Hashable]) -> bool:
    """Whether the second of two siblings tries again what the first, which failed, had tried."""
    if span.ended_ns is None or following.started_ns is None:
        return call(span) == call(following)
    return following.started_ns >= span.ended_ns and call(span) == call(following)
