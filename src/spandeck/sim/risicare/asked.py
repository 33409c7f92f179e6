"""Query parameters of the lists: read and checked, refused with the field's name."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping

from pydantic_core import from_json, to_json

from spandeck.sim.clock import read_iso
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.search import Position, Search

TEXTS = ("session_id", "agent_name", "error_code", "environment")
PAGING = ("limit", "cursor")
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def search(params: Mapping[str, str]) -> Search:
    """The filters of `GET /traces` (contracts/risicare.md §2); `Refusal` 400 for a bad value."""
    found: dict[str, object] = {name: params[name] for name in TEXTS if name in params}
    if "has_error" in params:
        found["has_error"] = boolean(params, "has_error")
    for name in ("min_duration_ms", "max_duration_ms"):
        if name in params:
            found[name] = number(params, name)
    for name, field in (("start_time_from", "since_ns"), ("start_time_to", "until_ns")):
        if name in params:
            found[field] = moment(params, name)
    return Search(**found)  # type: ignore[arg-type]  # checked name by name above


def boolean(params: Mapping[str, str], name: str) -> bool:
    """A `true` or `false`."""
    found = BOOLEANS.get(params[name].lower())
    if found is None:
        raise Refusal(400, f"{name} must be true or false", field=name, value=params[name])
    return found


def number(params: Mapping[str, str], name: str) -> float:
    """A finite number of milliseconds, 0 or more."""
    try:
        found = float(params[name])
    except ValueError:
        found = -1.0
    if not 0 <= found < float("inf"):
        raise Refusal(400, f"{name} must be a number, 0 or more", field=name, value=params[name])
    return found


def moment(params: Mapping[str, str], name: str) -> int:
    """An ISO 8601 time; a `+` that arrived as a space is read as it was meant."""
    try:
        return read_iso(params[name].replace(" ", "+"))
    except ValueError:
        raise Refusal(400, f"{name} must be ISO 8601", field=name, value=params[name]) from None


def limit(params: Mapping[str, str], usual: int = 50, most: int = 100) -> int:
    """How many rows a page may have; out of range is refused (contracts/risicare.md §0.1)."""
    text = params.get("limit", str(usual))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
        raise Refusal(400, f"limit must be 1 to {most}", field="limit", value=text)
    return int(text)


def cursor(params: Mapping[str, str]) -> Position | None:
    """The place that a cursor stands for; None on the first page."""
    text = params.get("cursor")
    if not text:
        return None
    try:
        found = from_json(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Position(int(found["at"]), str(found["id"]))
    except (NotBase64, ValueError, TypeError, KeyError):
        raise Refusal(400, "The cursor is not one of ours", field="cursor", value=text) from None


def written(place: Position | None) -> str | None:
    """A place as an opaque cursor: base64 of JSON, as in the vendor's sample."""
    if place is None:
        return None
    body = to_json({"id": place.trace_id, "at": place.started_ns})
    return urlsafe_b64encode(body).decode().rstrip("=")
