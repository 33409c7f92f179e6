"""How long a quota lasts: a line from what is left now to where it meets nothing, or the reset.

What the line means is reckoned in `model.burn`; here it is drawn and told.
"""

from spandeck.model.burn import MINUTE_NS, Projection, project
from spandeck.model.upstream import BurnDown
from spandeck.paint.axis import Times
from spandeck.paint.canvas import Cells, Dots, Form, Stroke
from spandeck.paint.document import Line
from spandeck.paint.glyphs import CURSOR, Sheet, finished
from spandeck.paint.legend import Entry, filled, framed, gutter, legend, row_of
from spandeck.paint.scale import Scale, scale
from spandeck.paint.sentence import folded
from spandeck.paint.trend import height_of
from spandeck.paint.units import count, exact, moment

HOUR_NS = 60 * MINUTE_NS
ROOM = 1.15
"""How much further than its end the line could go, so that the end is seen."""
LONGEST_NS = 24 * HOUR_NS
"""A line that takes longer is not followed to its end."""
LEAST = 3
EMPTY, RENEWED, START = "✗", "↺", "●"
MISSING = (
    "No quota headers captured yet: the provider's answers have not said how much is left, so "
    "nothing can be projected."
)
RISKS = {"high": ("✗", "error"), "medium": ("!", "warn"), "low": ("✓", "ok")}
"""A vendor's word for the risk, its mark and its role; others are told as they came."""


def burndown(
    quota: BurnDown | None,
    now_ns: int,
    sheet: Sheet,
    rate: float | None = None,
    form: Form = "braille",
) -> list[Line]:
    """What is known in words, then the line; `rate` asks what if so many went in a minute."""
    if quota is None:
        told = [((part, "muted"),) for part in folded(MISSING, sheet.width)]
        return finished((filled(line, sheet.width) for line in told), sheet)
    ahead = project(quota, now_ns, rate)
    words = [filled(line, sheet.width) for line in told_of(quota, ahead, sheet, rate)]
    keys = entries(quota, ahead, sheet, rate)
    below = legend(keys, sheet.width)
    high = max(LEAST, sheet.height - 1 - len(words) - len(below))
    top = max(quota.remaining, quota.limit or 0)
    scaled = scale([0, top], "count", high, entire=True)
    wide = gutter(scaled)
    times = Times(now_ns, end_of(quota, ahead), sheet.zone)
    cells = Cells(sheet.width - wide, high)
    form = "mark" if sheet.charset == "ascii" else form
    if quota.limit is not None:
        for x in range(cells.width):
            cells.put(x, row_of(scaled, quota.limit, high), "╌", "threshold")
    dots = Dots(cells.width, high, form)
    if rate is not None and rate != quota.rate_per_min:
        projected(dots, project(quota, now_ns), times, scaled, ("·", "behind"))
    projected(dots, ahead, times, scaled, ("*", "burn"))
    dots.onto(cells)
    ended(cells, quota, ahead, times, scaled)
    lines = [filled(line, sheet.width) for line in framed(cells, scaled, times, wide)]
    return finished([*words, *lines, *below], sheet)


def end_of(quota: BurnDown, ahead: Projection) -> int:
    """How far the time goes: past whatever comes first, and past the reset if that is near."""
    now_ns = ahead.start[0]
    ends = [
        each - now_ns for each in (ahead.finish and ahead.finish[0], coming(quota, ahead)) if each
    ]
    length = min(ends, default=HOUR_NS)
    if max(ends, default=0) <= length * 3:
        length = max(ends, default=HOUR_NS)
    return now_ns + max(MINUTE_NS, min(LONGEST_NS, round(length * ROOM)))


def coming(quota: BurnDown, ahead: Projection) -> int | None:
    """When the quota is full again; None when that is not known or past."""
    return None if ahead.stale else quota.reset_ns


def projected(
    dots: Dots, ahead: Projection, times: Times, drawn: Scale, owner: tuple[str, str]
) -> None:
    """The line from now to where it ends, or to the edge."""
    now_ns, left = ahead.start
    stop_ns, rest = ahead.finish or (times.end_ns, left)
    if stop_ns > times.end_ns:
        rest = left + (rest - left) * times.length_ns / (stop_ns - now_ns)
        stop_ns = times.end_ns
    x = min(dots.across - 1, (stop_ns - now_ns) * dots.across // times.length_ns)
    stroke: Stroke = "solid" if owner[1] == "burn" else "sparse"
    start = 0, height_of(drawn, left, dots.down)
    dots.line(start, (x, height_of(drawn, rest, dots.down)), owner, stroke)


def ended(cells: Cells, quota: BurnDown, ahead: Projection, times: Times, drawn: Scale) -> None:
    """Where the line starts, where nothing is left, and where all of it is there again."""
    cells.put(0, row_of(drawn, ahead.start[1], cells.height), START, "burn")
    reset = times.column(coming(quota, ahead), cells.width)
    if reset is not None:
        for y in range(cells.height):
            cells.under(reset, y, CURSOR, "muted")
        cells.put(reset, 0, RENEWED, "ok")
    empty = times.column(ahead.finish and ahead.finish[0], cells.width)
    if empty is not None and ahead.end == "empty":
        cells.put(empty, cells.height - 1, EMPTY, "error")


def told_of(quota: BurnDown, ahead: Projection, sheet: Sheet, rate: float | None) -> list[Line]:
    """What is left, how fast it goes, and what that comes to."""
    limit = "of an unknown limit" if quota.limit is None else f"of {exact(quota.limit)}"
    how = "" if rate is None else "what if "
    left: Line = (
        (f"{exact(quota.remaining)} left", "heading"),
        (f" {limit}   ", "muted"),
        (f"{how}{rate_told(ahead.rate_per_min)}", "accent" if how else "text"),
        (f" (now {rate_told(quota.rate_per_min)})" if how else "", "muted"),
        ("   risk ", "muted"),
        risk(ahead.risk),
    )
    said, role = ending(quota, ahead, sheet)
    return [left, *(((part, role),) for part in folded(said, sheet.width))]


def rate_told(rate: float) -> str:
    """`42/min`, `0.5/min`."""
    return f"{rate:.1f}/min" if 0 < rate < 9.95 else f"{count(rate)}/min"


def risk(word: str | None) -> tuple[str, str]:
    """The word for a risk with a mark."""
    if word is None:
        return "none to judge", "muted"
    mark, role = RISKS.get(word, ("?", "warn"))
    return f"{mark} {word}", role


def ending(quota: BurnDown, ahead: Projection, sheet: Sheet) -> tuple[str, str]:
    """In words what the line shows."""
    reset = reset_told(quota, ahead, sheet)
    if quota.remaining <= 0:
        return f"✗ Nothing is left; {reset}.", "error"
    if ahead.minutes is None:
        return f"✓ Next to nothing is used; {reset}.", "ok"
    lasts = f"{minutes_told(ahead.minutes)} to throttle"
    if ahead.end == "empty" and ahead.finish is not None:
        lasts += f" ({when(ahead.finish[0], ahead, sheet)})"
    if ahead.end == "reset":
        return f"↺ Renewed before it ends: {lasts}, but {reset}.", "ok"
    return f"✗ {lasts}; {reset}.", "warn"


def minutes_told(minutes: float) -> str:
    """`41 s`, `8.1 min`, `95 min`, `31 h`."""
    if minutes < 0.995:
        return f"{minutes * 60:.0f} s"
    if minutes < 99.95:
        return f"{minutes:.1f} min"
    return f"{minutes:.0f} min" if minutes < 600 else f"{count(minutes / 60)} h"


def when(at_ns: int, ahead: Projection, sheet: Sheet) -> str:
    """A moment by the clock, with its date if that is not near."""
    near = abs(at_ns - ahead.start[0]) < LONGEST_NS
    return f"{moment(at_ns, sheet.zone):{'%H:%M' if near else '%d %b %H:%M'}}"


def reset_told(quota: BurnDown, ahead: Projection, sheet: Sheet) -> str:
    """When the quota is full again, as far as it is known."""
    if quota.reset_ns is None:
        return "when it resets is not known"
    at = when(quota.reset_ns, ahead, sheet)
    if ahead.stale:
        return f"the reset at {at} has passed without news"
    return f"it resets in {minutes_told((quota.reset_ns - ahead.start[0]) / MINUTE_NS)} ({at})"


def entries(quota: BurnDown, ahead: Projection, sheet: Sheet, rate: float | None) -> list[Entry]:
    """What the marks mean, those only that can be drawn."""
    line = "──" if sheet.charset == "unicode" else "**"
    found = [Entry(line, "burn", "what is left" if rate is None else "what if")]
    if rate is not None and rate != quota.rate_per_min:
        found.append(Entry("··", "behind", "at the rate of now"))
    if quota.limit is not None:
        found.append(Entry("╌╌", "threshold", "limit", exact(quota.limit)))
    if ahead.end == "empty":
        found.append(Entry(EMPTY, "error", "throttled"))
    if coming(quota, ahead) is not None:
        found.append(Entry(RENEWED, "ok", "reset"))
    return found
