"""Time bars on one shared axis: ticks a person can read, bars with half a cell of precision.

Everything is text of an exact width; colour is put on by whoever asks.
"""

from dataclasses import dataclass

STEPS_NS = tuple(
    int(step * unit)
    for unit, steps in (
        (1, (1, 2, 5, 10, 20, 50, 100, 200, 500)),
        (1e3, (1, 2, 5, 10, 20, 50, 100, 200, 500)),
        (1e6, (1, 2, 5, 10, 20, 50, 100, 200, 500)),
        (1e9, (1, 2, 5, 10, 15, 30)),
        (60e9, (1, 2, 5, 10, 15, 30)),
        (3600e9, (1, 2, 4, 8, 12, 24, 48, 96, 240, 480, 2400)),
    )
    for step in steps
)
"""Distances between ticks that people read without counting."""

UNITS = ((3600 * 10**9, "h"), (60 * 10**9, "m"), (10**9, "s"), (10**6, "ms"), (10**3, "µs"))
ROOM = 9
"""Cells from one tick to the next, at least: a label and a gap."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The stretch of time that the bars share, UTC nanoseconds."""

    start_ns: int
    end_ns: int

    @property
    def length_ns(self) -> int:
        """How long it is; never zero, so that a point in time can be drawn."""
        return max(1, self.end_ns - self.start_ns)

    def halves(self, at_ns: int, width: int) -> int:
        """Where a moment falls, in half cells from the left edge of `width` cells."""
        return round((at_ns - self.start_ns) * width * 2 / self.length_ns)

    def shows(self, start_ns: int, end_ns: int) -> bool:
        """Whether any of a stretch of time is inside."""
        return start_ns <= self.end_ns and end_ns >= self.start_ns


def zoomed(axis: Axis, whole: Axis, start_ns: int, end_ns: int, factor: float) -> Axis:
    """The axis `factor` times as long, around a span's stretch and within the whole trace."""
    length = min(whole.length_ns, max(1000, round(axis.length_ns * factor)))
    middle = (start_ns + end_ns) // 2
    return within(whole, middle - length // 2, length)


def panned(axis: Axis, whole: Axis, start_ns: int, end_ns: int) -> Axis:
    """The axis moved so that a span's stretch shows; the same axis when it already does."""
    if axis.shows(start_ns, end_ns):
        return axis
    return within(whole, (start_ns + end_ns - axis.length_ns) // 2, axis.length_ns)


def within(whole: Axis, start_ns: int, length_ns: int) -> Axis:
    """A stretch of this length, pushed back inside the whole where it sticks out."""
    start = max(whole.start_ns, min(start_ns, whole.end_ns - length_ns))
    return Axis(start, start + length_ns)


def step_ns(axis: Axis, width: int) -> int:
    """The distance between ticks: the smallest humane one that leaves room for labels."""
    least = axis.length_ns * ROOM / max(width, 1)
    return next((step for step in STEPS_NS if step >= least), STEPS_NS[-1])


def ticks(axis: Axis, width: int, zero_ns: int) -> str:
    """The header line: `0 s      5 s      10 s`, counted from the start of the trace."""
    step = step_ns(axis, width)
    unit_ns, unit = next(((ns, name) for ns, name in UNITS if step >= ns), (1, "ns"))
    line = ""
    at = -(-(axis.start_ns - zero_ns) // step) * step
    while at <= axis.end_ns - zero_ns:
        column = axis.halves(zero_ns + at, width) // 2
        label = f"╷{at // unit_ns} {unit}"
        if column + len(label) <= width and column >= len(line):
            line = line.ljust(column) + label
        at += step
    return line.ljust(width)[:width]


def bar(
    axis: Axis, width: int, start_ns: int | None, end_ns: int | None, *, thin: bool = False
) -> str:
    """One span's time as exactly `width` cells.

    `thin` is for spans that contain others. A span without an end trails off in dashes, one
    outside the axis is an arrow at the edge it lies beyond, one too short to see is a tick.
    """
    if start_ns is None or width < 1:
        return " " * max(width, 0)
    end = axis.end_ns if end_ns is None else max(start_ns, end_ns)
    if not axis.shows(start_ns, end):
        return "◂".ljust(width) if end < axis.start_ns else "▸".rjust(width)
    left = min(max(axis.halves(start_ns, width), 0), width * 2 - 1)
    right = min(max(axis.halves(end, width), left), width * 2)
    if axis.halves(end, width) == axis.halves(start_ns, width):
        drawn = "▕" if left % 2 else "▏"
    elif end_ns is None:
        drawn = "╺" + "╌" * (width - left // 2 - 1)
    else:
        drawn = stroke(left % 2, right - left + left % 2, thin=thin)
    return " " * (left // 2) + drawn + " " * (width - left // 2 - len(drawn))


def stroke(skipped: int, halves: int, *, thin: bool) -> str:
    """A line `halves` half cells long, of which the first `skipped` (0 or 1) stay blank."""
    head, body, tail = "╺━╸" if thin else "▐█▌"
    if skipped:
        return head + body * (halves // 2 - 1) + tail * (halves % 2)
    return body * (halves // 2) + tail * (halves % 2)
