"""Models as a calendar of what breaks when: sunset ones, then those that will be, then the rest."""

from collections.abc import Sequence
from datetime import date

from spandeck.model.upstream import ModelUse
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.legend import filled
from spandeck.paint.row import cut
from spandeck.paint.units import count, moment, one_line

NO_SUCCESSOR = "no successor named"
NOT_SET = "no date set"
ACTIVE = "in no list of retirements"
MONTH_DAYS = 30
LOOKS = {"sunset": ("✗", "error"), "deprecated": ("!", "warn"), "active": ("✓", "ok")}
"""A status, its mark and its role; others are told as they came."""
ORDER = ("sunset", "deprecated")
"""What comes first; the rest comes after."""


def soonest(found: Sequence[ModelUse]) -> list[ModelUse]:
    """Those that break first before the others; of equals, the one that is called most."""

    def order(each: ModelUse) -> tuple[int, str, int]:
        place = ORDER.index(each.deprecation) if each.deprecation in ORDER else len(ORDER)
        return place, each.sunset_on or each.deprecated_on or "9999", -each.call_count

    return sorted(found, key=order)


def per_month(found: ModelUse) -> float | None:
    """Calls in thirty days at the pace so far; None where it was not seen for a whole day."""
    if found.first_seen_ns is None or found.last_seen_ns is None:
        return None
    days = (found.last_seen_ns - found.first_seen_ns) / 86_400e9
    return found.call_count / days * MONTH_DAYS if days >= 1 else None


def calls(found: ModelUse) -> str:
    """`1.2M calls a month`, or how many there were in all."""
    pace = per_month(found)
    return f"{count(found.call_count)} calls" if pace is None else f"{count(pace)} calls a month"


def breaks(found: ModelUse, today: date) -> str:
    """When it stops to answer, in words."""
    if found.sunset_on is not None:
        verb = "stopped" if past(found.sunset_on, today) else "stops"
        return f"{verb} {day(found.sunset_on, today)}"
    if found.deprecated_on is not None:
        began = "since" if past(found.deprecated_on, today) else "from"
        return f"{began} {one_line(found.deprecated_on)}, {NOT_SET}"
    return ACTIVE if found.deprecation == "active" else NOT_SET


def past(text: str, today: date) -> bool:
    """Whether a date is over; one that cannot be read is not."""
    found = read(text)
    return found is not None and found <= today


def read(text: str) -> date | None:
    """A date, if it is one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day(text: str, today: date) -> str:
    """`2027-01-15, in 55 days`."""
    found = read(text)
    if found is None:
        return one_line(text)
    days = (found - today).days
    if not days:
        return f"{text}, today"
    many = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{text}, in {many}" if days > 0 else f"{text}, {many} ago"


def retirements(found: Sequence[ModelUse], now_ns: int, sheet: Sheet) -> list[Line]:
    """A line for each model and, where there is room, what it is replaced by beneath it."""
    if not found:
        return finished([filled((("no model was called", "muted"),), sheet.width)], sheet)
    today = moment(now_ns).date()
    rows = soonest(found)
    tall = sheet.height >= 2 * len(rows)
    label = min(sheet.width // 2, max(len(one_line(each.model)) for each in rows) + 2)
    lines: list[Line] = []
    for each in rows:
        mark, role = LOOKS.get(each.deprecation, ("?", "warn"))
        name = cut(one_line(each.model), label - 1).ljust(label)
        lines.append(
            (
                (f"{mark} ", role),
                (name, "heading"),
                (f"{one_line(each.deprecation)}: {breaks(each, today)}", role),
            )
        )
        if tall:
            after = "" if each.deprecation == "active" and not each.successor else replaced(each)
            where = f"{calls(each)}{after} · {one_line(each.vendor)} {one_line(each.endpoint)}"
            lines.append((("  " + " " * label + where, "muted"),))
    return finished([filled(line, sheet.width) for line in lines], sheet)


def replaced(found: ModelUse) -> str:
    """What comes after it."""
    return f" · {NO_SUCCESSOR}" if found.successor is None else f" → {one_line(found.successor)}"
