"""When which model stops to answer, in words, and in which order that matters."""

from collections.abc import Sequence
from datetime import date

from spandeck.model.upstream import ModelUse
from spandeck.paint.units import one_line

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
