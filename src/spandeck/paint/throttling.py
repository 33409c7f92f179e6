"""A provider's 429s as one picture, the period before behind them; the deck and `plot` draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

from spandeck.model.upstream import HOUR_NS, Between, Maintenance, RateLimits
from spandeck.paint.bars import Bars, bars
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.legend import filled
from spandeck.paint.sentence import folded
from spandeck.paint.shading import shaded, steps
from spandeck.paint.units import exact

NO_TREND = "no 429s the period before to compare with"
NONE = "no endpoint was throttled"


@dataclass(frozen=True, slots=True)
class Throttling:
    """What is drawn of one provider."""

    between: Between
    limits: RateLimits
    before: RateLimits | None = None
    """The period before; None while it is not known."""
    windows: Sequence[Maintenance] = ()
    """Maintenance of any provider; that of others is left out."""

    @property
    def bars(self) -> Bars:
        """An hour without a 429 is none, not a gap: the vendor leaves it out."""
        span = self.between.whole
        before = () if self.before is None else counted(self.before, span.before)
        return Bars(
            span.since_ns,
            HOUR_NS,
            (("429s", counted(self.limits, span)),),
            before,
            shaded=shaded(self.windows, self.limits.vendor, span),
        )


def counted(limits: RateLimits, span: Between) -> tuple[int, ...]:
    """429s for every hour of a range."""
    return tuple(each or 0 for each in steps(span, dict(limits.hours)))


def throttling(drawn: Throttling, sheet: Sheet, at_ns: int | None = None) -> list[Line]:
    """What it comes to in words, then the bars."""
    words = folded(summed(drawn.limits), sheet.width)
    above = finished([filled(((each, "text"),), sheet.width) for each in words], sheet)
    room = Sheet(
        sheet.width, max(1, sheet.height - len(above)), sheet.charset, sheet.colour, sheet.zone
    )
    counts = drawn.bars
    return [*above, *bars(counts, room, counts.step(at_ns))]


def summed(limits: RateLimits) -> str:
    """`1 982 429s, +124.2 % on the period before; most at /v1/chat/completions`."""
    many = f"{exact(limits.count)} 429{'' if limits.count == 1 else 's'}"
    if not limits.count:
        many = "no 429s"
    where = NONE if limits.top_endpoint is None else f"most at {limits.top_endpoint}"
    return f"{many}, {trend_told(limits.trend_pct)}; {where}"


def trend_told(pct: float | None) -> str:
    """`+124.2 % on the period before`."""
    return NO_TREND if pct is None else f"{pct:+.1f} % on the period before"
