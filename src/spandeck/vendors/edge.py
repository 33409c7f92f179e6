"""The one edge where a vendor's HTTP becomes our words: answers, and the five named errors.

Nothing beyond it sees an `httpx` error or a status. It knows no vendor: each tells it how its
error bodies are read. It neither retries nor waits nor caches: the client's transports do.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from spandeck.model.errors import (
    Limited,
    Missing,
    Refused,
    SourceError,
    Unreachable,
    Unreadable,
)
from spandeck.model.page import Ask, BadRow
from spandeck.model.safe import safe
from spandeck.vendors.decoding import decode, row
from spandeck.vendors.split import Malformed, Piece, Splitter

LONGEST_MESSAGE = 300
LONGEST_ERROR = 65_536
THROTTLED_S = 60.0
"""The wait when a vendor says neither when the budget returns nor how long to wait."""

SLICE = 65_536
"""How many bytes are decoded before the screen may have its turn: one to three milliseconds."""

Params = Mapping[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that is a success and calls itself JSON; its body may still be arriving."""

    response: httpx.Response
    vendor: str
    what: str
    """The thing asked for, such as `trace 4bf9`."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def answered_ns(self) -> int:
        """When the vendor gave it; now, when no cache of ours stands between."""
        answered: int = self.response.extensions.get("answered_ns", 0)
        return answered or time.time_ns()

    @property
    def cached(self) -> bool:
        """Whether it is replayed from the cache."""
        return bool(self.response.extensions.get("cached", False))

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body as it comes, its size bounded by the client; `Unreadable` when it is cut off."""
        try:
            async for chunk in self.response.aiter_bytes():
                yield chunk
        except (httpx.DecodingError, httpx.RemoteProtocolError, httpx.ReadError) as error:
            raise self.unreadable("the answer was cut off") from error

    async def json(self) -> Any:
        """The body decoded; raises `Unreadable` when it is no JSON."""
        found = await self.body()
        if found is None:
            raise self.unreadable("the answer is empty")
        return found

    async def body(self) -> Any:
        """The body decoded, None when it is empty, as after a deletion."""
        async with aclosing(self.chunks()) as chunks:
            raw = b"".join([chunk async for chunk in chunks])
        if not raw.strip():
            return None
        try:
            return decode(raw)
        except ValueError as error:
            raise self.unreadable("the answer is not JSON") from error

    async def rows(self, key: str) -> tuple[Any, list[Any]]:
        """The body decoded without its list of this key, and that list's rows.

        A row that is no JSON is a `BadRow` among them. Raises `Unreadable` when the body itself
        is no JSON object. A page may be large: it is read in slices.
        """
        async with aclosing(self.pieces(Splitter(key))) as slices:
            found = [row(piece.raw) async for pieces in slices for piece in pieces]
        own = found.pop()
        if isinstance(own, BadRow):
            raise self.unreadable("the answer is not JSON")
        return own, found

    async def pieces(self, splitter: Splitter) -> AsyncGenerator[list[Piece], None]:
        """The body's rows in slices of a few milliseconds' work; the loop has a turn after each.

        Raises `Unreadable` when the body is cut off or is not JSON of that shape.
        """
        empty = True
        async with aclosing(self.chunks()) as chunks:
            async for chunk in chunks:
                empty = empty and not chunk
                for at in range(0, len(chunk), SLICE):
                    fault = None
                    try:
                        pieces = splitter.feed(chunk[at : at + SLICE])
                    except Malformed as error:
                        pieces, fault = splitter.pieces, error
                    if pieces:
                        yield pieces
                    if fault:
                        raise self.unreadable(str(fault)) from fault
                    await asyncio.sleep(0)
        if not splitter.done:
            raise self.unreadable(f"the answer {'is empty' if empty else 'ends in the middle'}")

    def unreadable(self, happened: str) -> Unreadable:
        """What is wrong with this answer, with its status and request id."""
        return Unreadable(
            self.vendor,
            f"{self.what}: {happened}",
            status=self.status,
            request_id=request_id(self.response),
        )


class Edge:
    """Asks one vendor over one client."""

    def __init__(
        self, client: httpx.AsyncClient, title: str, message: Callable[[Any], str | None]
    ) -> None:
        """`message` reads the vendor's words from the decoded body of an error."""
        self.client = client
        self.title = title
        self.message = message

    async def get(
        self,
        path: str,
        *,
        what: str,
        ask: Ask,
        params: Params | None = None,
        expected: tuple[int, ...] = (),
        method: str = "GET",
        body: Any = None,
    ) -> tuple[Answer, Any]:
        """One small answer with its body decoded; statuses in `expected` are answers like 200.

        `what` names the thing asked for in an error's sentence. Raises the five errors and
        `NotCached`.
        """
        async with self.stream(
            path, what=what, ask=ask, params=params, expected=expected, method=method, body=body
        ) as found:
            return found, await found.json()

    @asynccontextmanager
    async def stream(
        self,
        path: str,
        *,
        what: str,
        ask: Ask,
        params: Params | None = None,
        expected: tuple[int, ...] = (),
        method: str = "GET",
        body: Any = None,
    ) -> AsyncIterator[Answer]:
        """One answer as it arrives, known to be a success and to call itself JSON.

        A `body` is sent as JSON.
        """
        try:
            async with self.client.stream(
                method, path, params=params, json=body, extensions={"ask": ask}
            ) as response:
                if not (response.is_success or response.status_code in expected):
                    raise await self.failure(response, what)
                answer = Answer(response, self.title, what)
                kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
                if kind and kind != "application/json" and not kind.endswith("+json"):
                    raise answer.unreadable(f"the answer is {one_line(kind)}, not JSON")
                yield answer
        except SourceError as error:
            error.vendor = self.title  # the transports know the vendor by its short name
            raise
        except httpx.InvalidURL as error:
            advice = "Ask for something shorter."
            raise Refused(self.title, f"{what}: no URL holds that", advice=advice) from error
        except httpx.TimeoutException as error:
            raise Unreachable(self.title, f"{what}: no answer in time") from error
        except httpx.RemoteProtocolError as error:
            raise Unreachable(self.title, f"{what}: what came back is no whole answer") from error
        except httpx.TransportError as error:
            raise Unreachable(self.title, f"no connection: {reason(error)}") from error

    async def failure(self, response: httpx.Response, what: str) -> SourceError:
        """An answer that is no success, as one of the five errors."""
        status, request = response.status_code, request_id(response)
        said = await self.said(response)
        if status == 429:
            return Limited(self.title, retry_after(response), status=status)
        if status == 404:
            happened = f"{what} not found, or this key cannot see it"
            return Missing(self.title, happened, status=status, request_id=request)
        if status >= 500:
            happened = said or f"it failed: {phrase(status)}"
            return Unreachable(self.title, happened, status=status, request_id=request)
        if status in (401, 403):
            happened = said or f"it refused the key: {phrase(status)}"
            return Refused(self.title, happened, status=status, request_id=request)
        if status >= 400:
            happened = f"{what}: {said or phrase(status)}"
            advice = "Change what was asked for."
            return Refused(self.title, happened, advice=advice, status=status, request_id=request)
        happened = f"{what}: it points elsewhere, which is not followed"
        return Unreadable(self.title, happened, status=status, request_id=request)

    async def said(self, response: httpx.Response) -> str | None:
        """The vendor's own words in the body of an error; None when it has none that are JSON."""
        raw = bytearray()
        try:
            async for chunk in response.aiter_bytes():
                raw += chunk
                if len(raw) > LONGEST_ERROR:
                    return None
            message = self.message(decode(raw))
        except (httpx.HTTPError, Unreadable, ValueError):
            return None
        return one_line(message) if message else None


def one_line(text: str) -> str:
    """Foreign words fit for one sentence: safe, folded, not endless."""
    folded = " ".join(safe(text).split())
    return folded if len(folded) <= LONGEST_MESSAGE else folded[: LONGEST_MESSAGE - 1] + "…"


def request_id(response: httpx.Response) -> str | None:
    """What the vendor's support asks for, when it sent one."""
    found = response.headers.get("x-request-id")
    return one_line(found) if found else None


def retry_after(response: httpx.Response) -> float:
    """How long a 429 asks to wait, in seconds; the client's transports know all its dialects."""
    found = response.headers.get("retry-after", "")
    return min(float(found), 86_400.0) if found.isascii() and found.isdigit() else THROTTLED_S


def phrase(status: int) -> str:
    """`Bad Gateway` for 502."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"status {status}"


def reason(error: Exception) -> str:
    """Why there is no connection, in the system's words."""
    return one_line(str(error)) or type(error).__name__
