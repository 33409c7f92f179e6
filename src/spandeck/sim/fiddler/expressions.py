"""Custom metrics, segments and the functions that they may use (contract §5.5, §5.14, §5.21)."""

from collections.abc import Callable, Mapping
from collections.abc import Collection as Names
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.collection import Body, Collection, Make, as_sent
from spandeck.sim.fiddler.envelope import normal
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.fql import BadFql, Node
from spandeck.sim.fiddler.fql.check import metric, segment
from spandeck.sim.fiddler.fql.functions import FUNCTIONS

Text = Annotated[str, Field(min_length=1, max_length=4000)]


class ExpressionIn(Body):
    """A new expression, for a model, or for the spans of a project or application."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    definition: Text
    description: str | None = None
    model_id: UUID | None = None
    project_id: UUID | None = None
    application_id: UUID | None = None

    @model_validator(mode="after")
    def somewhere(self) -> "ExpressionIn":
        """It must belong to something."""
        if self.model_id is None and self.project_id is None and self.application_id is None:
            raise ValueError("model_id: Field required")
        return self


def checking(check: Callable[[str, Names[str] | None], Node]) -> Make:
    """Fields of an expression that is refused unless it can be meant."""

    def make(account: Account, sent: ExpressionIn) -> Mapping[str, Any]:
        columns: list[str] | None = None
        if sent.model_id is not None:
            model = account.get("models", str(sent.model_id), "Model")
            columns = [each["name"] for each in model["schema"]["columns"]]
        try:
            check(sent.definition, columns)
        except BadFql as error:
            raise Refusal(400, f"definition: {error}.") from None
        found = as_sent(account, sent)
        kept = {name: value for name, value in found.items() if value is not None}
        return {"description": None, "model_id": None} | kept

    return make


CUSTOM_METRICS = Collection(
    "/v3/custom-metrics",
    "custom-metrics",
    "Custom metric",
    ExpressionIn,
    unique=("name", "model_id"),
    params=("project_id", "application_id"),
    make=checking(metric),
    within=("model",),
)
SEGMENTS = Collection(
    "/v3/segments",
    "segments",
    "Segment",
    ExpressionIn,
    unique=("name", "model_id"),
    params=("project_id", "application_id"),
    make=checking(segment),
    within=("model",),
)


async def functions(request: Request) -> Response:
    """GET /v3/fql-expressions: all functions, not paged."""
    return normal({"functions": [each.record() for each in FUNCTIONS.values()]})


ROUTES = (
    *CUSTOM_METRICS.routes(),
    *SEGMENTS.routes(),
    Route("/v3/fql-expressions", functions),
)
