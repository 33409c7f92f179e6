"""What is typed after `:goto`, as the trace that it names; nobody is asked whether it exists."""

from urllib.parse import urlsplit

from spandeck.model.query import BadQuery
from spandeck.model.trace import UNSET, TraceSummary


def named(argument: str) -> TraceSummary:
    """The trace of an id or a web address, of which nothing else is known yet."""
    if not argument:
        raise BadQuery("Which trace? Write :goto and its id or web address.")
    trace_id = urlsplit(argument).path.rstrip("/").rpartition("/")[2] or argument
    return TraceSummary(trace_id, "", UNSET, None, None)
