"""Takes OTLP over HTTP in: bounded, inflated, in protobuf or JSON, for every vendor that does."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from spandeck.sim.otlp import Export, Malformed, json

LARGEST = 64 * 1024 * 1024
"""Bytes of a body, inflated; exporters send at most a few million."""
PROTOBUF, JSON = "application/x-protobuf", "application/json"


class Unacceptable(ValueError):
    """A request that cannot be taken in; `str()` says why, each vendor in its own envelope."""

    def __init__(self, status: int, message: str, **details: Any) -> None:
        """`details` name the limit or the header that it is about."""
        super().__init__(message)
        self.status, self.details = status, details


@dataclass(frozen=True, slots=True)
class Taken:
    """What one request carried, and how it is to be answered."""

    export: Export
    response: Response


async def take(request: Request) -> Taken:
    """Read an OTLP export; raise `Unacceptable`."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    reader, answer = dialect(media)
    body = await content(request)
    try:
        export = await run_in_threadpool(reader, body)
    except Malformed as error:
        raise Unacceptable(400, f"The body is {error}") from None
    return Taken(export, Response(answer(export.rejected), media_type=media))


async def content(request: Request) -> bytes:
    """The body, inflated; `Unacceptable` when it is too large or not what it says."""
    packed = bytearray()
    async for piece in request.stream():
        packed += piece
        if len(packed) > LARGEST:
            raise Unacceptable(413, "The body is too large", limit_bytes=LARGEST)
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding == "identity":
        return bytes(packed)
    if encoding != "gzip":
        raise Unacceptable(415, "Only gzip is understood", field="content-encoding")
    return await run_in_threadpool(inflated, bytes(packed))


def inflated(packed: bytes) -> bytes:
    """A gzip body, as far as the limit allows."""
    inflate = zlib.decompressobj(wbits=31)
    try:
        body = inflate.decompress(packed, LARGEST + 1)
    except zlib.error as error:
        raise Unacceptable(400, f"The body is not gzip: {error}") from None
    if len(body) > LARGEST:
        raise Unacceptable(413, "The body is too large", limit_bytes=LARGEST)
    if not inflate.eof:
        raise Unacceptable(400, "The gzip body is cut off")
    return body


def dialect(media: str) -> tuple[Callable[[bytes], Export], Callable[[int], bytes]]:
    """How to read such a body and how to answer it; `Unacceptable` 415 for any other."""
    if media == JSON:
        return json.read, json.answer
    if media != PROTOBUF:
        raise Unacceptable(415, f"Send {PROTOBUF} or {JSON}", field="content-type", value=media)
    try:
        from spandeck.sim.otlp import protobuf  # noqa: PLC0415  # an extra: may not be there
    except ImportError:
        raise Unacceptable(415, "Protobuf needs the extra: pip install 'spandeck[otlp]'") from None
    return protobuf.read, protobuf.answer
