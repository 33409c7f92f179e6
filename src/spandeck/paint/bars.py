"""Counts over time as bars of eighths, parts stacked, with the period before behind them.

Where that period had more, its bar stands out in a shade; where less, a line crosses the bar.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from spandeck.paint.axis import Times
from spandeck.paint.canvas import Cells
from spandeck.paint.document import Line
from spandeck.paint.glyphs import CLIPPED, CURSOR, EIGHTHS, HATCH, Sheet, finished
from spandeck.paint.histogram import STEPS_S, step_name
from spandeck.paint.legend import Entry, filled, framed, gutter, hatched, legend
from spandeck.paint.scale import Scale, scale
from spandeck.paint.units import NOTHING, exact

BODIES = "█▓▒"
"""What each part of a stack is filled with, the lowest first."""
BEFORE, LESS = "░", "━"
"""More in the period before; where it stood, inside a higher bar."""
LEAST = 2
"""Lines of bars at least."""
ROLES = ("bar", "bar-2", "bar-3")

Counts = Sequence[int | None]
"""One a step, oldest first; None where nothing is known."""


@dataclass(frozen=True, slots=True)
class Bars:
    """What is counted."""

    since_ns: int
    step_ns: int
    parts: tuple[tuple[str, Counts], ...]
    """Names and counts, at most three, stacked in this order from the ground."""
    before: Counts = ()
    """The period before of equal length; empty when it is not known."""
    before_name: str = "the period before"
    shaded: tuple[tuple[int, int], ...] = field(default=())
    """Stretches of UTC nanoseconds, hatched behind the bars: maintenance windows."""
    shaded_name: str = "maintenance"

    @property
    def steps(self) -> int:
        """How many steps of time there are."""
        return max((len(counts) for _, counts in self.parts), default=0)

    def step(self, at_ns: int | None) -> int | None:
        """The step of a moment; None outside of what is drawn."""
        if at_ns is None or not 0 <= at_ns - self.since_ns < self.steps * self.step_ns:
            return None
        return (at_ns - self.since_ns) // self.step_ns


@dataclass(frozen=True, slots=True)
class Heap:
    """One bar: neighbouring steps together where there are more of them than cells."""

    parts: tuple[int | None, ...]
    before: int | None

    @property
    def total(self) -> int | None:
        """All parts; None when none of them is known."""
        return summed(self.parts)


def bars(drawn: Bars, sheet: Sheet, cursor: int | None = None) -> list[Line]:
    """The bars, their axes, and a legend with the counts at the cursor's step or else in all."""
    keys = entries(drawn, cursor)
    rows = max(LEAST, sheet.height - 1 - len(legend(keys, sheet.width)))
    every, scaled = 1, of(heaps(drawn, 1), rows)
    if drawn.steps > sheet.width - gutter(scaled):
        every = together(drawn, max(1, sheet.width - gutter(scaled) - 1))
        scaled = of(heaps(drawn, every), rows)
    below = legend([*keys, *notes(drawn, every, scaled)], sheet.width)
    high = max(LEAST, sheet.height - 1 - len(below))
    heaped = heaps(drawn, every)
    wide = gutter(scaled)
    each = max(1, (sheet.width - wide) // max(1, len(heaped)))
    cells = Cells(each * len(heaped), high)
    for number, heap in enumerate(heaped):
        put(cells, heap, scaled, number * each, each)
    end_ns = drawn.since_ns + max(1, len(heaped)) * every * drawn.step_ns
    times = Times(drawn.since_ns, end_ns, sheet.zone)
    column = None if cursor is None else cursor // every * each
    if column is not None:
        for y in range(high):
            cells.under(column, y, CURSOR, "cursor")
    hatched(cells, times, drawn.shaded)
    lines = framed(cells, scaled, times, wide, column)
    return finished([*(filled(line, sheet.width) for line in lines), *below], sheet)


def of(heaped: Sequence[Heap], rows: int) -> Scale:
    """The scale of the bars and of those behind them."""
    return scale((count for each in heaped for count in (each.total, each.before)), "count", rows)


def together(drawn: Bars, width: int) -> int:
    """How many steps one bar takes so that all fit: a length of time people think in."""
    least = -(-drawn.steps // width)
    for seconds in STEPS_S:
        count, rest = divmod(seconds * 1_000_000_000, drawn.step_ns)
        if not rest and count >= least:
            return count
    return least


def heaps(drawn: Bars, every: int) -> list[Heap]:
    """The bars, each of so many steps."""
    return [
        Heap(
            tuple(summed(counts[at : at + every]) for _, counts in drawn.parts),
            summed(drawn.before[at : at + every]),
        )
        for at in range(0, drawn.steps, every)
    ]


def summed(counts: Counts) -> int | None:
    """Their sum; None when none of them is known."""
    known = [each for each in counts if each is not None]
    return sum(known) if known else None


def put(cells: Cells, heap: Heap, drawn: Scale, x: int, wide: int) -> None:
    """One bar; where there is room, a blank parts it from the next."""
    body = column(heap, drawn, cells.height)
    for place in range(x, x + max(1, wide - 1)):
        for y, (char, role) in enumerate(body):
            if char != " ":
                cells.put(place, y, char, role)


def column(heap: Heap, drawn: Scale, height: int) -> list[tuple[str, str]]:
    """A bar's characters from top to bottom; what is not zero shows at least one eighth."""
    total = heap.total
    top = eighths(total, drawn, height)
    before = eighths(heap.before, drawn, height)
    edges, sofar = list[int](), 0
    for part in heap.parts:
        sofar += part or 0
        edges.append(eighths(sofar, drawn, height))
    made: list[tuple[str, str]] = []
    for level in range(height - 1, -1, -1):
        ground = level * 8
        filling = min(8, top - ground)
        part = next((at for at, edge in enumerate(edges) if edge > ground + filling // 2), 0)
        if top <= ground:
            made.append((BEFORE, "before") if before > ground + 3 else (" ", "plain"))
        elif 0 < before < top and (before - 1) // 8 == level and filling == 8:
            made.append((LESS, "before"))
        elif filling == 8:
            made.append((BODIES[part], ROLES[part]))
        else:
            made.append((EIGHTHS[filling], ROLES[part]))
    if total is None:
        made[-1] = ("?", "muted")
    elif drawn.clips(total):
        made[0] = (CLIPPED, "clip")
    return made


def eighths(count: int | None, drawn: Scale, height: int) -> int:
    """How high a bar is, in eighths of a line."""
    if not count:
        return 0
    return max(1, round(drawn.share(count) * height * 8))


def entries(drawn: Bars, cursor: int | None) -> list[Entry]:
    """Every part with its count, then what lies behind."""
    found = [
        Entry(BODIES[at] * 2, ROLES[at], name, told(counts, cursor))
        for at, (name, counts) in enumerate(drawn.parts)
    ]
    if drawn.before:
        name = drawn.before_name
        found.append(Entry(BEFORE + LESS, "before", name, told(drawn.before, cursor)))
    if drawn.shaded:
        found.append(Entry(HATCH * 2, "shade", drawn.shaded_name))
    return found


def told(counts: Counts, cursor: int | None) -> str:
    """The count at the cursor, or all of them."""
    if cursor is None:
        return exact(summed(counts))
    return exact(counts[cursor]) if 0 <= cursor < len(counts) else NOTHING


def notes(drawn: Bars, every: int, scaled: Scale) -> list[Entry]:
    """What must be known to read the bars: how much time each is, and which are cut."""
    found = []
    if every > 1:
        found.append(Entry("", "muted", f"each bar {step_name(every * drawn.step_ns)}"))
    if scaled.note():
        found.append(Entry(CLIPPED, "clip", scaled.note()))
    return found
