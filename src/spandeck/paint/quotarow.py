"""One provider in the table of 429s and quotas: how soon it throttles us, and how often it did."""

from spandeck.model.burn import MINUTE_NS
from spandeck.model.upstream import BurnDown, RateLimits
from spandeck.paint.burndown import RISKS, minutes_told, rate_told
from spandeck.paint.row import Cell, Column, Tone
from spandeck.paint.units import count, exact, one_line

ORDER = ("high", "medium", "low")
TONES: dict[str, Tone] = {"high": "error", "low": "ok"}
UNSEEN = "no quota yet"
"""No quota headers were captured; the picture says so at length."""
COLUMNS = (
    Column("provider", "provider", "text", 10, 16, rank=0),
    Column("risk", "risk", "text", 12, rank=0),
    Column("throttled", "throttled in", "number", 12, rank=1),
    Column("left", "left", "number", 15, rank=2),
    Column("resets", "resets in", "number", 11, rank=5),
    Column("rate", "used", "number", 8, rank=6),
    Column("count", "429s", "number", 6, rank=0),
    Column("trend", "trend", "number", 11, rank=3),
    Column("top", "most at", "text", 14, 40, rank=4),
)


def urgent(found: RateLimits) -> tuple[int, float, int, str]:
    """What comes first: the highest risk, the least time, the most 429s, by name among equals."""
    quota = found.burn_down
    if quota is None or quota.risk is None:
        place = len(ORDER) + 1
    else:  # a word that nobody knows yet is looked at before what is known to be harmless
        place = ORDER.index(quota.risk) if quota.risk in ORDER else 1
    minutes = quota.minutes if quota and quota.minutes is not None else float("inf")
    return place, minutes if place < len(ORDER) else 0.0, -found.count, found.vendor


def cell(found: RateLimits, column: Column, now_ns: int) -> Cell:
    """What one fact of a provider says; every unknown has its own words."""
    quota = found.burn_down
    match column.name:
        case "provider":
            return Cell(one_line(found.vendor))
        case "count":
            return Cell(exact(found.count), "plain" if found.count else "muted")
        case "trend":
            return trend(found)
        case "top":
            top = found.top_endpoint
            return Cell(one_line(top) if top else "none throttled", "plain" if top else "muted")
        case "risk" if quota is None:
            return Cell(UNSEEN, "muted")
        case _:
            return of_quota(quota, column, now_ns) if quota else Cell("—", "muted")


def of_quota(quota: BurnDown, column: Column, now_ns: int) -> Cell:
    """What is known of a quota."""
    match column.name:
        case "risk":
            return risk(quota)
        case "throttled":
            return throttled(quota)
        case "left":
            limit = "?" if quota.limit is None else count(quota.limit)
            return Cell(f"{exact(quota.remaining)} of {limit}", "plain")
        case "resets":
            return resets(quota, now_ns)
        case _:
            return Cell(rate_told(quota.rate_per_min))


def risk(quota: BurnDown) -> Cell:
    """The vendor's word with its mark."""
    if quota.risk is None:
        return Cell("· not said", "muted")
    mark, _ = RISKS.get(quota.risk, ("?", "warn"))
    return Cell(f"{mark} {one_line(quota.risk)}", TONES.get(quota.risk, "warn"))


def throttled(quota: BurnDown) -> Cell:
    """How long it lasts."""
    if quota.remaining <= 0:
        return Cell("now", "error")
    return Cell("unused" if quota.minutes is None else minutes_told(quota.minutes))


def resets(quota: BurnDown, now_ns: int) -> Cell:
    """When it is full again."""
    if quota.reset_ns is None:
        return Cell("not said", "muted")
    left = (quota.reset_ns - now_ns) / MINUTE_NS
    return Cell(minutes_told(left)) if left > 0 else Cell("passed", "muted")


def trend(found: RateLimits) -> Cell:
    """Whether there are more than before."""
    if found.trend_pct is None:
        return Cell("none before", "muted")
    mark = "▲" if found.trend_pct > 0 else "▼" if found.trend_pct < 0 else "="
    tone: Tone = "warn" if found.trend_pct > 0 else "ok" if found.trend_pct < 0 else "muted"
    return Cell(f"{mark} {abs(found.trend_pct):.0f} %", tone)


def fact(found: RateLimits, name: str) -> str | float | int | None:
    """What a column sorts by."""
    quota = found.burn_down
    match name:
        case "provider":
            return found.vendor
        case "count":
            return found.count
        case "trend":
            return found.trend_pct
        case "top":
            return found.top_endpoint
        case _ if quota is None:
            return None
        case "risk":
            return -ORDER.index(quota.risk) if quota.risk in ORDER else None
        case "throttled":
            return quota.minutes
        case "left":
            return quota.remaining
        case "resets":
            return quota.reset_ns
        case _:
            return quota.rate_per_min
