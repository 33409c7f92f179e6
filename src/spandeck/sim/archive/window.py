"""The archive's spans as one list, newest first, in a range of time: as the world lists its own."""

from spandeck.sim.archive import Archive, unpacked
from spandeck.sim.world.spans import SpanPlace

Row = tuple[SpanPlace, bytes]
"""Where a span stands, and its body."""


def window(
    archive: Archive, project: str, since_ns: int, until_ns: int, limit: int = -1
) -> list[Row]:
    """The newest spans that start in the range (its end excluded); all of them without a limit."""
    found = archive.database.execute(
        "SELECT started_ns, trace_id, span_id, body FROM span "
        "WHERE project = ? AND started_ns >= ? AND started_ns < ? "
        "ORDER BY started_ns DESC, trace_id, span_id LIMIT ?",
        (project, since_ns, until_ns, limit),
    )
    return [(SpanPlace(at, trace, span), unpacked(body)) for at, trace, span, body in found]


def count(archive: Archive, project: str, since_ns: int, until_ns: int) -> int:
    """How many there are."""
    found = archive.database.execute(
        "SELECT count(*) FROM span WHERE project = ? AND started_ns >= ? AND started_ns < ?",
        (project, since_ns, until_ns),
    ).fetchone()
    return int(found[0])
