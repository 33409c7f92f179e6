"""The same trace at the other vendors, and where they disagree about it."""

from collections.abc import Iterable, Mapping

from spandeck.model.errors import Missing
from spandeck.model.evidence import SpanAt
from spandeck.model.fact import Difference, Elsewhere
from spandeck.model.page import Ask
from spandeck.model.source import TraceSource
from spandeck.model.told import Subject, Told
from spandeck.model.trace import ERROR, Span, TraceSummary
from spandeck.why.case import Case
from spandeck.why.question import Question

LONE = "no other vendor that holds traces is connected"


def questions(case: Case, sources: Mapping[str, TraceSource], ask: Ask) -> tuple[Question, ...]:
    """One for every other vendor that holds traces."""
    others = [each for name, each in sources.items() if name != case.vendor]
    if not others:

        async def nobody() -> tuple[Told, ...]:
            return (Told(Subject.ELSEWHERE, "", unknown=LONE),)

        return (Question((Subject.ELSEWHERE,), "", nobody),)
    return tuple(
        Question((Subject.ELSEWHERE,), each.title, Other(case, each, ask).compare)
        for each in others
    )


class Other:
    """Another vendor that may hold the trace."""

    def __init__(self, case: Case, source: TraceSource, ask: Ask) -> None:
        """`ask` is how it is asked."""
        self.case, self.source, self.how = case, source, ask

    async def compare(self) -> tuple[Told, ...]:
        """Read the whole trace there, and hold it against ours."""
        trace_id, title = self.case.span.trace_id, self.source.title
        spans: dict[str, Span] = {}
        summary: TraceSummary | None = None
        answered_ns, cached = None, False
        try:
            async for batch in self.source.spans(trace_id, ask=self.how):
                spans |= {each.span_id: each for each in batch.spans}
                summary = batch.summary or summary
                answered_ns, cached = batch.answered_ns, batch.cached
        except Missing:
            fact = Elsewhere(self.source.vendor, title, held=False)
            return (Told(Subject.ELSEWHERE, title, fact),)
        found = tuple(differences(self.case, spans, summary))
        fact = Elsewhere(self.source.vendor, title, held=True, differences=found)
        span_id = self.case.span.span_id
        evidence = SpanAt(self.source.vendor, trace_id, span_id if span_id in spans else None)
        return (
            Told(
                Subject.ELSEWHERE,
                title,
                fact,
                as_of_ns=answered_ns,
                cached=cached,
                evidence=evidence,
            ),
        )


def differences(
    case: Case, spans: Mapping[str, Span], summary: TraceSummary | None
) -> list[Difference]:
    """Where two vendors disagree about a trace; what one of them does not say is no difference."""
    there = spans.get(case.span.span_id)
    pairs: list[tuple[str, str | None, str | None]] = [
        ("spans", str(len(case.trace.spans)), str(len(spans))),
        ("failed spans", failures(case.trace.spans), failures(spans.values())),
        ("the failed span", "held", "held" if there else "missing"),
        ("its status", ERROR, there.status if there else None),
    ]
    if case.summary is not None and summary is not None:
        pairs += [
            ("status", case.summary.status, summary.status),
            ("tokens", text(case.summary.tokens), text(summary.tokens)),
        ]
    return [
        Difference(what, ours, theirs)
        for what, ours, theirs in pairs
        if ours is not None and theirs is not None and ours != theirs
    ]


def failures(spans: Iterable[Span]) -> str:
    """How many spans failed."""
    return str(sum(each.failed for each in spans))


def text(number: int | None) -> str | None:
    """A number as it is compared and shown."""
    return None if number is None else str(number)
