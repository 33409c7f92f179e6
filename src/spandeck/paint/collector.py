"""The collector's own health in a sentence, its days and incidents beneath; never a bare null."""

from dataclasses import replace

from spandeck.model.upstream import CollectorStatus
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.legend import filled
from spandeck.paint.sentence import folded
from spandeck.paint.units import duration, moment, one_line
from spandeck.paint.uptime import uptime

LOOKS = {"operational": ("✓", "ok"), "outage": ("✗", "error"), "unknown": ("?", "muted")}
"""A status, its mark and its role; others are told as they came."""
NEVER = "never checked"


def collector(found: CollectorStatus, now_ns: int, sheet: Sheet) -> list[Line]:
    """How it is, then the strip of its days and its incidents."""
    mark, role = LOOKS.get(found.status, ("?", "warn"))
    told = folded(f"{mark} {one_line(found.status)}: {facts(found, sheet)}", sheet.width)
    above = finished([filled(((each, role),), sheet.width) for each in told], sheet)
    beneath = replace(sheet, height=max(1, sheet.height - len(above)))
    today = moment(now_ns).date()
    return [*above, *uptime(found.days, found.incidents, today, beneath)]


def facts(found: CollectorStatus, sheet: Sheet) -> str:
    """When it was checked, how quick it was, how long it was up."""
    if found.checked_ns is None:
        return NEVER
    at = f"{moment(found.checked_ns, sheet.zone):%d %b %H:%M}"
    untimed = found.response_ms is None
    quick = "its answer was not timed" if untimed else f"answered in {duration(found.response_ms)}"
    return f"checked {at}, {quick}; {up(30, found.uptime_30d)}, {up(90, found.uptime_90d)}"


def up(days: int, share: float | None) -> str:
    """`up 99.95 % of 30 days`."""
    return f"{days} days not measured" if share is None else f"up {share:.2f} % of {days} days"
