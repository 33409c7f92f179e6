"""POST /v1/events: takes calls in, and lets them be counted at once (contracts/apidepth.md §1)."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spandeck.sim.apidepth import asked
from spandeck.sim.apidepth.account import opened
from spandeck.sim.apidepth.errors import invalid
from spandeck.sim.apidepth.sent import Event
from spandeck.sim.world.call import Call
from spandeck.sim.world.quota import Left

MOST = 100
UNNAMED = "unknown"
"""The environment of an event that names none, as the vendor's client writes it."""
Text = Annotated[str, Field(min_length=1, max_length=4096)]
Whole = Annotated[int, Field(strict=True, ge=0, lt=2**53)]


class Reported(BaseModel):
    """One event as the contract describes it; other fields are left alone."""

    model_config = ConfigDict(strict=True)

    vendor: Text
    endpoint: Text
    method: Text
    outcome: Literal["success", "client_error", "server_error", "timeout", "unknown"]
    duration_ms: Whole
    ts: Whole
    status: Annotated[StrictInt, Field(ge=100, le=599)] | None = None
    cold_start: StrictBool = False
    env: Text = UNNAMED
    error_class: str | None = None
    rl_remaining: Whole | None = None
    rl_limit: Whole | None = None
    rl_reset_at: Whole | None = None
    model_name: str | None = None
    test: StrictBool = False

    def event(self) -> Event:
        """The event as it is kept."""
        remaining = self.rl_remaining
        return Event(
            Call(
                self.ts,
                self.vendor,
                self.endpoint,
                self.method,
                self.env,
                self.outcome,
                self.status,
                self.duration_ms,
                self.cold_start,
                self.model_name or None,
            ),
            None if remaining is None else Left(remaining, self.rl_limit, self.rl_reset_at),
        )


class Batch(BaseModel):
    """The body; its events are read one by one, as a bad one costs the others nothing."""

    model_config = ConfigDict(strict=True)

    batch: Annotated[list[Any], Field(min_length=1, max_length=MOST)]
    sdk: dict[str, Any] | None = None
    extra_vendors: dict[Text, Text] | None = None


def read(batch: Sequence[object]) -> list[Reported]:
    """The events that can be read."""
    found: list[Reported] = []
    for each in batch:
        try:
            found.append(Reported.model_validate(each))
        except ValidationError:  # the answer counts those that were accepted
            continue
    return found


async def events(request: Request) -> Response:
    """Keep what can be read; what `apidepth test` sends is accepted and not counted."""
    try:
        body = Batch.model_validate(await asked.body(request))
    except ValidationError as error:
        raise invalid(error) from None
    found = read(body.batch)
    opened(request).put([each.event() for each in found if not each.test], body.extra_vendors or {})
    return JSONResponse({"received": len(found)})


ROUTES = (
    Route("/v1/events", events, methods=["POST"]),
    Route("/", events, methods=["POST"]),  # where a bare `collector_url` leads the vendor's client
)
