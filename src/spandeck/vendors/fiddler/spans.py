"""Pages of spans as Fiddler gives them, every row read or kept as it came."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from json import dumps
from typing import Any

from pydantic import ValidationError

from spandeck.model.errors import Unreadable
from spandeck.model.page import Ask, BadRow
from spandeck.model.safe import safe
from spandeck.model.source import SpanBatch
from spandeck.vendors.answer import Answer
from spandeck.vendors.complaint import why
from spandeck.vendors.decoding import decode
from spandeck.vendors.edge import Edge
from spandeck.vendors.fiddler.dialect import Fiddler, following
from spandeck.vendors.fiddler.telemetry import QUERY
from spandeck.vendors.fiddler.translation import span
from spandeck.vendors.fiddler.wire import SpanRow
from spandeck.vendors.split import Splitter

TOLD = ("user.id", "error.", "exception.", "http.")
"""How the attributes of text begin that the row of a trace is told from."""
LARGEST = 1000
"""The most spans that are asked for at once (contract §5.24)."""


@dataclass(slots=True)
class Tally:
    """What the answers that one page of traces was made of have in common."""

    answered_ns: int = 2**63
    """When the oldest of them was given."""
    cached: bool = True
    spans: int = 0
    bad: dict[str, BadRow] = field(default_factory=dict)
    """Spans that could not be read, each once."""

    def count(self, answer: Answer) -> None:
        """One more answer."""
        self.answered_ns = min(self.answered_ns, answer.answered_ns)
        self.cached = self.cached and answer.cached


@dataclass(frozen=True, slots=True)
class Spans:
    """One page of spans."""

    rows: tuple[SpanRow, ...]
    size: int
    """How many came, unreadable ones included."""
    more: bool


async def asked(edge: Edge, body: Mapping[str, Any], what: str, ask: Ask, tally: Tally) -> Spans:
    """One page of spans; raises the five errors and `NotCached`."""
    async with edge.stream(QUERY, what=what, ask=ask, method="POST", body=body) as answer:
        own, found = await answer.rows(Fiddler.rows)
        try:
            place = following(own, len(found))
        except ValidationError as error:
            raise answer.unreadable(why(error)) from error
        tally.count(answer)
    rows = []
    for raw in found:
        try:
            if isinstance(raw, BadRow):
                tally.bad[raw.raw] = raw
            else:
                rows.append(SpanRow.model_validate(raw))
        except ValidationError as error:
            text = dumps(raw, ensure_ascii=False)
            tally.bad[text] = BadRow(text, why(error))
    tally.spans += len(rows)
    return Spans(tuple(rows), len(found), place.cursor is not None)


@dataclass(slots=True)
class Read:
    """How far a trace was read."""

    spans: int = 0
    came: int = 0
    """Spans that came, unreadable ones included."""
    rows: list[SpanRow] = field(default_factory=list)
    """Its spans without what they say, for the trace's own row."""


async def streamed(
    edge: Edge, body: Mapping[str, Any], what: str, ask: Ask, read: Read
) -> AsyncGenerator[SpanBatch, None]:
    """Spans in batches as they are decoded, over all pages; `read` says how many there were.

    A body that breaks off gives what was read of it and then raises `Unreadable`.
    """
    offset = 0
    while True:
        page = {**body, "page_size": LARGEST, "offset": offset}
        size, own = 0, None
        async with (
            edge.stream(QUERY, what=what, ask=ask, method="POST", body=page) as answer,
            aclosing(answer.pieces(Splitter(Fiddler.rows))) as slices,
        ):
            try:
                async for pieces in slices:
                    rows = [piece.raw for piece in pieces if piece.node.parent is not None]
                    if len(rows) < len(pieces):
                        own = decode(pieces[-1].raw)
                    size += len(rows)
                    if rows:
                        yield batch(rows, answer, read)
                place = following(own, size)
            except Unreadable as error:
                said = error.happened.removeprefix(f"{what}: ")
                words = f"{said}; {read.spans} spans of it were read"
                raise answer.unreadable(words) from error
            except ValueError as error:
                raise answer.unreadable("it is no page of spans") from error
        offset += size
        if place.cursor is None:
            return


def batch(rows: list[bytes], answer: Answer, read: Read) -> SpanBatch:
    """Some spans; one that cannot be read is kept as it came."""
    good, bad = [], []
    for each in rows:
        try:
            raw = decode(each)
            row = SpanRow.model_validate(raw)
            good.append(span(row, raw))
            read.rows.append(lighter(row))
        except ValueError:
            bad.append(safe(each.decode(errors="replace")))
    read.spans += len(good)
    read.came += len(rows)
    return SpanBatch(tuple(good), answer.answered_ns, answer.cached, tuple(bad))


def lighter(row: SpanRow) -> SpanRow:
    """A span without its texts: the row of its trace needs figures and names only."""
    figures = {
        name: each
        for name, each in (row.span_attributes or {}).items()
        if isinstance(each, int | float) or name.startswith(TOLD)
    }
    return row.model_copy(update={"span_attributes": figures, "input": None, "output": None})
