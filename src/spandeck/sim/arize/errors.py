"""Errors as Arize writes them: problem details by RFC 9457 (contracts/arize.md §5)."""

from typing import Any

from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from spandeck.sim.otlp.intake import Unacceptable

MEDIA = "application/problem+json"
ANCHOR = "https://arize.com/docs/ax/rest-reference/errors#"
CLASSES = {
    400: ("Invalid request parameters", "invalid-request"),
    401: ("Authentication required", "authentication-required"),
    403: ("Access forbidden", "access-forbidden"),
    404: ("Resource not found", "resource-not-found"),
    405: ("Method not allowed", "method-not-allowed"),
    409: ("Resource conflict", "resource-conflict"),
    413: ("Payload too large", "payload-too-large"),
    415: ("Unsupported media type", "unsupported-media-type"),
    422: ("Unprocessable Entity", "unprocessable-entity"),
    429: ("Rate limit exceeded", "rate-limit-exceeded"),
    500: ("Internal server error", "internal-error"),
    503: ("Service Unavailable", "service-unavailable"),
}
"""By status: the title and the anchor of its explanation."""


class Problem(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        """`more` are fields of the problem beside the five of the standard."""
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more

    def response(self, path: str) -> Response:
        """The answer; `path` is what was asked for."""
        title, anchor = CLASSES[self.status]
        problem = {
            "status": self.status,
            "title": title,
            "detail": self.detail,
            "type": ANCHOR + anchor,
            "instance": path,
            **self.more,
        }
        return Response(to_json(problem), self.status, media_type=MEDIA)


def missing(what: str) -> Problem:
    """What is not there, or not to be seen: the answer does not tell which."""
    return Problem(404, f"No {what} with this id that this key can see.")


async def refused(request: Request, error: Exception) -> Response:
    """Answer a `Problem` raised by an endpoint, and what could not be taken in."""
    if isinstance(error, Unacceptable):
        return Problem(error.status, f"{error}.").response(request.url.path)
    if isinstance(error, Problem):
        return error.response(request.url.path)
    return await unrouted(request, error)


async def unrouted(request: Request, error: Exception) -> Response:
    """Answer what the router refused, and bugs, as problems too."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "No such endpoint.", 405: "This endpoint does not take this method."}
    return Problem(status, words.get(status, "Internal error.")).response(request.url.path)
