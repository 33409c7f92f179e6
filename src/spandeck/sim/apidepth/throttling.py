"""GET /v1/rate-limits: 429s by hour, and how long the quota lasts (contracts/apidepth.md §6)."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim.apidepth import asked
from spandeck.sim.apidepth.account import Account, opened
from spandeck.sim.apidepth.asked import Span
from spandeck.sim.apidepth.moment import bucket, zulu

BURN_MINUTES = 5
RISKS = ((15, "high"), (60, "medium"))
"""Fewer minutes than these until the quota is gone; more are a low risk."""


async def limits(request: Request) -> Response:
    """The summary over all vendors, or one vendor's detail."""
    account, params = opened(request), request.query_params
    span, environment = asked.span(params, account.now_ms), params.get("env") or None
    if vendor := params.get("vendor"):
        return JSONResponse(detail(account, vendor, environment, span))
    found = [summary(account, each, environment, span) for each in account.tracked]
    return JSONResponse({"vendors": sorted(found, key=most_throttled)})


def most_throttled(row: Mapping[str, Any]) -> tuple[int, str]:
    """The key that sorts the summary: most 429s first."""
    return -row["total_429s"], row["vendor"]


def summary(
    account: Account, vendor: str, environment: str | None, span: Span
) -> Mapping[str, Any]:
    """A vendor's row of the summary."""
    found = by_endpoint(account, vendor, environment, span)
    return {"vendor": vendor, "total_429s": found.total(), "top_endpoint": top(found)}


def detail(account: Account, vendor: str, environment: str | None, span: Span) -> Mapping[str, Any]:
    """One vendor's 429s, hour by hour, and its quota."""
    counts = [
        (number, hour.tally(environment, None).throttled)
        for number, hour in account.hours(vendor, span)
    ]
    total = sum(count for _, count in counts)
    before = by_endpoint(account, vendor, environment, span.before()).total()
    return {
        "total_429s": total,
        "trend_pct": round((total - before) / before * 100, 1) if before else None,
        "top_endpoint": top(by_endpoint(account, vendor, environment, span)),
        "buckets": [{"bucket": bucket(number), "count": n} for number, n in counts if n],
        "burn_down": burn_down(account, vendor, environment),
    }


def by_endpoint(account: Account, vendor: str, environment: str | None, span: Span) -> Counter[str]:
    """How many 429s each endpoint answered."""
    found: Counter[str] = Counter()
    for _, hour in account.hours(vendor, span):
        if hour.tally(environment, None).throttled:
            for endpoint in {path for _, path in hour.places}:
                found[endpoint] += hour.tally(environment, endpoint).throttled
    return found


def top(found: Counter[str]) -> str | None:
    """The endpoint with the most, of several the first by name; None where none has any."""
    most = max(found.values(), default=0)
    return min(path for path, count in found.items() if count == most) if most else None


def burn_down(account: Account, vendor: str, environment: str | None) -> Mapping[str, Any] | None:
    """What is left of the quota, and when it will be gone at the pace of the last minutes."""
    left = account.left(vendor, environment)
    if left is None:
        return None
    now_ms = account.now_ms
    recent = Span(now_ms - BURN_MINUTES * 60_000 + 1, now_ms + 1)
    calls = sum(hour.tally(environment, None).total for _, hour in account.hours(vendor, recent))
    rate = calls / BURN_MINUTES
    minutes = left.remaining / rate if rate else None
    return {
        "rl_remaining": left.remaining,
        "rl_limit": left.limit,
        "rl_reset_at": None if left.reset_ms is None else zulu(left.reset_ms),
        "burn_rate_per_min": round(rate, 1),
        "minutes_to_throttle": None if minutes is None else round(minutes, 1),
        "risk": None if minutes is None else risk(minutes),
    }


def risk(minutes: float) -> str:
    """How near the end of the quota is."""
    return next((name for below, name in RISKS if minutes < below), "low")


ROUTES = (Route("/v1/rate-limits", limits),)
