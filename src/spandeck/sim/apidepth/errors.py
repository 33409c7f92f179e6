"""Errors in the envelope that stands in for Apidepth's (contracts/apidepth.md §0)."""

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

CODES = {
    400: "bad_request",
    401: "unauthorized",
    404: "not_found",
    405: "method_not_allowed",
    413: "payload_too_large",
    422: "invalid",
    429: "rate_limited",
    500: "internal_error",
}


class Refusal(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, field: str | None = None) -> None:
        """`field` is the parameter or part of the body that is wrong."""
        super().__init__(message)
        self.status, self.message, self.field = status, message, field

    def response(self) -> JSONResponse:
        """The answer in the envelope."""
        error = {"code": CODES[self.status], "message": self.message}
        if self.field is not None:
            error["field"] = self.field
        return JSONResponse({"error": error}, self.status)


def invalid(error: ValidationError) -> Refusal:
    """The first thing that is wrong with a body, by its field."""
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0]) if first["loc"] else None
    message = first["msg"].removeprefix("Value error, ")
    return Refusal(422, f"{field}: {message}" if field else message, field)


async def refused(request: Request, error: Exception) -> Response:
    """Answer a `Refusal` raised by an endpoint."""
    return error.response() if isinstance(error, Refusal) else await unrouted(request, error)


async def unrouted(request: Request, error: Exception) -> Response:
    """Answer what the router refused, and bugs, in the envelope too."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "No such endpoint", 405: "Method not allowed"}
    return Refusal(status, words.get(status, "Internal error")).response()
