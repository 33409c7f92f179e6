"""The bowl that keeps the budget: no request leaves without a ticket (limiter.md).

It queues the requests of this process by class; the store counts those of all processes. It must
not retry, and must never send what was cancelled while it waited.
"""

import random
from collections.abc import Callable
from dataclasses import replace

import httpx

from spandeck.model.connection import Connection
from spandeck.model.errors import Limited
from spandeck.model.limits import Descriptor, Route
from spandeck.model.page import Ask, Priority
from spandeck.net.admission import GRACE
from spandeck.net.asked import ask_of, route_of
from spandeck.net.clock import Clock
from spandeck.net.headers import News, read
from spandeck.net.line import Line, Place
from spandeck.net.meter import Meter
from spandeck.net.store import Claim, Store, Ticket

LOOK_S = 1.0
"""Whoever waits looks again after this long: another process may have changed the bucket."""
JITTER = 0.1
"""Part of a wait that is added at random, so that processes do not wake together."""
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures after which the vendor provably saw nothing."""


class LimitTransport(httpx.AsyncBaseTransport):
    """Takes a ticket for each request and gives it back with what the answer said."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        descriptor: Descriptor,
        connection: Connection,
        *,
        store: Store,
        meter: Meter,
        clock: Clock,
        scope: str,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`scope` begins the names of this connection's buckets; `chance` is in [0, 1)."""
        self.inner = inner
        self.descriptor = descriptor
        self.connection = connection
        self.store = store
        self.meter = meter
        self.clock = clock
        self.scope = scope
        self.chance = chance
        self.lines: dict[str, Line] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for a ticket, send, settle; raises `Limited` when the wait is too long."""
        route = route_of(request, self.descriptor)
        if not route.category:
            return await self.inner.handle_async_request(request)
        ask = ask_of(request)
        ticket = await self.ticket(route, ask)
        tally = self.meter.of(ticket.bucket)
        tally.sent += 1
        tally.panes[ask.pane] += 1
        news: News | None = None
        later_s = GRACE  # if cancelled or cut: it may still be on its way to the vendor
        try:
            response = await self.inner.handle_async_request(request)
            later_s, news = 0.0, self.news(response)
            tally.throttled += news.throttled
        except UNSENT:
            later_s = 0.0
            raise
        finally:
            self.store.settle(ticket, later_s, news)
            self.store.tell(ticket.bucket, tally)
        return response

    def news(self, response: httpx.Response) -> News:
        """What an answer says of the budget."""
        reset, now = self.descriptor.reset, self.clock.now()
        return read(response.status_code, response.headers, reset, now)

    async def ticket(self, route: Route, ask: Ask) -> Ticket:
        """A ticket for this route, when it is this request's turn and the budget admits it."""
        name = self.scope + route.category
        claim = Claim(
            name,
            self.descriptor.windows.get(route.category, ()),
            ask.priority,
            route.deadline_s + GRACE,
        )
        line = self.lines.setdefault(name, Line(self.clock))
        tally = self.meter.of(name)
        place = line.join(ask.priority)
        tally.waiting += 1
        try:
            return await self.turn(line, place, claim, ask)
        finally:
            tally.waiting -= 1
            tally.waited_s += (self.clock.monotonic() - place.since) * place.paused
            line.leave(place)

    async def turn(self, line: Line, place: Place, claim: Claim, ask: Ask) -> Ticket:
        """Ask the store whenever first in line, until it grants or patience ends."""
        patient_until = place.since + ask.patience_s
        while True:
            if not line.first(place):
                self.check(line.wait_s(place), patient_until, ask)
                await line.pause(place, patient_until - self.clock.monotonic())
                continue
            found = await self.store.reserve(replace(claim, priority=line.rank(place)))
            if isinstance(found, Ticket):
                return found
            line.expect(place, found)
            self.check(found, patient_until, ask)
            late = self.chance() * JITTER * found
            await line.pause(place, min(found + late, LOOK_S))

    def check(self, wait_s: float, until: float, ask: Ask) -> None:
        """Raise `Limited` when a wait is longer than the patience left, or is a prefetch's."""
        hasty = ask.priority is Priority.PREFETCH and wait_s > 0
        if hasty or self.clock.monotonic() + wait_s > until:
            raise Limited(self.connection.vendor, wait_s)

    async def aclose(self) -> None:
        """Close the bowls below."""
        await self.inner.aclose()
