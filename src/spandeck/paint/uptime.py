"""Days of a service's own checks in one line, with its incidents below them.

The shorter a day's bar, the longer it was down; a day without a check is a question mark.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, timedelta

from spandeck.model.upstream import Incident, StatusDay
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.legend import Entry, filled, legend
from spandeck.paint.units import duration, moment

STEPS: tuple[tuple[float, str, str], ...] = (
    (100.0, "█", "ok"),
    (99.9, "▆", "ok"),
    (99.0, "▄", "warn"),
    (95.0, "▂", "warn"),
    (0.0, "x", "error"),
)
"""From which percentage on a day looks how."""
MISSING = ("?", "none")
STRUCK = "▲"
"""Below a day on which an incident began or went on."""
DAY = timedelta(days=1)


def uptime(
    days: Sequence[StatusDay], incidents: Sequence[Incident], last: date, sheet: Sheet
) -> list[Line]:
    """The strip, its incidents' marks and its ends, what marks mean, then each incident.

    As many days as fit, up to 90; `last` is the UTC day at the right.
    """
    count = max(1, min(90, sheet.width))
    shown = [last - DAY * back for back in range(count - 1, -1, -1)]
    known = {each.date: each for each in days}
    struck = {day for each in incidents for day in of(each)}
    marks = [look(known.get(day.isoformat())) for day in shown]
    below = "".join(STRUCK if day in struck else " " for day in shown)
    lines: list[Line] = [tuple(marks), *([((below, "error"),)] if struck & set(shown) else [])]
    lines = [*lines, ends(shown), *legend(keys(), sheet.width)]
    lines += [told(each, sheet) for each in incidents[: max(0, sheet.height - len(lines))]]
    return finished((filled(line, sheet.width) for line in lines), sheet)


def look(day: StatusDay | None) -> tuple[str, str]:
    """A day's mark and role."""
    if day is None or day.uptime_pct is None:
        return MISSING
    percent = day.uptime_pct
    return next((mark, role) for least, mark, role in STEPS if percent >= least or not least)


def of(incident: Incident) -> list[date]:
    """The UTC days an incident touched."""
    first = moment(incident.started_ns, UTC).date()
    last = moment(max(incident.started_ns, incident.ended_ns), UTC).date()
    return [first + DAY * number for number in range((last - first).days + 1)]


def ends(shown: Sequence[date]) -> Line:
    """The first and the last day, below their cells."""
    first, last = f"{shown[0]:%d %b}", f"{shown[-1]:%d %b}"
    if len(shown) < len(first) + len(last) + 1:
        return ((last.rjust(len(shown)), "muted"),)
    return ((first + last.rjust(len(shown) - len(first)), "muted"),)


def keys() -> list[Entry]:
    """What the marks mean."""
    bounds: Mapping[float, str] = {100.0: "100 %", 0.0: "<95 %"}
    found = [Entry(mark, role, bounds.get(least, f"≥{least:g} %")) for least, mark, role in STEPS]
    return [*found, Entry(*MISSING, "no checks"), Entry(STRUCK, "error", "incident")]


def told(incident: Incident, sheet: Sheet) -> Line:
    """One incident: when it began and ended, and how long it was."""
    begin, end = (moment(each, sheet.zone) for each in (incident.started_ns, incident.ended_ns))
    stop = f"{end:%H:%M}" if end.date() == begin.date() else f"{end:%d %b %H:%M}"
    return (
        ("✗ ", "error"),
        (f"{begin:%d %b %H:%M} – {stop}", "text"),
        (f"   {duration(incident.minutes * 60_000)}", "muted"),
    )
