"""How the hours met the objectives: /v1/sla (contracts/apidepth.md §13)."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim.apidepth import asked
from spandeck.sim.apidepth.account import Account, opened
from spandeck.sim.apidepth.latency import SHARES
from spandeck.sim.apidepth.moment import bucket
from spandeck.sim.apidepth.objectives import KIND
from spandeck.sim.archive.shelf import Record
from spandeck.sim.world.call import HOUR_MS, percentile

QUALIFYING = 20
"""Fewer requests in an hour say nothing."""
SHOWN_DAYS = 30
"""What the report as a whole says when no window was asked for."""


class Measured(NamedTuple):
    """What an objective looks at; several may look at the same."""

    vendor: str
    env: str
    endpoint: str | None
    metric: str


class Values:
    """What the hours of one account measured; hours that are over are read once."""

    def __init__(self, account: Account) -> None:
        """Nothing is read before it is asked for."""
        self.account = account
        self.known: dict[Measured, dict[int, float | None]] = {}

    def of(self, measured: Measured, hours: range) -> list[tuple[int, float]]:
        """The hours that qualify with their values, oldest first."""
        known = self.known.setdefault(measured, {})
        posted = self.account.sent.hours.get(measured.vendor, ())
        found: list[tuple[int, float]] = []
        for number in self.account.numbers(measured.vendor, hours):
            if number in posted:  # more may be posted for it at any time
                value = self.read(measured, number)
            elif number in known:
                value = known[number]
            else:
                value = known[number] = self.read(measured, number)
            if value is not None:
                found.append((number, value))
        return found

    def read(self, measured: Measured, number: int) -> float | None:
        """The percentile of one hour; None where too few requests were made or none was timed."""
        hour = self.account.hour(measured.vendor, number)
        tally = hour.tally(measured.env, measured.endpoint) if hour else None
        if tally is None or tally.total < QUALIFYING or not tally.latencies:
            return None
        return percentile(tally.latencies, SHARES[measured.metric])


async def report(request: Request) -> Response:
    """GET /v1/sla: one entry for every objective of the vendor and environment asked for."""
    account, params = opened(request), request.query_params
    window, vendor = asked.window(params), params.get("vendor") or None
    environment = params.get("env") or "production"
    values: Values = request.app.state.values[account.name]
    found = [
        result(each, window or each["default_window_days"], values)
        for each in account.shelf.all(KIND)
        if each["env"] == environment and vendor in (None, each["vendor"])
    ]
    return JSONResponse({"window_days": window or SHOWN_DAYS, "slos": found})


def result(objective: Record, days: int, values: Values) -> Mapping[str, Any]:
    """How one objective was met in the last full hours of so many days."""
    current = values.account.now_ms // HOUR_MS
    measured = Measured(*(objective[name] for name in Measured._fields))
    threshold_ms = objective["threshold_ms"]
    hours = [
        (number, value > threshold_ms)
        for number, value in values.of(measured, range(current - days * 24, current))
    ]
    breaches = sum(breached for _, breached in hours)
    met = (len(hours) - breaches) / len(hours) * 100 if hours else None
    return {
        **{name: objective[name] for name in ("id", "vendor", "endpoint", "metric")},
        "threshold_ms": threshold_ms,
        "window_days": days,
        "compliance_pct": None if met is None else round(met, 2),
        "total_buckets": len(hours),
        "breaching_hours": breaches,
        "longest_breach_hours": longest([number for number, breached in hours if breached]),
        "days": [verdict(list(each)) for _, each in groupby(hours, lambda hour: hour[0] // 24)],
    }


def longest(breaches: Sequence[int]) -> int:
    """The longest run of consecutive hours."""
    longest = run = 0
    before = -1
    for number in breaches:
        run = run + 1 if number == before + 1 else 1
        longest, before = max(longest, run), number
    return longest


def verdict(hours: Sequence[tuple[int, bool]]) -> Mapping[str, Any]:
    """One day: missed with the first breach."""
    breaches = sum(breached for _, breached in hours)
    return {
        "date": bucket(hours[0][0])[:10],
        "status": "missed" if breaches else "met",
        "total_hours": len(hours),
        "breaching_hours": breaches,
    }


ROUTES = (Route("/v1/sla", report),)
