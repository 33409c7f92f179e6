"""Bodies that no client should choke on: broken, enormous, or with rows nobody promised."""

import struct
import zlib
from collections.abc import Sequence
from typing import Any, assert_never

from pydantic_core import from_json, to_json
from starlette.datastructures import MutableHeaders

from spandeck.sim.faults import Change, Spoilt

HTML = b"<!DOCTYPE html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>"
STRANGE = {"status": "half-done", "status_code": "HALF-DONE", "error_code": "NEW.KIND.OF_ERROR"}
HUGE = 160 * 1024 * 1024
BOMB = 1024 * 1024 * 1024
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


def spoilt(kind: Spoilt, content: bytes, headers: MutableHeaders) -> bytes:
    """What is sent instead of `content`; sets the headers that go with it."""
    match kind:
        case "html":
            headers["content-type"] = "text/html; charset=utf-8"
            return HTML
        case "truncated":
            return content[: len(content) * 2 // 3]
        case "empty":
            return b""
        case "huge":
            return b'{"data":[' + b" " * HUGE + b'],"pagination":{}}'
        case "bomb":
            headers["content-encoding"] = "gzip"
            return bomb()
        case _:
            assert_never(kind)


def bomb() -> bytes:
    """A gigabyte of zeros as a megabyte of gzip.

    After a full flush the compressor begins anew, so one piece is compressed and then repeated.
    """
    piece, pieces = bytes(1024 * 1024), BOMB // (1024 * 1024)
    deflate = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    packed = deflate.compress(piece) + deflate.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(pieces):
        check = zlib.crc32(piece, check)
    trailer = struct.pack("<II", check, BOMB)
    return GZIP_HEADER + packed * pieces + deflate.flush() + trailer


def mutated(content: bytes, changes: Sequence[Change]) -> bytes:
    """A list's page with changed rows: the 1st by the first change, the 4th by the second …

    The rows are the page's first list, or that of an object in it.
    """
    page = from_json(content)
    holders = [page, *page.values()] if isinstance(page, dict) else []
    for holder in (each for each in holders if isinstance(each, dict)):
        for key, rows in holder.items():
            if isinstance(rows, list):
                holder[key] = changed(rows, changes)
                return to_json(page)
    return content


def changed(rows: Sequence[Any], changes: Sequence[Change]) -> list[Any]:
    """Every third row changed, by one change after the other."""
    made: list[Any] = []
    for place, row in enumerate(rows):
        turn, aside = divmod(place, 3)
        made += [row] if aside else altered(row, changes[turn % len(changes)])
    return made


def altered(row: dict[str, Any], change: Change) -> list[Any]:
    """What becomes of one row."""
    match change:
        case "null":
            return [dict.fromkeys(row) | {"trace_id": row.get("trace_id")}]
        case "missing":
            return [{key: value for key, value in row.items() if key.endswith("_id")}]
        case "unknown":
            spans = [each | STRANGE for each in row.get("spans", ())]
            return [row | STRANGE | ({"spans": spans} if spans else {})]
        case "extra":
            return [row | {"surprise": {"nested": [1, None, "…"]}}]
        case "duplicate":
            return [row, row]
        case "wrong-type":
            return [row | {"start_time": ["not", "a", "time"], "span_count": "many"}]
        case _:
            assert_never(change)
