"""What was agreed on: /v1/slo (contracts/apidepth.md §12)."""

from typing import Annotated, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim.apidepth import asked
from spandeck.sim.apidepth.account import Account, opened
from spandeck.sim.apidepth.errors import Refusal, invalid
from spandeck.sim.apidepth.moment import offset
from spandeck.sim.archive.shelf import Record
from spandeck.sim.clock import SECOND
from spandeck.sim.world.chance import key
from spandeck.sim.world.upstream import CHAT, MESSAGES

KIND = "slo"
Text = Annotated[str, Field(min_length=1)]


class Objective(BaseModel):
    """What is said when one is made."""

    model_config = ConfigDict(strict=True)

    vendor: Text
    endpoint: Text | None = None
    metric: Literal["p50", "p95", "p99"]
    threshold_ms: Annotated[StrictInt, Field(gt=0)]
    env: Text = "production"
    default_window_days: Literal[30, 60, 90] = 30

    def record(self, identifier: UUID, created_ns: int) -> Record:
        """The objective as it is kept and shown."""
        return {"id": str(identifier), **self.model_dump(), "created_at": offset(created_ns)}


FIRST = (
    Objective(vendor="openai", endpoint=CHAT.path, metric="p95", threshold_ms=2200),
    Objective(vendor="openai", metric="p50", threshold_ms=600, default_window_days=60),
    Objective(vendor="anthropic", endpoint=MESSAGES.path, metric="p95", threshold_ms=4500),
    Objective(vendor="google", metric="p95", threshold_ms=8000, default_window_days=90),
    Objective(vendor="openai", metric="p95", threshold_ms=2600, env="staging"),
    Objective(vendor="stripe", metric="p95", threshold_ms=900, default_window_days=90),
    Objective(vendor="stripe", endpoint="/v1/payment_intents", metric="p99", threshold_ms=1400),
    Objective(vendor="twilio", metric="p95", threshold_ms=800, default_window_days=60),
    Objective(vendor="resend", metric="p50", threshold_ms=250),
    Objective(vendor="github", metric="p95", threshold_ms=1500),
)
"""What the world's account has agreed on: one burns, and one has too few requests to tell."""
AGE_NS = 61 * 86_400 * SECOND


def furnish(account: Account, seed: int) -> None:
    """Give an account the first objectives, once."""
    made_ns = account.clock() // SECOND // 3600 * 3600 * SECOND - AGE_NS
    found = {
        each["id"]: each
        for place, objective in enumerate(FIRST)
        for each in [objective.record(identifier(seed, f"slo {place}"), made_ns)]
    }
    account.shelf.fill(KIND, found)


def identifier(seed: int, purpose: str) -> UUID:
    """A UUID that is the same for the same seed."""
    bits = key(seed, purpose) << 64 | key(seed, f"{purpose} again")
    return UUID(int=bits, version=4)


def tracked(account: Account, vendor: str) -> None:
    """Refuse a vendor that the account does not track."""
    if vendor not in account.tracked:
        raise Refusal(422, f"vendor: {vendor} is not tracked by this account", "vendor")


async def listed(request: Request) -> Response:
    """GET /v1/slo."""
    return JSONResponse({"slos": list(opened(request).shelf.all(KIND))})


async def create(request: Request) -> Response:
    """POST /v1/slo."""
    account = opened(request)
    try:
        asked_for = Objective.model_validate(await asked.body(request))
    except ValidationError as error:
        raise invalid(error) from None
    tracked(account, asked_for.vendor)
    made = asked_for.record(uuid4(), account.clock())
    account.shelf.put(KIND, made["id"], made)
    return JSONResponse(made, 201)


async def delete(request: Request) -> Response:
    """DELETE /v1/slo/{id}."""
    if not opened(request).shelf.remove(KIND, request.path_params["id"]):
        raise Refusal(404, "No such SLO")
    return Response(status_code=204)


ROUTES = (
    Route("/v1/slo", listed),
    Route("/v1/slo", create, methods=["POST"]),
    Route("/v1/slo/{id}", delete, methods=["DELETE"]),
)
