"""Uploaded files, and the rows in them (contracts/fiddler.md §5.13).

CSV and NDJSON are read; Parquet where pyarrow happens to be installed, as the vendor's own client
brings it, otherwise a job with such a file fails and says so.
"""

import csv
from base64 import b64decode, b64encode
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO, StringIO
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import Field
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.collection import Body, body, content, opened
from spandeck.sim.fiddler.envelope import Record, normal
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.multipart import Part, parts

KIND = "files"
LARGEST = 101 * 1024 * 1024
"""Of a request: a hundred MiB, which the vendor's own client sends at once, and its wrapping."""
MOST_PARTS = 1000
TYPES = {".parquet": "PARQUET", ".pq": "PARQUET", ".gz": "TAR_GZ", ".tgz": "TAR_GZ"}
"""By the end of a name; all else is CSV, which stands for rows of text."""


class Unreadable(ValueError):
    """A file without rows; `str()` is a sentence."""


class Started(Body):
    """The beginning of an upload in parts."""

    filename: Annotated[str, Field(min_length=1, max_length=500)]


class PartDone(Body):
    """A part that was uploaded."""

    id: str
    number: Annotated[int, Field(ge=1, le=1000)]


class Finished(Body):
    """The end of an upload in parts."""

    file_id: UUID
    parts: Annotated[tuple[PartDone, ...], Field(min_length=1)]


def kept(account: Account, filename: str, holds: bytes | None) -> Record:
    """A new file, complete where there is content."""
    kind = next((found for end, found in TYPES.items() if filename.lower().endswith(end)), "CSV")
    status = "INITIATED" if holds is None else "SUCCESSFUL"
    fields = {"filename": filename, "name": filename, "type": kind, "status": status}
    record = account.add(KIND, fields)
    if holds is not None:
        keep(account, record["id"], holds)
    return record


def keep(account: Account, identifier: str, holds: bytes) -> None:
    """Keep what is in a file."""
    account.shelf.put("contents", identifier, {"base64": b64encode(holds).decode()})


def content_of(account: Account, identifier: str) -> bytes:
    """What is in a file or a part; `Refusal` 404."""
    return b64decode(account.get("contents", identifier, "File")["base64"])


async def form(request: Request) -> dict[str, Part]:
    """A form that has a part `file`."""
    media = request.headers.get("content-type", "")
    found = parts(media, await content(request, LARGEST))
    if "file" not in found:
        raise Refusal(400, "file: Field required")
    return found


async def upload(request: Request) -> Response:
    """POST a whole file."""
    file = (await form(request))["file"]
    return normal(kept(opened(request), file.filename or "file.csv", file.content))


async def begin(request: Request) -> Response:
    """POST the name of a file that comes in parts."""
    sent = await body(request, Started)
    return normal(kept(opened(request), sent.filename, None))


async def part(request: Request) -> Response:
    """POST one part."""
    account, found = opened(request), await form(request)
    number = found["part_number"].text if "part_number" in found else ""
    if not number.isdigit() or not 1 <= int(number) <= MOST_PARTS:
        raise Refusal(400, f"part_number: must be 1 to {MOST_PARTS}")
    account.get(KIND, found["file_id"].text if "file_id" in found else "", "File")
    identifier = str(uuid4())
    keep(account, identifier, found["file"].content)
    return normal({"part_id": identifier})


async def complete(request: Request) -> Response:
    """POST the parts in their order: the file is whole then."""
    account, sent = opened(request), await body(request, Finished)
    record = account.get(KIND, str(sent.file_id), "File")
    pieces = sorted(sent.parts, key=lambda each: each.number)
    keep(account, record["id"], b"".join(content_of(account, each.id) for each in pieces))
    for each in pieces:
        account.shelf.remove("contents", each.id)
    return normal(account.change(KIND, record, {"status": "SUCCESSFUL"}))


def rows(account: Account, identifier: str) -> list[dict[str, Any]]:
    """The rows of a file; raise `Unreadable`, `Refusal` 404 for no file."""
    record, held = account.get(KIND, identifier, "File"), content_of(account, identifier)
    if record["type"] == "PARQUET":
        return from_parquet(held)
    try:
        text = held.decode("utf-8-sig")
        found = list(from_ndjson(text) if text.lstrip().startswith("{") else from_csv(text))
    except (UnicodeDecodeError, csv.Error, ValueError) as error:
        raise Unreadable(f"{record['filename']} cannot be read: {error}.") from error
    if not found:
        raise Unreadable(f"{record['filename']} has no rows.")
    return found


def from_csv(text: str) -> Iterator[dict[str, Any]]:
    """Rows of a CSV with a header: numbers and booleans as such, empty fields missing."""
    for row in csv.DictReader(StringIO(text), strict=True):
        if None in row or None in row.values():
            raise ValueError("a row has not as many fields as the header")
        yield {name: typed(found) for name, found in row.items()}


def from_ndjson(text: str) -> Iterator[dict[str, Any]]:
    """Rows of one JSON object a line."""
    for line in text.splitlines():
        if line.strip():
            found = from_json(line)
            if not isinstance(found, dict):
                raise ValueError("a line is not an object")
            yield found


def from_parquet(held: bytes) -> list[dict[str, Any]]:
    """Rows of a Parquet file."""
    try:
        parquet = import_module("pyarrow.parquet")
    except ImportError:
        raise Unreadable("Parquet needs pyarrow, which is not installed here: send CSV.") from None
    try:
        found: list[dict[str, Any]] = parquet.read_table(BytesIO(held)).to_pylist()
    except (ValueError, OSError) as error:
        raise Unreadable(f"The Parquet file cannot be read: {error}.") from error
    return found


def typed(text: str) -> object:
    """A CSV field as what it looks like."""
    if text == "":
        return None
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text


ROUTES = (
    Route("/v3/files/upload", upload, methods=["POST"]),
    Route("/v3/files/multipart-init", begin, methods=["POST"]),
    Route("/v3/files/multipart-upload", part, methods=["POST"]),
    Route("/v3/files/multipart-complete", complete, methods=["POST"]),
)
