"""A provider's latency as one picture: percentiles before the fleet's, the share of errors below.

The deck and `spandeck plot` draw the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC

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
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.legend import filled
from spandeck.paint.scale import told
from spandeck.paint.shading import shaded, steps
from spandeck.paint.spark import spark
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
LABEL = "errors "


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
    above = replace(sheet, height=sheet.height - 2)
    shares = steps(drawn.between, {each.hour_ns: share(each) for each in drawn.hours})
    beneath = replace(sheet, width=max(1, sheet.width - len(LABEL)), height=1)
    errors = filled(((LABEL, "muted"), *spark(shares, beneath, "percent", "error")), sheet.width)
    said = filled(counts(drawn.hour(at_ns), at_ns, sheet), sheet.width)
    return [*trend(lines, above, lines.step(at_ns)), *finished([errors, said], sheet)]


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
        (f"{exact(hour.total_count)} calls, {exact(hour.event_count)} timed, ", "muted"),
        (f"{exact(hour.error_count)} failed", "error" if hour.error_count else "muted"),
        (f" ({told(share(hour), 'percent')})", "muted"),
    )
