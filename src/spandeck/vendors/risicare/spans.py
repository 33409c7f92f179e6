"""The spans of one trace from the pieces of its detail, decoded one by one as they come."""

from collections import defaultdict
from dataclasses import replace
from json import dumps
from typing import Any

from pydantic import ValidationError

from spandeck.model.safe import safe
from spandeck.model.source import SpanBatch
from spandeck.model.trace import Span, TraceSummary
from spandeck.vendors.decoding import decode
from spandeck.vendors.risicare.translation import span, summary
from spandeck.vendors.split import Node, Piece


class Spans:
    """Gathers what pieces bring until it is taken as a batch."""

    def __init__(self, trace_id: str) -> None:
        """`trace_id` is the one asked for, for spans that do not repeat it."""
        self.trace_id = trace_id
        self.orphans: dict[Node, list[dict[str, Any]]] = defaultdict(list)
        """Spans that do not name their parent and stand below one whose id has not come yet."""
        self.doubtful: dict[Node, Piece] = {}
        """Early pieces that could not be read: fields may follow that make them whole."""
        self.good: list[Span] = []
        self.bad: list[str] = []
        self.summary: TraceSummary | None = None
        self.count = 0
        """Spans read so far, those taken included."""

    def __bool__(self) -> bool:
        return bool(self.good or self.bad or self.summary)

    def take(self, answered_ns: int, cached: bool) -> SpanBatch:
        """What was gathered since the last batch."""
        batch = SpanBatch(tuple(self.good), answered_ns, cached, tuple(self.bad), self.summary)
        self.good, self.bad, self.summary = [], [], None
        return batch

    def add(self, piece: Piece) -> None:
        """Read one piece; a span that cannot be read is kept as it came."""
        if piece.node.parent is None:
            self.settle()
        try:
            raw = decode(piece.raw)
            if piece.node.parent is None:
                self.summary = summary(raw)
            else:
                self.place(raw, piece, piece.node.parent)
        except ValueError:
            if piece.early:
                self.doubtful[piece.node] = piece
                return
            self.bad.append(safe(piece.raw.decode(errors="replace")))
        self.doubtful.pop(piece.node, None)
        piece.node.id = piece.node.id or ""
        self.adopt(piece.node)

    def place(self, raw: Any, piece: Piece, parent: Node) -> None:
        """Read one span, or keep it until its parent's id has come; raise `ValueError`."""
        if not isinstance(raw, dict):
            raise ValueError("a span is an object")
        if raw.get("children") == []:
            del raw["children"]
        own = raw.get("span_id")
        piece.node.id = own if isinstance(own, str) else None
        named = parent.parent is None or parent.id is not None or raw.get("parent_span_id")
        if named:
            self.good.append(span(raw, self.trace_id, parent.id or None))
            self.count += 1
        elif piece.early:
            raise ValueError("its parent is not known yet")
        else:
            self.orphans[parent].append(raw)

    def adopt(self, parent: Node) -> None:
        """Read the spans that waited for this one's id."""
        for raw in self.orphans.pop(parent, ()):
            try:
                self.good.append(span(raw, self.trace_id, parent.id or None))
                self.count += 1
            except ValidationError:
                self.bad.append(dumps(raw, ensure_ascii=False))

    def settle(self) -> None:
        """No more spans will come: read what is doubtful as it is, and let nobody wait longer."""
        for piece in tuple(self.doubtful.values()):
            self.add(replace(piece, early=False))
        for parent in tuple(self.orphans):
            self.adopt(parent)
