"""What is said around a span tree: the crumbs of its trace above, its state below."""

from collections.abc import Iterable
from dataclasses import dataclass

from spandeck.model.trace import ERROR, UNSET, Trace, TraceSummary
from spandeck.paint.budget import Tone
from spandeck.paint.survey import Survey
from spandeck.paint.units import NOTHING, count, duration, exact, freshness, money, one_line

Said = tuple[str, Tone]
SHORT_ID = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a trace has come onto the screen, and how it is looked at."""

    arrived: int = 0
    """Spans so far."""
    complete: bool = False
    bad: int = 0
    """Spans that could not be read."""
    answered_ns: int | None = None
    cached: bool = False
    problem: str = ""
    """One sentence: why spans are missing."""
    hidden: int = 0
    """Spans left out as wrappers."""
    key_only: bool = False
    critical: bool = False
    search: str = ""
    """What the search says, such as `“refund” 3 of 17`."""
    row: str = ""
    """Where the cursor is, such as `12/42`."""


def crumbs(summary: TraceSummary, trace: Trace | None, survey: Survey | None) -> list[Said]:
    """The trace in a line: counted once all spans are here, until then as the list said."""
    spans = len(trace.spans) if trace else summary.span_count
    errors = trace.failures[-1] if trace else summary.error_count
    tokens, usd = summary.tokens, summary.cost_usd
    if trace is not None and survey is not None and tokens is None:
        tokens = added(survey.tokens[at] for at in trace.roots)
    said: list[Said] = [
        (one_line(summary.trace_id)[:SHORT_ID], "quiet"),
        (one_line(summary.agent_name or summary.name), "quiet"),
        outcome(summary.status, errors),
        (duration(took(summary, trace)), "quiet"),
    ]
    if spans is not None:
        said.append((f"{exact(spans)} spans", "quiet"))
    if errors:
        said.append((f"{exact(errors)} error{'s' * (errors != 1)}", "error"))
    said.append((f"{count(tokens)} tok", "quiet"))
    said.append((money(usd) if usd is not None else f"cost {NOTHING}", "quiet"))
    return [each for each in said if each[0]]


def outcome(word: str, errors: int | None) -> Said:
    """How the trace went; one that is well over spans that failed is worth a look."""
    if word == ERROR:
        return f"✗ {word}", "error"
    if word == UNSET and not errors:
        return "", "quiet"
    return (f"! {one_line(word)}", "warn") if errors else (f"✓ {one_line(word)}", "ok")


def added(numbers: Iterable[int | None]) -> int | None:
    """The sum of the numbers that are known; None when none is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def took(summary: TraceSummary, trace: Trace | None) -> float | None:
    """How long the trace took, in milliseconds."""
    if summary.duration_ms is not None or trace is None:
        return summary.duration_ms
    start, end = trace.started_ns, trace.ended_ns
    return None if start is None or end is None else (end - start) / 1e6


def status(standing: Standing, trace: Trace | None, now_ns: int) -> list[Said]:
    """The state in a line: the most pressing first."""
    said: list[Said] = []
    if standing.problem:
        said.append((standing.problem, "error"))
        said.append((f"{exact(standing.arrived)} spans kept", "quiet"))
    elif not standing.complete:
        return [(f"{exact(standing.arrived)} spans so far…", "quiet")]
    if standing.search:
        said.append((standing.search, "warn"))
    said.append((standing.row, "quiet"))
    if standing.key_only:
        said.append((f"key spans, {exact(standing.hidden)} hidden", "warn"))
    if standing.critical:
        said.append(("critical path", "warn"))
    if standing.bad:
        said.append((f"{standing.bad} bad span{'s' * (standing.bad != 1)}", "error"))
    said += oddities(trace) if trace else []
    if standing.answered_ns is not None:
        said.append((freshness(standing.answered_ns, now_ns, cached=standing.cached), "quiet"))
    return [each for each in said if each[0]]


def oddities(trace: Trace) -> list[Said]:
    """What was odd about the spans."""
    notes = trace.notes
    odd = (
        (notes.orphans, "without parent"),
        (notes.duplicates, "sent twice"),
        (notes.cycles, "in a circle"),
        (notes.early, "before parent"),
        (notes.late, "outlive parent"),
    )
    return [(f"{exact(number)} {what}", "warn") for number, what in odd if number]
