"""A trace as it stands on screen: its spans, folds and time axis, made into rows.

It decides what a row says; `spanrow` decides how that fits its columns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spandeck.model.trace import Span, Trace
from spandeck.paint.document import Line, fitted
from spandeck.paint.folds import Folds
from spandeck.paint.spanrow import Columns, SpanRow, guides, painted
from spandeck.paint.survey import Survey
from spandeck.paint.units import count, duration
from spandeck.paint.waterfall import Axis, bar, ticks
from spandeck.semantics.facts import Failure, Glance

CODES_SHOWN = 3
OFF_PATH = str.maketrans("█▌▐━╺╸", "░░░┄┄┄")
"""A bar off the critical path is drawn lighter, not only coloured so."""


@dataclass(slots=True)
class Scene:
    """Everything a row is made of."""

    spans: Sequence[Span]
    folds: Folds
    whole: Axis
    """The time of the whole trace."""
    axis: Axis
    """The time on screen."""
    glance: Callable[[Span], Glance]
    failure: Callable[[Span], Failure | None]
    trace: Trace | None = None
    """None while spans are still arriving: then nothing can be folded or counted."""
    survey: Survey | None = None
    critical: frozenset[int] | None = None
    """The spans of the critical path while it is shown."""
    tries: frozenset[int] = frozenset()
    """Earlier tries that are folded into the row of their last."""
    opened: frozenset[int] = frozenset()
    """Calls whose earlier tries are shown."""

    def line(self, row: int, columns: Columns) -> Line:
        """The row as text with roles."""
        return painted(self.row(row, columns), columns)

    def row(self, row: int, columns: Columns) -> SpanRow:
        """What a row says."""
        at = self.folds.span(row)
        span, seen = self.spans[at], self.seen(at)
        parted = self.folds.has_children(row)
        folded = self.folds.is_folded(row)
        off = self.critical is not None and at not in self.critical
        drawn = bar(self.axis, columns.bar, span.started_ns, span.ended_ns, thin=self.contains(at))
        name, label = told(span.name, seen.label or "")
        return SpanRow(
            guides=guides(self.folds, row, columns.name),
            fold="▸" if folded else "▾" if parted else " ",
            mark="✗" if span.failed else "!" if folded and self.fails_beneath(at) else "",
            kind=seen.kind,
            name=name,
            label=label,
            note=self.note(at, row),
            duration=duration(span.duration_ms),
            bar=drawn.translate(OFF_PATH) if off else drawn,
            dim=off,
        )

    def seen(self, at: int) -> Glance:
        """What a span is, from the survey once there is one."""
        return self.survey.glances[at] if self.survey else self.glance(self.spans[at])

    def contains(self, at: int) -> bool:
        """Whether other spans lie within this one."""
        return self.trace is not None and self.trace.end[at] > at + 1

    def fails_beneath(self, at: int) -> bool:
        """Whether a descendant failed."""
        return self.trace is not None and self.trace.errors(at) > 0

    def note(self, at: int, row: int) -> str:
        """Retries folded into the row, wrappers hidden beneath it."""
        notes = []
        if self.trace is not None and (earlier := self.trace.retries.get(at)):
            codes = [self.code(each) for each in earlier[:CODES_SHOWN]]
            more = ",…" if len(earlier) > CODES_SHOWN else ""
            known = ",".join(code for code in codes if code)
            notes.append(f"×{len(earlier) + 1}" + (f" ({known}{more})" if known else ""))
        hidden = self.folds.choice.hidden.get(self.folds.rows[row], 0)
        if hidden:
            notes.append(f"({hidden} hidden)")
        elif self.trace is not None and self.folds.is_folded(row):
            notes.append(f"({count(self.trace.end[at] - at - 1)})")
        return " ".join(notes)

    def code(self, at: int) -> str:
        """The shortest word for why a span failed."""
        why = self.failure(self.spans[at])
        if why is None:
            return ""
        return str(why.http_status) if why.http_status else why.provider_code or why.type or ""

    def header(self, columns: Columns) -> Line:
        """The line above the rows: column titles and the ticks of the time axis."""
        zoomed = "" if self.axis == self.whole else "⌕"
        lead = fitted("SPAN", columns.name) + zoomed.rjust(columns.duration)
        drawn = ticks(self.axis, columns.bar, self.whole.start_ns) if columns.bar else ""
        return ((lead, "header"), (f" {drawn}" if columns.bar else "", "tick"))


def told(name: str, label: str) -> tuple[str, str]:
    """A span's name and its label, without saying twice what one of them says already."""
    if label.startswith(name):
        return label, ""
    return name, "" if label in name else label
