"""Answers in Fiddler's NORMAL and PAGINATED envelopes (contracts/fiddler.md §1.2, §1.3)."""

from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json
from starlette.responses import Response

Record = dict[str, Any]


def normal(data: object, status: int = 200) -> Response:
    """One thing."""
    return written({"api_version": "3.0", "kind": "NORMAL", "data": data}, status)


def paginated(items: Sequence[Record], total: int, limit: int, offset: int) -> Response:
    """One page; `page_index` counts from 1."""
    data = {
        "page_size": limit,
        "item_count": len(items),
        "total": total,
        "page_count": -(-total // limit),
        "page_index": offset // limit + 1,
        "offset": offset,
        "items": items,
    }
    return written({"api_version": "3.0", "kind": "PAGINATED", "data": data}, 200)


def nothing() -> Response:
    """204: done, and nothing to say."""
    return Response(status_code=204)


def written(envelope: Record, status: int) -> Response:
    """An envelope as JSON; numbers that JSON lacks become text."""
    body = to_json(envelope, inf_nan_mode="strings")
    return Response(body, status, media_type="application/json")
