"""A span tree as nested JSON, written piece by piece: any depth, little memory, no long stall."""

from asyncio import sleep
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import chain

PIECE = 256 * 1024


def nested(spans: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
    """The JSON array of root spans, from (depth, JSON object) in pre-order; roots have depth 0.

    `children` comes last in each span, so that a reader knows a span before its subtree. A span
    whose parent is missing (deleted while the answer was sent) moves up to where one is.
    """
    open_spans, first = 0, True
    yield b"["
    for stated, body in spans:
        depth = min(stated, open_spans)
        if depth < open_spans:
            yield b"]}" * (open_spans - depth)
            first = False
        yield (b"" if first else b",") + body[:-1] + b',"children":['
        open_spans, first = depth + 1, True
    yield b"]}" * open_spans + b"]"


async def pieces(head: bytes, spans: Iterable[tuple[int, bytes]]) -> AsyncIterator[bytes]:
    """A whole detail: the object `head` with the tree as its last field, in large pieces."""
    parts, size = [head[:-1] + b',"spans":'], 0
    for part in chain(nested(spans), (b"}",)):
        parts.append(part)
        size += len(part)
        if size >= PIECE:
            yield b"".join(parts)
            parts, size = [], 0
            await sleep(0)  # others get their turn between two pieces
    yield b"".join(parts)
