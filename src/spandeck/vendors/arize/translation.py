"""Arize's spans and traces in our words; pure, and the only place that knows both."""

from collections.abc import Mapping, Sequence
from typing import Any

from spandeck import semantics
from spandeck.model.totals import totalling
from spandeck.model.trace import ERROR, OK, UNSET, Event, Span, TraceSummary, assembling
from spandeck.model.tree import SLICE, Slices, finish
from spandeck.semantics import failure
from spandeck.semantics.attributes import flat
from spandeck.vendors.arize import naming
from spandeck.vendors.arize.wire import EventRow, SpanRow, TraceRow

STATUSES = {None: UNSET, "": UNSET, "UNSET": UNSET, "OK": OK, "ERROR": ERROR}
NO_ATTRIBUTES: Mapping[str, Any] = {}


def span(raw: Any) -> Span:
    """A span in either spelling; raise `pydantic.ValidationError`."""
    if naming.humped(raw):
        raw = naming.respelt(raw)
    row = SpanRow.model_validate(raw)
    extra = row.model_extra or NO_ATTRIBUTES
    if row.context.model_extra:
        extra = {**extra, "context": row.context.model_extra}
    return Span(
        row.context.trace_id,
        row.context.span_id,
        row.parent_id or None,
        row.name or "",
        row.kind or "",
        row.start_time,
        row.end_time,
        STATUSES.get(row.status_code, row.status_code or UNSET),
        row.status_message,
        row.attributes or NO_ATTRIBUTES,
        tuple([event(each) for each in row.events]) if row.events else (),
        extra,
    )


def event(row: EventRow) -> Event:
    """An event of a span."""
    return Event(row.name or "", row.timestamp, row.attributes or NO_ATTRIBUTES)


def root(spans: Sequence[Span], named: str | None = None) -> Span | None:
    """The span that a trace is told by: the one named, else the first without a parent here."""
    here = {each.span_id: each for each in spans}
    if named in here:
        return here[named]
    tops = [each for each in spans if each.parent_id is None or each.parent_id not in here]
    return min(tops, key=lambda each: each.started_ns or 0, default=None)


def summary(
    row: TraceRow, spans: Sequence[Span], facts: Mapping[str, Any], space: str | None
) -> TraceSummary:
    """A row of the list, told by its root and added up over its spans.

    `facts` are what was sent of it beside its spans; `space` is where its project lies.
    """
    return finish(summing(row, spans, facts, space))


def summing(
    row: TraceRow, spans: Sequence[Span], facts: Mapping[str, Any], space: str | None
) -> Slices[TraceSummary]:
    """`summary` in slices of a few milliseconds."""
    top = root(spans, row.root_span_id)
    yield
    tree = yield from assembling(spans)
    glances = []
    for at in range(0, len(spans), SLICE):
        glances += [semantics.glance(each) for each in tree.spans[at : at + SLICE]]
        yield
    sums = yield from totalling(tree, glances)
    failed = [each for each in tree.spans if each.failed]
    code = reason(failed)
    yield
    said = [first(spans, top, key) for key in ("agent.name", "session.id", "user.id")]
    return TraceSummary(
        trace_id=row.trace_id,
        name=top.name if top else "",
        status=top.status if top else UNSET,
        started_ns=row.start_time if top is None else top.started_ns,
        duration_ms=elapsed_ms(row) if top is None else top.duration_ms,
        span_count=len(tree.spans) if spans else None,
        error_count=len(failed) if spans else None,
        error_code=code,
        agent_name=said[0],
        session_id=said[1],
        environment=space,
        tokens=added([sums.tokens[each] for each in tree.roots]),
        cost_usd=added([sums.cost_usd[each] for each in tree.roots]),
        raw={**facts, "user_id": said[2]},
    )


def added(found: Sequence[Any]) -> Any:
    """The sum of what is known; None where nothing is."""
    known = [each for each in found if each is not None]
    return sum(known) if known else None


def first(spans: Sequence[Span], top: Span | None, key: str) -> str | None:
    """What the root, or else the first span that says it, says."""
    for each in (top, *spans) if top else spans:
        found = each.attributes.get(key)
        if isinstance(found, str) and found:
            return found
    return None


def reason(failed: Sequence[Span]) -> str | None:
    """The type of the failure that came first; those around it tell of it once more."""
    for each in sorted(failed, key=lambda span: span.ended_ns or 0):
        found = failure.of(each, flat(each.attributes))
        code = None if found is None else failure.short(found)
        if code:
            return code
    return None


def elapsed_ms(row: TraceRow) -> float | None:
    """How long a trace took whose root did not come along."""
    if row.start_time is None or row.end_time is None:
        return None
    return (row.end_time - row.start_time) / 1e6
