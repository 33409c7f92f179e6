"""What was sent to the simulator, in SQLite: in memory, or in a file that outlives it.

Bodies are opaque here (the vendor's JSON, compressed); beside them stand the few facts that lists
and totals need. A trace's row is summed up when it is next read, not with every span that arrives.
"""

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path
from weakref import finalize

from spandeck.sim.archive.facts import Facts
from spandeck.sim.archive.schema import MARK, SCHEMA
from spandeck.sim.archive.sql import where
from spandeck.sim.archive.totals import total
from spandeck.sim.archive.trees import preorder
from spandeck.sim.search import Position, Search, Summary

WORTH_PACKING = 400
"""Smaller bodies are kept as they are."""
TOGETHER = 200
"""How many bodies are fetched at once."""
ROW = (
    "trace_id, name, started_ns, ended_ns, span_count, error_count, max_depth, tokens, cost_usd, "
    "session_id, user_id, agent_name, environment, error_code"
)
FACTS = (
    "span_id, parent_id, started_ns, ended_ns, name, failed, tokens, cost_usd, session_id, "
    "user_id, agent_name, environment, error_code"
)


class BadArchive(ValueError):
    """A file that cannot be used; `str()` is a sentence."""


class Archive:
    """Spans, events and deletions, by project."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Use `Archive.open`."""
        self.database = database
        self.closing = finalize(self, database.close)
        """Closes it once: at `close`, or for whoever lets go of one in memory."""

    @classmethod
    def open(cls, path: Path | None) -> "Archive":
        """Open a file, made if need be, or memory; raise `BadArchive` for anything else."""
        try:
            if path:  # for our eyes only; SQLite gives its side files the same mode
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            # Used by one thread, but a collector in any may close one that was let go of.
            database = sqlite3.connect(
                path or ":memory:", isolation_level=None, check_same_thread=False
            )
        except OSError as error:
            raise BadArchive(f"{path} cannot be used: {error.strerror}.") from error
        try:
            ours = prepared(database)
        except sqlite3.Error as error:
            database.close()
            raise BadArchive(f"{path} cannot be used: {error}.") from error
        if not ours:
            database.close()
            raise BadArchive(f"{path} is not a file of the simulator's.")
        return cls(database)

    def close(self) -> None:
        """Write what is left and let go of the file."""
        self.closing()

    def put(self, project: str, spans: Iterable[tuple[Facts, bytes]]) -> None:
        """Keep spans with their bodies; the same span id in a trace overwrites."""
        rows = [(project, *facts, packed(body)) for facts, body in spans]
        traces = {(project, row[1]) for row in rows}
        marks = ", ".join("?" * len(rows[0])) if rows else ""
        with self.database as database:
            database.execute("BEGIN")
            database.executemany(
                f"INSERT OR REPLACE INTO span (project, trace_id, {FACTS}, body) VALUES ({marks})",
                rows,
            )
            database.executemany("INSERT OR IGNORE INTO stale VALUES (?, ?)", traces)

    def put_event(self, project: str, trace_id: str, span_id: str, body: bytes) -> None:
        """Keep an event that was sent apart from its span."""
        self.database.execute(
            "INSERT INTO event (project, trace_id, span_id, body) VALUES (?, ?, ?, ?)",
            (project, trace_id, span_id, body),
        )

    def refresh(self, project: str) -> None:
        """Put in order and sum up the traces that spans arrived for since the last time."""
        found = self.database.execute("SELECT trace_id FROM stale WHERE project = ?", (project,))
        for (trace_id,) in found.fetchall():
            nodes = preorder(self.facts(project, trace_id))
            row = (project, *astuple(total(trace_id, nodes)))
            marks = ", ".join("?" * len(row))
            with self.database as database:
                database.execute("BEGIN")
                database.executemany(
                    "UPDATE span SET place = ?, depth = ? "
                    "WHERE project = ? AND trace_id = ? AND span_id = ?",
                    [
                        (place, node.depth, project, trace_id, node.facts.span_id)
                        for place, node in enumerate(nodes)
                    ],
                )
                database.execute(
                    f"INSERT OR REPLACE INTO trace (project, {ROW}) VALUES ({marks})",
                    row,
                )
                database.execute(
                    "DELETE FROM stale WHERE project = ? AND trace_id = ?", (project, trace_id)
                )

    def facts(self, project: str, trace_id: str) -> list[Facts]:
        """What is known of a trace's spans without their bodies."""
        found = self.database.execute(
            f"SELECT trace_id, {FACTS} FROM span WHERE project = ? AND trace_id = ?",
            (project, trace_id),
        )
        return [Facts(*row) for row in found]

    def traces(
        self, project: str, search: Search, after: Position | None, limit: int
    ) -> list[Summary]:
        """Up to `limit` rows that fit, newest first."""
        self.refresh(project)
        condition, values = where(search, after)
        found = self.database.execute(
            f"SELECT {ROW} FROM trace WHERE project = ? AND {condition} "
            "ORDER BY started_ns DESC, trace_id LIMIT ?",
            (project, *values, limit),
        )
        return [Summary(*row) for row in found]

    def trace(self, project: str, trace_id: str) -> Summary | None:
        """One row, or None."""
        self.refresh(project)
        found = self.database.execute(
            f"SELECT {ROW} FROM trace WHERE project = ? AND trace_id = ?",
            (project, trace_id),
        ).fetchone()
        return None if found is None else Summary(*found)

    def sessions(self, project: str, after: Position | None, limit: int) -> list[tuple[str, int]]:
        """Sessions with the start of their first trace, newest first."""
        self.refresh(project)
        at, last = after or (2**62, "")
        found = self.database.execute(
            "SELECT session_id, min(started_ns) AS at FROM trace "
            "WHERE project = ? AND session_id IS NOT NULL GROUP BY session_id "
            "HAVING at < ? OR (at = ? AND session_id > ?) ORDER BY at DESC, session_id LIMIT ?",
            (project, at, at, last, limit),
        )
        return list(found)

    def bodies(self, project: str, trace_id: str) -> Iterator[tuple[int, str, bytes]]:
        """The spans of a trace in pre-order: depth, span id, body.

        Bodies are fetched a few at a time: a large trace fits in little memory.
        """
        self.refresh(project)
        order = self.database.execute(
            "SELECT span_id, depth FROM span WHERE project = ? AND trace_id = ? ORDER BY place",
            (project, trace_id),
        ).fetchall()
        for first in range(0, len(order), TOGETHER):
            some = order[first : first + TOGETHER]
            marks = ", ".join("?" * len(some))
            found = self.database.execute(
                "SELECT span_id, body FROM span "
                f"WHERE project = ? AND trace_id = ? AND span_id IN ({marks})",
                (project, trace_id, *(span_id for span_id, _ in some)),
            )
            by_id = dict(found.fetchall())
            for span_id, depth in some:
                body = by_id.get(span_id)
                if body is not None:  # None when it was deleted in the meantime
                    yield depth, span_id, unpacked(body)

    def events(self, project: str, trace_id: str) -> dict[str, list[bytes]]:
        """The events that were sent apart, by span id, in order of arrival."""
        found: dict[str, list[bytes]] = {}
        for span_id, body in self.database.execute(
            "SELECT span_id, body FROM event WHERE project = ? AND trace_id = ? ORDER BY rowid",
            (project, trace_id),
        ):
            found.setdefault(span_id, []).append(body)
        return found

    def forget(self, project: str, trace_id: str) -> None:
        """Delete a trace, its spans and events, and remember that it is gone."""
        with self.database as database:
            database.execute("BEGIN")
            for table in ("span", "event", "trace", "stale"):
                database.execute(
                    f"DELETE FROM {table} WHERE project = ? AND trace_id = ?",
                    (project, trace_id),
                )
            database.execute("INSERT OR IGNORE INTO gone VALUES (?, ?)", (project, trace_id))

    def hide(self, project: str, trace_id: str) -> None:
        """Remember that the world's trace of this id is not to be shown."""
        self.database.execute("INSERT OR IGNORE INTO gone VALUES (?, ?)", (project, trace_id))

    def gone(self, project: str) -> list[str]:
        """The ids of all traces that were ever hidden or deleted."""
        found = self.database.execute("SELECT trace_id FROM gone WHERE project = ?", (project,))
        return [trace_id for (trace_id,) in found]


def prepared(database: sqlite3.Connection) -> bool:
    """Make the tables that are missing; False, and nothing done, in somebody else's file."""
    mark = database.execute("PRAGMA application_id").fetchone()[0]
    tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and mark != MARK:
        return False
    database.executescript(SCHEMA)
    return True


def packed(body: bytes) -> bytes:
    """A body as it is kept: JSON begins with a brace, what is compressed does not."""
    return zlib.compress(body, 1) if len(body) > WORTH_PACKING else body


def unpacked(body: bytes) -> bytes:
    """The inverse of `packed`."""
    return body if body[:1] == b"{" else zlib.decompress(body)
