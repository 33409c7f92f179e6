"""Where rows go: a table, or records in one of the forms of `export`."""

import sys
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from typing import Any, Generic, Literal, Protocol, TextIO, TypeVar

from spandeck.cli.narrate import say
from spandeck.cli.table import Column, Table
from spandeck.export import Form, writer
from spandeck.model.page import BadRow
from spandeck.model.record import of_bad

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)
Output = Literal["table"] | Form


class Outlet(Protocol[T_contra]):
    """Takes rows, some at a time."""

    def add(self, rows: Sequence[T_contra | BadRow]) -> None:
        """Print some rows; they are out when this returns."""
        ...

    def end(self) -> None:
        """Print whatever follows the last row."""
        ...


class Tabled(Generic[T]):
    """Rows as a table; an unreadable row is told on stderr, whole."""

    def __init__(self, stream: TextIO, columns: Sequence[Column[T]]) -> None:
        self.table = Table(stream, columns)

    def add(self, rows: Sequence[T | BadRow]) -> None:
        """Print some lines."""
        self.table.add(readable(rows))
        self.table.stream.flush()

    def end(self) -> None:
        """Nothing follows the last line."""


class Recorded(Generic[T]):
    """Rows as records; an unreadable row is one of them, except in CSV, which has its columns."""

    def __init__(
        self,
        stream: TextIO,
        form: Form,
        record: Callable[[T], Mapping[str, Any]],
        columns: Sequence[str],
    ) -> None:
        self.stream, self.form, self.record = stream, form, record
        self.writer = writer(form, stream, columns)

    def add(self, rows: Sequence[T | BadRow]) -> None:
        """Print some records."""
        for row in readable(rows) if self.form == "csv" else rows:
            self.writer.add(of_bad(row) if isinstance(row, BadRow) else self.record(row))
        self.stream.flush()

    def end(self) -> None:
        """Close what the form opened."""
        self.writer.end()


def readable(rows: Sequence[T | BadRow]) -> list[T]:
    """The rows that could be read; the others are told on stderr."""
    for row in rows:
        if isinstance(row, BadRow):
            say(f"a row could not be read: {row.why} {row.raw}")
    return [row for row in rows if not isinstance(row, BadRow)]


def outlet(
    output: Output,
    columns: Sequence[Column[T]],
    record: Callable[[T], Mapping[str, Any]],
    fields: Sequence[str],
) -> Outlet[T]:
    """The outlet on stdout for one form."""
    if output == "table":
        return Tabled(stdout(), columns)
    return Recorded(stdout(), output, record, fields)


def stdout() -> TextIO:
    """Standard output in UTF-8 whatever the locale says, since the data is."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    return sys.stdout
