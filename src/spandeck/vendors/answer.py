"""One answer of a vendor, known to be a success: its body read whole, or in slices as it comes."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from spandeck.model.errors import Unreadable
from spandeck.model.page import BadRow
from spandeck.model.safe import safe
from spandeck.vendors.decoding import decode, row
from spandeck.vendors.split import Malformed, Piece, Splitter

LONGEST_MESSAGE = 300
SLICE = 65_536
"""How many bytes are decoded before the screen may have its turn: one to three milliseconds."""


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
    def kind(self) -> str:
        """What its body calls itself, without parameters; empty when it does not say."""
        said: str = self.response.headers.get("content-type", "")
        return said.partition(";")[0].strip().lower()

    @property
    def foreign(self) -> bool:
        """Whether there is a body, and it says that it is no JSON."""
        if self.status == HTTPStatus.NO_CONTENT or not self.kind:
            return False
        empty = self.response.headers.get("content-length") == "0"
        return not (empty or self.kind == "application/json" or self.kind.endswith("+json"))

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


def one_line(text: str) -> str:
    """Foreign words fit for one sentence: safe, folded, not endless."""
    folded = " ".join(safe(text).split())
    return folded if len(folded) <= LONGEST_MESSAGE else folded[: LONGEST_MESSAGE - 1] + "…"


def request_id(response: httpx.Response) -> str | None:
    """What the vendor's support asks for, when it sent one."""
    found = response.headers.get("x-request-id")
    return one_line(found) if found else None
