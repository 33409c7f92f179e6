"""What a list of spans or traces is asked for: project, window and filter, and how it is walked."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from spandeck.sim.archive.recent import Window
from spandeck.sim.arize.body import Body
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.filter import parse
from spandeck.sim.arize.filter.tokens import BadFilter
from spandeck.sim.arize.filter.tree import Tree
from spandeck.sim.arize.organisation import Organisation
from spandeck.sim.arize.telemetry.view import known
from spandeck.sim.clock import SECOND, read_iso

MICROSECOND = 1000
DAY = 86_400 * SECOND
WEEK = 7 * DAY


def instant(found: object) -> int:
    """ISO 8601 as nanoseconds since the epoch, UTC where no offset is given."""
    try:
        return read_iso(str(found))
    except ValueError:
        raise PydanticCustomError("moment", "Expected a time in ISO 8601") from None


Instant = Annotated[int, BeforeValidator(instant)]


class Asked(Body):
    """POST /v2/traces, and what POST /v2/spans shares with it."""

    project_id: str
    start_time: Instant | None = None
    end_time: Instant | None = None
    filter: Annotated[str, Field(pattern=r"\S")] | None = None


def window(
    organisation: Organisation, since_ns: int | None, until_ns: int | None, usual_ns: int = WEEK
) -> Window:
    """The range of starts that is asked for, both ends included, to the microsecond."""
    end_ns = organisation.clock() if until_ns is None else until_ns
    begin_ns = end_ns - usual_ns if since_ns is None else since_ns
    if begin_ns > end_ns:
        raise Problem(422, "start_time: must not be after end_time.")
    return Window(begin_ns, end_ns + MICROSECOND)


def tree(source: str | None) -> Tree | None:
    """The filter; `Problem` 400 names the place where it is wrong."""
    if source is None:
        return None
    try:
        return parse(source, known)
    except BadFilter as error:
        raise Problem(400, f"filter: {error}") from None
