"""The only place that tries again (limiter.md, "429 and retries").

A read may be repeated; a write only when it provably was not sent. It must not wait for the
budget: the bowl below does, for each attempt anew.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

import httpx

from spandeck.model.connection import Connection
from spandeck.model.errors import Limited
from spandeck.model.limits import Descriptor, Route
from spandeck.net.asked import ASK, ask_of, route_of
from spandeck.net.clock import Clock
from spandeck.net.headers import read
from spandeck.net.limit import UNSENT
from spandeck.net.meter import Meter

ATTEMPTS = 3
THROTTLED_S = 1.0
"""The base of the wait after a 429 that names none."""
TRANSIENT_S = 0.05
"""The base of the wait after any other fault."""
LONGEST_S = 60.0
TRANSIENT = (
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)


class Quota:
    """Keeps retries under a tenth of a vendor's traffic: each costs, each clean answer pays."""

    THROTTLED, TRANSIENT, FULL = 5, 14, 500

    def __init__(self) -> None:
        self.left = self.FULL

    def spend(self, cost: int) -> bool:
        """Take this much, unless less is left."""
        if self.left < cost:
            return False
        self.left -= cost
        return True

    def earn(self) -> None:
        """A clean answer came."""
        self.left = min(self.FULL, self.left + 1)


class RetryTransport(httpx.AsyncBaseTransport):
    """Repeats what may be repeated, at most three attempts in all, within the caller's patience."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        descriptor: Descriptor,
        connection: Connection,
        *,
        meter: Meter,
        clock: Clock,
        scope: str,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`scope` begins the names of this connection's buckets; `chance` is in [0, 1)."""
        self.inner = inner
        self.descriptor = descriptor
        self.connection = connection
        self.meter = meter
        self.clock = clock
        self.scope = scope
        self.chance = chance
        self.quota = Quota()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The last attempt's answer or failure."""
        route = route_of(request, self.descriptor)
        ask = ask_of(request)
        patient_until = self.clock.monotonic() + ask.patience_s
        for attempt in range(ATTEMPTS):
            left = max(0.0, patient_until - self.clock.monotonic())
            request.extensions[ASK] = replace(ask, patience_s=left)
            try:
                response = await self.inner.handle_async_request(request)
            except httpx.TransportError as error:
                if self.over(attempt, patient_until) or not self.again(route, error):
                    raise
                throttled, named = False, False
            else:
                throttled = response.status_code == HTTPStatus.TOO_MANY_REQUESTS
                if self.over(attempt, patient_until) or not self.worth(route, response):
                    return response
                named = bool(route.category) and self.asked(response)
                await response.aclose()
            self.meter.of(self.scope + route.category).retried += bool(route.category)
            await self.back_off(attempt, patient_until, throttled=throttled, named=named)
        raise AssertionError("the last attempt returns or raises")

    def over(self, attempt: int, patient_until: float) -> bool:
        """Whether this attempt was the last, by number or by patience."""
        return attempt == ATTEMPTS - 1 or self.clock.monotonic() >= patient_until

    def again(self, route: Route, error: httpx.TransportError) -> bool:
        """Whether a failed exchange may be repeated."""
        repeatable = route.reads or isinstance(error, UNSENT)
        return repeatable and self.quota.spend(Quota.TRANSIENT)

    def worth(self, route: Route, response: httpx.Response) -> bool:
        """Whether an answer is a passing fault of a read, and the quota pays for another try."""
        status = response.status_code
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return route.reads and self.quota.spend(Quota.THROTTLED)
        if status in TRANSIENT:
            return route.reads and self.quota.spend(Quota.TRANSIENT)
        self.quota.earn()
        return False

    def asked(self, response: httpx.Response) -> bool:
        """Whether the answer itself says how long to wait."""
        reset, now = self.descriptor.reset, self.clock.now()
        return read(response.status_code, response.headers, reset, now).retry_s is not None

    async def back_off(self, attempt: int, until: float, *, throttled: bool, named: bool) -> None:
        """Wait with full jitter; where a wait was named, the budget below waits for it."""
        if named:
            return
        base = THROTTLED_S if throttled else TRANSIENT_S
        seconds = self.chance() * min(LONGEST_S, base * 2**attempt)
        if throttled and self.clock.monotonic() + seconds > until:
            raise Limited(self.connection.vendor, seconds, status=HTTPStatus.TOO_MANY_REQUESTS)
        await self.clock.sleep(seconds)

    async def aclose(self) -> None:
        """Close the bowls below."""
        await self.inner.aclose()
