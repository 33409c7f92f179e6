"""One request in flight, read by everyone who asks the same meanwhile.

Each reader sees the whole body from its beginning, as it arrives. One that leaves takes nothing
from the others; when the last one leaves, the request is cancelled.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any, cast

import httpx

from spandeck.model.errors import SourceError
from spandeck.model.page import Priority

KEPT_BYTES = 32_000_000
"""A larger body is neither kept for newcomers nor cached."""


class Flight:
    """A request being sent and its answer being read, at the pace of its fastest reader."""

    def __init__(
        self,
        sending: Coroutine[Any, Any, httpx.Response],
        priority: Priority,
        landed: Callable[[], None],
    ) -> None:
        """`landed` is called once, when nobody new may join: at the end, or past `KEPT_BYTES`."""
        self.priority = priority
        self.landed = landed
        self.pieces: list[bytes] = []
        self.size = 0
        self.closed = False
        """Whether newcomers have to ask for themselves."""
        self.ended = False
        self.whole = False
        """Whether the body was read to its proper end."""
        self.error: BaseException | None = None
        self.source: AsyncIterator[bytes] | None = None
        self.reading: asyncio.Task[None] | None = None
        self.readers: dict[object, int] = {}
        """How many pieces each reader has had."""
        self.dropped = 0
        self.closing: asyncio.Task[None] | None = None
        self.opening = asyncio.create_task(sending)

    def carries(self, priority: Priority) -> bool:
        """Whether someone of this class gets the answer no later than by asking alone.

        A prefetch never queues, and what was answered already queues no more.
        """
        early = self.opening.done() or self.priority is Priority.PREFETCH
        return early or self.priority <= priority

    async def opened(self, reader: object) -> httpx.Response:
        """Join, and wait for the answer's headers; raises what sending raised."""
        self.readers[reader] = 0
        response = None
        try:
            response = await asyncio.shield(self.opening)
        finally:
            if response is None:
                self.leave(reader)
        if self.source is None:
            self.source = aiter(cast(httpx.AsyncByteStream, response.stream))
        return response

    async def piece(self, reader: object) -> bytes | None:
        """The next piece for this reader, or None at the end; raises what reading raised."""
        index = self.readers[reader]
        while index == len(self.pieces):
            if self.error is not None:
                raise self.error
            if self.ended:
                return None
            # An eager loop (Textual's, since Python 3.12) may have run the task to its end already.
            if self.source is not None and (self.reading is None or self.reading.done()):
                self.reading = asyncio.create_task(self.read(self.source))
            if self.reading is not None:
                await asyncio.shield(self.reading)
        self.readers[reader] = index + 1
        found = self.pieces[index]
        self.drop()
        return found

    async def read(self, source: AsyncIterator[bytes]) -> None:
        """Read one piece from the network, for whoever waits."""
        try:
            found = await anext(source, None)
        except (SourceError, httpx.TransportError) as error:
            self.error = error
            self.end()
        else:
            if found is None:
                self.whole = True
                self.end()
            else:
                self.pieces.append(found)
                self.size += len(found)

    def drop(self) -> None:
        """Forget pieces that everyone has had, once the body is too large to keep."""
        if self.size <= KEPT_BYTES:
            return
        self.land()
        had = min(self.readers.values())
        self.pieces[self.dropped : had] = [b""] * (had - self.dropped)
        self.dropped = had

    def end(self) -> None:
        """No further piece will come."""
        self.ended = True
        self.land()

    def land(self) -> None:
        """Nobody new may join."""
        if not self.closed:
            self.closed = True
            self.landed()

    def body(self) -> Sequence[bytes] | None:
        """The whole body, unless it is incomplete or too large to keep."""
        return tuple(self.pieces) if self.whole and self.size <= KEPT_BYTES else None

    def leave(self, reader: object) -> None:
        """This reader wants no more; the last one to leave ends the flight."""
        if self.readers.pop(reader, None) is None or self.readers:
            return
        self.land()
        if self.closing is None:
            self.closing = asyncio.create_task(self.close())

    async def close(self) -> None:
        """Cancel what is under way and give the connection back."""
        for task in (self.reading, self.opening):
            if task is not None and not task.done():
                task.cancel()
                await asyncio.wait([task])
        if not self.opening.cancelled() and self.opening.exception() is None:
            await self.opening.result().aclose()


class FlightStream(httpx.AsyncByteStream):
    """The body of a flight for one of its readers."""

    def __init__(self, flight: Flight, reader: object) -> None:
        """`reader` has joined the flight already."""
        self.flight = flight
        self.reader = reader

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (found := await self.flight.piece(self.reader)) is not None:
            yield found

    async def aclose(self) -> None:
        """Leave the flight."""
        self.flight.leave(self.reader)
        if self.flight.closing is not None:
            await asyncio.shield(self.flight.closing)
