"""GET /v1/health-scores: how each vendor does, in one number (contracts/apidepth.md §8)."""

from collections.abc import Mapping
from math import floor
from statistics import median
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim.apidepth.account import Account, opened
from spandeck.sim.apidepth.asked import DAY_MS, Span
from spandeck.sim.apidepth.moment import zulu
from spandeck.sim.clock import SECOND
from spandeck.sim.world.call import HOUR_MS, percentile
from spandeck.sim.world.story import admitted
from spandeck.sim.world.upstream import UPSTREAMS

MINUTE_MS = 60_000


class Subs(NamedTuple):
    """The parts of a score, each 0 to 100, None without data; the contract's weights below."""

    latency: float | None
    error: float | None
    rate: float | None
    status: float | None


WEIGHTS = Subs(40, 30, 20, 10)


async def scores(request: Request) -> Response:
    """The scores of all tracked vendors, and their mean by volume."""
    account = opened(request)
    found = [score(account, vendor) for vendor in account.tracked]
    rated = [(each["score"], each["call_volume"]) for each in found if each["score"] is not None]
    volume = sum(calls for _, calls in rated)
    mean = sum(value * calls for value, calls in rated) / volume if volume else None
    return JSONResponse({"scores": found, "aggregate": whole(mean)})


def score(account: Account, vendor: str) -> Mapping[str, Any]:
    """One vendor; without calls in the last 24 hours there is no score."""
    now_ms = account.now_ms
    day = [
        hour.tally(None, None)
        for _, hour in account.hours(vendor, Span(now_ms - DAY_MS + 1, now_ms + 1))
    ]
    volume = sum(each.total for each in day)
    errors = sum(each.errors for each in day)
    subs = Subs(None, None, None, None)
    if volume:
        subs = Subs(
            latency(account, vendor),
            100 * (1 - errors / volume),
            rate(account, vendor),
            page(vendor, now_ms),
        )
    return {
        "vendor": vendor,
        "score": whole(composite(subs)),
        **{f"{name}_sub": whole(each) for name, each in subs._asdict().items()},
        "call_volume": volume,
        "computed_at": zulu(now_ms // MINUTE_MS * MINUTE_MS),
    }


def latency(account: Account, vendor: str) -> float | None:
    """The p95 of the last hour against the usual one: the median over the last 7 days' hours."""
    now_ms = account.now_ms
    last = [
        duration
        for _, hour in account.hours(vendor, Span(now_ms - HOUR_MS + 1, now_ms + 1))
        for duration in hour.tally(None, None).latencies
    ]
    week = Span(now_ms - 7 * DAY_MS, now_ms - HOUR_MS + 1)
    timed = (hour.tally(None, None).latencies for _, hour in account.hours(vendor, week))
    usual = [percentile(each, 0.95) for each in timed if each]
    if not last or not usual:
        return None
    return 100 * min(1.0, median(usual) / max(1.0, percentile(sorted(last), 0.95)))


def rate(account: Account, vendor: str) -> float | None:
    """The share of the quota that is left."""
    left = account.left(vendor, None)
    if left is None or not left.limit:
        return None
    return min(100.0, 100 * left.remaining / left.limit)


def page(vendor: str, now_ms: int) -> float | None:
    """What the vendor's own status page says, where it has one."""
    if vendor not in UPSTREAMS:
        return None
    return 50.0 if admitted(vendor, now_ms * (SECOND // 1000)) else 100.0


def composite(subs: Subs) -> float | None:
    """The mean of the parts that are known, by their weights."""
    known = [
        (value, weight) for value, weight in zip(subs, WEIGHTS, strict=True) if value is not None
    ]
    total = sum(weight or 0 for _, weight in known)
    return sum(value * (weight or 0) for value, weight in known) / total if known else None


def whole(value: float | None) -> int | None:
    """To the nearest whole number, half up."""
    return None if value is None else floor(value + 0.5)


ROUTES = (Route("/v1/health-scores", scores),)
