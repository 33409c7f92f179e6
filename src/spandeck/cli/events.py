"""Events out of a file: CSV, JSON or NDJSON, row by row; a broken row stops no other.

It reads and converts; it sends nothing. Rows are counted from 1, without a CSV's heading.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from spandeck.cli.ending import Usage

Types = Mapping[str, str]
"""The data types of a model's columns, by name."""
FORMS = {".csv": "csv", ".json": "json", ".ndjson": "ndjson", ".jsonl": "ndjson"}
"""What a file holds, by the end of its name."""
PARQUET = (".parquet", ".pq")
LONGEST_ROW = 1_000_000
FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file."""

    number: int
    raw: str
    """As it stands in the file, to be saved if it cannot be sent."""
    event: Mapping[str, Any] | None
    why: str = ""
    """What is wrong with it, where it is no event."""


class Broken(ValueError):
    """A row that is no event; `str()` says why."""


def form(path: Path) -> str:
    """What a file holds; raise `Usage` for an ending that says nothing."""
    ending = path.suffix.lower()
    if ending in PARQUET:
        return "parquet"
    if ending not in FORMS:
        known = ", ".join((*FORMS, *PARQUET))
        raise Usage(f"{path.name}: what it holds is told by its ending, one of {known}.")
    return FORMS[ending]


def rows(path: Path, types: Types) -> Iterator[Row]:
    """All rows of a file; raise `OSError`, and `Usage` for one that holds no rows."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        match form(path):
            case "csv":
                yield from table(stream, types)
            case "ndjson":
                numbered = enumerate((line for line in stream if line.strip()), 1)
                yield from (read(number, line.strip(), parsed) for number, line in numbered)
            case _:
                for number, each in enumerate(listed(path, stream.read()), 1):
                    yield read(number, json.dumps(each), parsed)


def read(number: int, raw: str, convert: Callable[[str], Mapping[str, Any]]) -> Row:
    """One row, or why it is none."""
    try:
        if len(raw) > LONGEST_ROW:
            raise Broken(f"it has {len(raw)} characters")
        raw.encode()
        return Row(number, raw, convert(raw))
    except UnicodeEncodeError:
        return Row(number, raw, None, "it is not text in UTF-8")
    except Broken as error:
        return Row(number, raw, None, str(error))


def parsed(raw: str) -> Mapping[str, Any]:
    """A JSON object; raise `Broken`."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Broken("it is not JSON") from None
    if not isinstance(found, dict) or not found:
        raise Broken("it is no JSON object with columns")
    return found


def listed(path: Path, text: str) -> list[Any]:
    """The rows of a JSON document: a list, or the list under `events`; raise `Usage`."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Usage(f"{path.name} is not JSON: {error}.") from None
    held = found.get("events") if isinstance(found, dict) else found
    if not isinstance(held, list):
        raise Usage(f"{path.name} holds no list of events.")
    return held


def table(stream: Iterator[str], types: Types) -> Iterator[Row]:
    """The rows of a CSV, each cell as its column's type; an empty one is left out."""
    reader = csv.reader(stream, strict=True)
    try:
        heading = next(reader, [])
    except csv.Error as error:
        raise Usage(f"its heading cannot be read: {error}.") from error
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(number, "", None, f"it is no CSV: {error}")
            continue
        if not cells:
            number -= 1
            continue

        def convert(raw: str, cells: list[str] = cells) -> Mapping[str, Any]:
            return cast(heading, cells, types)

        yield read(number, line(cells), convert)


def cast(heading: list[str], cells: list[str], types: Types) -> Mapping[str, Any]:
    """The cells of a row by column; raise `Broken`."""
    if len(cells) != len(heading):
        raise Broken(f"it has {len(cells)} cells, and the heading {len(heading)}")
    pairs = zip(heading, cells, strict=True)
    found = {name: value(name, cell, types.get(name, "")) for name, cell in pairs if cell}
    if not found:
        raise Broken("it is empty")
    return found


def value(name: str, cell: str, kind: str) -> Any:
    """A cell as its column's type, text where there is none; raise `Broken`."""
    try:
        match kind:
            case "int":
                return int(cell)
            case "float":
                return float(cell)
            case "bool":
                return FLAGS[cell.strip().lower()]
            case "vector":
                return json.loads(cell)
            case _:
                return cell
    except (ValueError, KeyError):
        raise Broken(f"{name}: “{cell[:40]}” is no {kind}") from None


def line(cells: list[str]) -> str:
    """Cells as a line of CSV, without its end."""
    made = StringIO()
    csv.writer(made, lineterminator="").writerow(cells)
    return made.getvalue()


def head(path: Path) -> str:
    """What a file of saved rows begins with: the heading of a CSV."""
    if form(path) != "csv":
        return ""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        return line(next(csv.reader(stream), []))
