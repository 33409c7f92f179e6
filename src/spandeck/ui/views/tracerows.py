"""A list of traces as rows to be painted: the data from one side, the manner from the other."""

from collections.abc import Sequence
from statistics import quantiles

from spandeck.model.page import BadRow
from spandeck.model.trace import TraceSummary
from spandeck.paint.row import Cell, Column
from spandeck.paint.tracerow import COLUMNS, Manner, cells
from spandeck.ui.views.listing import Listing

WITHOUT_AGENT: Sequence[Column] = tuple(each for each in COLUMNS if each.name != "agent")
SAMPLE = 2_000
"""How many of the newest durations decide what counts as slow."""


class TraceRows:
    """What the list widget is given; fulfils `RowSource`."""

    def __init__(self, traces: Listing[TraceSummary], manner: Manner) -> None:
        """`manner` may be replaced at any time."""
        named = any(leaf.aside for leaf in traces.pages.leaves)
        self.columns = COLUMNS if named else WITHOUT_AGENT
        """Agents have no column while each is only the name again; what differs has its room."""
        self.traces = traces
        self.manner = manner

    @property
    def order(self) -> str:
        """The column they are sorted by."""
        return self.traces.order

    @property
    def descending(self) -> bool:
        """Which way they are sorted."""
        return self.traces.descending

    def __len__(self) -> int:
        return len(self.traces)

    def key(self, index: int) -> str:
        """The trace's id; a row that cannot be read is known by what it holds."""
        row = self.traces.row(index)
        if row is None:
            return f"#{index}"
        return row.raw if isinstance(row, BadRow) else row.trace_id

    def cells(self, index: int, columns: Sequence[Column]) -> Sequence[Cell]:
        """What a row says."""
        return cells(self.traces.row(index), columns, self.manner)


def slow_ms(traces: Listing[TraceSummary]) -> float:
    """The duration that only the slowest tenth of the newest rows exceed."""
    known = traces.pages.durations(SAMPLE)
    return quantiles(known, n=10)[-1] if len(known) > 1 else max(known, default=0.0)
