"""What can be saved of a damaged store: the file moved aside, never deleted, its acts read out."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from secrets import token_hex

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
COMPANIONS = ("-wal", "-shm")
"""What stands beside a write-ahead database and belongs to it."""


def damaged(error: sqlite3.Error) -> bool:
    """Whether it is the file that is damaged, rather than out of reach or in use."""
    code = getattr(error, "sqlite_errorcode", None)  # absent on what a check of ours raises
    return code in DAMAGED or (code is None and isinstance(error, sqlite3.DatabaseError))


def salvaged(path: Path) -> tuple[Path, list[str]]:
    """Where the file was moved, and the acts that could be read from it, each as its JSON."""
    aside = path.with_name(f"{path.name}.damaged-{token_hex(3)}")
    path.rename(aside)
    for end in COMPANIONS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
    return aside, list(dict.fromkeys(read(aside)))


def read(path: Path) -> Iterator[str]:
    """The acts from either end: a damaged page is passed from both sides."""
    with closing(sqlite3.connect(path)) as connection:
        for direction in ("asc", "desc"):
            with suppress(sqlite3.Error):
                asked = f"select told from act order by number {direction}"
                for (told,) in connection.execute(asked):
                    if isinstance(told, str):
                        yield told
