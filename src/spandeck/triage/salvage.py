"""What can be saved of a damaged store: the file moved aside, never deleted, its acts read out."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from json import JSONDecoder
from pathlib import Path
from secrets import token_hex

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
COMPANIONS = ("-wal", "-shm")
"""What stands beside a write-ahead database and belongs to it."""

ACT = re.compile(rb'\{"id": "')
"""How an act begins in the file, where it stands as ASCII."""
PAGE = 65_536
"""Bytes of the largest page: what of an act is on another one cannot be found by its beginning."""


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
    found = (*read(aside), *scanned(aside), *scanned(aside.with_name(f"{aside.name}-wal")))
    return aside, list(dict.fromkeys(found))


def read(path: Path) -> Iterator[str]:
    """The acts from either end: a damaged page is passed from both sides."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        for direction in ("asc", "desc"):
            with suppress(sqlite3.Error):
                asked = f"select told from act order by number {direction}"
                for (told,) in connection.execute(asked):
                    if isinstance(told, bytes):
                        yield told.decode(errors="replace")


def scanned(path: Path) -> Iterator[str]:
    """The acts that stand in a file whole, wherever: its tables may be what is damaged."""
    data = path.read_bytes() if path.exists() else b""
    for begin in ACT.finditer(data):
        text = data[begin.start() : begin.start() + PAGE].decode("ascii", "replace")
        with suppress(ValueError, RecursionError):
            _, end = JSONDecoder().raw_decode(text)
            yield text[:end]
