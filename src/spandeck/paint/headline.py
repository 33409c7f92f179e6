"""The lines above a span's detail: what it is, how it went, its own and subtree totals."""

from datetime import tzinfo

from spandeck.model.trace import Span, Trace
from spandeck.paint.document import Line
from spandeck.paint.survey import Survey
from spandeck.paint.units import NOTHING, count, date_clock, duration, exact, money, one_line
from spandeck.semantics.facts import Failure, Meaning

LINES = 4
MOST = 400
"""Characters of a text that are looked at for a single line."""


def headlines(
    span: Span, meaning: Meaning, at: int, trace: Trace | None, survey: Survey | None, zone: tzinfo
) -> tuple[Line, ...]:
    """`LINES` lines; the totals come with the survey of the whole trace."""
    return (
        named(span, meaning),
        went(span, meaning.failure, zone),
        owned(span, at, survey),
        totalled(span, at, trace, survey),
    )


def named(span: Span, meaning: Meaning) -> Line:
    """What it is: kind, name, model or tool, provider."""
    mark = (("✗ ", "error"),) if span.failed else ()
    label = one_line(meaning.label) if meaning.label and meaning.label != span.name else ""
    provider = one_line(meaning.llm.provider) if meaning.llm and meaning.llm.provider else ""
    aside = "  ".join(part for part in (label, provider) if part)
    return (
        *mark,
        (f"{one_line(meaning.kind)}  ", "accent"),
        (one_line(span.name[:MOST]), "heading"),
        (f"  {aside}", "text"),
    )


def went(span: Span, why: Failure | None, zone: tzinfo) -> Line:
    """How it went: why it failed, or when it ran."""
    if why is not None:
        facts = (str(why.http_status) if why.http_status else None, why.provider_code or why.type)
        said = " ".join(one_line(fact) for fact in facts if fact)
        message = one_line((why.message or "")[:MOST]).strip()
        return ((said + (": " if said and message else "") + message, "error"),)
    status = "" if span.status in ("ok", "unset") else f"  {one_line(span.status)}"
    ended = "" if span.ended_ns is not None else "  not ended"
    return ((f"{date_clock(span.started_ns, zone)}{status}{ended}", "muted"),)


def owned(span: Span, at: int, survey: Survey | None) -> Line:
    """`own 1.2 s · 88 tok`: what the span did while none of its children did."""
    if survey is None:
        return (("took ", "key"), (duration(span.duration_ms), "text"))
    ran = duration(survey.own_ns[at] / 1e6) if span.duration_ms is not None else NOTHING
    seen = survey.glances[at]
    return (("own ", "key"), (" · ".join([ran, *spent(seen.tokens, seen.cost_usd)]), "text"))


def totalled(span: Span, at: int, trace: Trace | None, survey: Survey | None) -> Line:
    """`subtree 18.4 s · 42 spans · 3 errors · 12.3k tok · $0.084`; nothing for a leaf."""
    if trace is None or survey is None or trace.end[at] == at + 1:
        return ()
    said = [duration(span.duration_ms), f"{exact(trace.end[at] - at)} spans"]
    failed = trace.errors(at)
    said += [f"{exact(failed)} error{'s' * (failed != 1)}"] if failed else []
    said += spent(survey.tokens[at], survey.costs[at])
    return (("subtree ", "key"), (" · ".join(said), "text"))


def spent(tokens: int | None, usd: float | None) -> list[str]:
    """Tokens and cost, as far as anybody stated them."""
    said = [f"{count(tokens)} tok"] if tokens is not None else []
    return [*said, money(usd)] if usd is not None else said
