"""Errors in Risicare's envelope (contracts/risicare.md §0.2)."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from spandeck.sim.otlp.intake import Unacceptable

CODES = {
    400: "invalid_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "payload_too_large",
    415: "unsupported_media_type",
    422: "validation_error",
    429: "rate_limited",
    500: "internal_error",
}


class Refusal(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, **details: Any) -> None:
        """`details` names what was wrong, such as the id that was not found."""
        super().__init__(message)
        self.status, self.message, self.details = status, message, details

    def response(self) -> JSONResponse:
        """The answer in the envelope."""
        code = CODES[self.status]
        error = {"code": code, "message": self.message, "details": self.details}
        return JSONResponse({"error": error}, self.status)


async def refused(request: Request, error: Exception) -> Response:
    """Answer a `Refusal` raised by an endpoint, and what could not be taken in."""
    if isinstance(error, Unacceptable):
        return Refusal(error.status, str(error), **error.details).response()
    return error.response() if isinstance(error, Refusal) else await unrouted(request, error)


async def unrouted(request: Request, error: Exception) -> Response:
    """Answer what the router refused, and bugs, in the envelope too."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "No such endpoint", 405: "Method not allowed"}
    message = words.get(status, "Internal error")
    return Refusal(status, message, path=request.url.path).response()
