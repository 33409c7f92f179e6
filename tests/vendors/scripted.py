"""A Risicare that answers as a test says, behind the real source and a real httpx client."""

import json
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import httpx

from spandeck.model.connection import Connection, Token
from spandeck.model.page import Ask
from spandeck.model.source import SpanBatch
from spandeck.vendors.risicare.source import RisicareSource

ORIGIN = "https://risicare.test"
CONNECTION = Connection("risicare", ORIGIN, Token("rsk-test"))


class Chunks(httpx.AsyncByteStream):
    """A body that arrives in these chunks and then, perhaps, fails."""

    def __init__(self, chunks: Iterable[bytes], then: Exception | None = None) -> None:
        self.chunks, self.then = chunks, then
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk
        if self.then:
            raise self.then

    async def aclose(self) -> None:
        self.closed = True


class Script:
    """Answers in turn, the last one for ever, and remembers what was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def asked(self) -> list[dict[str, str]]:
        """The parameters of each request."""
        return [dict(each.url.params) for each in self.requests]

    @property
    def asks(self) -> list[Ask]:
        """How each request was to be treated."""
        return [each.extensions["ask"] for each in self.requests]


def source(answer: Callable[[httpx.Request], httpx.Response]) -> RisicareSource:
    """Risicare's source over these answers."""
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url=ORIGIN)
    return RisicareSource(client, CONNECTION)


def listed(*rows: Any, cursor: str | None = None, has_more: bool | None = None) -> httpx.Response:
    """A page of a list."""
    more = cursor is not None if has_more is None else has_more
    return httpx.Response(
        200, json={"data": rows, "pagination": {"cursor": cursor, "has_more": more}}
    )


def refused(status: int, code: str, message: str, **headers: str) -> httpx.Response:
    """An error in the vendor's envelope."""
    error = {"code": code, "message": message, "details": {}}
    return httpx.Response(status, json={"error": error}, headers=headers)


def body(*chunks: bytes, then: Exception | None = None) -> httpx.Response:
    """JSON that arrives in chunks."""
    stream = Chunks(chunks, then)
    return httpx.Response(200, headers={"content-type": "application/json"}, stream=stream)


def detail(*spans: Any, **facts: Any) -> httpx.Response:
    """A trace's detail in one chunk."""
    document = {"trace_id": "t-1", "span_count": len(spans), **facts, "spans": spans}
    return body(json.dumps(document).encode())


async def batches(answer: httpx.Response, trace_id: str = "t-1") -> list[SpanBatch]:
    """All batches of one trace."""
    return [batch async for batch in source(Script(answer)).spans(trace_id)]
