"""Who was called, and how long it took beside the fleet (contracts/apidepth.md §2 to §5, §10)."""

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim.apidepth import asked
from spandeck.sim.apidepth.account import Account, opened
from spandeck.sim.apidepth.asked import DAY_MS, Span
from spandeck.sim.apidepth.moment import bucket
from spandeck.sim.world.call import HOUR_MS, Hour, Tally, percentile
from spandeck.sim.world.fleet import Fleet, fleet

SEEN_DAYS = 30
"""How far back a vendor counts as seen."""
SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}


async def vendors(request: Request) -> Response:
    """GET /v1/vendors: those seen in the last 30 days."""
    account, environment = opened(request), request.query_params.get("env") or None
    span = Span(account.now_ms - SEEN_DAYS * DAY_MS, account.now_ms + 1)
    seen = account.called(span.from_ms // HOUR_MS)
    if environment is not None:
        seen = {each for each in seen if environment in places(account, each, span)}
    return JSONResponse({"vendors": sorted(seen)})


def places(account: Account, vendor: str, span: Span) -> dict[str, set[str]]:
    """The endpoints of a vendor that were called, by environment."""
    found: dict[str, set[str]] = {}
    for _, hour in account.hours(vendor, span):
        for environment, endpoint in hour.places:
            found.setdefault(environment, set()).add(endpoint)
    return found


async def endpoints(request: Request) -> Response:
    """GET /v1/endpoints: none for a vendor that was never called."""
    account, params = opened(request), request.query_params
    span = Span(0, account.now_ms + 1)
    found = places(account, asked.required(params, "vendor"), span)
    if environment := params.get("env"):
        found = {environment: found.get(environment, set())}
    return JSONResponse({"endpoints": sorted(set().union(*found.values()))})


async def environments(request: Request) -> Response:
    """GET /v1/environments."""
    return JSONResponse({"environments": opened(request).environments})


async def latency(request: Request) -> Response:
    """GET /v1/latency: one bucket for every hour with a request."""
    account, params = opened(request), request.query_params
    vendor = asked.required(params, "vendor")
    environment, endpoint = params.get("env") or None, params.get("endpoint") or None
    tallies = (
        (number, hour.tally(environment, endpoint))
        for number, hour in account.hours(vendor, asked.span(params, account.now_ms))
    )
    found = [latency_bucket(number, each) for number, each in tallies if each.total]
    return JSONResponse({"buckets": found})


def latency_bucket(number: int, tally: Tally) -> Mapping[str, Any]:
    """One hour; without valid durations its percentiles are null."""
    timed = tally.latencies
    return {
        "bucket": bucket(number),
        **{
            name: round(percentile(timed, share), 1) if timed else None
            for name, share in SHARES.items()
        },
        "event_count": len(timed),
        "error_count": tally.errors,
        "total_count": tally.total,
    }


async def benchmarks(request: Request) -> Response:
    """GET /v1/fleet-benchmarks: how the vendor behaves for everyone."""
    account, params = opened(request), request.query_params
    vendor = asked.required(params, "vendor")
    span = asked.span(params, account.now_ms)
    found = fleet_hours(request, vendor, params.get("endpoint") or None, span)
    return JSONResponse({"buckets": [fleet_bucket(number, each) for number, each in found]})


def fleet_hours(
    request: Request, vendor: str, endpoint: str | None, span: Span
) -> Iterator[tuple[int, Fleet]]:
    """The fleet's hours: the world's, or of a vendor it does not know what the accounts sent."""
    accounts: Mapping[str, Account] = request.app.state.accounts
    calls = request.app.state.calls
    rhythm = calls.rhythms.get(vendor)
    if rhythm is None:
        yield from pooled(accounts, vendor, endpoint, span)
        return
    until_ms = min(span.to_ms, opened(request).now_ms + 1)
    for number in range(max(span.from_ms // HOUR_MS, calls.first), -(-until_ms // HOUR_MS)):
        found = fleet(rhythm, endpoint, number, until_ms if number >= calls.traced_from else None)
        if found is not None:
            yield number, found


def pooled(
    accounts: Mapping[str, Account], vendor: str, endpoint: str | None, span: Span
) -> Iterator[tuple[int, Fleet]]:
    """What all accounts together measured, by hour."""
    hours: dict[int, list[Hour]] = {}
    for account in accounts.values():
        for number, hour in account.hours(vendor, span):
            hours.setdefault(number, []).append(hour)
    for number, found in sorted(hours.items()):
        tallies = [each.tally(None, endpoint).latencies for each in found]
        timed = sorted(duration for each in tallies for duration in each)
        if timed:
            contributors = sum(len(each) > 0 for each in tallies)
            yield number, Fleet(percentile(timed, 0.50), percentile(timed, 0.95), contributors)


def fleet_bucket(number: int, found: Fleet) -> Mapping[str, Any]:
    """One hour of the fleet."""
    return {
        "bucket": bucket(number),
        "fleet_p50": round(found.p50, 1),
        "fleet_p95": round(found.p95, 1),
        "contributor_count": found.contributors,
    }


ROUTES = (
    Route("/v1/vendors", vendors),
    Route("/v1/endpoints", endpoints),
    Route("/v1/environments", environments),
    Route("/v1/latency", latency),
    Route("/v1/fleet-benchmarks", benchmarks),
)
