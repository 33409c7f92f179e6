"""GET /v1/model-usage: which models were called, and how each stands (contracts/apidepth.md §7)."""

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim.apidepth.account import Account, opened, part
from spandeck.sim.apidepth.asked import Span
from spandeck.sim.apidepth.moment import day, zulu
from spandeck.sim.world.call import HOUR_MS, Hour, Seen
from spandeck.sim.world.calls import HOUR_NS, Calls
from spandeck.sim.world.deprecation import standing
from spandeck.sim.world.upstream import PROVIDERS

Key = tuple[str, str, str]
"""Vendor, model, endpoint."""
NAMED = [each.name for each in PROVIDERS]
"""Those whose calls name a model."""


class Usage:
    """The use of models in the world; hours that are over are counted once."""

    def __init__(self, calls: Calls) -> None:
        """Nothing is counted before it is asked for."""
        self.calls, self.reached = calls, calls.first
        self.counted: dict[Key, Seen] = {}

    def until(self, now_ms: int) -> Mapping[Key, Seen]:
        """The use of every model so far."""
        current = now_ms // HOUR_MS
        for number in range(self.reached, current):
            for vendor in NAMED:
                add(self.counted, vendor, self.calls.hour(vendor, number))
        self.reached = max(self.reached, current)
        found = dict(self.counted)
        for vendor in NAMED:
            hour = self.calls.hour(vendor, current)
            add(found, vendor, part(hour, Span(0, now_ms + 1)) if hour else None)
        return found


def add(found: dict[Key, Seen], vendor: str, hour: Hour | None) -> None:
    """Count an hour's calls too."""
    for (model, endpoint), seen in hour.models.items() if hour else ():
        key = vendor, model, endpoint
        found[key] = seen.joined(found.get(key))


def posted(account: Account) -> Iterator[tuple[Key, Seen]]:
    """The use of models in the events that were posted."""
    for vendor, model, endpoint, calls, first_ms, last_ms in account.sent.models(account.now_ms):
        yield (vendor, model, endpoint), Seen(calls, first_ms, last_ms)


async def usage(request: Request) -> Response:
    """All models that were called, the latest first."""
    account = opened(request)
    world: Usage = request.app.state.usage
    found = dict(world.until(account.now_ms)) if account.calls else {}
    for key, use in posted(account):
        found[key] = use.joined(found.get(key))
    latest = sorted(found.items(), key=lambda each: (-each[1].last_ms, each[0]))
    opened_ns = world.calls.opened * HOUR_NS
    rows = [row(key, use, opened_ns, account.clock()) for key, use in latest]
    return JSONResponse({"models": rows})


def row(key: Key, use: Seen, opened_ns: int, now_ns: int) -> Mapping[str, Any]:
    """One model at one endpoint."""
    vendor, model, endpoint = key
    found = standing(model, day(opened_ns), day(now_ns))
    return {
        "vendor": vendor,
        "model_name": model,
        "endpoint": endpoint,
        "call_count": use.calls,
        "first_seen_at": zulu(use.first_ms),
        "last_seen_at": zulu(use.last_ms),
        "deprecation_status": found.status,
        "deprecated_at": found.deprecated and found.deprecated.isoformat(),
        "sunset_at": found.sunset and found.sunset.isoformat(),
        "successor": found.successor,
    }


ROUTES = (Route("/v1/model-usage", usage),)
