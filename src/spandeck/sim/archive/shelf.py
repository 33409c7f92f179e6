"""What a vendor holds beside spans: records by kind, in the order in which they were made.

A shelf knows no vendor and checks nothing: a record is JSON, found by its id.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import from_json, to_json

from spandeck.sim.archive import Archive

Record = dict[str, Any]


class Shelf:
    """The records of one owner, such as a vendor or a project of it; kept with the archive."""

    def __init__(self, archive: Archive, owner: str) -> None:
        """All records are read once and then written through."""
        self.archive, self.owner = archive, owner
        self.kinds: dict[str, dict[str, Record]] = {}
        found = self.archive.database.execute(
            "SELECT kind, id, body FROM record WHERE owner = ? ORDER BY rowid", (owner,)
        )
        for kind, identifier, body in found:
            self.kinds.setdefault(kind, {})[identifier] = from_json(body)

    def fill(self, kind: str, records: Mapping[str, Record]) -> None:
        """Begin with these records, by id; only once in an archive's life, so deletions last."""
        first = self.archive.database.execute(
            "INSERT OR IGNORE INTO filled VALUES (?, ?) RETURNING 1", (self.owner, kind)
        ).fetchone()
        if first is None:
            return
        for identifier, record in records.items():
            self.put(kind, identifier, record)

    def put(self, kind: str, identifier: str, record: Mapping[str, Any]) -> None:
        """Keep a record; one of the same id is replaced and keeps its place."""
        self.kinds.setdefault(kind, {})[identifier] = dict(record)
        self.archive.database.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?) "
            "ON CONFLICT (owner, kind, id) DO UPDATE SET body = excluded.body",
            (self.owner, kind, identifier, to_json(record, inf_nan_mode="strings")),
        )

    def get(self, kind: str, identifier: str) -> Record | None:
        """The record of this id; treat it as read-only, and `put` a changed copy."""
        return self.kinds.get(kind, {}).get(identifier)

    def all(self, kind: str) -> Iterable[Record]:
        """All records of a kind, oldest first."""
        return tuple(self.kinds.get(kind, {}).values())

    def remove(self, kind: str, identifier: str) -> bool:
        """Forget a record; whether there was one."""
        there = self.kinds.get(kind, {}).pop(identifier, None) is not None
        self.archive.database.execute(
            "DELETE FROM record WHERE owner = ? AND kind = ? AND id = ?",
            (self.owner, kind, identifier),
        )
        return there
