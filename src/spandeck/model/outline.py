"""The span tree while it is still arriving: cheap, provisional, replaced by `trace.assemble`."""

from array import array
from collections.abc import Iterable

from spandeck.model.trace import Span


class Outline:
    """Spans in the order they came, each with the depth that is known so far.

    A vendor that sends the tree in pre-order has it shown rightly at once; a span that comes
    before its parent stands as a root until the whole trace is assembled.
    """

    __slots__ = ("depth", "parent", "positions", "spans", "strays")

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.depth: array[int] = array("i")
        """0 for a root and for a stray."""
        self.parent: array[int] = array("i")
        """Where the parent stands, or -1."""
        self.positions: dict[str, int] = {}
        """Where each span id stands; the latest of those that came twice."""
        self.strays = 0
        """Spans whose parent had not come when they did."""

    def add(self, spans: Iterable[Span]) -> None:
        """Append a batch; costs time for the batch only."""
        for span in spans:
            above = self.positions.get(span.parent_id, -1) if span.parent_id else -1
            self.strays += above < 0 and bool(span.parent_id)
            self.positions[span.span_id] = len(self.spans)
            self.spans.append(span)
            self.parent.append(above)
            self.depth.append(self.depth[above] + 1 if above >= 0 else 0)
