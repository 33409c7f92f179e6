"""A list of records as rows to be painted: the data from one side, the manner from the other."""

from collections.abc import Sequence

from spandeck.model.page import BadRow
from spandeck.model.resource import Column as Fact
from spandeck.paint.recordcell import cells, columns
from spandeck.paint.row import Cell, Column
from spandeck.paint.tracerow import Manner
from spandeck.ui.views.recordlist import RecordList


class RecordRows:
    """What the list widget is given; fulfils `RowSource`."""

    def __init__(self, records: RecordList, manner: Manner) -> None:
        """`manner` may be replaced at any time."""
        self.columns: Sequence[Column] = columns(records.resource)
        self.facts = {each.path: each for each in records.resource.columns}
        for each in self.columns:
            self.facts.setdefault(each.name, Fact(each.name, each.title))
        self.records = records
        self.manner = manner

    @property
    def order(self) -> str:
        """The column they are sorted by."""
        return self.records.order

    @property
    def descending(self) -> bool:
        """Which way they are sorted."""
        return self.records.descending

    def __len__(self) -> int:
        return len(self.records)

    def key(self, index: int) -> str:
        """The record's id; a row that cannot be read is known by what it holds."""
        row = self.records.row(index)
        if row is None:
            return f"#{index}"
        return row.raw if isinstance(row, BadRow) else row.id

    def cells(self, index: int, columns: Sequence[Column]) -> Sequence[Cell]:
        """What a record says."""
        return cells(self.records.row(index), self.facts, columns, self.manner)
