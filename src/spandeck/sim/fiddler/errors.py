"""Errors in Fiddler's ERROR envelope (contracts/fiddler.md §1.2, §1.7)."""

from collections.abc import Iterable

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from spandeck.sim.otlp.intake import Unacceptable

REASONS = {
    400: "BadRequest",
    401: "Unauthorized",
    404: "ResourceNotFound",
    405: "MethodNotAllowed",
    409: "Conflict",
    413: "PayloadTooLarge",
    415: "UnsupportedMediaType",
    422: "UnprocessableEntity",
    429: "RateLimitExceeded",
    500: "InternalServerError",
}


class Refusal(Exception):
    """A request that is answered with an error."""

    def __init__(
        self, status: int, message: str, errors: Iterable[tuple[str, str]] | None = None
    ) -> None:
        """`errors` are reason and message of each issue; without, the message is the only one."""
        super().__init__(message)
        self.status, self.message = status, message
        self.errors = [(REASONS[status], message)] if errors is None else list(errors)

    def response(self) -> JSONResponse:
        """The answer in the envelope; its message is that of the first issue."""
        issues = [{"reason": reason, "message": said, "help": ""} for reason, said in self.errors]
        error = {"code": self.status, "message": self.message, "errors": issues}
        return JSONResponse({"api_version": "3.0", "kind": "ERROR", "error": error}, self.status)


def missing(noun: str, identifier: object) -> Refusal:
    """404 for something that is not there."""
    return Refusal(404, f"{noun} '{identifier}' was not found.")


def invalid(error: ValidationError) -> Refusal:
    """400 with one issue for each field that is wrong."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    issues = [("ValidationError", told(".".join(map(str, e["loc"])), e["msg"])) for e in found]
    return Refusal(400, issues[0][1], issues)


def told(field: str, message: str) -> str:
    """What is wrong, and where."""
    return f"{field or 'body'}: {message.removeprefix('Value error, ')}"


async def refused(request: Request, error: Exception) -> Response:
    """Answer a `Refusal` raised by an endpoint, or telemetry that cannot be taken in."""
    if isinstance(error, Unacceptable):
        error = Refusal(error.status, f"{error}.")
    return error.response() if isinstance(error, Refusal) else await unrouted(request, error)


async def unrouted(request: Request, error: Exception) -> Response:
    """Answer what the router refused, and bugs, in the envelope too."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "No such endpoint.", 405: "Method not allowed."}
    return Refusal(
        status if status in REASONS else 500, words.get(status, "Internal error.")
    ).response()
