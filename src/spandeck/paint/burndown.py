"""How long a quota lasts: a line from what is left now to where it meets nothing, or the reset.

The arithmetic is here too, and it is only this: what is left, over what goes in a minute. Risk is
the vendor's word and is never worked out anew (contracts/apidepth.md §6).
"""

from dataclasses import dataclass

from spandeck.model.upstream import BurnDown
from spandeck.paint.axis import SECOND_NS, Times
from spandeck.paint.canvas import Cells, Dots, Form, Stroke
from spandeck.paint.document import Line
from spandeck.paint.glyphs import CURSOR, Sheet, finished
from spandeck.paint.legend import Entry, filled, framed, gutter, legend, row_of
from spandeck.paint.scale import Scale, scale
from spandeck.paint.sentence import folded
from spandeck.paint.trend import height_of
from spandeck.paint.units import count, exact, moment

MINUTE_NS = 60 * SECOND_NS
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
RISKS = {"high": ("!", "error"), "medium": ("!", "warn"), "low": ("✓", "ok")}
"""A vendor's word for the risk, its mark and its role; others are told as they came."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a quota goes at some rate."""

    rate: float
    """Requests a minute."""
    minutes: float | None
    """Until nothing is left; None when nothing is used."""
    empty_ns: int | None
    """When nothing is left; None when that never comes."""
    reset_ns: int | None
    """When the quota is full again; None when unknown or past."""

    @property
    def renewed(self) -> bool:
        """Whether the reset comes before the end."""
        return self.reset_ns is not None and not (
            self.empty_ns is not None and self.empty_ns <= self.reset_ns
        )


def outlook(quota: BurnDown, now_ns: int, rate: float | None = None) -> Outlook:
    """Where a quota goes at its own rate, or at one that is only assumed."""
    used = quota.rate_per_min if rate is None else max(0.0, rate)
    minutes = max(0, quota.remaining) / used if used > 0 else None
    if quota.remaining <= 0:
        minutes = 0.0
    empty_ns = None
    if minutes is not None and minutes < 1e6:
        empty_ns = now_ns + round(minutes * MINUTE_NS)
    reset_ns = quota.reset_ns
    ahead = reset_ns if reset_ns is not None and reset_ns > now_ns else None
    return Outlook(used, minutes, empty_ns, ahead)


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
    ahead = outlook(quota, now_ns, rate)
    words = [filled(line, sheet.width) for line in told_of(quota, ahead, now_ns, sheet, rate)]
    keys = entries(quota, ahead, sheet, rate)
    below = legend(keys, sheet.width)
    high = max(LEAST, sheet.height - 1 - len(words) - len(below))
    top = max(quota.remaining, quota.limit or 0)
    scaled = scale([0, top], "count", high, entire=True)
    wide = gutter(scaled)
    times = Times(now_ns, end_of(ahead, now_ns), sheet.zone)
    cells = Cells(sheet.width - wide, high)
    form = "mark" if sheet.charset == "ascii" else form
    if quota.limit is not None:
        for x in range(cells.width):
            cells.put(x, row_of(scaled, quota.limit, high), "╌", "threshold")
    dots = Dots(cells.width, high, form)
    if rate is not None and rate != quota.rate_per_min:
        projected(dots, quota, outlook(quota, now_ns), times, scaled, ("·", "behind"))
    projected(dots, quota, ahead, times, scaled, ("*", "burn"))
    dots.onto(cells)
    ended(cells, quota, ahead, times, scaled)
    lines = [filled(line, sheet.width) for line in framed(cells, scaled, times, wide)]
    return finished([*words, *lines, *below], sheet)


def end_of(ahead: Outlook, now_ns: int) -> int:
    """How far the time goes: past whatever comes first, and past the reset if that is near."""
    ends = [each for each in (ahead.empty_ns, ahead.reset_ns) if each is not None]
    length = min((each - now_ns for each in ends), default=HOUR_NS)
    far = max((each - now_ns for each in ends), default=HOUR_NS)
    if far <= length * 3:
        length = far
    return now_ns + max(MINUTE_NS, min(LONGEST_NS, round(length * ROOM)))


def projected(
    dots: Dots,
    quota: BurnDown,
    ahead: Outlook,
    times: Times,
    drawn: Scale,
    owner: tuple[str, str],
) -> None:
    """The line from now to where the quota ends or begins anew, or to the edge."""
    stop_ns = min(
        each for each in (ahead.empty_ns, ahead.reset_ns, times.end_ns) if each is not None
    )
    left = max(0.0, quota.remaining - ahead.rate * (stop_ns - times.start_ns) / MINUTE_NS)
    start = 0, height_of(drawn, quota.remaining, dots.down)
    x = min(dots.across - 1, (stop_ns - times.start_ns) * dots.across // times.length_ns)
    stroke: Stroke = "solid" if owner[1] == "burn" else "sparse"
    dots.line(start, (x, height_of(drawn, left, dots.down)), owner, stroke)


def ended(cells: Cells, quota: BurnDown, ahead: Outlook, times: Times, drawn: Scale) -> None:
    """Where the line starts, where nothing is left, and where all of it is there again."""
    cells.put(0, row_of(drawn, quota.remaining, cells.height), START, "burn")
    reset = times.column(ahead.reset_ns, cells.width)
    if reset is not None:
        for y in range(cells.height):
            cells.under(reset, y, CURSOR, "muted")
        cells.put(reset, 0, RENEWED, "ok")
    empty = times.column(ahead.empty_ns, cells.width)
    if empty is not None and not ahead.renewed:
        cells.put(empty, cells.height - 1, EMPTY, "error")


def told_of(
    quota: BurnDown, ahead: Outlook, now_ns: int, sheet: Sheet, rate: float | None
) -> list[Line]:
    """What is left, how fast it goes, and what that comes to."""
    limit = "of an unknown limit" if quota.limit is None else f"of {exact(quota.limit)}"
    how = "" if rate is None else "what if "
    left: Line = (
        (f"{exact(quota.remaining)} left", "heading"),
        (f" {limit}   ", "muted"),
        (f"{how}{rate_told(ahead.rate)}", "accent" if how else "text"),
        (f" (now {rate_told(quota.rate_per_min)})" if how else "", "muted"),
        ("   risk now " if how else "   risk ", "muted"),
        risk(quota),
    )
    return [left, *(((part, role),) for part, role in ending(quota, ahead, now_ns, sheet))]


def rate_told(rate: float) -> str:
    """`42/min`, `0.5/min`."""
    return f"{rate:.1f}/min" if 0 < rate < 9.95 else f"{count(rate)}/min"


def risk(quota: BurnDown) -> tuple[str, str]:
    """The vendor's word with a mark."""
    if quota.risk is None:
        return "not said", "muted"
    mark, role = RISKS.get(quota.risk, ("?", "warn"))
    return f"{mark} {quota.risk}", role


def ending(quota: BurnDown, ahead: Outlook, now_ns: int, sheet: Sheet) -> list[tuple[str, str]]:
    """In words what the line shows."""
    reset = reset_told(quota, now_ns, sheet)
    if quota.remaining <= 0:
        return [(part, "error") for part in folded(f"✗ Nothing is left; {reset}.", sheet.width)]
    if ahead.minutes is None:
        return [(part, "ok") for part in folded(f"✓ Nothing is used; {reset}.", sheet.width)]
    lasts = f"{minutes_told(ahead.minutes)} to throttle"
    at = f" ({when(ahead.empty_ns, now_ns, sheet)})" if ahead.empty_ns is not None else ""
    if ahead.renewed:
        said, role = f"↺ Renewed before it ends: {lasts}{at}, but {reset}.", "ok"
    else:
        said, role = f"✗ {lasts}{at}; {reset}.", "warn"
    return [(part, role) for part in folded(said, sheet.width)]


def minutes_told(minutes: float) -> str:
    """`41 s`, `8.1 min`, `95 min`, `31 h`."""
    if minutes < 0.995:
        return f"{minutes * 60:.0f} s"
    if minutes < 99.95:
        return f"{minutes:.1f} min"
    return f"{minutes:.0f} min" if minutes < 600 else f"{count(minutes / 60)} h"


def when(at_ns: int, now_ns: int, sheet: Sheet) -> str:
    """A moment by the clock, with its date if that is not near."""
    near = abs(at_ns - now_ns) < LONGEST_NS
    return f"{moment(at_ns, sheet.zone):{'%H:%M' if near else '%d %b %H:%M'}}"


def reset_told(quota: BurnDown, now_ns: int, sheet: Sheet) -> str:
    """When the quota is full again, as far as it is known."""
    if quota.reset_ns is None:
        return "when it resets is not known"
    at = when(quota.reset_ns, now_ns, sheet)
    if quota.reset_ns <= now_ns:
        return f"the reset at {at} has passed without news"
    return f"it resets in {minutes_told((quota.reset_ns - now_ns) / MINUTE_NS)} ({at})"


def entries(quota: BurnDown, ahead: Outlook, sheet: Sheet, rate: float | None) -> list[Entry]:
    """What the marks mean, those only that can be drawn."""
    line = "──" if sheet.charset == "unicode" else "**"
    found = [Entry(line, "burn", "what is left" if rate is None else "what if")]
    if rate is not None and rate != quota.rate_per_min:
        found.append(Entry("··", "behind", "at the rate of now"))
    if quota.limit is not None:
        found.append(Entry("╌╌", "threshold", "limit", exact(quota.limit)))
    if not ahead.renewed and ahead.empty_ns is not None:
        found.append(Entry(EMPTY, "error", "throttled"))
    if ahead.reset_ns is not None:
        found.append(Entry(RENEWED, "ok", "reset"))
    return found
