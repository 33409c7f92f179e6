"""The archive's spans as one list, newest first: for vendors that know no list of traces."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from spandeck.sim.archive import TOGETHER, Archive, unpacked

ORDER = "started_ns DESC, trace_id, span_id"


class Window(NamedTuple):
    """A range of starts, its end excluded."""

    since_ns: int
    until_ns: int


class Sent(NamedTuple):
    """A span that was sent: where it stands, and its body."""

    started_ns: int
    trace_id: str
    span_id: str
    body: bytes


def recent(
    archive: Archive,
    project: str,
    window: Window,
    after: tuple[int, str, str] | None = None,
    *,
    roots: bool = False,
) -> Iterator[Sent]:
    """The spans that start in the range, after a place; or only the roots.

    They are fetched a few at a time, so that a page costs no more than it shows.
    """
    chosen = "AND parent_id IS NULL" if roots else ""
    since_ns, until_ns = window
    at_ns, trace_id, span_id = after or (until_ns, "", "")
    while True:
        found = archive.database.execute(
            "SELECT started_ns, trace_id, span_id, body FROM span "
            f"WHERE project = ? AND started_ns >= ? AND started_ns < ? {chosen} AND "
            "(started_ns < ? OR (started_ns = ? AND (trace_id, span_id) > (?, ?))) "
            f"ORDER BY {ORDER} LIMIT ?",
            (project, since_ns, until_ns, at_ns, at_ns, trace_id, span_id, TOGETHER),
        ).fetchall()
        for started_ns, trace_id, span_id, body in found:
            yield Sent(started_ns, trace_id, span_id, unpacked(body))
        if len(found) < TOGETHER:
            return
        at_ns, trace_id, span_id, _ = found[-1]


def of_trace(
    archive: Archive, project: str, trace_id: str, window: Window, limit: int
) -> list[Sent]:
    """The first spans of a trace that start in the range, oldest first."""
    found = archive.database.execute(
        "SELECT started_ns, trace_id, span_id, body FROM span "
        "WHERE project = ? AND trace_id = ? AND started_ns >= ? AND started_ns < ? "
        "ORDER BY started_ns, span_id LIMIT ?",
        (project, trace_id, *window, limit),
    )
    return [Sent(at, trace, span, unpacked(body)) for at, trace, span, body in found]


def of_traces(
    archive: Archive, project: str, trace_ids: Sequence[str], window: Window
) -> list[Sent]:
    """The spans of some traces that start in the range, newest first."""
    marks = ", ".join("?" * len(trace_ids))
    found = archive.database.execute(
        "SELECT started_ns, trace_id, span_id, body FROM span "
        f"WHERE project = ? AND started_ns >= ? AND started_ns < ? AND trace_id IN ({marks}) "
        f"ORDER BY {ORDER}",
        (project, *window, *trace_ids),
    )
    return [Sent(at, trace, span, unpacked(body)) for at, trace, span, body in found]


def discard(archive: Archive, project: str, span_ids: Iterable[str], window: Window) -> set[str]:
    """Delete spans by their ids alone, those that start in the range; gives which there were."""
    since_ns, until_ns = window
    gone: set[str] = set()
    with archive.database as database:
        database.execute("BEGIN")
        for span_id in span_ids:
            found = database.execute(
                "DELETE FROM span WHERE project = ? AND span_id = ? "
                "AND started_ns >= ? AND started_ns < ? RETURNING span_id",
                (project, span_id, since_ns, until_ns),
            ).fetchall()
            gone.update(each for (each,) in found)
    return gone


def count(archive: Archive, project: str, window: Window) -> int:
    """How many spans start in the range."""
    found = archive.database.execute(
        "SELECT count(*) FROM span WHERE project = ? AND started_ns >= ? AND started_ns < ?",
        (project, *window),
    ).fetchone()
    return int(found[0])
