"""The one edge where a vendor's HTTP becomes our words: answers, and the five named errors.

Nothing beyond it sees an `httpx` error or a status. It knows no vendor: each tells it how its
error bodies are read. It neither retries nor waits nor caches: the client's transports do.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from types import MappingProxyType
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
from spandeck.model.page import Ask
from spandeck.vendors.answer import Answer, one_line, request_id
from spandeck.vendors.decoding import decode

LONGEST_ERROR = 65_536
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures after which the vendor provably saw nothing; `net.limit` has the same."""
THROTTLED_S = 60.0
"""The wait when a vendor says neither when the budget returns nor how long to wait."""

Params = Mapping[str, str | int | float | bool]
Files = Mapping[str, tuple[str, bytes]]
"""By the name of a part, a file's name and what is in it."""
Complaints = Callable[[Any], Mapping[str, str]]


def no_complaints(body: Any) -> Mapping[str, str]:
    """What a vendor says by field that names no fields."""
    return {}


class Edge:
    """Asks one vendor over one client."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        title: str,
        message: Callable[[Any], str | None],
        complaints: Complaints = no_complaints,
        explains: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        """`message` and `complaints` read the decoded body of an error.

        `explains` has a vendor's own meaning of a status, such as 403, in a few words.
        """
        self.client = client
        self.title = title
        self.message = message
        self.complaints = complaints
        self.explains = explains

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
        files: Files | None = None,
    ) -> AsyncIterator[Answer]:
        """One answer as it arrives, known to be a success and to call itself JSON.

        A `body` is sent as JSON, unless it goes along with `files` in parts.
        """
        sent = {"json": body} if files is None else {"data": body, "files": files}
        try:
            async with self.client.stream(
                method, path, params=params, extensions={"ask": ask}, **sent
            ) as response:
                if not (response.is_success or response.status_code in expected):
                    raise await self.failure(response, what)
                answer = Answer(response, self.title, what)
                if answer.foreign:
                    raise answer.unreadable(f"the answer is {one_line(answer.kind)}, not JSON")
                yield answer
        except SourceError as error:
            error.vendor = self.title  # the transports know the vendor by its short name
            raise
        except httpx.InvalidURL as error:
            advice = "Ask for something shorter."
            raise Refused(self.title, f"{what}: no URL holds that", advice=advice) from error
        except httpx.TransportError as error:
            raise self.lost(error, what) from error

    def lost(self, error: httpx.TransportError, what: str) -> Unreachable:
        """An exchange without an answer; no doubt about a write that was never sent."""
        match error:
            case httpx.TimeoutException():
                happened = f"{what}: no answer in time"
            case httpx.RemoteProtocolError():
                happened = f"{what}: what came back is no whole answer"
            case _:
                happened = f"no connection: {reason(error)}"
        unreachable = Unreachable(self.title, happened)
        unreachable.doubtful = not isinstance(error, UNSENT)
        return unreachable

    async def failure(self, response: httpx.Response, what: str) -> SourceError:
        """An answer that is no success, as one of the five errors."""
        status, request = response.status_code, request_id(response)
        body = await self.error_body(response)
        said, meant = self.said(body), self.explains.get(status)
        if status == 429:
            return Limited(self.title, retry_after(response), status=status)
        if status == 404:
            happened = (
                f"{what}: {meant}" if meant else f"{what} not found, or this key cannot see it"
            )
            return Missing(self.title, happened, status=status, request_id=request)
        if status >= 500:
            happened = said or f"it failed: {phrase(status)}"
            return Unreachable(self.title, happened, status=status, request_id=request)
        if status in (401, 403):
            happened = said or f"it refused the key: {phrase(status)}"
            happened = f"{what}: {meant}{f' ({said})' if said else ''}" if meant else happened
            return Refused(self.title, happened, status=status, request_id=request)
        if status >= 400:
            happened = f"{what}: {said or phrase(status)}"
            advice = "Change what was asked for."
            refused = Refused(
                self.title, happened, advice=advice, status=status, request_id=request
            )
            complaints = {} if body is None else self.complaints(body)
            refused.fields = {name: one_line(words) for name, words in complaints.items()}
            return refused
        happened = f"{what}: it points elsewhere, which is not followed"
        return Unreadable(self.title, happened, status=status, request_id=request)

    async def error_body(self, response: httpx.Response) -> Any:
        """The body of an error decoded; None when it is no JSON, cut off, or too large."""
        raw = bytearray()
        try:
            async for chunk in response.aiter_bytes():
                raw += chunk
                if len(raw) > LONGEST_ERROR:
                    return None
            return decode(raw)
        except (httpx.HTTPError, Unreadable, ValueError):
            return None

    def said(self, body: Any) -> str | None:
        """The vendor's own words in the body of an error, if it has any."""
        if body is None:
            return None
        try:
            message = self.message(body)
        except ValueError:
            return None
        return one_line(message) if message else None


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
