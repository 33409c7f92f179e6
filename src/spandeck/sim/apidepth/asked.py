"""Query parameters and bodies: read and checked, refused with the field's name."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic_core import from_json
from starlette.requests import Request

from spandeck.sim.apidepth.errors import Refusal
from spandeck.sim.clock import read_iso

DAY_MS = 86_400_000
MILLISECOND = 1_000_000
LARGEST = 1_000_000
"""Bytes of a body; a full batch has about 40 000."""
WINDOWS = {"30": 30, "60": 60, "90": 90}


class Span(NamedTuple):
    """A stretch of time, half open, in milliseconds since the epoch."""

    from_ms: int
    to_ms: int

    def before(self) -> "Span":
        """The stretch of equal length that ends where this one begins."""
        return Span(2 * self.from_ms - self.to_ms, self.from_ms)


def required(params: Mapping[str, str], name: str) -> str:
    """A parameter that must be there; 400 otherwise."""
    if not params.get(name):
        raise Refusal(400, f"{name} is required", name)
    return params[name]


def span(params: Mapping[str, str], now_ms: int) -> Span:
    """`from` to `to`, the last 24 hours by default; 422 where it is empty."""
    found = Span(
        moment(params, "from", now_ms - DAY_MS), moment(params, "to", now_ms + 1)
    )  # what ended in this very millisecond is there already
    if found.from_ms >= found.to_ms:
        raise Refusal(422, "from must be before to", "from")
    return found


def moment(params: Mapping[str, str], name: str, otherwise: int) -> int:
    """An ISO 8601 time; a `+` that arrived as a space is read as it was meant."""
    if not params.get(name):
        return otherwise
    try:
        return -(-read_iso(params[name].replace(" ", "+")) // MILLISECOND)
    except ValueError:
        raise Refusal(422, f"{name} must be ISO 8601", name) from None


def window(params: Mapping[str, str]) -> int | None:
    """A compliance window in days; None when each objective's own is meant."""
    text = params.get("window")
    if not text:
        return None
    if text not in WINDOWS:
        raise Refusal(422, "window must be 30, 60 or 90", "window")
    return WINDOWS[text]


async def body(request: Request) -> dict[str, Any]:
    """A JSON object; 413 when it is too large, 400 when it is no JSON, 422 when no object."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > LARGEST:
            raise Refusal(413, f"The body is larger than {LARGEST} bytes")
    try:
        found = from_json(bytes(content))
    except ValueError:
        raise Refusal(400, "The body is not JSON") from None
    if not isinstance(found, dict):
        raise Refusal(422, "The body must be an object")
    return found
