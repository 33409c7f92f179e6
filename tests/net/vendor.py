"""A vendor made of a function: descriptor, connection and clients over `httpx.MockTransport`."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx

from spandeck.model.connection import Connection, Token
from spandeck.model.limits import Descriptor, Route, Window

SECRET = "rsk-do-not-show"
URL = "https://vendor.test"
Answer = Callable[[httpx.Request], httpx.Response]
Slowly = Callable[[httpx.Request], Awaitable[httpx.Response]]

DESCRIPTOR = Descriptor(
    "vendor",
    (
        Route("GET", "/things", fresh_s=30.0, max_bytes=100_000),
        Route("GET", "/things/{id}", fresh_s=300.0, max_bytes=200_000_000, deadline_s=60.0),
        Route("POST", "/search", fresh_s=30.0),
        Route("GET", "/live", max_bytes=100_000),
        Route("GET", "/health", category=""),
        Route("DELETE", "/things/{id}", reads=False),
    ),
    {"default": (Window(1000, 60.0),)},
)


def connection(url: str = URL, **settings: Any) -> Connection:
    return Connection("vendor", url, Token(SECRET), **settings)


def answer(body: object = None, status: int = 200, **headers: str) -> httpx.Response:
    """A JSON answer; header names may be written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = json.dumps({"data": []} if body is None else body).encode()
    return httpx.Response(
        status, headers={"content-type": "application/json"} | named, content=content
    )


class Network(httpx.MockTransport):
    """A network that keeps what it was sent, and whether it was closed."""

    def __init__(self, handler: Answer | Slowly) -> None:
        self.sent: list[httpx.Request] = []
        self.closed = False

        async def kept(request: httpx.Request) -> httpx.Response:
            self.sent.append(request)
            found = handler(request)
            return found if isinstance(found, httpx.Response) else await found

        super().__init__(kept)

    async def aclose(self) -> None:
        self.closed = True


class Pieces(httpx.AsyncByteStream):
    """A body in pieces, which may end with an error; knows how much of it was read."""

    def __init__(self, *pieces: bytes, error: Exception | None = None) -> None:
        self.pieces = pieces
        self.error = error
        self.read = 0
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.read += 1
            yield piece
        if self.error is not None:
            raise self.error

    async def aclose(self) -> None:
        self.closed = True


def raising(error: Exception) -> Answer:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    return handler


async def ask(
    transport: httpx.AsyncBaseTransport, path: str = "/things", method: str = "GET", **more: Any
) -> httpx.Response:
    """One request through a transport alone, its body read."""
    request = httpx.Request(method, path if "://" in path else URL + path, **more)
    response = await transport.handle_async_request(request)
    try:
        await response.aread()
    finally:
        await response.aclose()
    return response
