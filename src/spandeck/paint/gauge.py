"""Shares as bars: a score, what is left of a quota, what is left of an error budget."""

from math import floor

from spandeck.model.slo import ErrorBudget
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.legend import filled

TRACK = "·"
WELL, FAIR = 90, 70
"""Scores from which on a provider is well, and from which on it is worth a look."""
LOW = 0.25
"""The share of an error budget below which it is worth a warning."""


def gauge(share: float | None, told: str, sheet: Sheet, role: str = "bar") -> Line:
    """A bar and what it stands for; without a share only the words."""
    if share is None:
        return finished([filled(((told, "muted"),), sheet.width)], sheet)[0]
    room = max(1, sheet.width - len(told) - 1)
    body, track = filling(share, room)
    pieces = ((body, role), (track, "muted"), (f" {told}", "text"))
    return finished([filled(pieces, sheet.width)], sheet)[0]


def filling(share: float, width: int) -> tuple[str, str]:
    """What is filled and what is not, in halves of a cell; full and empty are told exactly."""
    halves = floor(min(1.0, max(0.0, share)) * width * 2)
    if share > 0:
        halves = max(1, halves)
    full, half = divmod(halves, 2)
    return "█" * full + "▌" * half, TRACK * (width - full - half)


def score(value: int | None, sheet: Sheet) -> Line:
    """A health score, 0 to 100, with its mark; without one, why."""
    if value is None:
        return gauge(None, "no score: nothing to judge by", sheet)
    mark, role = grade(value)
    return gauge(value / 100, f"{mark} {value:>3}", sheet, role)


def grade(value: int) -> tuple[str, str]:
    """The mark and the role of a score."""
    if value >= WELL:
        return "✓", "ok"
    return ("!", "warn") if value >= FAIR else ("✗", "error")


def budget(spent: ErrorBudget, sheet: Sheet) -> Line:
    """What is left of an error budget, in hours and as a bar."""
    if not spent.hours:
        return gauge(None, "no hour had enough calls to be judged", sheet)
    if spent.left < 0:
        said = f"✗ {-spent.left:.1f} h over {spent.allowed:.1f}"
        return gauge(0.0, said, sheet, "error")
    share = spent.share or 0.0
    said = f"{'!' if share < LOW else '✓'} {spent.left:.1f} of {spent.allowed:.1f} h left"
    return gauge(share, said, sheet, "warn" if share < LOW else "ok")
