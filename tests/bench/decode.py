"""How long the screen stands still while a trace of 35 701 spans (41 MB) is decoded.

    python -m tests.bench.decode [--short]

Our stream against one inline `model_validate_json` of the same bytes, interleaved in one run.
"""

import asyncio
import gc
import statistics
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import httpx
from pydantic_core import to_json

from spandeck.model.connection import Connection, Token
from spandeck.model.trace import Span
from spandeck.vendors.risicare.source import RisicareSource
from spandeck.vendors.risicare.wire import SpanRow, TraceRow
from tests.corpora import LARGE, Corpus
from tests.measure import biggest, large, repetitions

CHUNK = 65_536
ORIGIN = "http://127.0.0.1:1"


class NestedRow(SpanRow):
    """A span with its subtree, for one decoder call over the whole body."""

    children: tuple["NestedRow", ...] = ()


class DetailRow(TraceRow):
    """A whole detail."""

    spans: list[NestedRow]


class Body(httpx.AsyncByteStream):
    """Bytes that arrive in chunks, as from a network."""

    def __init__(self, body: bytes, chunk: int) -> None:
        self.body, self.chunk = body, chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self.body), self.chunk):
            await asyncio.sleep(0)
            yield self.body[at : at + self.chunk]


def iso(at_ns: int | None) -> str | None:
    """As Risicare writes a time."""
    if at_ns is None:
        return None
    whole = datetime.fromtimestamp(at_ns // 1_000_000_000, UTC)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{at_ns // 1000 % 1_000_000:06}Z"


def record(span: Span) -> bytes:
    """A span in Risicare's words, its list of children left open."""
    body = to_json(
        {
            "trace_id": span.trace_id,
            "span_id": span.span_id,
            "parent_span_id": span.parent_id,
            "name": span.name,
            "kind": span.kind,
            "start_time": iso(span.started_ns),
            "end_time": iso(span.ended_ns),
            "duration_ms": span.duration_ms,
            "status": span.status,
            "status_message": span.status_message,
            "attributes": span.attributes,
            "events": [
                {"name": each.name, "timestamp": iso(each.at_ns), "attributes": each.attributes}
                for each in span.events
            ],
        }
    )
    return body[:-1] + b',"children":['


def detail(spans: list[Span]) -> bytes:
    """One trace as Risicare answers it: the tree nested, whatever its depth."""
    below: dict[str | None, list[Span]] = {}
    ids = {each.span_id for each in spans}
    for span in spans:
        below.setdefault(span.parent_id if span.parent_id in ids else None, []).append(span)
    parts = [b'{"trace_id":"%s","spans":[' % spans[0].trace_id.encode()]
    todo: list[Span | None] = [None, *reversed(below[None])]
    while todo:
        each = todo.pop()
        if each is None:
            parts.append(b"]}")
            continue
        comma = b"" if parts[-1].endswith(b"[") else b","
        parts.append(comma + record(each))
        todo += (None, *reversed(below.get(each.span_id, [])))
    return b"".join(parts)


def whole(recording: Corpus) -> bytes:
    """The largest trace of a recording, as Risicare answers it."""
    return detail(recording.traces[biggest(recording)])


async def streamed(body: bytes, chunk: int) -> int:
    """Decode as the program does; how many spans."""
    answer = httpx.Response(
        200, headers={"content-type": "application/json"}, stream=Body(body, chunk)
    )
    client = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda request: answer), base_url=ORIGIN
    )
    source = RisicareSource(client, Connection("risicare", ORIGIN, Token("none")))
    return sum([len(batch.spans) async for batch in source.spans("large")])


async def inline(body: bytes) -> int:
    """Decode in one go; how many roots."""
    return len(DetailRow.model_validate_json(body).spans)


async def gap(work: Callable[[], Coroutine[Any, Any, int]]) -> tuple[float, float]:
    """The longest turn of the loop and all of them together, in milliseconds.

    It is the thread's own processor time: what others do on this machine is not our stall.
    """
    ticks = [time.thread_time()]

    async def heart() -> None:
        while True:
            await asyncio.sleep(0)
            ticks.append(time.thread_time())

    beating = asyncio.create_task(heart())
    await asyncio.sleep(0)
    start = time.thread_time()
    await work()
    taken = time.thread_time() - start
    await asyncio.sleep(0)
    beating.cancel()
    return max(after - before for before, after in pairwise(ticks)) * 1000, taken * 1000


def main() -> None:
    """Measure and print one line a case."""
    times = repetitions(__doc__, short=2, usual=7)
    body, deepest = (whole(large(name)) for name in reversed(LARGE))
    count = asyncio.run(streamed(body, CHUNK))
    print(f"{count} spans, {len(body) / 1e6:.0f} MB; medians of {times}")
    gc.collect()
    gc.freeze()  # as the program does at its start
    cases: dict[str, Callable[[], Coroutine[Any, Any, int]]] = {
        "inline": lambda: inline(body),
        "streamed": lambda: streamed(body, CHUNK),
        "from the cache": lambda: streamed(body, len(body)),
        f"deep, {len(deepest) / 1e6:.0f} MB": lambda: streamed(deepest, CHUNK),
    }
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in cases}
    for _ in range(times):
        for name, work in cases.items():
            seen[name].append(asyncio.run(gap(work)))
    base = [statistics.median(column) for column in zip(*seen["inline"], strict=True)]
    for name, measured in seen.items():
        worst, taken = (statistics.median(column) for column in zip(*measured, strict=True))
        print(
            f"{name:16} worst turn {worst:5.1f} ms = 1/{base[0] / worst:.0f} of inline,"
            f" in all {taken:5.0f} ms = {taken / base[1]:.2f} × inline"
        )


if __name__ == "__main__":
    main()
