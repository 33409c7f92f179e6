"""Maintenance: /v1/maintenance-windows (contracts/apidepth.md §11)."""

from typing import Annotated
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim.apidepth import asked
from spandeck.sim.apidepth.account import Account, opened
from spandeck.sim.apidepth.errors import Refusal, invalid
from spandeck.sim.apidepth.moment import offset, zoned
from spandeck.sim.apidepth.objectives import identifier, tracked
from spandeck.sim.archive.shelf import Record
from spandeck.sim.clock import SECOND, read_iso

KIND = "windows"
LONGEST_LABEL = 100
HOUR_NS = 3600 * SECOND
LONGEST_NS = 7 * 24 * HOUR_NS


class Window(BaseModel):
    """What is said when one is made."""

    model_config = ConfigDict(strict=True, str_strip_whitespace=True)

    vendor: Annotated[str, Field(min_length=1)]
    label: Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL)]
    starts_at: str
    ends_at: str


FIRST = (
    ("stripe", "Ledger migration", -212, 3),
    ("twilio", "Carrier maintenance", -1, 6),
    ("openai", "Quota increase takes effect", 26, 2),
    ("stripe", "API version upgrade", 118, 4),
)
"""Vendor, label, from how many hours after the world opened, and for how many: one is over, one
goes on, two are to come."""


def furnish(account: Account, seed: int) -> None:
    """Give an account the first windows, once."""
    hour_ns = account.clock() // HOUR_NS * HOUR_NS
    found: dict[str, Record] = {}
    for place, (vendor, label, begins, lasts) in enumerate(FIRST):
        starts_ns = hour_ns + begins * HOUR_NS
        made_ns = min(starts_ns, hour_ns) - 40 * HOUR_NS
        made = record(
            identifier(seed, f"window {place}"),
            (vendor, label),
            (starts_ns, starts_ns + lasts * HOUR_NS),
            made_ns,
        )
        found[made["id"]] = made
    account.shelf.fill(KIND, found)


def record(made: UUID, named: tuple[str, str], times: tuple[int, int], created_ns: int) -> Record:
    """A window as it is kept."""
    return {
        "id": str(made),
        "vendor": named[0],
        "label": named[1],
        "starts_at": offset(times[0]),
        "ends_at": offset(times[1]),
        "created_at": offset(created_ns),
    }


def shown(window: Record, now_ns: int) -> Record:
    """A window with whether it is open now."""
    active = read_iso(window["starts_at"]) <= now_ns < read_iso(window["ends_at"])
    return {**window, "is_active": active}


async def listed(request: Request) -> Response:
    """GET /v1/maintenance-windows: all of them, by their start."""
    account = opened(request)
    found = sorted(account.shelf.all(KIND), key=lambda each: read_iso(each["starts_at"]))
    return JSONResponse({"windows": [shown(each, account.clock()) for each in found]})


async def create(request: Request) -> Response:
    """POST /v1/maintenance-windows."""
    account = opened(request)
    try:
        wanted = Window.model_validate(await asked.body(request))
    except ValidationError as error:
        raise invalid(error) from None
    tracked(account, wanted.vendor)
    starts_ns, ends_ns = times(wanted, account.clock())
    named = (wanted.vendor, wanted.label)
    made = record(uuid4(), named, (starts_ns, ends_ns), account.clock())
    account.shelf.put(KIND, made["id"], made)
    return JSONResponse(shown(made, account.clock()), 201)


def times(wanted: Window, now_ns: int) -> tuple[int, int]:
    """Start and end; refused where they are naive, past, in the wrong order or too far apart."""
    starts_ns, ends_ns = moment("starts_at", wanted.starts_at), moment("ends_at", wanted.ends_at)
    if starts_ns <= now_ns:
        raise Refusal(422, "starts_at must be in the future", "starts_at")
    if ends_ns <= starts_ns:
        raise Refusal(422, "ends_at must be after starts_at", "ends_at")
    if ends_ns - starts_ns > LONGEST_NS:
        raise Refusal(422, "A window may be at most 7 days long", "ends_at")
    return starts_ns, ends_ns


def moment(field: str, text: str) -> int:
    """One of the two times."""
    try:
        return zoned(text)
    except ValueError:
        raise Refusal(422, f"{field} must be ISO 8601 and include a timezone", field) from None


async def delete(request: Request) -> Response:
    """DELETE /v1/maintenance-windows/{id}."""
    if not opened(request).shelf.remove(KIND, request.path_params["id"]):
        raise Refusal(404, "No such maintenance window")
    return Response(status_code=204)


ROUTES = (
    Route("/v1/maintenance-windows", listed),
    Route("/v1/maintenance-windows", create, methods=["POST"]),
    Route("/v1/maintenance-windows/{id}", delete, methods=["DELETE"]),
)
