"""Apidepth's errors as they are sent; its page does not show them, so they are read leniently."""

from pydantic import BaseModel, ConfigDict


class Problem(BaseModel):
    """What is wrong (contract §0)."""

    model_config = ConfigDict(frozen=True, extra="allow")

    code: str | None = None
    message: str | None = None
    field: str | None = None


class ErrorBody(BaseModel):
    """The body of an answer that is an error: an object, or only its words."""

    model_config = ConfigDict(frozen=True, extra="allow")

    error: Problem | str | None = None
    message: str | None = None

    @property
    def problem(self) -> Problem:
        """What is wrong, however it was said."""
        if isinstance(self.error, Problem):
            return self.error
        return Problem(message=self.error or self.message)
