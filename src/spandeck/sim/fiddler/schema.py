"""What a model's columns are and what can be measured of them; schemas told from files (§5.18)."""

from collections import Counter
from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler.collection import Body, body, opened
from spandeck.sim.fiddler.envelope import Record, normal
from spandeck.sim.fiddler.errors import Refusal, missing
from spandeck.sim.fiddler.files import Unreadable, rows
from spandeck.sim.fiddler.filters import number
from spandeck.sim.fiddler.lists import page
from spandeck.sim.fiddler.metrics import DISPLAYS, offered
from spandeck.sim.fiddler.models import MODELS, SpecIn

USES = ("inputs", "outputs", "targets", "decisions", "metadata")


class Inferred(Body):
    """A file from which a schema is to be told."""

    file_id: UUID
    spec: SpecIn | None = None
    max_cardinality: Annotated[int, Field(ge=1)] = 1000
    sample_size: Annotated[int, Field(ge=1)] = 10_000


async def columns(request: Request) -> Response:
    """GET the columns of a model."""
    return page(request, described(MODELS.found(request)))


async def column(request: Request) -> Response:
    """GET one, by its name."""
    wanted = request.path_params["column_id"]
    for each in described(MODELS.found(request)):
        if wanted in (each["id"], each["name"]):
            return normal(each)
    raise missing("Column", wanted)


def described(model: Record) -> list[Record]:
    """The columns of a model with what they are for."""
    uses = {name: use for use, names in model["spec"].items() if use in USES for name in names}
    return [
        {"id": f"{model['id']}.{each['name']}", **each, "used_as": uses.get(each["name"])}
        for each in model["schema"]["columns"]
    ]


async def metrics(request: Request) -> Response:
    """GET what can be measured of a model."""
    account, model = opened(request), MODELS.found(request)
    shown = account.shown(model)
    own = account.all("custom-metrics", model=model["id"])
    names = [each["name"] for each in model["schema"]["columns"]]
    found = [
        {
            "id": name,
            "name": each.display,
            "type": each.kind,
            "columns": names if each.columned else [],
            "requires_baseline": each.requires_baseline,
            "requires_categories": False,
        }
        for name, each in offered(model["task"]).items()
    ]
    for each in own:
        told = {"id": each["id"], "name": each["name"], "type": "custom", "columns": []}
        found.append(told | {"requires_baseline": False, "requires_categories": False})
    return normal(
        {
            "organization": shown["organization"],
            "project": shown["project"],
            "model": account.named("model", model["id"]),
            "metrics": found,
            "columns": described(model),
            "metric_types": [{"id": kind, "display_name": said} for kind, said in DISPLAYS.items()],
        }
    )


async def factory(request: Request) -> Response:
    """POST /v3/model-factory: a schema told from a file's rows."""
    account, sent = opened(request), await body(request, Inferred)
    try:
        found = rows(account, str(sent.file_id))[: sent.sample_size]
    except Unreadable as error:
        raise Refusal(400, f"file_id: {error}") from None
    names = list(dict.fromkeys(name for row in found for name in row))
    values = {name: [row.get(name) for row in found] for name in names}
    schema = [inferred(name, there, sent.max_cardinality) for name, there in values.items()]
    spec = sent.spec.model_dump(mode="json") if sent.spec else {"inputs": names}
    return normal({"schema": {"schema_version": 1, "columns": schema}, "spec": spec})


def inferred(name: str, values: list[object], most: int) -> Record:
    """A column told from its values."""
    there = [each for each in values if each is not None]
    kinds = Counter(type(each) for each in there)
    if there and set(kinds) <= {int, float}:
        numbers = [number(each) or 0.0 for each in there]
        kind = "int" if set(kinds) == {int} else "float"
        return {"name": name, "data_type": kind, "min": min(numbers), "max": max(numbers)}
    if there and set(kinds) == {bool}:
        return {"name": name, "data_type": "bool"}
    known = sorted({str(each) for each in there})
    if there and len(known) <= min(most, len(there) // 2):
        return {"name": name, "data_type": "category", "categories": known}
    return {"name": name, "data_type": "str"}


ROUTES = (
    Route("/v3/models/{id}/columns", columns),
    Route("/v3/models/{id}/columns/{column_id}", column),
    Route("/v3/models/{id}/metrics", metrics),
    Route("/v3/model-factory", factory, methods=["POST"]),
)
