"""One provider's 429s as one picture: what happened in words, the hours over those before.

The deck and `spandeck plot` draw the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spandeck.model.upstream import HOUR_NS, Between, Maintenance, RateLimits
from spandeck.paint.bars import Bars, bars
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.legend import filled
from spandeck.paint.shading import shaded, steps
from spandeck.paint.units import exact, one_line

UNTRENDED = "none in the period before to compare with"
UNTHROTTLED = "no endpoint was throttled"
LOW = 6
"""Lines below which the words take only one."""


@dataclass(frozen=True, slots=True)
class Throttling:
    """What is drawn of one provider."""

    found: RateLimits
    between: Between
    before: RateLimits | None = None
    """The period before of equal length; None while it is not known."""
    windows: Sequence[Maintenance] = ()
    """Maintenance of any provider; that of others is left out."""

    @property
    def bars(self) -> Bars:
        """The hours; one that is left out had none."""
        whole = self.between.whole
        return Bars(
            whole.since_ns,
            HOUR_NS,
            (("429s", counts(self.found, whole)),),
            before=() if self.before is None else counts(self.before, whole.before),
            shaded=shaded(self.windows, self.found.vendor, whole),
        )


def throttling(drawn: Throttling, sheet: Sheet, at_ns: int | None = None) -> list[Line]:
    """The words and the bars, with the cursor at a moment's hour."""
    made = drawn.bars
    said = words(drawn.found)[: 1 if sheet.height < LOW else None]
    head = finished([filled(line, sheet.width) for line in said], sheet)
    below = replace(sheet, height=sheet.height - len(head))
    return [*head, *bars(made, below, made.step(at_ns))]


def counts(found: RateLimits, between: Between) -> tuple[int, ...]:
    """429s by the hour."""
    return tuple(each or 0 for each in steps(between, dict(found.hours)))


def words(found: RateLimits) -> list[Line]:
    """How many, whether it gets worse, and where."""
    top = one_line(found.top_endpoint) if found.top_endpoint else UNTHROTTLED
    return [
        (
            (f"{exact(found.count)} × 429", "heading"),
            ("  ", "text"),
            worsening(found.trend_pct, UNTRENDED),
        ),
        (("most at  ", "muted"), (top, "text" if found.top_endpoint else "muted")),
    ]


def worsening(trend_pct: float | None, unknown: str) -> tuple[str, str]:
    """A change in percent with its mark and role; `unknown` where there is none."""
    if trend_pct is None:
        return unknown, "muted"
    mark, role = (
        ("▲", "warn") if trend_pct > 0 else ("▼", "ok") if trend_pct < 0 else ("=", "muted")
    )
    return f"{mark} {trend_pct:+.1f} % on the period before", role
