"""A provider's latency as one picture: percentiles before the fleet's, the share of errors below.

The deck and `spandeck plot` draw the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from rich.cells import cell_len

from spandeck.model.upstream import (
    HOUR_NS,
    PERCENTILES,
    Between,
    FleetHour,
    LatencyHour,
    Maintenance,
)
from spandeck.paint.canvas import Stroke
from spandeck.paint.document import Line
from spandeck.paint.glyphs import WALL, Sheet, finished
from spandeck.paint.legend import filled
from spandeck.paint.scale import scale, told
from spandeck.paint.shading import shaded, steps
from spandeck.paint.spark import mark, squeezed
from spandeck.paint.trend import Series, Trend, trend
from spandeck.paint.units import exact, moment

LOOKS: Mapping[str, tuple[str, Stroke]] = {
    "p50": ("o", "solid"),
    "p95": ("*", "dashed"),
    "p99": ("#", "chain"),
}
"""The mark and the stroke of each percentile."""
LOW = 8
"""Lines below which nothing fits beneath the picture."""
LABEL = "err"
"""Errors, beside the scale of the lines, which is never narrower."""


@dataclass(frozen=True, slots=True)
class Latencies:
    """What is drawn of one provider."""

    provider: str
    between: Between
    hours: Sequence[LatencyHour]
    fleet: Sequence[FleetHour] = ()
    windows: Sequence[Maintenance] = ()
    """Maintenance of any provider; that of others is left out."""
    percentiles: Sequence[str] = PERCENTILES
    threshold_ms: float | None = None

    @property
    def trend(self) -> Trend:
        """The percentiles with the fleet's behind them; hours without a call are gaps."""
        behind = {
            "fleet p95": Series("fleet p95", self.everyone("p95"), "fleet", "+", "dotted"),
            "fleet p50": Series("fleet p50", self.everyone("p50"), "fleet", "-", "sparse"),
        }
        ours = [
            Series(
                name,
                steps(self.between, {each.hour_ns: each.at(name) for each in self.hours}),
                name,
                *LOOKS[name],
            )
            for name in self.percentiles
        ]
        return Trend(
            self.between.whole.since_ns,
            HOUR_NS,
            (*(behind.values() if self.fleet else ()), *ours),
            threshold=self.threshold_ms,
            shaded=shaded(self.windows, self.provider, self.between),
        )

    def everyone(self, name: str) -> tuple[float | None, ...]:
        """The fleet's line."""
        values = {each.hour_ns: each.p50 if name == "p50" else each.p95 for each in self.fleet}
        return steps(self.between, values)

    def hour(self, at_ns: int | None) -> LatencyHour | None:
        """The hour of a moment, the newest without one; None where no call was made."""
        if at_ns is None:
            return self.hours[-1] if self.hours else None
        start = at_ns // HOUR_NS * HOUR_NS
        return next((each for each in self.hours if each.hour_ns == start), None)


def latencies(drawn: Latencies, sheet: Sheet, at_ns: int | None = None) -> list[Line]:
    """The lines; where there is room, the share of errors beneath and one hour's counts."""
    lines = drawn.trend
    if sheet.height < LOW:
        return trend(lines, sheet, lines.step(at_ns))
    above = trend(lines, replace(sheet, height=sheet.height - 2), lines.step(at_ns))
    wide = cell_len(above[0][0][0])  # the edge, so that errors stand below their hours
    shares = steps(drawn.between, {each.hour_ns: share(each) for each in drawn.hours})
    scaled = scale(shares, "percent", 1)
    room = max(1, sheet.width - wide)
    strip = "".join(mark(each, scaled) for each in stretched(shares, room))
    edge = f"{LABEL:>{wide - 2}} {WALL}"
    errors = filled(((edge, "muted"), (strip, "error")), sheet.width)
    said: Line = (
        *counts(drawn.hour(at_ns), at_ns, sheet),
        (f"; errors ≤{told(scaled.high, 'percent')}", "muted"),
    )
    return [*above, *finished([errors, filled(said, sheet.width)], sheet)]


def stretched(values: Sequence[float | None], width: int) -> Sequence[float | None]:
    """One value for each cell: the highest of those it holds, or the one that it is part of."""
    if len(values) > width:
        return squeezed(values, width)
    return [values[x * len(values) // width] for x in range(width)]


def share(hour: LatencyHour) -> float | None:
    """How many of an hour's calls failed, in percent."""
    return hour.error_count / hour.total_count * 100 if hour.total_count else None


def counts(hour: LatencyHour | None, at_ns: int | None, sheet: Sheet) -> Line:
    """`14:00 UTC  1 440 calls, 1 431 timed, 90 failed (6.25 %)`."""
    if hour is None:
        if at_ns is None:
            return (("no call was made in this range", "muted"),)
        return (
            (f"{moment(at_ns, sheet.zone):%d %b %H:00} ", "text"),
            ("no call was made in this hour", "muted"),
        )
    at = moment(hour.hour_ns, sheet.zone)
    zone = " UTC" if sheet.zone is UTC else ""
    return (
        (f"{at:%d %b %H:%M}{zone}  ", "text"),
        (f"{exact(hour.total_count)} calls, {timed(hour)}, ", "muted"),
        (f"{exact(hour.error_count)} failed", "error" if hour.error_count else "muted"),
        (f" ({told(share(hour), 'percent')})", "muted"),
    )


def timed(hour: LatencyHour) -> str:
    """How many calls the percentiles are made of; of none there are no percentiles."""
    if not hour.event_count:
        return "none with a valid latency"
    return f"{exact(hour.event_count)} timed"
