"""The bowl that remembers: answers from disk while they are fresh, or at any age when asked so.

Only 200s of reads are kept, per vendor, origin and key. It must not know what is inside.
"""

from collections.abc import AsyncIterator
from hashlib import blake2b

import httpx

from spandeck.model.errors import Limited, NotCached
from spandeck.model.limits import Descriptor, Route
from spandeck.model.page import Ask, Freshness
from spandeck.net.asked import ask_of, route_of
from spandeck.net.clock import Clock
from spandeck.net.flight import Flight, FlightStream
from spandeck.net.meter import Meter
from spandeck.net.pages import Pages, Stored

PIECE = 64 * 1024
"""A replayed body comes in pieces of this size, as one from the network would."""


class CacheTransport(httpx.AsyncBaseTransport):
    """Replays, shares identical reads in flight, and keeps what came complete."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        descriptor: Descriptor,
        *,
        pages: Pages,
        meter: Meter,
        clock: Clock,
        scope: str,
    ) -> None:
        """`scope` begins the keys of this connection's pages."""
        self.inner = inner
        self.descriptor = descriptor
        self.pages = pages
        self.meter = meter
        self.clock = clock
        self.scope = scope
        self.flights: dict[bytes, Flight] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, with `answered_ns` and `cached` among its extensions.

        Raises `NotCached` when only the cache was asked and holds nothing.
        """
        route = route_of(request, self.descriptor)
        ask = ask_of(request)
        if not route.reads:
            return await self.write(request)
        key = self.key(request.method, str(request.url), await request.aread())
        if route.fresh_s > 0 and ask.freshness is not Freshness.RELOAD:
            stored = await self.pages.get(key)
            if stored is not None and self.serves(stored, route, ask):
                self.meter.of(self.scope + route.category).cached += 1
                return self.replay(stored)
        if ask.freshness is Freshness.CACHED:
            raise NotCached(f"{request.method} {request.url.path}")
        return await self.fetch(key, request, route, ask)

    def key(self, method: str, url: str, body: bytes) -> bytes:
        """What names this very question of this very key."""
        parts = (self.scope.encode(), method.encode(), url.encode(), body)
        framed = b"".join(len(each).to_bytes(8, "big") + each for each in parts)
        return blake2b(framed, digest_size=32).digest()

    def serves(self, stored: Stored, route: Route, ask: Ask) -> bool:
        """Whether a kept answer is good enough for this question."""
        if ask.freshness is Freshness.CACHED:
            return True
        age_s = self.clock.now() - stored.answered_ns / 1e9
        return stored.current and 0 <= age_s <= route.fresh_s

    def replay(self, stored: Stored) -> httpx.Response:
        """A kept answer, as if it had just come."""
        return httpx.Response(
            200,
            headers={"content-type": stored.kind},
            stream=Replay(stored.body),
            extensions={"answered_ns": stored.answered_ns, "cached": True},
        )

    async def write(self, request: httpx.Request) -> httpx.Response:
        """Pass a write on; after it nothing kept counts as fresh."""
        try:
            response = await self.inner.handle_async_request(request)
        finally:  # a failed write may have been done all the same
            self.pages.expire(self.scope)
        response.extensions |= {"answered_ns": self.now_ns(), "cached": False}
        return response

    async def fetch(
        self, key: bytes, request: httpx.Request, route: Route, ask: Ask
    ) -> httpx.Response:
        """The answer from the network, joined to the same question when it is in flight."""
        flight = self.flights.get(key)
        if flight is not None and flight.carries(ask.priority):
            try:
                response = await self.read(flight)
            except Limited:
                pass  # the other's patience or class was the less; ask with ours
            else:
                self.meter.of(self.scope + route.category).cached += 1
                return response
        return await self.read(self.send(key, request, route, ask))

    def send(self, key: bytes, request: httpx.Request, route: Route, ask: Ask) -> Flight:
        """A new flight, which others may join until it lands."""

        async def sending() -> httpx.Response:
            response = await self.inner.handle_async_request(request)
            response.extensions |= {"answered_ns": self.now_ns(), "cached": False}
            return response

        def landed() -> None:
            if self.flights.get(key) is flight:
                del self.flights[key]
            if route.fresh_s > 0:
                self.keep(key, flight)

        flight = self.flights[key] = Flight(sending(), ask.priority, landed)
        return flight

    async def read(self, flight: Flight) -> httpx.Response:
        """The flight's answer for one more reader."""
        reader = object()
        response = await flight.opened(reader)
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=FlightStream(flight, reader),
            extensions=response.extensions,
        )

    def keep(self, key: bytes, flight: Flight) -> None:
        """Keep a complete 200, unless it cannot be JSON: a broken answer must not be repeated."""
        body = flight.body()
        if body is None or flight.opening.result().status_code != 200:
            return
        whole = b"".join(body)
        if not whole[-64:].rstrip().endswith((b"}", b"]")):
            return
        response = flight.opening.result()
        kind = response.headers.get("content-type", "")
        stored = Stored(kind, whole, response.extensions["answered_ns"])
        self.pages.put(key, self.scope, stored)

    def now_ns(self) -> int:
        """The wall clock in nanoseconds."""
        return int(self.clock.now() * 1e9)

    async def aclose(self) -> None:
        """End what is in flight and close the bowls below."""
        for flight in tuple(self.flights.values()):
            await flight.close()
        await self.inner.aclose()


class Replay(httpx.AsyncByteStream):
    """A kept body in pieces."""

    def __init__(self, body: bytes) -> None:
        """`body` is whole and decoded."""
        self.body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.body), PIECE):
            yield self.body[start : start + PIECE]
