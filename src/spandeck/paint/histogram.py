"""Traces by the time they started: counted into columns of the screen, drawn as bars of eighths.

Only what was read can be counted; whoever shows it says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from spandeck.paint.units import moment

Stretch = tuple[Sequence[int], Sequence[int]]
"""Starts (UTC nanoseconds, negative when unknown), and 1 for each that failed."""

EIGHTHS = " ▁▂▃▄▅▆▇█"
STEPS_S = (
    *(1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800),
    *(3600, 7200, 10800, 14400, 21600, 43200, 86400, 172800, 604800, 2419200),
)
"""Widths of a column a person can think in."""
DAY_NS = 86_400_000_000_000
MINUTE_NS = 60_000_000_000
LABEL = 12
"""Cells between two labels of the axis, at least."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts over equal steps of time, oldest first."""

    since_ns: int
    step_ns: int
    traces: tuple[int, ...]
    failed: tuple[int, ...] = field(default=())

    def column(self, started_ns: int | None) -> int | None:
        """The column of a moment; None outside of what is drawn."""
        if started_ns is None:
            return None
        found = (started_ns - self.since_ns) // self.step_ns
        return found if 0 <= found < len(self.traces) else None


def histogram(
    stretches: Iterable[Stretch], width: int, span: tuple[int, int] | None = None
) -> Histogram | None:
    """Count the stretches into at most `width` columns; None when nothing has a start.

    `span` is the range that was asked for; without it, the range of what there is.
    """
    known = [(starts, flags, *extent(starts)) for starts, flags in stretches]
    known = [each for each in known if each[3] >= 0]
    if not known or width < 1:
        return None
    low, high = min(each[2] for each in known), max(each[3] for each in known)
    if span is not None:
        low, high = min(low, span[0]), max(high, span[1])
    step = step_ns(high - low, width)
    since = low // step * step
    traces, failed = [0] * width, [0] * width
    for starts, flags, least, most in known:
        first = (least - since) // step
        if first == (most - since) // step and min(starts) >= 0:
            traces[first] += len(starts)  # the usual case of a long list: a page is one column
            failed[first] += sum(flags)
            continue
        for start, flag in zip(starts, flags, strict=True):
            if start >= 0:
                traces[(start - since) // step] += 1
                failed[(start - since) // step] += flag
    used = (high - since) // step + 1
    return Histogram(since, step, tuple(traces[:used]), tuple(failed[:used]))


def step_ns(range_ns: int, width: int) -> int:
    """The finest humane step with which a range fits into `width` columns."""
    for seconds in STEPS_S:
        step = seconds * 1_000_000_000
        if range_ns // step + 2 <= width:
            return step
    return max(STEPS_S[-1] * 1_000_000_000, (range_ns // max(1, width - 1)) + 1)


def bars(counts: Sequence[int], height: int, most: int) -> list[str]:
    """Bars as lines from top to bottom; whatever is not zero shows at least one eighth."""
    eighths = [
        0 if not each else max(1, round(each / max(1, most) * height * 8)) for each in counts
    ]
    return [
        "".join(EIGHTHS[max(0, min(8, each - 8 * level))] for each in eighths)
        for level in range(height - 1, -1, -1)
    ]


def extent(starts: Sequence[int]) -> tuple[int, int]:
    """The first and the last start that is known; (-1, -1) when none is."""
    low = min(starts, default=-1)
    if low < 0:
        low = min((each for each in starts if each >= 0), default=-1)
    return low, max(starts, default=-1)


def axis(drawn: Histogram, wide: int = 1, zone: tzinfo = UTC, mark: int | None = None) -> str:
    """Times under columns that are `wide` cells each, as many as have room to be read.

    `mark` is a cell that something else will stand in: no time is written across it.
    """
    day = drawn.step_ns * len(drawn.traces) > DAY_NS
    style = "%d %b %H:%M" if day else "%H:%M:%S" if drawn.step_ns < MINUTE_NS else "%H:%M"
    line = [" "] * (len(drawn.traces) * wide)
    every = -(-(LABEL * 2 if day else LABEL) // wide)
    for column in range(0, len(drawn.traces), every):
        at = moment(drawn.since_ns + column * drawn.step_ns, zone)
        told = f"╵{at.strftime(style)}"
        place = range(column * wide, column * wide + len(told))
        if place.stop <= len(line) and mark not in place:
            line[place.start : place.stop] = told
    return "".join(line)


def step_name(step_ns: int) -> str:
    """`5 m`, `2 h`, `1 d`: the width of a column as people say it."""
    seconds = step_ns // 1_000_000_000
    for factor, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= factor:
            return f"{seconds // factor} {unit}"
    return f"{seconds} s"
