"""GET /v1/status: the collector's own uptime (contracts/apidepth.md §9).

One check a minute since 90 days. What failed when is a pure function of the seed and the day.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim.apidepth.account import opened
from spandeck.sim.apidepth.moment import zulu
from spandeck.sim.world.chance import key, mix

DAYS = 90
MINUTE_MS = 60_000
DAY_MINUTES = 1440
MOST_INCIDENTS = 10
NEVER_CHECKED: Mapping[str, Any] = {
    "status": "unknown",
    "checked_at": None,
    "response_ms": None,
    "uptime_30d": None,
    "uptime_90d": None,
    "days": [],
    "incidents": [],
}


class Outage(NamedTuple):
    """Failed checks in a row, in minutes since 1970: the first, and the first good one after."""

    began: int
    ended: int


class Day(NamedTuple):
    """What was checked on one day."""

    number: int
    total: int
    up: int
    outages: Sequence[Outage]


def days(seed: int, minute: int) -> Iterator[Day]:
    """The last 90 days, oldest first, up to a minute of the last one."""
    secret, today = key(seed, "collector"), minute // DAY_MINUTES
    paused = today - 20 - (secret & 31)
    """On one day nobody checked."""
    for number in range(today - DAYS + 1, today + 1):
        begins = number * DAY_MINUTES
        total = 0 if number == paused else min(DAY_MINUTES, minute + 1 - begins)
        found = [
            Outage(each.began, min(each.ended, begins + total))
            for each in outages(secret, number)
            if each.began < begins + total
        ]
        down = sum(each.ended - each.began for each in found)
        yield Day(number, total, total - down, found)


def outages(secret: int, day: int) -> Iterator[Outage]:
    """What went wrong on a day: nothing on most."""
    draw = mix(secret ^ day)
    if draw & 15 == 0:
        began = day * DAY_MINUTES + (draw >> 8) % 1300
        yield Outage(began, began + 2 + (draw >> 24) % 13)


async def status(request: Request) -> Response:
    """The collector as its checks see it; an account without a world has had none yet."""
    account = opened(request)
    if account.calls is None:
        return JSONResponse(NEVER_CHECKED)
    minute = account.now_ms // MINUTE_MS
    found = list(days(account.calls.world.seed, minute))
    failed = [each for day in reversed(found) for each in reversed(day.outages)]
    down = bool(failed) and failed[0].ended > minute
    return JSONResponse(
        {
            "status": "outage" if down else "operational",
            "checked_at": zulu(minute * MINUTE_MS),
            "response_ms": 2 + mix(minute) % 5,
            "uptime_30d": uptime(found[-30:]),
            "uptime_90d": uptime(found),
            "days": [day_shown(each) for each in found],
            "incidents": [incident(each) for each in failed[:MOST_INCIDENTS]],
        }
    )


def uptime(found: Sequence[Day]) -> float | None:
    """The share of checks that succeeded, in per cent; None without any."""
    total, up = sum(each.total for each in found), sum(each.up for each in found)
    return round(up / total * 100, 2) if total else None


def day_shown(day: Day) -> Mapping[str, Any]:
    """One day."""
    return {
        "date": zulu(day.number * DAY_MINUTES * MINUTE_MS)[:10],
        "total": day.total,
        "up_count": day.up,
        "uptime_pct": uptime([day]),
    }


def incident(outage: Outage) -> Mapping[str, Any]:
    """One incident: it ends with its last failed check."""
    return {
        "started_at": zulu(outage.began * MINUTE_MS),
        "ended_at": zulu((outage.ended - 1) * MINUTE_MS),
        "duration_min": outage.ended - outage.began,
    }


ROUTES = (Route("/v1/status", status),)
