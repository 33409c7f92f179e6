"""Records as JSON, NDJSON and CSV, to a stream or to a private file; one way for screen and shell.

Must not know where records come from; text in them was made safe when it was decoded.
"""

import csv
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any, Literal, Protocol, TextIO, assert_never, get_args

from spandeck.private import create, directory

Form = Literal["json", "ndjson", "csv"]
FORMS: tuple[Form, ...] = get_args(Form)
Record = Mapping[str, Any]

NAME_LIMIT = 80
"""The longest stem of a file name, in characters: 255 bytes hold it in any script."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell starts that a spreadsheet would run (OWASP, "CSV injection")."""
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


class Writer(Protocol):
    """Takes records one by one and writes them as they come."""

    def add(self, record: Record) -> None:
        """Write one record."""
        ...

    def end(self) -> None:
        """Write whatever the form needs after the last one."""
        ...


class JsonWriter:
    """One array, a record a line."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.before = "[\n"

    def add(self, record: Record) -> None:
        """Write one element of the array."""
        self.stream.write(f"{self.before}{encode(record)}")
        self.before = ",\n"

    def end(self) -> None:
        """Close the array."""
        self.stream.write("[]\n" if self.before == "[\n" else "\n]\n")


class NdjsonWriter:
    """One JSON object a line, each complete when it is written."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def add(self, record: Record) -> None:
        """Write one line."""
        self.stream.write(f"{encode(record)}\n")

    def end(self) -> None:
        """Nothing follows the last line."""


class CsvWriter:
    """A header and one line a record (RFC 4180); nested values are JSON in their cell."""

    def __init__(self, stream: TextIO, columns: Sequence[str]) -> None:
        """`columns` are the keys to write, in order; others are left out."""
        self.columns = columns
        self.rows = csv.writer(stream, lineterminator="\r\n")
        self.rows.writerow([cell(each) for each in columns])

    def add(self, record: Record) -> None:
        """Write one line; a missing value is an empty cell."""
        self.rows.writerow([cell(record.get(each)) for each in self.columns])

    def end(self) -> None:
        """Nothing follows the last line."""


def writer(form: Form, stream: TextIO, columns: Sequence[str]) -> Writer:
    """The writer of a form; only CSV needs to know its columns beforehand."""
    match form:
        case "json":
            return JsonWriter(stream)
        case "ndjson":
            return NdjsonWriter(stream)
        case "csv":
            return CsvWriter(stream, columns)
    assert_never(form)


def dump(records: Iterable[Record], form: Form, stream: TextIO) -> None:
    """Write all records; the columns of a CSV are all their keys, in order of appearance."""
    columns: Sequence[str] = ()
    if form == "csv":
        records = tuple(records)
        columns = tuple(dict.fromkeys(key for record in records for key in record))
    made = writer(form, stream, columns)
    for record in records:
        made.add(record)
    made.end()


def document(about: Record, name: str, records: Iterable[Record], stream: TextIO) -> None:
    """One JSON object whose last field is a list; written piece by piece, for it may be large."""
    stream.write(f"{encode({**about, name: []})[:-3]}")
    rows = JsonWriter(stream)
    for record in records:
        rows.add(record)
    rows.end()
    stream.write("}\n")


def write(records: Iterable[Record], form: Form, folder: Path, name: str) -> Path:
    """Write all records to a new file, as `keep` does, and return its path."""
    return keep(lambda stream: dump(records, form, stream), folder, name, form)


def keep(fill: Callable[[TextIO], object], folder: Path, name: str, suffix: str) -> Path:
    """Let a new 0600 file in this folder be filled and return its path.

    The name may be hostile (`file_name`), an existing file is never touched: `-2` is added.
    Raise `spandeck.private.Unsafe` for a folder that is not ours, `OSError` for a full disk.
    """
    directory(folder)
    stem = file_name(name)
    for number in count(1):
        path = folder / f"{stem if number == 1 else f'{stem}-{number}'}.{suffix}"
        try:
            stream = create(path)
        except FileExistsError:
            continue
        with stream, ExitStack() as undo:
            undo.callback(path.unlink)  # half a file must not pass for a whole one
            fill(stream)
            undo.pop_all()
        return path
    raise AssertionError("there is always another number")


def file_name(text: str) -> str:
    """A file's stem made of this text: letters, digits, `.`, `_`, `-`, and never hidden.

    Vendor ids are opaque text: separators, leading dots and dashes do not survive.
    """
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).lstrip(".-")[:NAME_LIMIT].rstrip(".-") or "export"


def encode(record: object) -> str:
    """A value as one line of JSON; numbers that JSON cannot say (NaN, ∞) become text."""
    try:
        return json.dumps(record, ensure_ascii=False, allow_nan=False, default=dict)
    except ValueError:
        return json.dumps(sayable(record), ensure_ascii=False, allow_nan=False)


def sayable(value: object) -> object:
    """The same value with every NaN and infinity as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {key: sayable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [sayable(each) for each in value]
    return value


def cell(value: object) -> str:
    """A value as the text of one CSV cell, with a `'` before what a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else encode(value)
    if text.startswith(FORMULA) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text
