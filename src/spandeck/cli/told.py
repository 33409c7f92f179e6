"""How records are printed: a resource's columns in a table, all of a record elsewhere."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from spandeck.cli.outlet import Outlet, Output, Recorded, Tabled, stdout
from spandeck.cli.shown import ID, when
from spandeck.cli.table import Column, Table
from spandeck.export import JsonWriter, encode, writer
from spandeck.model.page import BadRow
from spandeck.model.record import of_bad
from spandeck.model.resource import Column as Fact
from spandeck.model.resource import ColumnKind, Record, Resource, at
from spandeck.paint.recordcell import said
from spandeck.paint.recordfact import Drift, read
from spandeck.paint.units import NOTHING

WIDEST: Mapping[ColumnKind, int] = {"id": ID, "text": 48, "list": 40}
NUMBERS: tuple[ColumnKind, ...] = ("duration", "count", "number", "money", "ratio", "percent")
WHOLE = 100_000
"""The widest value of one record, in cells: it is there to be read whole."""


class Faceted:
    """Records as JSON: a list, or an object of rows and facts where a list says more than rows.

    The first page decides which; the facts come last, since later pages may say more.
    """

    def __init__(self, stream: TextIO, facts: Mapping[str, Any]) -> None:
        """`facts` fill up while the pages come."""
        self.stream, self.facts = stream, facts
        self.writer = JsonWriter(stream)
        self.begun = self.wrapped = False

    def add(self, rows: Sequence[Record | BadRow]) -> None:
        """Print some records."""
        if not self.begun:
            self.begun, self.wrapped = True, bool(self.facts)
            self.stream.write('{"rows": ' if self.wrapped else "")
        for row in rows:
            self.writer.add(of_bad(row) if isinstance(row, BadRow) else row.raw)
        self.stream.flush()

    def end(self) -> None:
        """Close what was opened."""
        self.writer.end()
        if self.wrapped:
            self.stream.write(f', "facts": {encode(self.facts)}}}\n')


def rows(output: Output, resource: Resource, facts: Mapping[str, Any]) -> Outlet[Record]:
    """Where a list's records go."""
    if output == "json":
        return Faceted(stdout(), facts)
    columns = identified(resource)
    if output == "table":
        return Tabled(stdout(), [tabled(each) for each in columns])
    if output == "ndjson":
        return Recorded(stdout(), output, lambda row: row.raw, ())
    paths = [each.path for each in columns]
    return Recorded(
        stdout(), output, lambda row: {each: at(row.raw, each) for each in paths}, paths
    )


def one(output: Output, resource: Resource, record: Record) -> None:
    """One record whole: a line a field in a table."""
    if output == "json":
        stdout().write(f"{encode(record.raw)}\n")
    elif output == "table":
        fields(record.raw, resource)
    else:
        into = writer(output, stdout(), [*record.raw])
        into.add(record.raw)
        into.end()


def fields(raw: Mapping[str, Any], resource: Resource) -> None:
    """A record as a table of its fields, those that are columns told as these tell them."""
    kinds = {each.path: each for each in resource.columns}
    lines = [
        (name, cell(kinds[name], raw) if name in kinds else told(value))
        for name, value in raw.items()
    ]
    name: Column[tuple[str, str]] = Column("FIELD", lambda line: line[0], widest=ID)
    value: Column[tuple[str, str]] = Column("VALUE", lambda line: line[1], widest=WHOLE)
    Table(stdout(), (name, value)).add(lines)


def identified(resource: Resource) -> tuple[Fact, ...]:
    """A resource's columns, its ids before them unless they are among them."""
    if not resource.key or any(each.path == resource.key for each in resource.columns):
        return resource.columns
    return (Fact(resource.key, resource.key, "id"), *resource.columns)


def tabled(of: Fact) -> Column[Record]:
    """A column of a table for a shell."""
    return Column(
        of.title.upper(),
        lambda row: cell(of, row.raw),
        right=of.kind in NUMBERS,
        widest=WIDEST.get(of.kind, 32),
    )


def cell(of: Fact, raw: Mapping[str, Any]) -> str:
    """What a record says in a column; what is not as promised stands as it came."""
    found = at(raw, of.path)
    if found is None or found == "":
        return of.absent
    try:
        value = read(of, found)
    except Drift:
        return told(found)
    if of.kind == "time" and isinstance(value, int):
        return when(value)
    return said(of.kind, value, found)


def told(value: Any) -> str:
    """A value as text: whole, and on one line."""
    if value is None:
        return NOTHING
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
