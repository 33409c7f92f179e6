"""The innermost bowl: whatever the network does, an answer is bounded in time, size and kind.

It alone puts the key on a request, on a copy that nobody above ever sees.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import cast

import httpx

from spandeck.model.connection import Connection
from spandeck.model.errors import Unreachable, Unreadable
from spandeck.model.limits import Descriptor, Route
from spandeck.model.safe import safe
from spandeck.net.asked import route_of
from spandeck.net.clock import Clock
from spandeck.net.inflate import Body, Spoilt
from spandeck.net.veil import Veil

ERROR_BYTES = 64 * 1024
"""Of an error's body no more than this is read: enough for any vendor's sentence."""
CONSUMED = (
    b"content-encoding",
    b"content-length",
    b"transfer-encoding",
    b"set-cookie",
    b"location",
)
"""Headers that are no longer true once the body is decoded, or that are not for us."""


class BoundTransport(httpx.AsyncBaseTransport):
    """Sends with the key, refuses redirects and foreign bodies, inflates within limits."""

    def __init__(
        self,
        network: httpx.AsyncBaseTransport,
        descriptor: Descriptor,
        connection: Connection,
        clock: Clock,
    ) -> None:
        """`descriptor` states deadline and size per route; `clock` measures the waiting."""
        self.network = network
        self.descriptor = descriptor
        self.connection = connection
        self.clock = clock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body still to be streamed; raises `Unreachable`.

        Reading the body raises `Unreadable` when it is not to be read: the answer itself came,
        and what its headers say of the budget counts. Failures of the connection pass as
        `httpx.TransportError`: who is above knows whether they may be tried again.
        """
        route = route_of(request, self.descriptor)
        deadline = Deadline(self.connection.vendor, route.deadline_s, self.clock)
        async with deadline:
            response = await self.network.handle_async_request(self.keyed(request))
        veil = Veil(self.connection.token)
        response.headers = httpx.Headers(veil.headers(response.headers.raw))
        stream: httpx.AsyncByteStream
        try:
            stream = BoundStream(response, self.examine(response, route), deadline, veil)
        except Unreadable as error:
            await response.aclose()
            stream = NoStream(error)
        return httpx.Response(
            response.status_code,
            headers=[(k, v) for k, v in response.headers.raw if k.lower() not in CONSUMED],
            stream=stream,
            extensions=response.extensions,
        )

    def keyed(self, request: httpx.Request) -> httpx.Request:
        """A copy of the request that carries the key and the encodings we can bound."""
        headers = request.headers.copy()
        headers["Authorization"] = f"Bearer {self.connection.token.reveal()}"
        headers["Accept-Encoding"] = "gzip, identity"
        return httpx.Request(
            request.method,
            request.url,
            headers=headers,
            stream=request.stream,
            extensions=request.extensions,
        )

    def examine(self, response: httpx.Response, route: Route) -> Body:
        """How the body is to be read; raises `Unreadable` when its headers already tell."""
        if response.is_redirect or response.status_code == HTTPStatus.NOT_MODIFIED:
            raise self.unreadable(response, "it answered with a redirect, which is not followed")
        if response.is_success and not empty(response) and not json(response.headers):
            kind = safe(response.headers.get("content-type", "an unnamed kind")[:60])
            raise self.unreadable(response, f"it answered with {kind} where JSON was promised")
        try:
            body = Body(response.headers.get("content-encoding", "").lower(), route.max_bytes)
        except Spoilt as error:
            raise self.unreadable(response, str(error)) from error
        if response.is_success and length(response.headers) > route.max_bytes:
            raise self.unreadable(response, f"its body is larger than {route.max_bytes / 1e6:g} MB")
        return body

    def unreadable(self, response: httpx.Response, happened: str) -> Unreadable:
        """The error that names this answer's status and request id."""
        return unreadable(self.connection.vendor, response, happened)

    async def aclose(self) -> None:
        """Close the network below."""
        await self.network.aclose()


class Deadline:
    """Time spent waiting for the network, all waits of one exchange together.

    What the reader does between two pieces is not the vendor's fault and is not counted.
    """

    def __init__(self, vendor: str, seconds: float, clock: Clock) -> None:
        """`seconds` is the total; the error names `vendor`."""
        self.vendor = vendor
        self.seconds = seconds
        self.left = seconds
        self.clock = clock
        self.began = 0.0
        self.timer = asyncio.timeout(None)

    async def __aenter__(self) -> None:
        self.began = self.clock.monotonic()
        self.timer = asyncio.timeout(max(0.0, self.left))
        await self.timer.__aenter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.left -= self.clock.monotonic() - self.began
        try:
            await self.timer.__aexit__(kind, raised, traceback)
        except TimeoutError as error:
            raise Unreachable(
                self.vendor, f"no complete answer came within {self.seconds:g} s"
            ) from error


class BoundStream(httpx.AsyncByteStream):
    """A body decoded as it arrives, never beyond its bounds, our key hidden in it."""

    def __init__(
        self, response: httpx.Response, body: Body, deadline: Deadline, veil: Veil
    ) -> None:
        """`response` is the network's own; `body` decodes it; `deadline` is already running."""
        self.response = response
        self.body = body
        self.deadline = deadline
        self.veil = veil

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self.decoded():
            if seen := self.veil.feed(piece):
                yield seen
        if rest := self.veil.end():
            yield rest

    async def decoded(self) -> AsyncIterator[bytes]:
        """The body as the vendor sent it, decoded; raises `Unreachable` and `Unreadable`."""
        pieces = aiter(cast(httpx.AsyncByteStream, self.response.stream))
        wire = 0
        try:
            while True:
                async with self.deadline:
                    raw = await anext(pieces, None)
                if raw is None:
                    break
                wire += len(raw)
                for piece in self.body.feed(raw):
                    yield piece
                    if self.response.is_error and self.body.size >= ERROR_BYTES:
                        return
            self.body.end()
            if wire < length(self.response.headers):
                raise Spoilt("its body is cut off")
        except Spoilt as error:
            if self.response.is_error:
                return  # its status says what is wrong; half a sentence is welcome too
            raise unreadable(self.deadline.vendor, self.response, str(error)) from error

    async def aclose(self) -> None:
        """Give the connection back, or drop it when the body was not read to its end."""
        await self.response.aclose()


class NoStream(httpx.AsyncByteStream):
    """The body of an answer that is not to be read."""

    def __init__(self, why: Unreadable) -> None:
        """`why` is raised for whoever reads it."""
        self.why = why

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        raise self.why


def unreadable(vendor: str, response: httpx.Response, happened: str) -> Unreadable:
    """An `Unreadable` with what the headers say of this answer."""
    request_id = safe(response.headers.get("x-request-id", "")[:80])
    return Unreadable(vendor, happened, status=response.status_code, request_id=request_id or None)


def empty(response: httpx.Response) -> bool:
    """Whether there is rightly no body."""
    absent = response.headers.get("content-length") == "0"
    return response.status_code == HTTPStatus.NO_CONTENT or absent


def json(headers: Mapping[str, str]) -> bool:
    """Whether the headers promise JSON of some kind."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def length(headers: Mapping[str, str]) -> int:
    """The stated length on the wire, in bytes; 0 when not stated."""
    stated = headers.get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 16 else 0
