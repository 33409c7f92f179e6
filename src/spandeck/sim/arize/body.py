"""Bodies as they arrive: JSON or 400, wrong types 400, anything else that is wrong 422."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, from_json
from starlette.requests import Request

from spandeck.sim.arize.errors import Problem

LARGEST = 32 * 1024 * 1024
"""Bytes of a body; a thousand examples take a few."""
T = TypeVar("T")


class Body(BaseModel):
    """What a request may carry: no other keys (contracts/arize.md §1)."""

    model_config = ConfigDict(extra="forbid")


async def json(request: Request, *, optional: bool = False) -> tuple[bytes, dict[str, Any]]:
    """The body as it came and as an object; `optional` ones may be empty."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise Problem(413, f"A body has at most {LARGEST} bytes.")
    if optional and not body:
        return b"{}", {}
    try:
        found = from_json(bytes(body))
    except ValueError as error:
        raise Problem(400, f"The body is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise Problem(400, "The body is not a JSON object.")
    return bytes(body), found


def checked(adapter: TypeAdapter[T], body: bytes) -> T:
    """The body as a request; `Problem` names every field that is wrong."""
    try:
        return adapter.validate_json(body, strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        status = 400 if all(each["type"].endswith("_type") for each in found) else 422
        raise Problem(status, "; ".join(map(complaint, found))) from None


def complaint(error: ErrorDetails) -> str:
    """What is wrong with one field."""
    field = ".".join(str(each) for each in error["loc"])
    return f"{field or 'the body'}: {error['msg']}"


def fields(body: BaseModel) -> dict[str, Any]:
    """What a request said, and nothing that it left out; as JSON has it."""
    found: dict[str, Any] = body.model_dump(mode="json", exclude_unset=True, by_alias=True)
    return found
