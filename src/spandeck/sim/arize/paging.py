"""Pages of a list, and the cursors between them (contracts/arize.md §4).

A cursor holds the place of the last row and a mark of what was asked: under another question it is
refused, and rows that come or go in between neither repeat nor hide others.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from pydantic_core import from_json, to_json
from starlette.responses import Response

from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Record
from spandeck.sim.clock import read_iso

Place = list[Any]
"""Where a row stands: what the list is sorted by, and its id."""


@dataclass(frozen=True, slots=True)
class Paging:
    """How much of a list is asked for, and from where."""

    limit: int
    after: Place | None
    """The place of the last row of the page before; None for the first page."""
    question: object
    """What else was asked: a cursor is good for nothing else."""

    def cursor(self, place: Place) -> str:
        """The cursor that goes on after a place."""
        return urlsafe_b64encode(to_json([mark(self.question, place), place])).decode().rstrip("=")


def paging(
    given: Mapping[str, Any], question: object, *, most: int = 100, usual: int = 50
) -> Paging:
    """Read `limit` and `cursor`, from the query or from a body; `Problem` 422 and 400."""
    rows = limit(given.get("limit", usual), most)
    return Paging(rows, place(given.get("cursor"), question), question)


def limit(given: object, most: int) -> int:
    """How many rows a page may have; the status for too many is ours."""
    text = str(given)
    if not (text.isascii() and text.isdigit()):
        raise Problem(400, "limit: must be a whole number.")
    if not 1 <= int(text[:9]) <= most:
        raise Problem(422, f"limit: must be 1 to {most}.")
    return int(text)


def place(cursor: str | None, question: object) -> Place | None:
    """The place that a cursor stands for; `Problem` 400 for one that fits no such question."""
    if not cursor:
        return None
    try:
        marked, found = from_json(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (NotBase64, ValueError, TypeError):
        raise Problem(400, "The cursor is not one of ours: start again without it.") from None
    if marked != mark(question, found):
        raise Problem(400, "The cursor belongs to another question: start again without it.")
    return list(found)


def mark(question: object, place: object) -> int:
    """Joins a place to the question under which it was reached."""
    return crc32(to_json([question, place]))


def newest(field: str) -> Callable[[Record], Place]:
    """Newest first by a time, ties by id."""
    return lambda record: [-read_iso(record[field]), record["id"]]


def oldest(field: str) -> Callable[[Record], Place]:
    """Oldest first by a time, ties by id."""
    return lambda record: [read_iso(record[field]), record["id"]]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor of the next page if there is one."""

    rows: Sequence[Record]
    next: str | None

    def response(self, key: str) -> Response:
        """The answer of a list; `key` names its rows."""
        pagination: dict[str, Any] = {"has_more": self.next is not None}
        if self.next is not None:
            pagination["next_cursor"] = self.next
        return answer({key: self.rows, "pagination": pagination})


def itself(row: Record) -> Record:
    """A row as it is."""
    return row


def page(
    rows: Iterable[Record],
    where: Callable[[Record], Place],
    asked: Paging,
    listed: Callable[[Record], Record] = itself,
) -> Page:
    """One page of all rows that fit, in whatever order they are given; `listed` shows them."""
    placed = sorted(((where(row), row) for row in rows), key=lambda each: each[0])
    if asked.after is not None:
        placed = [each for each in placed if each[0] > asked.after]
    shown = placed[: asked.limit]
    more = len(placed) > asked.limit
    return Page([listed(row) for _, row in shown], asked.cursor(shown[-1][0]) if more else None)


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(to_json(body, inf_nan_mode="null"), status, media_type="application/json")
