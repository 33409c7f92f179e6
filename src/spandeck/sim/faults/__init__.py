"""A plan of what goes wrong: which requests are delayed, broken, cut off, and how.

    [[fault]]
    path = "/api/v1/traces/*"   # shell pattern; method = "GET" narrows further
    nth = [2, 3]                # of the requests that match; without: every one
    status = 503
    headers = { "Retry-After" = "7" }

The plan file's other fields are those of `Fault`.
"""

import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, ValidationError

Spoilt = Literal["html", "truncated", "empty", "huge", "bomb"]
Change = Literal["null", "missing", "unknown", "extra", "duplicate", "wrong-type"]
Status = Annotated[int, Field(ge=200, le=599)]
Seconds = Annotated[float, Field(ge=0, le=3600)]


class BadFaults(ValueError):
    """A plan that cannot be read; `str()` is a sentence that names the file and the field."""


class Fault(BaseModel):
    """One thing that goes wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = "*"
    method: str = "*"
    nth: tuple[int, ...] = ()
    """Which of the matching requests, counted from 1; empty for all."""
    delay_s: Seconds = 0.0
    """Wait before anything else."""
    drip_s: Seconds = 0.0
    """Send the body in small pieces, with this long between two."""
    drip_bytes: PositiveInt = 1024
    status: Status | None = None
    """Answer with this status instead of asking the application."""
    headers: Mapping[str, str] = {}
    """Set these on the answer."""
    body: Spoilt | None = None
    """Answer with this body: `bomb` is 1 GB of zeros in 1 MB of gzip, `huge` 160 MB of JSON."""
    mutate: tuple[Change, ...] = ()
    """Change the rows of a list: every third row, each change to another one."""
    cut: bool = False
    """Break the connection before an answer is sent."""
    cut_after: NonNegativeInt | None = None
    """Break it after so many bytes of the body."""
    execute: bool = False
    """With `cut`: let the application do what was asked first."""

    def fits(self, method: str, path: str) -> bool:
        """Whether it is about such requests."""
        return fnmatchcase(method, self.method.upper()) and fnmatchcase(path, self.path)


class Plan(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid")

    fault: tuple[Fault, ...] = ()


def plan(path: Path) -> tuple[Fault, ...]:
    """Read a plan; raise `BadFaults`."""
    try:
        return Plan.model_validate(tomllib.loads(path.read_text())).fault
    except OSError as error:
        raise BadFaults(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFaults(f"{path} is not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(each) for each in first["loc"])
        raise BadFaults(f"{path}: {where}: {first['msg']}.") from error
